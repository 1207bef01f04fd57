import { sql } from 'kysely';
import { formatSubject } from '../planner/subject.ts';
import type { Database } from './connection.ts';
import { one, run } from './sql.ts';

export interface RunSummary {
  readonly run: string;
  readonly subject: string;
  readonly state: string;
  readonly phase: string;
  readonly rows: number;
  readonly createdAt: string;
}

/** The newest runs first, and whether the kill switch is engaged. */
export async function listRuns(database: Database, limit = 100): Promise<{ killSwitch: boolean; runs: RunSummary[] }> {
  return database.use(async (client) => {
    const { engaged } = await one<{ engaged: boolean }>(
      client,
      sql`select engaged_at is not null as engaged from lethe.kill_switch`,
    );
    const { rows } = await run<{
      id: string;
      kind: string;
      key: string[];
      state: string;
      phase: string;
      rows: string;
      created: string;
    }>(
      client,
      sql`select r.id, r.kind, r.key, r.state, r.phase, to_json(r.created_at)#>>'{}' as created,
            (select coalesce(sum(deleted + updated - inserted), 0) from lethe.receipts c where c.run = r.id) as rows
          from lethe.runs r order by r.created_at desc limit ${limit}::int`,
    );
    const runs = rows.map(({ id, kind, key, created, rows: done, ...rest }) => ({
      ...rest,
      run: id,
      subject: formatSubject({ kind, key }),
      rows: Number(done),
      createdAt: created,
    }));
    return { killSwitch: engaged, runs };
  });
}
