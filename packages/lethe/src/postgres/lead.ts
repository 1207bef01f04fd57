import { sql } from 'kysely';
import type { Phase } from '../engine/control.ts';
import type { Lead } from '../engine/lead.ts';
import { labelOf } from './claim.ts';
import type { Database } from './connection.ts';
import { run } from './sql.ts';

/** Chunks of the worklist from which on a second worker is worth its connections. */
const chunksToShare = 3;

/**
 * Who carries the run out: the worker whose lease runs and whose connection is there. Steps are shared in the phase of
 * that name only, and the lowest that has rows listed: what is listed for later ones waits for it.
 */
export async function leadOf(database: Database, id: string): Promise<Lead | null> {
  const { rows } = await database.use((client) =>
    run<{ epoch: number; phase: Phase; step: number | null }>(
      client,
      sql`select r.epoch, r.phase,
            case when r.phase = 'steps' and r.state = 'running' and shared.chunks = ${chunksToShare}::int then shared.step end as step
          from lethe.runs r
            left join lateral (
              select s.no as step, (select count(*) from (select from lethe.worklist w where w.run = r.id and w.step = s.no limit ${chunksToShare}::int) c) as chunks
              from lethe.steps s
              where s.run = r.id and s.state = 'running' and exists (select from lethe.worklist w where w.run = r.id and w.step = s.no)
              order by s.no limit 1) shared on true
          where r.id = ${id} and r.lease_until > lethe.now()
            and exists (select from pg_stat_activity a where a.datname = current_database()
              and a.application_name = ${labelOf(id, '')} || r.epoch)`,
    ),
  );
  const [row] = rows;
  return row === undefined ? null : { writer: { run: id, epoch: row.epoch }, phase: row.phase, step: row.step };
}
