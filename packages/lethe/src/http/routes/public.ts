import { z } from 'zod';
import { LetheError } from '../../errors.ts';
import { idText } from '../../wire/names.ts';
import { publicAnswer, publicRequest, publicStatus } from '../../wire/public-request.ts';
import { presentPublicStatus } from '../present/public-status.ts';
import { everyone, type Route, route } from '../route.ts';

const nothing = z.object({});

/** Said to everyone, known or not. */
export const publicWords =
  'Thank you. If this address belongs to somebody who may ask for this, a message is on its way to it. Nothing has been deleted.';

const wish = route({
  operation: 'askFromOutside',
  surface: 'api',
  method: 'POST',
  path: '/v1/public/requests',
  may: everyone,
  summary: 'Ask for a deletion without being signed in. The answer is the same for everyone.',
  params: nothing,
  query: nothing,
  body: publicRequest,
  answers: { 202: publicAnswer },
  async handle({ context, body }) {
    await context.backend.forms.wish(body);
    return { status: 202, json: { message: publicWords } };
  },
});

const status = route({
  operation: 'readPublicStatus',
  surface: 'api',
  method: 'GET',
  path: '/v1/public/status/:code',
  may: everyone,
  summary: 'How far a request is, for whoever was given its code.',
  params: z.object({ code: idText }),
  query: nothing,
  body: nothing,
  answers: { 200: publicStatus },
  secretPath: true,
  async handle({ context, params }) {
    const found = await context.backend.forms.status(params.code);
    if (found === null) throw new LetheError('STATUS_UNKNOWN', 'There is no request with this code.');
    return { json: presentPublicStatus(found) };
  },
});

export const publicRoutes: readonly Route[] = [wish, status];
