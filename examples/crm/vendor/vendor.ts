import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';

/** What a product has at its vendor that no deleted row ends: each kind with the call that ends one. */
const endings = {
  numbers: { method: 'DELETE', verb: '' },
  tokens: { method: 'POST', verb: '/revoke' },
  campaigns: { method: 'POST', verb: '/end' },
  schedules: { method: 'POST', verb: '/end' },
  connections: { method: 'POST', verb: '/revoke' },
} as const;

export type VendorKind = keyof typeof endings;
const vendorKinds: readonly VendorKind[] = ['numbers', 'tokens', 'campaigns', 'schedules', 'connections'];

/** `fails`: 500. `too many`: 429. `gone`: 404, as if ended before. `hangs`: takes the call and never answers. */
const misbehaviours = ['fails', 'too many', 'gone', 'hangs'] as const;

interface Misbehaviour {
  readonly how: (typeof misbehaviours)[number];
  /** `numbers/PN1`; everything if left out. */
  readonly resource?: string;
  /** Until told otherwise if left out. */
  times?: number;
}

export interface VendorState {
  readonly held: Readonly<Record<VendorKind, readonly string[]>>;
  readonly ended: readonly Ended[];
  readonly calls: number;
  readonly misbehaviour: Misbehaviour | null;
}

interface Ended {
  readonly resource: string;
  /** More than once would be a release of what may belong to somebody else by then. */
  readonly times: number;
  readonly at: string;
}

class Holdings {
  readonly held = new Map<VendorKind, Set<string>>(vendorKinds.map((kind) => [kind, new Set()]));
  readonly ended = new Map<string, Ended>();
  readonly answers = new Map<string, number>();
  calls = 0;
  misbehaviour: Misbehaviour | null = null;

  hold(kind: VendorKind, id: string): void {
    this.held.get(kind)?.add(id);
  }

  /** The same key gets the same answer, and the work is done once. */
  end(kind: VendorKind, id: string, idempotencyKey: string | undefined): number {
    const known = idempotencyKey === undefined ? undefined : this.answers.get(idempotencyKey);
    if (known !== undefined) return known;
    const status = this.held.get(kind)?.delete(id) ? 200 : 404;
    const resource = `${kind}/${id}`;
    const times = (this.ended.get(resource)?.times ?? 0) + 1;
    if (status === 200) this.ended.set(resource, { resource, times, at: new Date().toISOString() });
    if (idempotencyKey !== undefined) this.answers.set(idempotencyKey, status);
    return status;
  }

  state(): VendorState {
    const { numbers, tokens, campaigns, schedules, connections } = Object.fromEntries(this.held);
    const list = (held: Set<string> | undefined): readonly string[] => [...(held ?? [])].sort();
    return {
      held: {
        numbers: list(numbers),
        tokens: list(tokens),
        campaigns: list(campaigns),
        schedules: list(schedules),
        connections: list(connections),
      },
      ended: [...this.ended.values()],
      calls: this.calls,
      misbehaviour: this.misbehaviour,
    };
  }
}

/** The telephone, WhatsApp and mailing vendor of the sample CRM, not yet listening. It forgets when it stops. */
export function vendorServer(): FastifyInstance {
  const holdings = new Holdings();
  const app = fastify({ forceCloseConnections: true });
  app.get('/state', () => holdings.state());
  behaviourRoutes(app, holdings);
  for (const kind of vendorKinds) {
    app.put<{ Params: { id: string } }>(`/${kind}/:id`, (request, reply) => {
      holdings.hold(kind, request.params.id);
      return reply.status(204).send();
    });
    endingRoute(app, holdings, kind);
  }
  return app;
}

function behaviourRoutes(app: FastifyInstance, holdings: Holdings): void {
  const body = {
    type: 'object',
    required: ['how'],
    properties: {
      how: { enum: misbehaviours },
      resource: { type: 'string' },
      times: { type: 'integer', minimum: 1 },
    },
  };
  app.post<{ Body: Misbehaviour }>('/behaviour', { schema: { body } }, (request, reply) => {
    holdings.misbehaviour = request.body;
    return reply.status(204).send();
  });
  app.delete('/behaviour', (_request, reply) => {
    holdings.misbehaviour = null;
    return reply.status(204).send();
  });
}

function endingRoute(app: FastifyInstance, holdings: Holdings, kind: VendorKind): void {
  const { method, verb } = endings[kind];
  app.route<{ Params: { id: string } }>({
    method,
    url: `/${kind}/:id${verb}`,
    handler: (request, reply) => {
      holdings.calls += 1;
      const { id } = request.params;
      const bad = misbehaviourFor(holdings, `${kind}/${id}`);
      if (bad !== null) return misbehave(bad, reply);
      const key = request.headers['idempotency-key'];
      const status = holdings.end(kind, id, typeof key === 'string' ? key : undefined);
      return reply.status(status).send({ resource: `${kind}/${id}`, ended: status === 200 });
    },
  });
}

function misbehaviourFor(holdings: Holdings, resource: string): Misbehaviour['how'] | null {
  const planned = holdings.misbehaviour;
  if (planned === null || (planned.resource ?? resource) !== resource) return null;
  if (planned.times !== undefined) planned.times -= 1;
  if (planned.times === 0) holdings.misbehaviour = null;
  return planned.how;
}

function misbehave(how: Misbehaviour['how'], reply: FastifyReply): FastifyReply {
  switch (how) {
    case 'fails':
      return reply.status(500).send({ error: 'told to fail' });
    case 'too many':
      return reply.status(429).header('retry-after', '1').send({ error: 'told to be busy' });
    case 'gone':
      return reply.status(404).send({ error: 'told not to know it' });
    case 'hangs':
      return reply.hijack();
  }
}
