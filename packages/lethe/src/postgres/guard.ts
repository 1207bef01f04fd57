import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Writer } from '../engine/store.ts';
import { type Guard, guardsOf } from '../planner/guards.ts';
import type { Outline } from '../planner/plan.ts';
import { quoteName } from './quote.ts';
import { one, run, type Sql, tableSql } from './sql.ts';

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
    for (const guard of guardsOf(outline, table).guards) installed += await installGuard(client, table, kind, guard);
  }
  return { rows: installed, more: false };
}

async function installGuard(client: ClientBase, table: string, kind: string, guard: Guard): Promise<number> {
  const name = nameOf(kind, guard);
  const watched = [...new Set([...guard.columns, ...guard.when.map(({ column }) => column)])];
  const { there, generated } = await one<{ there: boolean; generated: boolean }>(
    client,
    sql`select exists (select from pg_trigger where tgname = ${name} and tgrelid = to_regclass(${quoteName(table)})) as there,
          exists (select from pg_attribute where attrelid = to_regclass(${quoteName(table)})
            and attname = any(${watched}::text[]) and attgenerated <> '') as generated`,
  );
  if (there) return 0;
  // Generated columns are filled in after BEFORE triggers, and follow from columns that are not known here.
  const moment = generated
    ? sql`after insert or update`
    : sql`before insert or update of ${sql.join(watched.map((column) => sql.id(column)))}`;
  const when = guard.when.map(({ column, values }) => sql`${sql.id('new', column)}::text in (${literals(values)})`);
  const narrowed = when.length === 0 ? sql`` : sql`when (${sql.join(when, sql` and `)})`;
  await run(
    client,
    sql`create trigger ${sql.id(name)} ${moment}
        on ${tableSql(table)} for each row ${narrowed} execute function lethe.guard(${literals([kind, ...guard.columns])})`,
  );
  return 1;
}

/** A name of its own for each way to be the subject's: PostgreSQL would cut a long one, and two would be one. */
function nameOf(kind: string, guard: Guard): string {
  const way = createHash('sha256')
    .update(JSON.stringify([kind, guard.columns, guard.when]))
    .digest('hex');
  return `lethe_guard_${kind.slice(0, 40)}_${way.slice(0, 8)}`;
}

const literals = (texts: readonly string[]): Sql => sql.join(texts.map((text) => sql.lit(text)));
