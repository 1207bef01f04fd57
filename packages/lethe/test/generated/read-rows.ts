import type { ClientBase } from 'pg';
import { identifier, qualified } from './sql-text.ts';
import type { Row, Table, World } from './world.ts';

/** Every row of every table, by table: each as the JSON of its values in the order of the columns, sorted. */
export type Rows = ReadonlyMap<Table, readonly string[]>;

export function storedTables({ tables, rowless, root }: World): readonly Table[] {
  return tables.filter((table) => !(rowless && table === root));
}

export async function readRows(client: ClientBase, world: World): Promise<Rows> {
  const tables = storedTables(world);
  const selects = tables.map((table, at) => {
    const columns = table.columns.map(({ name }) => `${identifier(name)}::text`);
    return `select ${at} as t, array[${columns.join(', ')}] as v from ${qualified(table)}`;
  });
  const { rows } = await client.query<{ t: number; v: (string | null)[] }>(selects.join('\nunion all '));
  const byTable = Map.groupBy(rows, ({ t }) => t);
  return new Map(tables.map((table, at) => [table, (byTable.get(at) ?? []).map(({ v }) => JSON.stringify(v)).sort()]));
}

/** Rows in memory, written in the same way. */
export function asRead(table: Table, rows: readonly Row[]): readonly string[] {
  return rows.map((row) => JSON.stringify(table.columns.map(({ name }) => row.values[name] ?? null))).sort();
}
