import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { RunRecord } from '../engine/control.ts';
import type { Writer } from '../engine/store.ts';
import { LetheError } from '../errors.ts';
import type { Outline } from '../planner/plan.ts';
import { splitInTable } from '../policy/names.ts';
import type { Database } from './connection.ts';
import { recordEvent } from './events.ts';
import { predicateSql } from './predicate-sql.ts';
import { one, run, type Sql, tableSql } from './sql.ts';
import { pendingSql } from './step-sql.ts';

/** Shorter values stand by chance in texts that have nothing to do with the subject. A uuid is always longer. */
const shortest = 8;
/** The beginning of a long value finds every copy of it, and its index entry has room for this much. */
const longest = 500;
const mostValues = 10_000;

export interface Remembering {
  readonly database: Database;
  readonly writer: Writer;
  readonly run: RunRecord;
  readonly columns: readonly string[];
}

interface Sums {
  readonly taken: number;
  /** Too short to be told from chance. */
  readonly skipped: number;
  /** Usable, and over the limit. */
  readonly beyond: number;
}

/** Stores the identifiers of the subject's rows. Can be repeated: what is stored stays, also when its row is gone. */
export async function rememberIdentifiers({ database, writer, run: record, columns }: Remembering): Promise<void> {
  if (columns.length === 0) return;
  await database.transaction(async (client) => {
    await client.query('set local row_security = off');
    await lockEpoch(client, writer);
    let sums: Sums = { taken: 0, skipped: 0, beyond: 0 };
    const unplanned: string[] = [];
    for (const column of columns) {
      const rows = subjectRows(record.outline, column);
      if (rows === null) unplanned.push(column);
      else sums = await takeColumn(client, record.id, { column, rows, sums });
    }
    await recordEvent(client, {
      request: record.request,
      run: record.id,
      type: 'scan.identifiers',
      data: { ...sums, unplanned },
    });
  });
}

/** A worker that has lost the run must not store values that nobody would delete. */
async function lockEpoch(client: ClientBase, { run: id, epoch }: Writer): Promise<void> {
  const { rows } = await run(client, sql`select from lethe.runs where id = ${id} and epoch = ${epoch}::int for share`);
  if (rows.length === 0)
    throw new LetheError('EPOCH_STALE', `${id} is in the hands of a later worker than epoch ${epoch}`);
}

/** Null: the plan does not reach the column's table. */
function subjectRows(outline: Outline, column: string): Sql | null {
  const { table } = splitInTable(column);
  // Rows that an earlier run has emptied hold our own replacements: those are no identifiers of anybody.
  const steps = outline.steps.filter((step) => step.kind !== 'detach' && step.table === table);
  const emptied = new Set(steps.filter((step) => step.kind === 'anonymise').map((step) => step.table));
  const kept = outline.kept.filter((entry) => entry.table === table && !emptied.has(table));
  const rows = [
    ...steps.map((step) => pendingSql(step, outline)),
    ...kept.map((entry) => predicateSql(entry.predicate, outline, 't')),
  ];
  return rows.length === 0 ? null : sql`(${sql.join(rows, sql` or `)})`;
}

async function takeColumn(
  client: ClientBase,
  runId: string,
  { column, rows, sums }: { column: string; rows: Sql; sums: Sums },
): Promise<Sums> {
  const { table, name } = splitInTable(column);
  const { usable, short } = await one<{ usable: string; short: string }>(
    client,
    sql`with found as (
          select distinct left(btrim(${sql.id('t', name)}::text), ${sql.lit(longest)}) as value
          from ${tableSql(table)} t where ${rows} and ${sql.id('t', name)} is not null),
        usable as (select value from found where char_length(value) >= ${sql.lit(shortest)}),
        taken as (
          insert into lethe.identifiers (run, source, value)
          select ${runId}, ${column}, value from usable order by value limit ${Math.max(0, mostValues - sums.taken)}::int
          on conflict do nothing)
        select (select count(*) from usable) as usable, (select count(*) from found) - (select count(*) from usable) as short`,
  );
  const taken = Math.min(Number(usable), mostValues - sums.taken);
  return {
    taken: sums.taken + taken,
    skipped: sums.skipped + Number(short),
    beyond: sums.beyond + Number(usable) - taken,
  };
}
