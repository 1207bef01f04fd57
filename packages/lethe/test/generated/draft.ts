import type { Decor } from './description.ts';
import { keyColumns } from './keys.ts';
import { type Names, schemaName } from './names.ts';
import type { Random } from './random.ts';
import type { Structure } from './structure.ts';
import type { Column, KeyKind, Partitioning, Table, World } from './world.ts';

/** A world that is being made. */
export interface Draft {
  readonly world: World;
  readonly plainSpoken: boolean;
  readonly names: Names;
  /** Tables that rows of a tenant may hang from, the root first. */
  readonly hosts: Table[];
  users: Table | null;
  /** Tables with rows that everybody uses. */
  readonly lookups: Table[];
}

export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}

/** Counted round and round, so that any number names one; null: there is none. */
export function hostAt(hosts: readonly Table[], at: number): Table | null {
  return hosts.length === 0 ? null : (hosts[at % hosts.length] ?? null);
}

export function mark({ world }: Draft, ...structures: readonly (Structure | false)[]): void {
  for (const structure of structures) if (structure !== false) world.structures.add(structure);
}

export interface NewTable {
  readonly key: KeyKind;
  readonly name?: Decor['name'];
  readonly schema?: Decor['schema'];
  /** Instead of the next noun. */
  readonly called?: { readonly noun: string; readonly table: string };
  readonly partitioning?: Partitioning | null;
  /** Part of the primary key, as partitioned tables need it. */
  readonly keyToo?: Column;
  /** More of the first key column: an identity. */
  readonly keyMore?: string;
  readonly keyBy?: Table['keyBy'];
}

/** An empty table, in the world at once. */
export function addTable(draft: Draft, options: NewTable): Table {
  const table = newTable(draft.names, options);
  draft.world.tables.push(table);
  markTable(draft, options);
  return table;
}

export function newTable(names: Names, options: NewTable): Table {
  const { key, name = 'plain', schema = 'app', partitioning = null, keyToo, keyMore, keyBy = 'primary key' } = options;
  const called = options.called ?? names.next(name);
  const own = keyColumns(key, names).map(
    (column, part): Column => ({ ...column, nullable: false, ...(part === 0 && keyMore ? { more: keyMore } : {}) }),
  );
  const columns = keyToo === undefined ? own : [...own, keyToo];
  return {
    schema: schemaName(schema),
    name: called.table,
    noun: called.noun,
    columns: [...columns],
    key: key === 'none' ? [] : columns.map((column) => column.name),
    keyBy,
    ...{ uniques: [], indexes: [], checks: [], partitioning, rows: [], tenant: null, kind: key },
  };
}

export function markTable(draft: Draft, options: Pick<NewTable, 'key' | 'name' | 'schema'>): void {
  const { key, name = 'plain', schema = 'app' } = options;
  mark(draft, ...structuresOf(name), schema !== 'app' && schema !== 'outside' && 'several schemas');
  mark(draft, schema === 'outside' && 'table outside the schemas read', key === 'none' && 'no primary key');
}

function structuresOf(name: Decor['name']): readonly Structure[] {
  if (name === 'plain') return [];
  if (name === 'long') return ['very long name'];
  return name === 'non-ascii' ? ['non-ASCII name'] : ['quoted or upper-case name'];
}

/** A name that the table does not have yet: a second reference to the same table is called otherwise. */
export function freeColumn({ names }: Draft, table: Table, ...words: readonly string[]): string {
  const taken = (name: string): boolean => table.columns.some((column) => column.name === name);
  const plain = names.column(...words);
  if (!taken(plain)) return plain;
  const prefixes = ['other', 'former', 'source', 'next', 'main', 'first', 'last', 'linked', 'copied', 'spare'];
  const free = prefixes.map((prefix) => names.column(prefix, ...words)).find((name) => !taken(name));
  return found(free, `free name for ${plain}`);
}

/** Values of a row's columns that are no references. */
export function plainValues(table: Table, row: Parameters<NonNullable<Column['value']>>[0], random: Random): void {
  for (const column of table.columns) {
    if (column.value !== undefined && row.values[column.name] === undefined)
      row.values[column.name] = column.value(row, random);
  }
}
