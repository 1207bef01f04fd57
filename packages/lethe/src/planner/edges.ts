import { endsOf } from '../policy/link.ts';
import type { Link, TypeSays } from '../policy/policy.ts';
import { comparison, isListOf, valueType } from '../schema/comparison.ts';
import type { DeleteAction, Reference, Schema, Table } from '../schema/graph.ts';
import { isKey } from '../schema/is-key.ts';
import { byCodeUnit } from '../schema/order.ts';
import { all, not } from './combine.ts';
import { found } from './found.ts';
import type { Predicate } from './predicate.ts';

/** A reference of the schema or a link of the configuration: rows of `table` hang from rows of `to`. */
export interface Edge {
  /** The constraint's name, or `link <columns>` for a link. */
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  /** Null for a link: the database neither cascades nor refuses. */
  readonly onDelete: DeleteAction | null;
  /** Those of the columns that may be NULL. Empty: every row hangs from a parent. */
  readonly nullable: readonly string[];
  /** The columns to set to NULL to cut a row off; empty where that is impossible. */
  readonly cut: readonly string[];
  /** Setting any one column to NULL is enough, unless the key is MATCH FULL. */
  readonly full: boolean;
  readonly validated: boolean;
  readonly when: { readonly column: string; readonly equals: string } | null;
  /** What the value of `when` means by the configuration, where another table says it. */
  readonly says?: TypeSays;
  /** Only rows of `table` in this partition hang by it; null: all do. */
  readonly partition: string | null;
  /** Only rows of `to` in this partition are meant; null: all are. */
  readonly toPartition: string | null;
  /** Other rows have keys of other tables there. */
  readonly some?: true;
  /** What a link points to is no key: a row may hang from several rows of `to`. */
  readonly several?: true;
  /** How the columns and those they point to are compared. */
  readonly compare: Pick<Extract<Predicate, { op: 'in' }>, 'asText' | 'path' | 'uuid' | 'list'>;
  /** What the configuration says becomes of the row when its parent goes, whatever the database would do. */
  readonly said?: 'cascade' | 'set null';
  /** Turned round: rows of `table` are owned by the rows of `to` that refer to them. */
  readonly owns?: true;
}

/**
 * Every edge between tables of the schema, and those to what is no table, sorted. A link that repeats a reference adds
 * what it says of it, and is no edge of its own.
 */
export function edgesOf(schema: Schema, links: readonly Link[], others: readonly Edge[] = []): readonly Edge[] {
  const references = Object.values(schema.tables).flatMap((table) =>
    table.references.filter(({ to }) => to in schema.tables).map((reference) => fromReference(reference, table)),
  );
  const declared = new Set(references.filter((edge) => isWhole(edge) && edge.toPartition === null).map(ends));
  const written = links.flatMap((link) => linkEdge(link, schema) ?? []);
  const said = new Map(
    written.flatMap((edge) => (edge.said === undefined || !isWhole(edge) ? [] : [[ends(edge), edge.said] as const])),
  );
  const known = references.map((edge) => {
    const action = said.get(ends(edge));
    return action === undefined ? edge : { ...edge, said: action };
  });
  const linked = written
    .filter((edge) => !declared.has(ends(edge)))
    .map((edge) => (isKey(found(schema.tables[edge.to], `${edge.to} is gone`), edge.toColumns) ? edge : several(edge)));
  return [...known, ...linked, ...others].sort((a, b) => byCodeUnit(sortKey(a), sortKey(b)));
}

/** The row hangs by this edge from a row that matches. */
export function hangs(edge: Edge, where: Predicate): Predicate {
  const { columns, to, toColumns, compare } = edge;
  return narrowed(edge, { op: 'in', columns, table: to, keys: toColumns, where: meant(edge, where), ...compare });
}

/** The same of rows that no row which does not match shares: of an edge to what is no key, whose they are is not known. */
export function hangsWhole(edge: Edge, where: Predicate, theirs: Predicate = where): Predicate {
  const some = hangs(edge, where);
  return edge.several === true ? all([some, not(hangs(edge, not(theirs)))]) : some;
}

/** The other way round: a row that matches hangs from this one by the edge. */
export function referredToBy(edge: Edge, where: Predicate): Predicate {
  const { path, uuid, list, ...rest } = edge.compare;
  const compare = {
    ...rest,
    ...(list === undefined ? {} : { keysList: list }),
    ...(path === undefined ? {} : { keysPath: path }),
    ...(uuid === undefined ? {} : { uuid: uuid === 'keys' ? ('columns' as const) : ('keys' as const) }),
  };
  return meant(edge, {
    op: 'in',
    columns: edge.toColumns,
    table: edge.table,
    keys: edge.columns,
    where: narrowed(edge, where),
    ...compare,
  });
}

/** Only the rows of one arm, where the edge is an arm of a polymorphic pair; only those of its partition. */
export function narrowed({ when, partition }: Edge, predicate: Predicate): Predicate {
  const narrowing: readonly Predicate[] = [
    ...(when === null ? [] : [{ op: 'one of', column: when.column, values: [when.equals] } as const]),
    ...(partition === null ? [] : [{ op: 'partition', partition } as const]),
  ];
  return narrowing.length === 0 ? predicate : all([predicate, ...narrowing]);
}

/** Only the parents that the edge can lead to. */
function meant({ toPartition }: Edge, where: Predicate): Predicate {
  return toPartition === null ? where : all([where, { op: 'partition', partition: toPartition }]);
}

/** What becomes of the row when its parent goes, as far as somebody has said it. */
export const actionOf = ({ said, onDelete }: Edge): DeleteAction | null => said ?? onDelete;

/** It is not to go with it. */
export function survives(edge: Edge): boolean {
  const action = actionOf(edge);
  return action === 'set null' || action === 'set default';
}

/** Every row of the table hangs by it, or shows NULL. */
export function isWhole({ when, partition }: Edge): boolean {
  return when === null && partition === null;
}

/** Every row of the table hangs by it. */
export function bindsAll(edge: Edge): boolean {
  return !edge.owns && edge.nullable.length === 0 && isWhole(edge);
}

/** The edge's columns in the order of the key they point to, or null where they point to something else. */
export function columnsFor(edge: Edge, key: readonly string[]): readonly string[] | null {
  if (edge.toColumns.length !== key.length || edge.toPartition !== null) return null;
  const columns = key.map((part) => edge.columns[edge.toColumns.indexOf(part)]);
  return columns.every((column) => column !== undefined) ? columns : null;
}

const several = (edge: Edge): Edge => ({ ...edge, several: true });

function fromReference(reference: Reference, table: Table): Edge {
  const { name, columns, to, toColumns, onDelete, validated } = reference;
  const full = reference.match === 'full';
  const nullable = nullableOf(table, columns);
  return {
    ...{ name, table: table.name, columns, to, toColumns, onDelete, nullable, full, validated },
    cut: full && nullable.length < columns.length ? [] : cutOf(reference, table, nullable),
    when: null,
    partition: reference.onlyPartition ?? null,
    toPartition: reference.toPartition ?? null,
    compare: {},
  };
}

/** As few columns as cut the row off: those the schema names, else those that no other key shares. */
function cutOf(reference: Reference, table: Table, nullable: readonly string[]): readonly string[] {
  if (reference.match === 'full') return nullable;
  const named = (reference.onDeleteColumns ?? []).filter((column) => nullable.includes(column));
  if (named.length > 0) return named;
  const shared = new Set(table.references.filter((other) => other !== reference).flatMap((other) => other.columns));
  const own = nullable.filter((column) => !shared.has(column));
  return own.length > 0 ? own : nullable;
}

/** Null: a name of it is gone. */
export function linkEdge(link: Link, schema: Schema): Edge | null {
  const { table: name, columns, to, toColumns, when, path, some, says, onDelete: said } = link;
  const table = schema.tables[name];
  const parent = schema.tables[to];
  // Names that are gone are findings of their own; half a link would reach the wrong rows.
  if (table === undefined || parent === undefined) return null;
  if (!hasAll(table, columns) || !hasAll(parent, toColumns)) return null;
  // What stands in a json may always be missing, and is no column of its own that could be set to NULL. Where only some
  // rows refer to the table, the others are as if they had NULL there.
  const listed = listedAs(link, schema);
  const isList = listed !== null;
  const nullable = path === undefined && some === undefined && !isList ? nullableOf(table, columns) : columns;
  // A member can always be taken out of a list.
  const cut = isList ? columns : path === undefined ? nullableOf(table, columns) : [];
  return {
    ...{
      name: `link ${[...columns, ...(path ?? [])].join(', ')}`,
      table: name,
      columns,
      to,
      toColumns,
      nullable,
      cut,
    },
    ...{ when, partition: null, toPartition: null, onDelete: null, full: false, validated: true },
    ...(some === undefined ? {} : { some }),
    ...(says === undefined ? {} : { says }),
    ...(said === undefined ? {} : { said }),
    compare: listed ?? {
      ...(path === undefined ? comparedAs(table, columns, parent, toColumns) : { path }),
      ...uuidSide(table, columns, parent, toColumns),
    },
  };
}

/** How a list is compared with what it lists; null: the column is none. */
function listedAs({ table, columns, to, toColumns, path }: Link, { tables }: Schema): Edge['compare'] | null {
  const columnOf = (of: string, name: string | undefined) => tables[of]?.columns.find((each) => each.name === name);
  const [from, key] = [columnOf(table, columns[0]), columnOf(to, toColumns[0])];
  if (path !== undefined || columns.length > 1 || from === undefined || key === undefined) return null;
  if (!isListOf(from, key)) return null;
  // A number that is too large for the list is no error, but not in it.
  const isNarrow = key.category === 'N' && valueType(from) !== 'bigint[]';
  return { list: true, ...(isNarrow ? { asText: true as const } : {}) };
}

function comparedAs(
  table: Table,
  columns: readonly string[],
  parent: Table,
  toColumns: readonly string[],
): Edge['compare'] {
  const differ = columns.some((column, part) => {
    const from = table.columns.find(({ name }) => name === column);
    const to = parent.columns.find(({ name }) => name === toColumns[part]);
    return from !== undefined && to !== undefined && comparison(from, to) === 'text';
  });
  return differ ? { asText: true } : {};
}

/** In json, the value is a text too. */
function uuidSide(
  table: Table,
  columns: readonly string[],
  parent: Table,
  toColumns: readonly string[],
): Edge['compare'] {
  const uuids = (of: Table, names: readonly string[]): boolean =>
    of.columns.some((column) => names.includes(column.name) && valueType(column) === 'uuid');
  const [from, to] = [uuids(table, columns), uuids(parent, toColumns)];
  return columns.length > 1 || from === to ? {} : { uuid: to ? 'keys' : 'columns' };
}

function hasAll(table: Table, columns: readonly string[]): boolean {
  return columns.every((column) => table.columns.some(({ name }) => name === column));
}

function nullableOf(table: Table, columns: readonly string[]): readonly string[] {
  return table.columns.filter(({ name, nullable }) => nullable && columns.includes(name)).map(({ name }) => name);
}

const ends = ({ table, columns, to, toColumns, compare }: Edge): string =>
  endsOf({ table, columns, to, toColumns, ...(compare.path === undefined ? {} : { path: compare.path }) });

function sortKey(edge: Edge): string {
  return JSON.stringify([edge.table, edge.name, edge.to, edge.columns, edge.when, edge.partition]);
}
