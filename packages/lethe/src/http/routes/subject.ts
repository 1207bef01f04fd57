import { z } from 'zod';
import { LetheError } from '../../errors.ts';
import { access, accessQuery, subject } from '../../wire/access.ts';
import { idText } from '../../wire/names.ts';
import { emptyBody } from '../../wire/request.ts';
import type { SubjectView } from '../backend.ts';
import { type Answer, callerOf, personOr, type Route, route } from '../route.ts';

const nothing = z.object({});
const named = z.object({ subject: idText });

/** In an address, a subject that cannot be is answered like one that is not there. */
async function answerOf(view: Promise<SubjectView>): Promise<Answer> {
  try {
    return { json: await view };
  } catch (error) {
    if (error instanceof LetheError && error.code === 'SUBJECT_INVALID')
      throw new LetheError('SUBJECT_UNKNOWN', error.message, { cause: error });
    throw error;
  }
}

const readAccess = route({
  operation: 'readAccess',
  surface: 'api',
  method: 'GET',
  path: '/v1/access',
  may: personOr('access:read'),
  summary: 'What the host should let the people of a subject do now.',
  params: nothing,
  query: accessQuery,
  body: nothing,
  answers: { 200: access },
  async handle(call) {
    const view = await call.context.backend.subjects.load(callerOf(call), call.query.subject);
    return { json: { subject: view.subject, access: view.access } };
  },
});

const load = route({
  operation: 'readSubject',
  surface: 'api',
  method: 'GET',
  path: '/v1/subjects/:subject',
  may: personOr('access:read'),
  summary: 'A subject as it stands now.',
  params: named,
  query: nothing,
  body: nothing,
  answers: { 200: subject },
  handle: (call) => answerOf(call.context.backend.subjects.load(callerOf(call), call.params.subject)),
});

const turn = (verb: 'deactivate' | 'reactivate', summary: string): Route =>
  route({
    operation: `${verb}Subject`,
    surface: 'api',
    method: 'POST',
    path: `/v1/subjects/:subject/${verb}`,
    may: personOr('access:write'),
    summary,
    params: named,
    query: nothing,
    body: emptyBody,
    answers: { 200: subject },
    handle: (call) => answerOf(call.context.backend.subjects[verb](callerOf(call), call.params.subject)),
  });

export const subjectRoutes: readonly Route[] = [
  readAccess,
  load,
  turn('deactivate', 'Disable it and keep everything. Can be taken back at any time.'),
  turn('reactivate', 'Take a deactivation back.'),
];
