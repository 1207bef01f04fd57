import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import type { Counts, Outline } from '../planner/plan.ts';
import type { Decision } from '../requests/decision.ts';
import type { RequestEvent } from '../requests/event.ts';
import { type Claim, type Overlap, overlapOf } from '../requests/overlap.ts';
import { hasStarted, type Request } from '../requests/request.ts';
import { sqlState } from './connection.ts';
import { recordEvent } from './events.ts';
import { keepHoldsOut } from './gate.ts';
import { lockRequest, scopesOf, tellRequest, type Wakes } from './requests.ts';
import { one, run } from './sql.ts';
import { refuseHeldTables } from './table-holds.ts';

/** What is carried out for one target. */
export interface PlannedRun {
  readonly run: string;
  readonly digest: string;
  readonly outline: Outline;
  readonly counts: Counts;
  /** kind:key: the target itself first, then what it lies in, the widest last. */
  readonly scopes: readonly string[];
}

export interface Start {
  readonly request: string;
  /** Digest over all of the plans. */
  readonly digest: string;
  readonly authority: RequestEvent<'start'>['authority'];
  readonly runs: readonly PlannedRun[];
}

/**
 * Over the point of no return: the one place where cancelling and running meet. The request and its runs begin together
 * or not at all. Two requests never start at the same moment, so that each sees what the other lays its hands on.
 */
export async function startRequest(client: ClientBase, wakes: Wakes, start: Start): Promise<Decision> {
  await keepHoldsOut(client);
  await run(client, sql`select pg_advisory_xact_lock(hashtextextended('lethe:starts', 0))`);
  await refuseWhileSwitchedOff(client);
  const request = await lockRequest(client, start.request);
  const overlap = await overlapNow(client, request);
  const { digest, authority } = start;
  const decision = await tellRequest(client, wakes, request.id, { type: 'start', digest, authority, overlap });
  if (decision.is !== 'transition' || decision.request.state !== 'running') return decision;
  if (overlap.is === 'run') {
    for (const narrower of [...overlap.absorbs].sort()) {
      await tellRequest(client, wakes, narrower, { type: 'absorbed', by: request.id });
    }
    for (const planned of start.runs) {
      await refuseHeldTables(client, planned);
      await insertRun(client, wakes, request.id, planned);
    }
  }
  faultPoint('request.started');
  return decision;
}

async function refuseWhileSwitchedOff(client: ClientBase): Promise<void> {
  const { switched } = await one<{ switched: boolean }>(
    client,
    sql`select engaged_at is not null as switched from lethe.kill_switch`,
  );
  if (switched) throw new LetheError('KILL_SWITCH', 'the kill switch is engaged: nothing is deleted');
}

async function overlapNow(client: ClientBase, request: Request): Promise<Overlap> {
  const { rows } = await run<{ body: Request }>(
    client,
    sql`select body from lethe.requests where scopes && ${scopesOf(request)}::text[] and id <> ${request.id}
          and state not in ('completed', 'closed', 'cancelled', 'expired', 'refused', 'forwarded')`,
  );
  return overlapOf(
    claimOf(request),
    rows.map(({ body }) => claimOf(body)),
  );
}

const claimOf = (request: Request): Claim => ({
  request: request.id,
  targets: request.targets,
  started: hasStarted(request),
});

async function insertRun(client: ClientBase, wakes: Wakes, request: string, planned: PlannedRun): Promise<void> {
  const { run: id, digest, outline, counts, scopes } = planned;
  const { kind, key } = outline.subject;
  try {
    await run(
      client,
      sql`insert into lethe.runs (id, request, kind, key, scopes, digest, outline, counts, state)
          values (${id}, ${request}, ${kind}, ${[...key]}::text[], ${[...scopes]}::text[], ${digest},
            ${JSON.stringify(outline)}::jsonb, ${JSON.stringify(counts)}::jsonb, 'queued')`,
    );
  } catch (error) {
    if (sqlState(error) !== '23505') throw error;
    throw new LetheError('SUBJECT_BUSY', `${scopes[0] ?? kind} has an open run already`, { cause: error });
  }
  const numbers = outline.steps.map((step) => step.no);
  await run(client, sql`insert into lethe.steps (run, no) select ${id}, unnest(${numbers}::int[])`);
  await recordEvent(client, { request, run: id, type: 'run.queued', data: { digest } });
  await wakes.run(client, id);
}
