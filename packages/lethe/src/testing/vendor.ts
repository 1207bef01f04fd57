import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/**
 * `fails`: 500. `too many`: 429 with Retry-After. `gone`: 404, as if released before. `hangs`: takes the call and never
 * answers, nothing done. `works unseen`: does the work, then cuts the connection. `only says so`: 200, nothing done.
 */
export type Misbehaviour = 'fails' | 'too many' | 'gone' | 'hangs' | 'works unseen' | 'only says so';

export interface MisbehaviourOptions {
  /** `numbers/7`, `tokens/abc`; all resources if left out. */
  readonly resource?: string;
  /** Until told otherwise if left out. */
  readonly times?: number;
  readonly retryAfterSeconds?: number;
}

export interface VendorCall {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | null;
  /** Of performance.now(). */
  readonly atMs: number;
  /** Null: never answered. */
  readonly status: number | null;
  /** Answered from what the key was answered before. */
  readonly repeated: boolean;
}

/** Another system with effects of its own, over real HTTP: releases numbers, revokes tokens, and can be made to fail. */
export interface Vendor extends AsyncDisposable {
  readonly url: string;
  behave(how: Misbehaviour, options?: MisbehaviourOptions): void;
  /** Ends all misbehaviour. */
  recover(): void;
  /** Every call that arrived, oldest first. */
  calls(): readonly VendorCall[];
  /** Resources really released or revoked, with how many times the work was done. */
  released(): ReadonlyMap<string, number>;
  /** From then on connections are refused. */
  stop(): Promise<void>;
  /** On the same port again, with all it knew. */
  start(): Promise<void>;
}

interface Planned extends MisbehaviourOptions {
  readonly how: Misbehaviour;
  left: number;
}

export async function startVendor(): Promise<Vendor> {
  const state: VendorState = { planned: [], calls: [], released: new Map(), answers: new Map() };
  let server = await listen(state, 0);
  const port = portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    behave(how, options = {}) {
      state.planned.push({ how, ...options, left: options.times ?? Number.POSITIVE_INFINITY });
    },
    recover() {
      state.planned.length = 0;
    },
    calls: () => [...state.calls],
    released: () => new Map(state.released),
    stop: () => close(server),
    async start() {
      server = await listen(state, port);
    },
    [Symbol.asyncDispose]: () => close(server),
  };
}

interface VendorState {
  readonly planned: Planned[];
  readonly calls: VendorCall[];
  readonly released: Map<string, number>;
  /** By idempotency key. */
  readonly answers: Map<string, number>;
}

interface Reply {
  /** Null: none. */
  readonly status: number | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly repeated?: true;
  /** The connection ends without an answer. */
  readonly cut?: true;
}

function handle(state: VendorState, request: IncomingMessage, response: ServerResponse): void {
  const { method = '', url: path = '' } = request;
  const key = request.headers['idempotency-key'];
  const idempotencyKey = typeof key === 'string' ? key : null;
  // Unread, a body keeps the connection from being used again.
  request.resume();
  const resource = resourceOf(method, path);
  const reply: Reply = resource === null ? { status: 405 } : replyTo(state, resource, idempotencyKey);
  const { status, headers = {}, repeated = false, cut = false } = reply;
  state.calls.push({ method, path, idempotencyKey, atMs: performance.now(), status, repeated });
  if (status !== null) response.writeHead(status, headers).end();
  else if (cut) response.destroy();
}

function replyTo(state: VendorState, resource: string, idempotencyKey: string | null): Reply {
  const planned = state.planned.find((entry) => entry.left > 0 && (entry.resource ?? resource) === resource);
  if (planned !== undefined) planned.left -= 1;
  switch (planned?.how) {
    case 'fails':
      return { status: 500 };
    case 'too many':
      return { status: 429, headers: { 'retry-after': String(planned.retryAfterSeconds ?? 1) } };
    case 'gone':
      return { status: 404 };
    case 'hangs':
      return { status: null };
    case 'only says so':
      return { status: 200 };
    case 'works unseen':
      answerOnce(state, resource, idempotencyKey);
      return { status: null, cut: true };
    case undefined:
      return answerOnce(state, resource, idempotencyKey);
  }
}

/** The same key gets the same answer, and the work is done once. */
function answerOnce(state: VendorState, resource: string, idempotencyKey: string | null): Reply {
  const known = idempotencyKey === null ? undefined : state.answers.get(idempotencyKey);
  if (known !== undefined) return { status: known, repeated: true, headers: { 'idempotent-replayed': 'true' } };
  return { status: work(state, resource, idempotencyKey) };
}

function work(state: VendorState, resource: string, idempotencyKey: string | null): number {
  const times = state.released.get(resource) ?? 0;
  // Revoking is harmless to repeat; a number may have another owner by now.
  const status = times > 0 && resource.startsWith('numbers/') ? 404 : 200;
  if (status === 200) state.released.set(resource, times + 1);
  if (idempotencyKey !== null) state.answers.set(idempotencyKey, status);
  return status;
}

function resourceOf(method: string, path: string): string | null {
  const [, number] = /^\/numbers\/([^/]+)$/u.exec(path) ?? [];
  if (method === 'DELETE' && number !== undefined) return `numbers/${decodeURIComponent(number)}`;
  const [, kind, id] = /^\/(tokens|connections|campaigns|schedules)\/([^/]+)\/(?:revoke|end)$/u.exec(path) ?? [];
  if (method === 'POST' && kind !== undefined && id !== undefined) return `${kind}/${decodeURIComponent(id)}`;
  return null;
}

function listen(state: VendorState, port: number): Promise<Server> {
  const server = createServer((request, response) => handle(state, request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('bug: a TCP server has a port');
  return address.port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
