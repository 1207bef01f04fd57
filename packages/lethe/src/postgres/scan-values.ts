import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Database } from './connection.ts';
import { type SearchedTable, searchedTables } from './scan-columns.ts';
import { alternations, bytesSpelling, likePattern, spellingsOf } from './scan-patterns.ts';
import { type Patterns, searchSql } from './scan-statement.ts';
import { run, type Sql } from './sql.ts';

export interface Search {
  readonly values: readonly string[];
  readonly schemas: readonly string[];
  readonly skip?: (table: string) => boolean;
  /** Rows of the table (as `t`) that are not counted. */
  readonly exceptRows?: (table: string) => Sql | null;
  /** Tables with policies of ours, which hide nothing here; of any other a policy would, and is an error. */
  readonly walled?: (table: string) => boolean;
}

export interface SearchResult {
  /** Columns. */
  readonly searched: number;
  readonly ms: number;
  readonly hits: readonly Hit[];
}

export interface Hit {
  readonly table: string;
  readonly column: string;
  readonly rows: number;
}

// It reads whole tables, and holds nobody up.
const statementTimeoutMs = 60 * 60_000;

/** Counts the rows that hold one of the values anywhere in a text, by column, all in one snapshot. */
export async function searchValues(database: Database, search: Search): Promise<SearchResult> {
  const begun = performance.now();
  const hits: Hit[] = [];
  let searched = 0;
  await database.transaction(async (client) => {
    await client.query(`set local statement_timeout = ${statementTimeoutMs}`);
    await client.query(`set local enable_tidscan = on`);
    const tables = (await searchedTables(client, search.schemas)).filter(({ name }) => search.skip?.(name) !== true);
    if (search.values.length === 0) return;
    const patterns = await settlePatterns(client, search.values);
    for (const table of tables) {
      searched += table.columns.length;
      await client.query(`set local row_security = ${search.walled?.(table.name) === true ? 'on' : 'off'}`);
      hits.push(...(await searchTable(client, { table, patterns, except: search.exceptRows?.(table.name) ?? null })));
    }
  }, 'isolation level repeatable read read only');
  return { searched, ms: performance.now() - begun, hits };
}

interface TableSearch {
  readonly table: SearchedTable;
  readonly patterns: Patterns;
  readonly except: Sql | null;
}

async function searchTable(client: ClientBase, { table, patterns, except }: TableSearch): Promise<Hit[]> {
  const { rows } = await run<{ counts: string[] }>(client, searchSql(table, patterns, except));
  const counts = rows[0]?.counts ?? [];
  return table.columns
    .map(({ name }, at) => ({ table: table.name, column: name, rows: Number(counts[at] ?? 0) }))
    .filter((hit) => hit.rows > 0);
}

/**
 * Puts the patterns into settings of the transaction. As parameters of the statements themselves they would stand in
 * the log of any server that logs its slow statements, and these are slow.
 */
async function settlePatterns(client: ClientBase, values: readonly string[]): Promise<Patterns> {
  const spellings = [...new Set(values.flatMap(spellingsOf))];
  const shown = [...new Set([...spellings, ...values.map(bytesSpelling)])];
  const expressions = alternations(shown);
  const set = (name: string, to: Sql): Promise<unknown> =>
    run(client, sql`select set_config(${`lethe.scan_${name}`}, ${to}, true) is null`);
  await set('values', sql`(${[...values]}::text[])::text`);
  await set('likes', sql`(${spellings.map(likePattern)}::text[])::text`);
  for (const [at, expression] of expressions.entries()) await set(`expression_${at}`, sql`${expression}`);
  return { texts: spellings.length, expressions: expressions.length };
}
