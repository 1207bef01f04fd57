import { z } from 'zod';
import { holdList, holdPlaced, holdRelease, holdReleased, newHold } from '../../wire/hold.ts';
import { idText } from '../../wire/names.ts';
import { presentHold } from '../present/hold.ts';
import { callerOf, keyWith, type Route, route } from '../route.ts';

const nothing = z.object({});

const list = route({
  operation: 'listHolds',
  surface: 'api',
  method: 'GET',
  path: '/v1/holds',
  may: keyWith('hold:read'),
  summary: 'All holds, also those that were released.',
  params: nothing,
  query: nothing,
  body: nothing,
  answers: { 200: holdList },
  async handle(call) {
    const holds = await call.context.backend.holds.list(callerOf(call));
    return { json: { items: holds.map(presentHold) } };
  },
});

const place = route({
  operation: 'placeHold',
  surface: 'api',
  method: 'POST',
  path: '/v1/holds',
  may: keyWith('hold:write'),
  summary:
    'Forbid the deletion of a subject and of all that lies in it, or of its rows of one table. Stops what is running between two batches.',
  params: nothing,
  query: nothing,
  body: newHold,
  answers: { 201: holdPlaced },
  async handle(call) {
    const { hold, reviewOn, runs } = await call.context.backend.holds.place(callerOf(call), call.body);
    return { status: 201, json: { id: hold, reviewOn, runs } };
  },
});

const release = route({
  operation: 'releaseHold',
  surface: 'api',
  method: 'POST',
  path: '/v1/holds/:id/release',
  may: keyWith('hold:write'),
  summary: 'Release a hold. What it had stopped goes on without a new request.',
  params: z.object({ id: idText }),
  query: nothing,
  body: holdRelease,
  answers: { 200: holdReleased },
  async handle(call) {
    const { id } = call.params;
    const runs = await call.context.backend.holds.release(callerOf(call), id, call.body.reason);
    return { json: { id, runs } };
  },
});

export const holdRoutes: readonly Route[] = [list, place, release];
