import type { TieSpec } from './description.ts';
import { type Draft, found, freeColumn, mark } from './draft.ts';
import { hasZero, zeroOf } from './keys.ts';
import type { Random } from './random.ts';
import {
  type ForeignKey,
  type Owner,
  outside,
  type Reference,
  type Row,
  type Table,
  type Value,
  valueColumn,
} from './world.ts';

/** A way by which rows of a table may hang from others, while its rows are made. */
export interface Tie {
  readonly columns: readonly string[];
  /** Values that refer to a row of this owner; null: there is none. */
  choose(owner: Owner, random: Random): Record<string, Value> | null;
  /** Values that refer to nothing; null: that cannot be. */
  readonly empty: Record<string, Value> | null;
  /** Names the tenant in each of its rows, where there is one. */
  readonly always?: boolean;
}

export interface NewTie {
  readonly table: Table;
  readonly host: Table;
  readonly spec: TieSpec;
  readonly means: Reference['means'];
  /** What the column calls the other end, where that is not what its table does: `author_id`. */
  readonly role?: string;
}

/** Adds columns to the table, and what is declared about them. */
export function tieTo(draft: Draft, { table, host, spec: given, means, role = host.noun }: NewTie): Tie {
  if (isValue(draft, host)) return valueTie(draft, table, host, given);
  const spec = fitting(table, host, given);
  const columns = addColumns(draft, { table, host, role, spec });
  const declared = spec.by === 'foreign key' ? keyOf(spec) : null;
  const path = spec.by === 'json' ? { path: [draft.names.column(host.noun, 'id')] } : {};
  draft.world.references.push({ from: table, columns, to: host, toColumns: host.key, declared, means, ...path });
  if (spec.index && spec.by !== 'json') table.indexes.push(columns);
  markTie(draft, host, spec);
  return {
    columns,
    choose: (owner, random) => {
      const row = random.pick(host.rows.filter((candidate) => candidate.owner === owner));
      return row === undefined ? null : valuesFor(spec, columns, keyIn(host, row), path.path);
    },
    empty: emptyFor(spec, table, columns, path.path),
    always: host === draft.world.root && spec.none === 'zero' && spec.by !== 'json',
  };
}

const isValue = ({ world }: Draft, host: Table): boolean => world.rowless && host === world.root;

/** The tenant is a value, which stands in columns that are called alike. */
function valueTie(draft: Draft, table: Table, host: Table, { none, index }: TieSpec): Tie {
  const name = freeColumn(draft, table, valueColumn);
  const type = found(typesOf(host)[0], 'type of the value');
  const empty = none === 'zero' && hasZero(type) ? zeroOf(type) : null;
  table.columns.push({
    ...{ name, type, nullable: none !== 'never' && empty === null },
    ...(empty === null ? {} : { more: `default '${empty}'` }),
  });
  const reference = { from: table, columns: [name], to: host, toColumns: host.key, declared: null };
  draft.world.references.push({ ...reference, means: 'belongs' });
  if (index) table.indexes.push([name]);
  mark(draft, 'undeclared key', empty !== null && "'' or 0 for no reference");
  return {
    columns: [name],
    choose: (owner) => (owner === null ? null : { [name]: found(draft.world.tenants[owner]?.[0], 'tenant') }),
    empty: none === 'never' ? null : { [name]: empty },
    always: empty !== null,
  };
}

/** Not every way goes to every table: the nearest that does. */
function fitting(table: Table, host: Table, spec: TieSpec): TieSpec {
  let { by, none, onDelete } = spec;
  if (table.schema === outside || host.schema === outside) by = 'foreign key';
  else if (by !== 'foreign key' && host.key.length > 1) by = 'column';
  const type = by === 'text column' ? 'text' : typesOf(host).join();
  if (none === 'zero' && (by === 'foreign key' || host.key.length > 1 || !hasZero(type))) none = 'null';
  if (onDelete === 'set null' && none === 'never') onDelete = 'cascade';
  return { ...spec, by, none, onDelete };
}

function keyOf({ onDelete, deferral }: TieSpec): ForeignKey {
  return { onDelete, deferral };
}

function addColumns(
  draft: Draft,
  { table, host, role, spec: { by, none } }: Omit<Required<NewTie>, 'means'>,
): readonly string[] {
  const nullable = none === 'null';
  if (by === 'json') {
    const name = freeColumn(draft, table, 'payload');
    table.columns.push({ name, type: 'jsonb', nullable: false });
    return [name];
  }
  return host.key.map((part, at) => {
    const name = freeColumn(draft, table, role, host.key.length === 1 ? 'id' : part);
    const type = by === 'text column' ? 'text' : found(typesOf(host)[at], `type of ${part}`);
    const more = none === 'zero' ? { more: `default '${zeroOf(type)}'` } : {};
    table.columns.push({ name, type, nullable, ...more });
    return name;
  });
}

export function typesOf(host: Table): readonly string[] {
  return host.key.map((part) => found(host.columns.find(({ name }) => name === part)?.type, `column ${part}`));
}

export function keyIn(host: Table, row: Row): readonly string[] {
  return host.key.map((part) => found(row.values[part], `${part} in a row of ${host.name}`));
}

function valuesFor(
  { by }: TieSpec,
  columns: readonly string[],
  key: readonly string[],
  path: readonly string[] = [],
): Record<string, Value> {
  if (by !== 'json') return Object.fromEntries(columns.map((column, part) => [column, found(key[part], 'part')]));
  const [value = ''] = key;
  return { [found(columns[0], 'column')]: json(found(path[0], 'path'), value) };
}

/** As jsonb prints it: an id of digits is written as a number. */
function json(name: string, value: string): string {
  return `{${JSON.stringify(name)}: ${/^\d+$/.test(value) ? value : JSON.stringify(value)}}`;
}

function emptyFor(
  { by, none }: TieSpec,
  table: Table,
  columns: readonly string[],
  path: readonly string[] = [],
): Record<string, Value> | null {
  if (none === 'never') return null;
  if (by === 'json')
    return { [found(columns[0], 'column')]: none === 'zero' ? json(found(path[0], 'path'), '') : '{}' };
  const zero = (name: string): Value => {
    const type = found(table.columns.find((column) => column.name === name)?.type, name);
    return none === 'zero' ? zeroOf(type) : null;
  };
  return Object.fromEntries(columns.map((column) => [column, zero(column)]));
}

function markTie(draft: Draft, host: Table, { by, none, onDelete, deferral, index }: TieSpec): void {
  if (by === 'foreign key') {
    mark(draft, onDelete === 'cascade' && 'CASCADE', onDelete === 'set null' && 'SET NULL');
    mark(draft, (onDelete === 'restrict' || onDelete === 'no action') && 'RESTRICT or NO ACTION');
    mark(draft, deferral !== 'no' && 'deferrable key', deferral === 'deferred' && 'initially deferred key');
    mark(draft, !index && 'no index for a key');
  } else {
    mark(draft, by === 'json' ? 'id in json' : 'undeclared key', none === 'zero' && "'' or 0 for no reference");
  }
  if (by !== 'text column') return;
  const [type] = typesOf(host);
  mark(
    draft,
    type === 'uuid' && 'id as text against a uuid',
    type !== 'uuid' && type !== 'text' && 'id as text against a number',
  );
}
