import type { Named } from '../planner/named.ts';
import type { Outline } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import type { Reference, Schema } from '../schema/graph.ts';

export type Row = Record<string, string | null>;
export type Rows = Map<string, Row[]>;

/** What a statement did beside the rows it named. */
export interface Collateral {
  readonly deleted: readonly NamedRow[];
  readonly updated: readonly NamedRow[];
}

/** A predicate on a row, naively: every operator is two-valued, as in the database's rendering. */
export function holdsFor(
  predicate: Predicate,
  row: Row,
  rows: Rows,
  key: readonly string[],
  named: readonly Named[] = [],
  ahead: ReadonlySet<Row> = new Set(),
): boolean {
  const holds = (of: Predicate, on: Row): boolean => holdsFor(of, on, rows, key, named, ahead);
  switch (predicate.op) {
    case 'subject':
      return predicate.columns.every((column, part) => valueAt(row, column, predicate.path) === key[part]);
    case 'not subject':
      return (
        predicate.columns.every((column) => valueAt(row, column, predicate.path) != null) &&
        !predicate.columns.every((column, part) => valueAt(row, column, predicate.path) === key[part])
      );
    case 'in':
      return (rows.get(predicate.table) ?? []).some(
        (parent) =>
          predicate.columns.every((column, part) => {
            const value = valueAt(row, column, predicate.path);
            const other = valueAt(parent, predicate.keys[part] ?? '', predicate.keysPath);
            return value != null && (predicate.uuid ? value.toLowerCase() === other?.toLowerCase() : value === other);
          }) && holds(predicate.where, parent),
      );
    case 'one of':
      return predicate.values.includes(row[predicate.column] ?? '');
    case 'set':
      return row[predicate.column] != null;
    case 'returning':
      return ahead.has(row);
    case 'mentions':
      throw new Error('bug: rows in memory are not looked through');
    case 'partition':
      throw new Error('bug: rows in memory lie in no partition');
    case 'not':
      return !holds(predicate.of, row);
    case 'all':
      return predicate.of.every((part) => holds(part, row));
    case 'any':
      return predicate.of.some((part) => holds(part, row));
    case 'named': {
      const of = named.find(({ name }) => name === predicate.name);
      if (of === undefined) throw new Error(`bug: nothing is named ${predicate.name}`);
      return holds(of.predicate, row);
    }
  }
}

/** Rows that are known before anything goes, found round by round. */
export function rowsAhead({ returning = [], named }: Outline, rows: Rows, key: readonly string[]): ReadonlySet<Row> {
  const ahead = new Set<Row>();
  for (let before = -1; before < ahead.size; ) {
    before = ahead.size;
    for (const { table, rows: predicate } of returning)
      for (const row of rows.get(table) ?? []) if (holdsFor(predicate, row, rows, key, named, ahead)) ahead.add(row);
  }
  return ahead;
}

/** In memory all values are texts; json is parsed where a path leads into it. */
function valueAt(row: Row, column: string, path: readonly string[] | undefined): string | null {
  const text = row[column] ?? null;
  if (path === undefined || text === null) return text;
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    JSON.parse(text),
  );
  return value === undefined || value === null ? null : String(value);
}

export interface NamedRow {
  readonly table: string;
  readonly row: Row;
}

/**
 * One statement that deletes these rows, of several tables at once, with the foreign keys of the schema: what they do
 * comes when all that was named is gone. Throws where the database would refuse.
 */
export function deleteRows(schema: Schema, rows: Rows, named: readonly NamedRow[]): Collateral {
  const gone = new Set(named.map(({ row }) => row));
  const deleted: NamedRow[] = [];
  const updated: NamedRow[] = [];
  const waiting = [...named];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { row } = next;
    if (!gone.has(row)) deleted.push(next);
    gone.add(row);
    for (const { reference, child } of childrenOf(schema, rows, next)) {
      if (gone.has(child)) continue;
      if (reference.onDelete === 'restrict')
        throw new Error(`${reference.name} restricts deleting from ${reference.to}`);
      if (reference.onDelete === 'cascade') waiting.push({ table: reference.table, row: child });
      if (reference.onDelete === 'set null' || reference.onDelete === 'set default') {
        for (const column of reference.onDeleteColumns ?? reference.columns) child[column] = null;
        updated.push({ table: reference.table, row: child });
      }
    }
  }
  for (const [name, all] of rows)
    rows.set(
      name,
      all.filter((row) => !gone.has(row)),
    );
  refuseDangling(schema, rows);
  return { deleted, updated: updated.filter(({ row }) => !gone.has(row)) };
}

/** Foreign keys and NOT NULL, as they stand at the end of a statement. */
export function refuseDangling(schema: Schema, rows: Rows): void {
  for (const table of Object.values(schema.tables)) {
    for (const row of rows.get(table.name) ?? []) {
      const unset = table.columns.find(({ name, nullable }) => !nullable && row[name] == null);
      if (unset !== undefined) throw new Error(`${table.name}.${unset.name} is NULL`);
      const dangling = table.references.find(
        (reference) => isSet(reference, row) && parentOf(reference, row, rows) === undefined,
      );
      if (dangling !== undefined) throw new Error(`${dangling.name} of ${table.name} points at nothing`);
    }
  }
}

export function parentOf(
  reference: Pick<Reference, 'columns' | 'to' | 'toColumns'>,
  row: Row,
  rows: Rows,
): Row | undefined {
  if (reference.columns.some((column) => row[column] == null)) return undefined;
  return (rows.get(reference.to) ?? []).find((parent) =>
    reference.columns.every((column, part) => row[column] === parent[reference.toColumns[part] ?? '']),
  );
}

function isSet(reference: Reference, row: Row): boolean {
  return reference.columns.every((column) => row[column] != null);
}

function childrenOf(schema: Schema, rows: Rows, { table, row }: { readonly table: string; readonly row: Row }) {
  return Object.values(schema.tables).flatMap((owner) =>
    owner.references
      .filter((reference) => reference.to === table)
      .flatMap((reference) =>
        (rows.get(owner.name) ?? [])
          .filter((child) => isSet(reference, child) && parentOf(reference, child, new Map([[table, [row]]])) === row)
          .map((child) => ({ reference, child })),
      ),
  );
}
