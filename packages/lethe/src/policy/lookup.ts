import type { Column, Schema, Table } from '../schema/graph.ts';
import { nearest } from './nearest.ts';
import type { StoreConfig, ValueColumn } from './policy.ts';
import type { Place, Problem } from './problem.ts';

/** What a configuration is checked against. */
export interface Known {
  readonly schema: Schema;
  readonly store: StoreConfig;
}

/** The same, for one subject. */
export interface KnownSubject extends Known {
  /** The table whose row it is, or what its value is called. */
  readonly subject: string;
  /** Where that value stands; none for a subject with a row. */
  readonly values: readonly ValueColumn[];
}

/** A foreign key, a link of the configuration that stands for one, or a column that holds the subject's value. */
export interface Tie {
  readonly columns: readonly string[];
  readonly to: string;
  readonly full: boolean;
}

const aTable = 'a table of the schemas';
const aColumn = 'a column of';

/** The table or column that a problem says is not there; null for any other problem. */
export function missingName({ expected, found }: Pick<Problem, 'expected' | 'found'>): {
  readonly table: string;
  readonly column: string | null;
} | null {
  const name = (): string => String(JSON.parse(/^"(?:[^"\\]|\\.)*"/u.exec(found)?.[0] ?? '""'));
  if (expected.startsWith(`${aTable} `)) return { table: name(), column: null };
  return expected.startsWith(`${aColumn} `) ? { table: expected.slice(aColumn.length + 1), column: name() } : null;
}

export function findTable(name: string, at: Place, known: Known): Table | null {
  const table = own(known.schema.tables, name);
  if (table !== null) return table;
  const view = known.schema.views.some((each) => each.name === name);
  const meant = nearest(name, Object.keys(known.schema.tables));
  at.problem({
    expected: `${aTable} ${known.store.schemas.join(', ')}`,
    found: view ? `${JSON.stringify(name)}, which is a view` : JSON.stringify(name),
    write: meant === null ? 'the name of a table as the database has it' : `'${meant}'`,
  });
  return null;
}

export function findColumn(table: Table, name: string, at: Place): Column | null {
  const column = table.columns.find((each) => each.name === name);
  if (column !== undefined) return column;
  const meant = nearest(
    name,
    table.columns.map((each) => each.name),
  );
  at.problem({
    expected: `${aColumn} ${table.name}`,
    found: JSON.stringify(name),
    write: meant === null ? `one of ${table.columns.map((each) => each.name).join(', ')}` : `'${meant}'`,
  });
  return null;
}

export function tiesOf(table: Table, known: KnownSubject): readonly Tie[] {
  const links = known.store.links.filter((link) => link.table === table.name);
  return [
    ...table.references.map(({ columns, to, match }) => ({
      columns,
      to,
      full: match === 'full' && columns.length > 1,
    })),
    ...links.map(({ columns, to }) => ({ columns, to, full: false })),
    ...known.values
      .filter((value) => value.table === table.name)
      .map(({ column }) => ({ columns: [column], to: known.subject, full: false })),
  ];
}

/** Columns of this table that a foreign key or link of any table points to. */
export function isPointedAt(table: Table, column: string, known: Known): boolean {
  const ties = [...Object.values(known.schema.tables).flatMap((each) => each.references), ...known.store.links];
  return ties.some((tie) => tie.to === table.name && tie.toColumns.includes(column));
}

/** Never an inherited member: a name such as "constructor" comes from outside. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | null {
  return Object.hasOwn(record, name) ? (record[name] as T) : null;
}
