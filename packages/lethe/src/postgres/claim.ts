import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Lease } from '../engine/control.ts';
import { sleep } from '../engine/sleep.ts';
import type { Writer } from '../engine/store.ts';
import { LetheError } from '../errors.ts';
import { type Database, openDatabase } from './connection.ts';
import { recordEvent } from './events.ts';
import { closeGate } from './gate.ts';
import { run, type Sql } from './sql.ts';

const leaseMs = 15_000;
const renewEveryMs = 4_000;
/** A killed worker's connections are gone in moments; one that stays this long with a lease is alive. */
const liveAfterMs = 3_000;
const endWaitMs = 15_000;

/** The label of every connection that works for a run; a take-over finds the backends of a dead worker by it. */
export function labelOf(runId: string, epoch: number | ''): string {
  return `lethe:${runId}:${epoch}`;
}

/** Of connections that help: ended by a take-over like the others, but no sign that the run's lead lives. */
export function helperLabelOf(runId: string, epoch: number): string {
  return `${labelOf(runId, epoch)}${helperSuffix}`;
}

const helperSuffix = ':help';

/**
 * Takes a run over. A worker that still lives (its labelled connection is there and its lease runs) is left alone.
 * Otherwise its backends, and those of workers that helped it, are ended first, for they would still commit; then the
 * gate is closed, which waits for the batch that is open, and the epoch is raised.
 */
export async function claimRun({
  url,
  database,
  run: id,
}: {
  url: string;
  database: Database;
  run: string;
}): Promise<Lease> {
  const seen = await endOldBackends(database, id);
  const lease = openDatabase({ url, label: 'lethe:claim', connections: 1 });
  try {
    const epoch = await lease.transaction((client) => raiseEpoch(client, id, seen));
    return await holdLease(lease, { run: id, epoch });
  } catch (error) {
    await lease.close();
    throw error;
  }
}

/**
 * On the connection that keeps the lease, which bears its label before this commits: whoever sees the new epoch sees a
 * living worker too.
 */
async function raiseEpoch(client: ClientBase, id: string, seen: number): Promise<number> {
  await closeGate(client, id);
  const { rows } = await run<{ epoch: number; request: string }>(
    client,
    // One that was resumed behind its start works from here on, and says so.
    sql`update lethe.runs set epoch = epoch + 1, lease_until = lethe.now() + ${leaseMs} * interval '1 ms',
          state = case when state <> 'queued' or phase = 'start' then state
            when phase in ('verify', 'certify') then 'verifying' else 'running' end
        where id = ${id} and epoch = ${seen}::int returning epoch, request`,
  );
  const [row] = rows;
  if (row === undefined) throw new LetheError('SUBJECT_BUSY', `another worker took ${id} at the same moment`);
  await wearLabel(client, { run: id, epoch: row.epoch });
  await recordEvent(client, { request: row.request, run: id, type: 'run.claimed', data: { epoch: row.epoch } });
  return row.epoch;
}

async function wearLabel(client: ClientBase, { run: id, epoch }: Writer): Promise<void> {
  await run(client, sql`select set_config('application_name', ${labelOf(id, epoch)}, false)`);
}

/** Answers the epoch of the worker whose backends are gone. */
async function endOldBackends(database: Database, id: string): Promise<number> {
  const prefix = labelOf(id, '');
  const begun = Date.now();
  for (;;) {
    const { epoch, backends, lives } = await lookAtBackends(database, id);
    if (backends === 0) return epoch;
    if (Date.now() - begun > (lives ? liveAfterMs : endWaitMs)) {
      throw new LetheError(
        'SUBJECT_BUSY',
        lives ? `a worker is carrying ${id} out` : `backends of an earlier worker of ${id} do not end`,
      );
    }
    if (!lives) {
      await database.use((client) =>
        run(
          client,
          sql`select pg_terminate_backend(a.pid) from pg_stat_activity a
              where a.datname = current_database() and starts_with(a.application_name, ${prefix})`,
        ),
      );
    }
    await sleep(50, new AbortController().signal);
  }
}

async function lookAtBackends(
  database: Database,
  id: string,
): Promise<{ epoch: number; backends: number; lives: boolean }> {
  const { rows } = await database.use((client) =>
    run<{ epoch: number; backends: number; lives: boolean }>(
      client,
      sql`select r.epoch, count(a.pid)::int as backends,
            coalesce(r.lease_until > lethe.now(), false) and count(a.pid) filter (where not a.application_name like ${`%${helperSuffix}`}) > 0 as lives
          from lethe.runs r left join pg_stat_activity a
            on a.datname = current_database() and starts_with(a.application_name, ${labelOf(id, '')})
          where r.id = ${id} group by r.id`,
    ),
  );
  const [row] = rows;
  if (row === undefined) throw new LetheError('RUN_UNKNOWN', `there is no run ${id}`);
  return row;
}

/**
 * One connection of its own keeps the lease: while it is there, nobody takes the run from a worker that lives. One that
 * breaks is replaced at the next renewal.
 */
async function holdLease(lease: Database, writer: Writer): Promise<Lease> {
  const { run: id, epoch } = writer;
  const lost = new AbortController();
  const set = (until: Sql): Promise<number> =>
    lease.use(async (client) => {
      // Again each time: the connection may be a new one.
      await wearLabel(client, writer);
      const where = sql`id = ${id} and epoch = ${epoch}::int`;
      return (await run(client, sql`update lethe.runs set lease_until = ${until} where ${where}`)).affected;
    });
  let lastRenewed = Date.now();
  const renew = async (): Promise<void> => {
    if ((await set(sql`lethe.now() + ${leaseMs} * interval '1 ms'`)) === 0) lost.abort();
    else lastRenewed = Date.now();
  };
  const tryRenew = (): Promise<void> =>
    renew().catch(() => {
      // The gate refuses a stale epoch by itself; without a lease for so long, stop before someone else takes over.
      if (Date.now() - lastRenewed > leaseMs) lost.abort();
    });
  await tryRenew();
  const timer = setInterval(() => void tryRenew(), renewEveryMs);
  return {
    writer,
    lost: lost.signal,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      // Not given back, it ends by itself.
      await set(sql`null`).catch(() => undefined);
      await lease.close();
    },
  };
}
