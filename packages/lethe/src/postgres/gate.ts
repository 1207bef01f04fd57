import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Outcome, Writer } from '../engine/store.ts';
import { one, run, type Sql } from './sql.ts';
import { stops } from './table-holds.ts';

/**
 * The gate every batch passes. Batches take it shared; a hold, a pause and a take-over take it exclusively, so they
 * wait for the batches already open and no batch after them begins without having seen them. An advisory lock queues
 * fairly; a row lock let batches of two workers starve the hold for seconds.
 */
export async function passGate(
  client: ClientBase,
  writer: Writer,
  how: 'shared' | 'read',
): Promise<(Outcome & { is: 'stopped' }) | null> {
  if (how === 'shared') await run(client, sql`select pg_advisory_xact_lock_shared(${gateKey(writer.run)})`);
  // A statement of its own: its snapshot must be younger than the lock.
  const state = await one<{ state: string; epoch: number; switched: boolean; held: boolean }>(
    client,
    sql`select r.state, r.epoch, k.engaged_at is not null as switched,
          exists (select from lethe.holds h where ${stops}) as held
        from lethe.runs r cross join lethe.kill_switch k where r.id = ${writer.run}`,
  );
  if (state.epoch !== writer.epoch) return { is: 'stopped', by: 'epoch' };
  if (state.held || state.state === 'held') return { is: 'stopped', by: 'hold' };
  if (state.switched) return { is: 'stopped', by: 'kill switch' };
  if (state.state === 'paused') return { is: 'stopped', by: 'pause' };
  return null;
}

/** Waits until the batches open now have ended, and keeps new ones out until the transaction ends. */
export async function closeGate(client: ClientBase, runId: string): Promise<void> {
  await run(client, sql`select pg_advisory_xact_lock(${gateKey(runId)})`);
}

const holdsKey = sql`hashtextextended('lethe:holds', 0)`;

/** Until the transaction ends no hold is placed: a run that is recorded now is seen by the next one. */
export async function keepHoldsOut(client: ClientBase): Promise<void> {
  await run(client, sql`select pg_advisory_xact_lock_shared(${holdsKey})`);
}

/** Waits for the runs that are being recorded, and keeps new ones out: the hold stops every run there is. */
export async function keepRecordsOut(client: ClientBase): Promise<void> {
  await run(client, sql`select pg_advisory_xact_lock(${holdsKey})`);
}

function gateKey(runId: string): Sql {
  return sql`hashtextextended(${`lethe:run:${runId}`}, 0)`;
}
