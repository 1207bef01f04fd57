import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { quoteName } from './quote.ts';
import { columnsSql, one, run, type Sql, tableSql } from './sql.ts';

export interface SubjectKey {
  /** Whether the row is there. */
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
    sql`select ${spelled('t', columns)} as key from ${tableSql(table)} t where ${sql.join(matches, sql` and `)}`,
  );
  const [row] = rows;
  if (row !== undefined) return { there: true, key: row.key };
  const record = JSON.stringify(Object.fromEntries(columns.map((column, part) => [column, given[part]])));
  const { key } = await one<{ key: string[] }>(
    client,
    sql`select ${spelled('t', columns)} as key from jsonb_populate_record(null::${sql.raw(quoteName(table))}, ${record}::jsonb) t`,
  );
  return { there: false, key };
}

function spelled(alias: string, columns: readonly string[]): Sql {
  return sql`array[${sql.join(columns.map((column) => sql`to_jsonb(${columnsSql(alias, [column])}) #>> '{}'`))}]`;
}
