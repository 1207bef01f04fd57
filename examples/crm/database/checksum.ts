import type { ClientBase } from 'pg';
import { sharedRows, type Tenancy, tenancy } from './tenancy.ts';

export interface Checksum {
  rows: number;
  md5: string;
}

/** Table → tenant → checksum. A tenant is a workspace's id, `shared`, `account:<id>` or `user:<id>`. */
export type Checksums = Map<string, Map<string, Checksum>>;

export interface Difference {
  table: string;
  tenant: string;
  before: Checksum | null;
  after: Checksum | null;
}

/**
 * Checksums of every row of schema `app`, from one snapshot and with fixed output settings, so that two calls on
 * different sessions compare. Opens a transaction: the client must not be inside one.
 */
export async function checksums(client: ClientBase): Promise<Checksums> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await client.query(`SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL bytea_output = 'hex';
      SET LOCAL extra_float_digits = 1; SET LOCAL intervalstyle = 'postgres'; SET LOCAL work_mem = '128MB'`);
    const result: Checksums = new Map();
    for (const { table, key } of await tablesWithKeys(client)) result.set(table, await ofTable(client, table, key));
    return result;
  } finally {
    await client.query('ROLLBACK');
  }
}

/** What differs, sorted by table and tenant; empty when both are equal. */
export function difference(before: Checksums, after: Checksums): Difference[] {
  const found: Difference[] = [];
  for (const table of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [was, is] = [before.get(table), after.get(table)];
    for (const tenant of [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].sort()) {
      const [old, now] = [was?.get(tenant) ?? null, is?.get(tenant) ?? null];
      if (old?.md5 !== now?.md5 || old?.rows !== now?.rows) found.push({ table, tenant, before: old, after: now });
    }
  }
  return found;
}

async function tablesWithKeys(client: ClientBase): Promise<{ table: string; key: string }[]> {
  const { rows } = await client.query<{ table: string; key: string | null }>(`
    SELECT c.relname AS table, (SELECT string_agg(format('t.%I', a.attname), ', ' ORDER BY k.position)
      FROM pg_constraint p CROSS JOIN unnest(p.conkey) WITH ORDINALITY AS k (attnum, position)
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
      WHERE p.conrelid = c.oid AND p.contype = 'p') AS key
    FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY c.relname`);
  // The row itself orders a table without a key as well as any key would, only slower.
  return rows.map(({ table, key }) => ({ table, key: key ?? 't::text' }));
}

async function ofTable(client: ClientBase, table: string, key: string): Promise<Map<string, Checksum>> {
  const how = tenancy[table];
  if (how === undefined) throw new Error(`app.${table} has no line in tenancy.ts: say how its rows belong to a tenant`);
  const { tenant, from } = tenantSql(table, how);
  const { rows } = await client.query<{ tenant: string; rows: string; md5: string }>(`
    SELECT coalesce(${tenant}, '${sharedRows}') AS tenant, count(*) AS rows,
      md5(string_agg(md5(t::text), '' ORDER BY ${key})) AS md5
    FROM ${from} GROUP BY 1`);
  return new Map(rows.map((row) => [row.tenant, { rows: Number(row.rows), md5: row.md5 }]));
}

function tenantSql(table: string, how: Tenancy): { tenant: string; from: string } {
  switch (how.by) {
    case 'column':
      return { tenant: `t.${how.column}::text`, from: `app.${table} t` };
    case 'parent':
      return {
        tenant: 'p.workspace_id::text',
        from: `app.${table} t LEFT JOIN app.${how.parent} p ON p.${how.key} = t.${how.column}`,
      };
    case 'self':
      return { tenant: `'${how.kind}:' || t.${how.key}`, from: `app.${table} t` };
  }
}
