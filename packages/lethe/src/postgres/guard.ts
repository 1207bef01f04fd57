import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Writer } from '../engine/store.ts';
import type { Outline } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import { quoteName } from './quote.ts';
import { run, tableSql } from './sql.ts';

/**
 * From here on the database refuses new rows for the subject on the tables that no foreign key protects. The triggers
 * stay for later subjects of the kind; what makes them refuse is the tombstone.
 */
export async function installGuards(
  client: ClientBase,
  writer: Writer,
  outline: Outline,
): Promise<{ rows: number; more: false }> {
  const { kind, key } = outline.subject;
  await run(
    client,
    sql`insert into lethe.tombstones (kind, key, run) values (${kind}, ${[...key]}::text[], ${writer.run})
        on conflict (kind, key) do update set run = excluded.run`,
  );
  let installed = 0;
  for (const table of outline.unfenced) {
    const columns = guardedColumns(outline, table);
    if (columns !== null) installed += await installGuard(client, { table, kind, columns });
  }
  return { rows: installed, more: false };
}

/** The columns that hold the subject's key in the table itself; null: reached only through other tables. */
export function guardedColumns(outline: Outline, table: string): readonly string[] | null {
  const step = outline.steps.find((candidate) => candidate.table === table && !candidate.root);
  return step === undefined ? null : subjectColumns(step.predicate);
}

function subjectColumns(predicate: Predicate): readonly string[] | null {
  if (predicate.op === 'subject') return predicate.path === undefined ? predicate.columns : null;
  if (predicate.op !== 'all' && predicate.op !== 'any') return null;
  for (const part of predicate.of) {
    const columns = subjectColumns(part);
    if (columns !== null) return columns;
  }
  return null;
}

async function installGuard(
  client: ClientBase,
  { table, kind, columns }: { table: string; kind: string; columns: readonly string[] },
): Promise<number> {
  const name = `lethe_guard_${kind}`;
  const { rows } = await run(
    client,
    sql`select from pg_trigger where tgname = ${name} and tgrelid = to_regclass(${quoteName(table)})`,
  );
  if (rows.length > 0) return 0;
  await run(
    client,
    sql`create trigger ${sql.id(name)} before insert or update of ${sql.join(columns.map((column) => sql.id(column)))}
        on ${tableSql(table)} for each row execute function lethe.guard(${sql.join([kind, ...columns].map((text) => sql.lit(text)))})`,
  );
  return 1;
}
