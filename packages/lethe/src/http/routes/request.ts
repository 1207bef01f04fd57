import { z } from 'zod';
import type { RefuseReason } from '../../requests/event.ts';
import { eventList } from '../../wire/event.ts';
import { idText, type Snake } from '../../wire/names.ts';
import {
  emptyBody,
  forwarding,
  givenProof,
  newRequest,
  receivedRequest,
  refusal,
  request,
  requestPage,
  requestQuery,
  typedConfirmation,
} from '../../wire/request.ts';
import type { GivenProof, RequestRecord, Scope } from '../backend.ts';
import { ifMatchOf } from '../if-match.ts';
import { forPeople, presentEvent } from '../present/event.ts';
import { presentRequest } from '../present/request.ts';
import { type Answer, callerOf, keyWith, type May, personOr, type RawCall, type Route, route } from '../route.ts';

const one = z.object({ id: idText });
const nothing = z.object({});

/** With its version, for the If-Match of the next call. */
const answerOf = (record: RequestRecord): Answer => ({
  json: presentRequest(record),
  headers: { etag: `"${record.version}"` },
});

/** What is done to one request and answered with what became of it. */
function action<Body>(written: {
  operation: string;
  path: string;
  may: May;
  summary: string;
  body: z.ZodType<Body>;
  run(
    call: RawCall & { readonly id: string; readonly body: Body; readonly ifMatch: string | null },
  ): Promise<RequestRecord>;
}): Route {
  const { operation, path, may, summary, body, run } = written;
  return route({
    operation,
    surface: 'api',
    method: 'POST',
    path: `/v1/requests/:id/${path}`,
    may,
    summary,
    params: one,
    query: nothing,
    body,
    answers: { 200: request },
    handle: async (call) => answerOf(await run({ ...call, id: call.params.id, ifMatch: ifMatchOf(call) })),
  });
}

const receive = route({
  operation: 'receiveRequest',
  surface: 'api',
  method: 'POST',
  path: '/v1/requests',
  may: personOr('request:write'),
  summary: 'Ask for the deletion of a subject.',
  params: nothing,
  query: nothing,
  body: newRequest,
  answers: { 201: receivedRequest, 200: receivedRequest },
  async handle(call) {
    const { record, statusCode, made } = await call.context.backend.requests.receive(callerOf(call), call.body);
    return {
      status: made ? 201 : 200,
      json: { ...presentRequest(record), statusCode, made },
      headers: { location: `/v1/requests/${record.request.id}`, etag: `"${record.version}"` },
    };
  },
});

const list = route({
  operation: 'listRequests',
  surface: 'api',
  method: 'GET',
  path: '/v1/requests',
  may: personOr('request:read'),
  summary: 'Requests that the caller may see, the newest first.',
  params: nothing,
  query: requestQuery,
  body: nothing,
  answers: { 200: requestPage },
  async handle(call) {
    const { subject = null, state = [], cursor = null, limit } = call.query;
    const by = { subject, states: state, cursor, limit };
    const { items, next } = await call.context.backend.requests.list(callerOf(call), by);
    return { json: { items: items.map(presentRequest), next } };
  },
});

const load = route({
  operation: 'readRequest',
  surface: 'api',
  method: 'GET',
  path: '/v1/requests/:id',
  may: personOr('request:read'),
  summary: 'One request.',
  params: one,
  query: nothing,
  body: nothing,
  answers: { 200: request },
  handle: async (call) => answerOf(await call.context.backend.requests.load(callerOf(call), call.params.id)),
});

const events = route({
  operation: 'listRequestEvents',
  surface: 'api',
  method: 'GET',
  path: '/v1/requests/:id/events',
  may: personOr('request:read'),
  summary: 'What has happened to a request, the oldest first.',
  params: one,
  query: nothing,
  body: nothing,
  answers: { 200: eventList },
  async handle(call) {
    const caller = callerOf(call);
    const found = await call.context.backend.requests.events(caller, call.params.id);
    const shown = caller.is === 'person' ? found.map(forPeople) : found;
    return { json: { items: shown.map(presentEvent) } };
  },
});

function proofOf(given: z.infer<typeof givenProof>): GivenProof {
  switch (given.kind) {
    case 'fresh_session':
      return { kind: 'fresh session' };
    case 'operator_decision':
      return { kind: 'operator decision', reason: given.reason };
    case 'mailbox':
    case 'password':
      return given;
  }
}

const refuseReasonOf: Readonly<Record<Snake<RefuseReason>, RefuseReason>> = {
  not_verified: 'not verified',
  not_entitled: 'not entitled',
  unfounded: 'unfounded',
  repeated: 'repeated',
  must_be_kept: 'must be kept',
};

const decide: Scope = 'request:decide';

export const requestRoutes: readonly Route[] = [
  receive,
  list,
  load,
  events,
  action({
    operation: 'proveRequest',
    path: 'proofs',
    may: { who: 'callers', person: true, scope: 'request:write', orScope: decide },
    summary: 'Prove that you may ask for it. The decision of an operator takes `request:decide`.',
    body: givenProof,
    run: (call) => call.context.backend.requests.prove(callerOf(call), call.id, proofOf(call.body), call.ifMatch),
  }),
  action({
    operation: 'confirmRequest',
    path: 'confirm',
    may: personOr('request:write'),
    summary: 'Take the second step, by the name typed or the code that was mailed.',
    body: typedConfirmation,
    run: (call) => call.context.backend.requests.confirm(callerOf(call), call.id, call.body.typed, call.ifMatch),
  }),
  action({
    operation: 'resendConfirmation',
    path: 'confirmation',
    may: personOr('request:write'),
    summary: 'Send the message of the second step again. The one before is void; the deadline stays.',
    body: emptyBody,
    run: (call) => call.context.backend.requests.resend(callerOf(call), call.id),
  }),
  action({
    operation: 'cancelRequest',
    path: 'cancel',
    may: personOr('request:write'),
    summary: 'Cancel deletion. Possible until it begins.',
    body: emptyBody,
    run: (call) => call.context.backend.requests.cancel(callerOf(call), call.id, call.ifMatch),
  }),
  action({
    operation: 'refuseRequest',
    path: 'refuse',
    may: keyWith(decide),
    summary: 'Refuse the request, with a reason.',
    body: refusal,
    run: (call) => {
      const why = { reason: refuseReasonOf[call.body.reason], repeats: call.body.repeats };
      return call.context.backend.requests.refuse(callerOf(call), call.id, why, call.ifMatch);
    },
  }),
  action({
    operation: 'forwardRequest',
    path: 'forward',
    may: keyWith(decide),
    summary: 'Pass the request on to whoever answers for the data.',
    body: forwarding,
    run: (call) => call.context.backend.requests.forward(callerOf(call), call.id, call.body.controller, call.ifMatch),
  }),
  action({
    operation: 'acknowledgeRequest',
    path: 'acknowledge',
    may: keyWith(decide),
    summary: 'Note that the requester was told that the request has come in.',
    body: emptyBody,
    run: (call) => call.context.backend.requests.acknowledge(callerOf(call), call.id),
  }),
  route({
    operation: 'clearBlocker',
    surface: 'api',
    method: 'POST',
    path: '/v1/requests/:id/blockers/:name/clear',
    may: personOr(decide),
    summary: 'Declare that a blocker is settled: people what they said themselves, keys any.',
    params: z.object({ id: idText, name: idText }),
    query: nothing,
    body: emptyBody,
    answers: { 200: request },
    handle: async (call) =>
      answerOf(await call.context.backend.requests.clearBlocker(callerOf(call), call.params.id, call.params.name)),
  }),
];
