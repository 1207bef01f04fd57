import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { ValueColumn } from '../policy/policy.ts';
import { quoteName } from './quote.ts';
import { one, run, type Sql, tableSql } from './sql.ts';

export interface SubjectKey {
  /** Whether the row is there; of a subject without one, whether any row with its value is. */
  readonly there: boolean;
  /** The key as the database writes it. */
  readonly key: readonly string[];
}

/**
 * Reads a key as the key columns' own types do. One key has many spellings (42, 042, +42; a uuid in capitals), and
 * holds, open runs and tombstones are found by its text: only the spelling that the database itself writes may pass.
 */
export async function subjectKey(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  given: readonly string[],
): Promise<SubjectKey> {
  const matches = columns.map((column, part) => sql`${sql.id('t', column)} = ${given[part]}`);
  const { rows } = await run<{ key: string[] }>(
    client,
    sql`select ${spelledKey('t', columns)} as key from ${tableSql(table)} t where ${sql.join(matches, sql` and `)}`,
  );
  const [row] = rows;
  if (row !== undefined) return { there: true, key: row.key };
  const parts: string[] = [];
  for (const [part, type] of (await typesOf(client, table, columns)).entries())
    parts.push(await spelledAs(client, type, given[part]));
  return { there: false, key: parts };
}

// A statement for each hundred columns: a schema may have a thousand tables.
const columnsAtOnce = 100;

/** The same for a value that stands in these columns, which are all of one type. */
export async function subjectValue(
  client: ClientBase,
  { columns, type }: { readonly columns: readonly ValueColumn[]; readonly type: string },
  given: string,
): Promise<SubjectKey> {
  const key = [await spelledAs(client, type, given)];
  for (let at = 0; at < columns.length; at += columnsAtOnce) {
    const some = columns
      .slice(at, at + columnsAtOnce)
      .map(
        ({ table, column }) => sql`exists (select from ${tableSql(table)} t where ${sql.id('t', column)} = ${given})`,
      );
    const { there } = await one<{ there: boolean }>(client, sql`select ${sql.join(some, sql` or `)} as there`);
    if (there) return { there, key };
  }
  return { there: false, key };
}

/** A value as holds and runs are found by it. Not as ::text writes it: a timestamp would have a blank instead of its T. */
export function spelled(value: Sql): Sql {
  return sql`to_jsonb(${value}) #>> '{}'`;
}

export function spelledKey(alias: string, columns: readonly string[]): Sql {
  return sql`array[${sql.join(columns.map((column) => spelled(sql`${sql.id(alias, column)}`)))}]`;
}

/** Without lengths: a cast to char(3) would cut what is too long instead of refusing it. */
async function typesOf(client: ClientBase, table: string, columns: readonly string[]): Promise<readonly string[]> {
  const { types } = await one<{ types: string[] }>(
    client,
    sql`select array_agg(format_type(a.atttypid, -1) order by k.at) as types
        from unnest(${[...columns]}::text[]) with ordinality k (name, at)
        join pg_attribute a on a.attrelid = to_regclass(${quoteName(table)}) and a.attname = k.name`,
  );
  return types;
}

/** `type` is as the catalogue writes it. */
async function spelledAs(client: ClientBase, type: string, given: string | undefined): Promise<string> {
  const { value } = await one<{ value: string }>(
    client,
    sql`select ${spelled(sql`${given}::${sql.raw(type)}`)} as value`,
  );
  return value;
}
