import { z } from 'zod';
import { eventList } from '../../wire/event.ts';
import { idText } from '../../wire/names.ts';
import { emptyBody } from '../../wire/request.ts';
import { run, waiver } from '../../wire/run.ts';
import type { RunView } from '../backend.ts';
import { callerName } from '../bearer.ts';
import { presentRun } from '../present/run.ts';
import { type Answer, callerOf, keyWith, personOr, type RawCall, type Route, route } from '../route.ts';
import { eventStream, eventsSoFar } from '../run-events.ts';

const one = z.object({ id: idText });
const nothing = z.object({});

const answerOf = (view: RunView): Answer => ({ json: presentRun(view) });

const load = route({
  operation: 'readRun',
  surface: 'api',
  method: 'GET',
  path: '/v1/runs/:id',
  may: personOr('run:read'),
  summary: 'How far a run is.',
  params: one,
  query: nothing,
  body: nothing,
  answers: { 200: run },
  handle: async (call) => answerOf(await call.context.backend.runs.load(callerOf(call), call.params.id)),
});

const events = route({
  operation: 'watchRun',
  surface: 'api',
  method: 'GET',
  path: '/v1/runs/:id/events',
  may: personOr('run:read'),
  summary:
    'Events of a run as they come (text/event-stream): a snapshot first, then what follows the Last-Event-ID, then end. With Accept: application/json, those so far.',
  params: one,
  query: nothing,
  body: nothing,
  answers: { 200: eventList },
  answersAs: 'text/event-stream',
  async handle(call) {
    const follow = { runs: call.context.backend.runs, caller: callerOf(call), run: call.params.id };
    const after = lastEventOf(call);
    if (wantsJson(call))
      return { json: { items: await eventsSoFar({ ...follow, after: after ?? '0', signal: call.signal }) } };
    // Asked before the stream begins, so that a run that is not there is a problem and not an empty stream.
    const view = await follow.runs.load(follow.caller, follow.run);
    call.context.streams.enter(callerName(follow.caller), call.signal);
    // Then it is asked for again with the Last-Event-ID, and looked at again whether it may be: a key may be revoked by then.
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(longestStreamMs)]);
    return {
      stream: eventStream({ ...follow, view, after, signal }),
      type: 'text/event-stream; charset=utf-8',
      headers: { 'x-accel-buffering': 'no' },
    };
  },
});

const longestStreamMs = 15 * 60_000;

function lastEventOf({ headers }: Pick<RawCall, 'headers'>): string | null {
  const given = headers['last-event-id'];
  return typeof given === 'string' && /^\d{1,18}$/u.test(given) ? given : null;
}

const wantsJson = ({ headers }: Pick<RawCall, 'headers'>): boolean =>
  String(headers['accept'] ?? '').includes('application/json');

const pauseOrResume = (verb: 'pause' | 'resume', summary: string): Route =>
  route({
    operation: `${verb}Run`,
    surface: 'api',
    method: 'POST',
    path: `/v1/runs/:id/${verb}`,
    may: keyWith('run:write'),
    summary,
    params: one,
    query: nothing,
    body: emptyBody,
    answers: { 200: run },
    handle: async (call) => answerOf(await call.context.backend.runs[verb](callerOf(call), call.params.id)),
  });

const waive = route({
  operation: 'waiveEffect',
  surface: 'api',
  method: 'POST',
  path: '/v1/runs/:id/waive',
  may: keyWith('run:write'),
  summary: 'Give up an effect that cannot be had, with a reason that the certificate shows.',
  params: one,
  query: nothing,
  body: waiver,
  answers: { 200: run },
  handle: async (call) => answerOf(await call.context.backend.runs.waive(callerOf(call), call.params.id, call.body)),
});

export const runRoutes: readonly Route[] = [
  load,
  events,
  pauseOrResume('pause', 'Stop between two batches.'),
  pauseOrResume('resume', 'Go on, also after a failure that was repaired.'),
  waive,
];
