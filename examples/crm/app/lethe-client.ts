import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal, type RefusalStatus } from './refusal.ts';

export type RequestState =
  | 'received'
  | 'verifying'
  | 'confirming'
  | 'blocked'
  | 'scheduled'
  | 'held'
  | 'running'
  | 'completed'
  | 'closed'
  | 'cancelled'
  | 'expired'
  | 'refused'
  | 'forwarded';

/** What the CRM uses of a request to delete; Lethe says more. */
export interface DeletionRequest {
  readonly id: string;
  readonly state: RequestState;
  readonly dueAt: Date | null;
  readonly cancellable: boolean;
  /** What is in the way or worth a warning: unpaid invoices, exports still needed. */
  readonly messages: readonly string[];
  /** It waits for the host to say again, with a fresh token, who is signed in. */
  readonly wantsSession: boolean;
}

export interface LetheClient {
  ask(token: string, wish: Wish): Promise<DeletionRequest>;
  prove(token: string, request: string): Promise<void>;
  requests(token: string, subject: string): Promise<readonly DeletionRequest[]>;
  cancel(token: string, request: string): Promise<void>;
  deactivate(token: string, subject: string): Promise<void>;
  reactivate(token: string, subject: string): Promise<void>;
}

export interface Wish {
  readonly subject: string;
  readonly exportsNeeded: boolean;
  /** The same when a form is sent twice. */
  readonly idempotencyKey: string;
}

const timeoutMs = 10_000;

// Proof can be given when Lethe has looked at the request, which is a job of its own and takes a moment.
const looksAtMost = 20;
const betweenLooksMs = 150;

/** Lethe's HTTP API, as far as the CRM needs it. */
export function letheClient(url: string): LetheClient {
  const call = (token: string, method: string, path: string, more: Partial<Call> = {}): Promise<unknown> =>
    answerOf(url, { token, method, path, ...more });
  return {
    async ask(token, { idempotencyKey, ...body }) {
      let request = requestIn(await call(token, 'POST', '/v1/requests', { body, idempotencyKey }));
      for (let looks = 0; request.state === 'received' && looks < looksAtMost; looks += 1) {
        await sleep(betweenLooksMs);
        request = requestIn(await call(token, 'GET', `/v1/requests/${encodeURIComponent(request.id)}`));
      }
      return request;
    },
    async prove(token, request) {
      await call(token, 'POST', `/v1/requests/${encodeURIComponent(request)}/proofs`, {
        body: { kind: 'fresh_session' },
      });
    },
    async requests(token, subject) {
      const answer = await call(token, 'GET', `/v1/requests?subject=${encodeURIComponent(subject)}`);
      const items = fieldOf(answer, 'items');
      if (!Array.isArray(items)) throw strange('a list of requests');
      return items.map(requestIn);
    },
    async cancel(token, request) {
      await call(token, 'POST', `/v1/requests/${encodeURIComponent(request)}/cancel`, { body: {} });
    },
    async deactivate(token, subject) {
      await call(token, 'POST', `/v1/subjects/${encodeURIComponent(subject)}/deactivate`, { body: {} });
    },
    async reactivate(token, subject) {
      await call(token, 'POST', `/v1/subjects/${encodeURIComponent(subject)}/reactivate`, { body: {} });
    },
  };
}

interface Call {
  readonly token: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly idempotencyKey?: string;
}

async function answerOf(url: string, { token, method, path, body, idempotencyKey }: Call): Promise<unknown> {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
  const answer = await fetch(new URL(path, url), {
    method,
    headers,
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    // A call that was cut may have worked, so this does not say that nothing has happened.
    const words = 'The service that deletes did not answer. Look here again in a minute to see how things stand.';
    throw new Refusal(503, 'No answer', words, { cause });
  });
  const said: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw refusalOf(answer.status, said);
  return said;
}

const passedOn: readonly RefusalStatus[] = [400, 401, 403, 404, 409, 422, 423, 429];

function refusalOf(status: number, said: unknown): Refusal {
  const [title, detail] = [fieldOf(said, 'title'), fieldOf(said, 'detail')];
  return new Refusal(
    passedOn.find((known) => known === status) ?? 502,
    typeof title === 'string' ? title : 'Refused',
    typeof detail === 'string' ? detail : `The service that deletes answered ${status}.`,
  );
}

const states: Readonly<Record<RequestState, true>> = {
  received: true,
  verifying: true,
  confirming: true,
  blocked: true,
  scheduled: true,
  held: true,
  running: true,
  completed: true,
  closed: true,
  cancelled: true,
  expired: true,
  refused: true,
  forwarded: true,
};

const isState = (value: unknown): value is RequestState => typeof value === 'string' && Object.hasOwn(states, value);

function requestIn(value: unknown): DeletionRequest {
  const [id, state, dueAt] = [fieldOf(value, 'id'), fieldOf(value, 'state'), fieldOf(value, 'dueAt')];
  if (typeof id !== 'string' || !isState(state)) throw strange('a request');
  const accepted = listIn(value, 'acceptedProofs').flatMap((way) => (Array.isArray(way) ? way : []));
  const given = listIn(value, 'proofs').map((proof) => fieldOf(proof, 'kind'));
  return {
    id,
    state,
    dueAt: typeof dueAt === 'string' ? new Date(dueAt) : null,
    cancellable: fieldOf(value, 'cancellable') === true,
    messages: listIn(value, 'blockers')
      .map((blocker) => fieldOf(blocker, 'message'))
      .filter((message) => typeof message === 'string'),
    wantsSession: state === 'verifying' && accepted.includes('fresh_session') && !given.includes('fresh_session'),
  };
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
}

const strange = (expected: string): Refusal =>
  new Refusal(502, 'Not understood', `The service that deletes did not answer with ${expected}.`);
