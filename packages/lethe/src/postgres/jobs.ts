import type { ClientBase } from 'pg';
import { PgBoss } from 'pg-boss';
import type { Wake } from './control.ts';

/**
 * Jobs only wake: each names a run that a worker should look at, and holds nothing else. Losing one loses no work (the
 * run is in the database), having two does no work twice (the run is claimed).
 */
export interface Jobs extends AsyncDisposable {
  readonly wake: Wake;
  /** Hands each run that is woken to `carryOut`, one at a time, until stopped. */
  work(carryOut: (run: string) => Promise<void>): Promise<void>;
}

const schema = 'lethe_jobs';
const queue = 'run';

/** Installs or upgrades the job library's own schema; part of `lethe migrate`. */
export async function migrateJobs(url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, schema, supervise: false, schedule: false, migrate: true, max: 1 });
  boss.on('error', () => undefined);
  await boss.start();
  try {
    // `short`: while a run waits to be looked at, waking it again adds nothing.
    await boss.createQueue(queue, {
      policy: 'short',
      retryLimit: 20,
      retryDelay: 5,
      retryBackoff: true,
      expireInSeconds: 120,
      heartbeatSeconds: 10,
    });
  } finally {
    await boss.stop({ graceful: false });
  }
}

export async function openJobs(url: string, { worker }: { worker: boolean }): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: url,
    schema,
    supervise: worker,
    schedule: false,
    migrate: false,
    max: worker ? 3 : 1,
  });
  // Connection errors reach the call they belong to; the library repeats its own upkeep.
  boss.on('error', () => undefined);
  await boss.start();
  return {
    wake: async (client, run) => {
      await boss.send(
        queue,
        { run },
        { singletonKey: run, db: { executeSql: (text, values) => client.query(text, values) } },
      );
    },
    work: async (carryOut) => {
      await boss.work<{ run: string }>(queue, { pollingIntervalSeconds: 0.5 }, async (jobs) => {
        for (const job of jobs) await carryOut(job.data.run);
      });
    },
    [Symbol.asyncDispose]: () => boss.stop({ graceful: true, timeout: 8_000 }),
  };
}

/** Opened at the first use: most commands never wake anybody. */
export function lazyJobs(url: string): Pick<Jobs, 'wake'> & AsyncDisposable {
  let opened: Promise<Jobs> | undefined;
  return {
    wake: async (client: ClientBase, run: string) => {
      opened ??= openJobs(url, { worker: false });
      await (await opened).wake(client, run);
    },
    async [Symbol.asyncDispose]() {
      if (opened !== undefined) await (await opened)[Symbol.asyncDispose]();
    },
  };
}
