import { sql } from 'kysely';
import type { Database } from './connection.ts';
import type { Wake } from './control.ts';
import { run } from './sql.ts';

const atOnce = 200;

/**
 * Wakes runs that could go on and that nobody is at or will be: their job was lost, their worker died, or an effect's
 * wait is over. Waits live in the outbox, by Lethe's clock, never in the job library. Answers how many.
 */
export async function wakeIdleRuns(database: Database, wake: Wake): Promise<number> {
  return database.transaction(async (client) => {
    const { rows } = await run<{ id: string }>(
      client,
      sql`select r.id from lethe.runs r
          where r.state in ('queued', 'running', 'verifying')
            and (r.lease_until is null or r.lease_until <= lethe.now() or not exists (select from pg_stat_activity a
              where a.datname = current_database() and a.application_name = 'lethe:' || r.id || ':' || r.epoch))
            and coalesce((select min(o.next_attempt_at) from lethe.outbox o where o.run = r.id and o.state = 'pending') <= lethe.now(), true)
            and r.id not in (select j.singleton_key from lethe_jobs.job j
              where j.name = 'run' and j.state < 'active' and j.singleton_key is not null)
          order by r.created_at limit ${atOnce}::int`,
    );
    for (const { id } of rows) await wake(client, id);
    return rows.length;
  });
}
