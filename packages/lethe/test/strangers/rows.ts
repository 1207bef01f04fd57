import type pg from 'pg';
import type { Truth } from './truth.ts';

/** Rows as they were before, as json, with what the truth says of each. */
export interface TableBefore {
  readonly rows: readonly { readonly text: string; readonly goes: boolean; readonly changes: boolean }[];
}

/** Every row of the product, and what the truth says of it. */
export async function rowsBefore(client: pg.Client, truth: Truth): Promise<ReadonlyMap<string, TableBefore>> {
  const before = new Map<string, TableBefore>();
  for (const table of await tablesOf(client)) {
    const goes = truth.goes[table] ?? 'false';
    const changes = truth.changes?.[table]?.where ?? 'false';
    const { rows } = await client.query<TableBefore['rows'][number]>(
      `select to_jsonb(t)::text as text, coalesce((${goes}), false) as goes, coalesce((${changes}), false) as changes
       from ${quoted(table)} t`,
    );
    before.set(table, { rows });
  }
  const unknown = [...Object.keys(truth.goes), ...Object.keys(truth.changes ?? {}), ...(truth.open ?? [])];
  for (const table of unknown)
    if (!before.has(table)) throw new Error(`truth.json names ${table}, which does not exist`);
  return before;
}

export async function rowsAfter(client: pg.Client): Promise<ReadonlyMap<string, readonly string[]>> {
  const after = new Map<string, readonly string[]>();
  for (const table of await tablesOf(client)) {
    const { rows } = await client.query<{ text: string }>(`select to_jsonb(t)::text as text from ${quoted(table)} t`);
    after.set(
      table,
      rows.map(({ text }) => text),
    );
  }
  return after;
}

async function tablesOf(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname not in ('pg_catalog', 'information_schema', 'lethe', 'lethe_jobs') and n.nspname not like 'pg_temp%'
    order by 1`);
  return rows.map(({ name }) => name);
}

const quoted = (table: string): string =>
  table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
