import { sql } from 'kysely';
import type { Lease } from '../engine/control.ts';
import { sleep } from '../engine/sleep.ts';
import { LetheError } from '../errors.ts';
import { type Database, openDatabase } from './connection.ts';
import { recordEvent } from './events.ts';
import { closeGate } from './gate.ts';
import { one, run, type Sql } from './sql.ts';

const leaseMs = 15_000;
const renewEveryMs = 4_000;
/** A killed worker's connections are gone in moments; one that stays this long with a lease is alive. */
const liveAfterMs = 3_000;
const endWaitMs = 15_000;

/** The label of every connection that works for a run; a take-over finds the backends of a dead worker by it. */
export function labelOf(runId: string, epoch: number): string {
  return `lethe:${runId}:${epoch}`;
}

/**
 * Takes a run over. A worker that still lives (its labelled connection is there and its lease runs) is left alone.
 * Otherwise its backends are ended first, for they would still commit; then the gate is closed, which waits for the
 * batch that is open, and the epoch is raised.
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
  await endOldBackends(database, id);
  const epoch = await database.transaction(async (client) => {
    await closeGate(client, id);
    const { rows } = await run<{ epoch: number; request: string }>(
      client,
      // One that was resumed behind its start works from here on, and says so.
      sql`update lethe.runs set epoch = epoch + 1, lease_until = lethe.now() + ${leaseMs} * interval '1 ms',
            state = case when state <> 'queued' or phase = 'start' then state
              when phase in ('verify', 'certify') then 'verifying' else 'running' end
          where id = ${id} returning epoch, request`,
    );
    const [row] = rows;
    if (row === undefined) throw new LetheError('RUN_UNKNOWN', `there is no run ${id}`);
    await recordEvent(client, { request: row.request, run: id, type: 'run.claimed', data: { epoch: row.epoch } });
    return row.epoch;
  });
  return holdLease({ url, run: id, epoch });
}

async function endOldBackends(database: Database, id: string): Promise<void> {
  const prefix = `lethe:${id}:`;
  const begun = Date.now();
  for (;;) {
    const { backends, leased } = await database.use((client) =>
      one<{ backends: string; leased: boolean }>(
        client,
        sql`select (select count(*) from pg_stat_activity a where a.datname = current_database() and starts_with(a.application_name, ${prefix})) as backends,
              coalesce((select lease_until > lethe.now() from lethe.runs where id = ${id}), false) as leased`,
      ),
    );
    if (backends === '0') return;
    if (Date.now() - begun > (leased ? liveAfterMs : endWaitMs)) {
      throw new LetheError(
        'SUBJECT_BUSY',
        leased ? `a worker is carrying ${id} out` : `backends of an earlier worker of ${id} do not end`,
      );
    }
    if (!leased) {
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

/**
 * One connection of its own keeps the lease: while it is there, nobody takes the run from a worker that lives. One that
 * breaks is replaced at the next renewal.
 */
async function holdLease({ url, run: id, epoch }: { url: string; run: string; epoch: number }): Promise<Lease> {
  const lost = new AbortController();
  const lease = openDatabase({ url, label: labelOf(id, epoch), connections: 1 });
  const set = (until: Sql): Promise<number> =>
    lease.use(async (client) => {
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
    writer: { run: id, epoch },
    lost: lost.signal,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      // Not given back, it ends by itself.
      await set(sql`null`).catch(() => undefined);
      await lease.close();
    },
  };
}
