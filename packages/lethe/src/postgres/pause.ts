import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import type { Database } from './connection.ts';
import type { Wake } from './control.ts';
import { recordEvent } from './events.ts';
import { closeGate } from './gate.ts';
import { retryFailed } from './outbox.ts';
import type { Wakes } from './requests.ts';
import { settleRunAttention } from './run-attention.ts';
import { run } from './sql.ts';

/** Stops a run after the batches that are open. It can be resumed by anyone, at once. */
export async function pauseRun(database: Database, id: string): Promise<void> {
  await database.transaction(async (client) => {
    await closeGate(client, id);
    const { rows } = await run<{ request: string }>(
      client,
      sql`update lethe.runs set state = 'paused' where id = ${id} and state in ('queued', 'running', 'verifying') returning request`,
    );
    const [row] = rows;
    if (row === undefined) throw await cannot(client, id, 'be paused');
    await recordEvent(client, { request: row.request, run: id, type: 'run.paused', data: { by: 'command' } });
  });
}

/** Makes a paused or failed run runnable again, with fresh attempts for the effects that failed. */
export async function unpauseRun(database: Database, id: string, wakes: Wakes): Promise<void> {
  await database.transaction(async (client) => {
    const { rows } = await run<{ request: string }>(
      client,
      sql`update lethe.runs r set state = 'queued', attention = null from lethe.kill_switch k
          where r.id = ${id} and r.state in ('queued', 'running', 'verifying', 'paused', 'failed') and k.engaged_at is null returning r.request`,
    );
    const [row] = rows;
    if (row === undefined) throw await cannot(client, id, 'be resumed');
    await retryFailed(client, id);
    await recordEvent(client, { request: row.request, run: id, type: 'run.resumed' });
    await settleRunAttention(client, wakes, row.request);
    await wakes.run(client, id);
  });
}

async function cannot(client: ClientBase, id: string, what: string): Promise<LetheError> {
  const { rows } = await run<{ state: string; switched: boolean }>(
    client,
    sql`select r.state, k.engaged_at is not null as switched from lethe.runs r cross join lethe.kill_switch k where r.id = ${id}`,
  );
  const [row] = rows;
  if (row === undefined) return new LetheError('RUN_UNKNOWN', `there is no run ${id}`);
  if (row.switched) return new LetheError('KILL_SWITCH', `the kill switch is engaged, so ${id} cannot ${what}`);
  if (row.state === 'held') return new LetheError('SUBJECT_HELD', `a hold stops ${id}, so it cannot ${what}`);
  return new LetheError('RUN_STATE', `${id} is ${row.state}, so it cannot ${what}`);
}

/** All destructive work ends after the batches that are open. Answers the runs it stopped. */
export async function engageKillSwitch(database: Database, reason: string): Promise<{ runs: string[] }> {
  await database.transaction(async (client) => {
    await run(
      client,
      sql`update lethe.kill_switch set engaged_at = coalesce(engaged_at, lethe.now()), reason = ${reason}`,
    );
    await recordEvent(client, { type: 'kill_switch.engaged' });
  });
  // In force for every batch from here on. Those open now are waited for, run by run, whatever state the run is said to
  // be in: one that was resumed is queued until its worker stores the next phase.
  const { rows } = await database.use((client) =>
    run<{ id: string; working: boolean }>(
      client,
      sql`select id, state in ('running', 'verifying') as working from lethe.runs where state <> 'completed' order by id`,
    ),
  );
  for (const { id } of rows) await database.transaction((client) => closeGate(client, id));
  return { runs: rows.filter(({ working }) => working).map(({ id }) => id) };
}

/** Lifts the kill switch; the runs it had stopped are runnable again. */
export async function liftKillSwitch(database: Database, wake: Wake): Promise<{ runs: string[] }> {
  return database.transaction(async (client) => {
    const lifted = await run(
      client,
      sql`update lethe.kill_switch set engaged_at = null, reason = null where engaged_at is not null`,
    );
    if (lifted.affected === 0) throw new LetheError('RUN_STATE', 'the kill switch is not engaged');
    await recordEvent(client, { type: 'kill_switch.lifted' });
    // What fell due meanwhile was looked at and left; the next tick finds it now, not when it would be looked at again.
    await run(
      client,
      sql`update lethe.requests set next_at = lethe.now() where state = 'scheduled'
            and to_timestamp((body ->> 'dueAt')::bigint / 1000.0) <= lethe.now()`,
    );
    // Those paused by name stay so: somebody meant that run.
    const { rows } = await run<{ id: string; request: string }>(
      client,
      sql`update lethe.runs r set state = 'queued' where r.state in ('running', 'verifying')
            or (r.state = 'paused' and (select e.data ->> 'by' from lethe.events e where e.run = r.id and e.type = 'run.paused' order by e.id desc limit 1) = 'kill switch')
          returning r.id, r.request`,
    );
    for (const entry of rows) {
      await recordEvent(client, { request: entry.request, run: entry.id, type: 'run.resumed' });
      await wake(client, entry.id);
    }
    return { runs: rows.map((row) => row.id) };
  });
}
