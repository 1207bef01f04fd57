import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Phase, RunRecord, RunState } from '../engine/control.ts';
import type { Receipt } from '../engine/receipt.ts';
import { LetheError } from '../errors.ts';
import type { Finding } from '../planner/finding.ts';
import type { Counts, Outline } from '../planner/plan.ts';
import { looksAhead } from '../planner/returning.ts';
import { run, type Sql } from './sql.ts';

interface RunRow {
  id: string;
  request: string;
  kind: string;
  key: string[];
  digest: string;
  outline: Outline;
  counts: Counts;
  state: RunState;
  phase: Phase;
  attention: Finding[] | null;
  epoch: number;
  created: string;
  started: string | null;
  finished: string | null;
}

/** `from`: the table, or the view that a tenant reads it by. */
export async function readRuns(client: ClientBase, from: Sql, where: Sql): Promise<readonly RunRecord[]> {
  const { rows } = await run<RunRow & Record<string, unknown>>(
    client,
    sql`select id, request, kind, key, digest, outline, counts, state, phase, attention, epoch,
          to_json(created_at)#>>'{}' as created, to_json(started_at)#>>'{}' as started, to_json(finished_at)#>>'{}' as finished
        from ${from} where ${where} order by created_at, id`,
  );
  return rows.map(({ kind, key, created, started, finished, attention, outline, ...rest }) => ({
    ...rest,
    outline: looksAhead(outline) ? { ...outline, ahead: { remembered: rest.id } } : outline,
    subject: { kind, key },
    attention: attention ?? [],
    createdAt: created,
    startedAt: started,
    finishedAt: finished,
  }));
}

export function runUnknown(id: string): LetheError {
  return new LetheError('RUN_UNKNOWN', `there is no run ${id.slice(0, 100)}`);
}

/** What was written, added up by step and table. */
export async function readReceipts(client: ClientBase, from: Sql, id: string): Promise<Receipt[]> {
  const { rows } = await run<{ step: number; relation: string; inserted: string; updated: string; deleted: string }>(
    client,
    sql`select step, relation, sum(inserted) as inserted, sum(updated) as updated, sum(deleted) as deleted
        from ${from} where run = ${id} group by step, relation order by step, relation`,
  );
  return rows.map((row) => ({
    step: row.step,
    table: row.relation,
    inserted: Number(row.inserted),
    updated: Number(row.updated),
    deleted: Number(row.deleted),
  }));
}
