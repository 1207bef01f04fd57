import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { EffectCount, OutboxEntry } from '../engine/control.ts';
import type { Writer } from '../engine/store.ts';
import { one, run, type Sql } from './sql.ts';
import { stale } from './stale.ts';

// Effects that wait and how they ended. Entries are made where rows are written (step-sql.ts).

function pendingOf(id: string, effects: readonly string[]): Sql {
  return sql`run = ${id} and state = 'pending' and effect || '@' || version = any(${[...effects]}::text[])`;
}

export async function outboxDue(
  client: ClientBase,
  id: string,
  effects: readonly string[],
  limit: number,
): Promise<OutboxEntry[]> {
  const { rows } = await run<{
    id: string;
    effect: string;
    version: number;
    idempotency_key: string;
    row_values: Record<string, unknown>;
    attempts: number;
  }>(
    client,
    sql`select id, effect, version, idempotency_key, row_values, attempts from lethe.outbox
        where ${pendingOf(id, effects)} and next_attempt_at <= lethe.now() order by id limit ${limit}::int`,
  );
  return rows.map(({ idempotency_key, row_values, ...rest }) => ({
    ...rest,
    idempotencyKey: idempotency_key,
    values: row_values,
  }));
}

export async function outboxWaitMs(client: ClientBase, id: string, effects: readonly string[]): Promise<number | null> {
  const { wait } = await one<{ wait: number | null }>(
    client,
    sql`select (extract(epoch from min(next_attempt_at) - lethe.now()) * 1000)::float8 as wait from lethe.outbox where ${pendingOf(id, effects)}`,
  );
  return wait;
}

interface Ended {
  readonly id: string;
  readonly end: EffectCount['state'];
  readonly error: string | null;
}

export async function effectEnded(client: ClientBase, writer: Writer, { id, end, error }: Ended): Promise<void> {
  // The values have served; what failed keeps them for the attempts after a resume.
  const values = end === 'failed' ? sql`row_values` : sql`null`;
  await outboxChange(
    client,
    writer,
    id,
    sql`state = ${end}, row_values = ${values}, last_error = ${error}, attempts = o.attempts + 1,
    ended_at = ${end === 'failed' ? sql`null` : sql`lethe.now()`}`,
  );
}

export async function effectRetry(
  client: ClientBase,
  writer: Writer,
  { id, waitMs, error }: { id: string; waitMs: number; error: string },
): Promise<void> {
  await outboxChange(
    client,
    writer,
    id,
    sql`attempts = o.attempts + 1, last_error = ${error},
    next_attempt_at = lethe.now() + ${waitMs} * interval '1 ms'`,
  );
}

async function outboxChange(client: ClientBase, writer: Writer, id: string, set: Sql): Promise<void> {
  const { affected } = await run(
    client,
    sql`update lethe.outbox o set ${set} from lethe.runs r
        where o.id = ${id}::bigint and r.id = o.run and r.epoch = ${writer.epoch}::int and o.state = 'pending'`,
  );
  if (affected === 0) throw stale(writer);
}

/** Gives effects that failed for good another series of attempts; those that wait for their next one have it now. */
export async function retryFailed(client: ClientBase, id: string): Promise<void> {
  await run(
    client,
    sql`update lethe.outbox set state = 'pending', attempts = 0, next_attempt_at = lethe.now()
        where run = ${id} and state in ('pending', 'failed')`,
  );
}

export async function effectCounts(client: ClientBase, id: string): Promise<EffectCount[]> {
  const { rows } = await run<{ effect: string; version: number; state: EffectCount['state']; rows: string }>(
    client,
    sql`select effect, version, state, count(*) as rows from lethe.outbox where run = ${id} group by 1, 2, 3 order by 1, 2, 3`,
  );
  return rows.map((row) => ({ ...row, rows: Number(row.rows) }));
}
