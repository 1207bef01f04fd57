import { readFile } from 'node:fs/promises';
import type { ClientBase } from 'pg';
import { withoutKeys } from './bulk-load.ts';
import type { TableRows } from './column.ts';
import { columnSql } from './column.ts';
import type { Extent, Shape, Size } from './layout.ts';
import { positions, shapeOf, sizes } from './layout.ts';
import { accountMemberRows, accountRows, userRows } from './rows/accounts.ts';
import { tenantRows } from './rows/all.ts';

export type GenerateOptions = { size: Size } | Extent;

export interface Generated {
  rows: number;
  perTable: Record<string, number>;
  ms: number;
}

/** Creates schema `app`, empty. Fails where it already exists: nothing here drops anything. */
export async function createSchema(client: ClientBase): Promise<void> {
  await client.query(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'));
}

/**
 * Fills an empty schema `app`. Every value is a function of its row's number, so the same options give the same rows.
 * Opens a transaction of its own and then vacuums, so the client must not be inside one.
 */
export async function generate(client: ClientBase, options: GenerateOptions): Promise<Generated> {
  const startedMs = performance.now();
  const shape = shapeOf('size' in options ? sizes[options.size] : options);
  const perTable: Record<string, number> = {};
  await client.query('BEGIN');
  try {
    await refuseIfFilled(client);
    await client.query(`SET LOCAL timezone = 'UTC'; SET LOCAL maintenance_work_mem = '256MB'`);
    await withoutKeys(client, async () => {
      perTable['accounts'] = await rowsOf(client, accountRows(shape));
      perTable['users'] = await rowsOf(client, userRows(shape));
      perTable['account_members'] = await rowsOf(client, accountMemberRows(shape));
      for (const rows of tenantRows(shape)) perTable[rows.table] = await insert(client, shape, rows);
    });
    await advanceIdentities(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
  // Without hint bits the first reader after a load pays for them, and a benchmark would measure that.
  await client.query(
    `VACUUM (ANALYZE) ${Object.keys(perTable)
      .map((table) => `app.${table}`)
      .join(', ')}`,
  );
  const rows = Object.values(perTable).reduce((sum, count) => sum + count, 0);
  return { rows, perTable, ms: performance.now() - startedMs };
}

async function refuseIfFilled(client: ClientBase): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM app.accounts LIMIT 1');
  if (rowCount !== 0) throw new Error('schema app already holds rows: generate into an empty one');
}

async function insert(client: ClientBase, shape: Shape, { table, columns, shared }: TableRows): Promise<number> {
  const names = Object.keys(columns).join(', ');
  const values = Object.entries(columns).map(([name, column]) => columnSql(table, name, column));
  const into = `INSERT INTO app.${table} (${names})`;
  const owned = await rowsOf(client, `${into} SELECT ${values.join(',\n')} FROM ${positions(shape, table)}`);
  return shared === undefined ? owned : owned + (await rowsOf(client, `${into} ${shared}`));
}

async function rowsOf(client: ClientBase, statement: string): Promise<number> {
  const { rowCount } = await client.query(statement);
  return rowCount ?? 0;
}

/** Ids were given, not drawn: without this the product's next insert would collide. */
async function advanceIdentities(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(`
    SELECT format('SELECT setval(%L, (SELECT max(%I) FROM app.%I))',
      pg_get_serial_sequence('app.' || table_name, column_name), column_name, table_name) AS statement
    FROM information_schema.columns WHERE table_schema = 'app' AND is_identity = 'YES'`);
  await client.query(rows.map(({ statement }) => statement).join(';\n'));
}
