import { z } from 'zod';
import { apiKey, apiKeyList, madeApiKey, newApiKey } from '../../wire/api-key.ts';
import { idText } from '../../wire/names.ts';
import { emptyBody } from '../../wire/request.ts';
import { presentApiKey } from '../present/api-key.ts';
import { callerOf, keyWith, type Route, route } from '../route.ts';

const nothing = z.object({});
const may = keyWith('key:write');

const create = route({
  operation: 'createKey',
  surface: 'api',
  method: 'POST',
  path: '/v1/keys',
  may,
  summary: 'Make a key. Its secret is told this once.',
  params: nothing,
  query: nothing,
  body: newApiKey,
  answers: { 201: madeApiKey },
  async handle(call) {
    const { key, secret } = await call.context.backend.keys.create(callerOf(call), call.body);
    return { status: 201, json: { ...presentApiKey(key), secret } };
  },
});

const list = route({
  operation: 'listKeys',
  surface: 'api',
  method: 'GET',
  path: '/v1/keys',
  may,
  summary: 'All keys, without their secrets.',
  params: nothing,
  query: nothing,
  body: nothing,
  answers: { 200: apiKeyList },
  async handle(call) {
    const keys = await call.context.backend.keys.list(callerOf(call));
    return { json: { items: keys.map(presentApiKey) } };
  },
});

const revoke = route({
  operation: 'revokeKey',
  surface: 'api',
  method: 'POST',
  path: '/v1/keys/:id/revoke',
  may,
  summary: 'End a key, at once.',
  params: z.object({ id: idText }),
  query: nothing,
  body: emptyBody,
  answers: { 200: apiKey },
  async handle(call) {
    return { json: presentApiKey(await call.context.backend.keys.revoke(callerOf(call), call.params.id)) };
  },
});

export const apiKeyRoutes: readonly Route[] = [create, list, revoke];
