import { comparison, isJson, isListOf } from '../schema/comparison.ts';
import type { Column, Table } from '../schema/graph.ts';
import { checkLabel } from './condition.ts';
import { findColumn, findTable, type Known } from './lookup.ts';
import { readColumn, readTable } from './names.ts';
import type { Link, TypeSays } from './policy.ts';
import type { Place } from './problem.ts';
import { distinct, object, oneOf, optional, type Read, record, required, text, truth } from './read.ts';
import type { AnyTables, ColumnIn, TableIn } from './tables.ts';

export interface LinkOptions<Tables, Table extends TableIn<Tables>, To extends TableIn<Tables>> {
  readonly columns: readonly ColumnIn<Tables, Table>[];
  readonly to: To;
  readonly toColumns: readonly ColumnIn<Tables, To>[];
  readonly when?: { readonly column: ColumnIn<Tables, Table>; readonly equals: string };
  /** Where the column is json: the keys that lead to the value in it. */
  readonly path?: readonly string[];
  /** The columns hold keys of several tables, and nothing says of which: each is a link of its own. */
  readonly some?: true;
  /** Where the value of `when` is the key of a row: what that row says. */
  readonly says?: TypeSays;
  /** Also of a reference that the schema declares: the row goes with what it refers to, or only names it. */
  readonly onDelete?: 'cascade' | 'set null';
}

export interface LinkWritten extends LinkOptions<AnyTables, string, string> {
  readonly table: string;
}

/** A reference that the schema does not declare as a foreign key, or that it says too little of. */
export function link(table: string, options: LinkOptions<AnyTables, string, string>): LinkWritten {
  return { ...options, table };
}

export interface PolymorphicOptions<Tables, Table extends TableIn<Tables>> {
  readonly type: ColumnIn<Tables, Table>;
  readonly id: ColumnIn<Tables, Table>;
  /** What the type column says, and the table and column the id then means. */
  readonly to: Readonly<
    Record<string, { [To in TableIn<Tables>]: readonly [To, ColumnIn<Tables, To>] }[TableIn<Tables>]>
  >;
  /** Where types are keys of rows of a table: what these rows say, by key. */
  readonly says?: {
    readonly table: TableIn<Tables>;
    readonly key: string;
    readonly rows: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

/** A pair of columns, type and id, that refers to one of several tables: one link for each. */
export function polymorphic(table: string, options: PolymorphicOptions<AnyTables, string>): LinkWritten[] {
  return Object.entries(options.to).map(([equals, [to, column]]) =>
    link(table, {
      ...{ columns: [options.id], to, toColumns: [column], when: { column: options.type, equals } },
      ...saysOf(options, equals),
    }),
  );
}

function saysOf({ says }: PolymorphicOptions<AnyTables, string>, equals: string): { readonly says?: TypeSays } {
  const row = says === undefined || !Object.hasOwn(says.rows, equals) ? undefined : says.rows[equals];
  return says === undefined || row === undefined ? {} : { says: { table: says.table, key: says.key, row } };
}

const write = "link('app.tasks', { columns: ['assignee_id'], to: 'app.users', toColumns: ['id'] })";
const columns = { expected: 'at least one column', write: "['id']" };

const readWhen = object<NonNullable<Link['when']>>(
  {
    expected: 'a column and the value that makes the link hold',
    write: "when: { column: 'owner_type', equals: 'order' }",
  },
  { column: required(readColumn), equals: required(text({ expected: 'a text', write: "'order'" }, /^/)) },
);

const readPath = distinct(
  { expected: 'the keys that lead to the value in the json', write: "path: ['account_id']" },
  text({ expected: 'a key', write: "'account_id'" }, /^/),
  1,
);

const readSays = object<TypeSays>(
  {
    expected: 'the table, the key and the words of the row that says what the type means',
    write: "says: { table: 'app.kinds', key: 'id', row: { name: 'order' } }",
  },
  {
    table: required(readTable),
    key: required(readColumn),
    row: required(
      record({ expected: 'columns, each with its word', write: "row: { name: 'order' }" }, (name, value, at) => {
        readColumn(name, at);
        return text({ expected: 'a text', write: "'order'" }, /^/)(value, at);
      }),
    ),
  },
);

interface Written extends Omit<Link, 'path' | 'some' | 'says' | 'onDelete'> {
  readonly path: readonly string[] | null;
  readonly some: boolean;
  readonly says: TypeSays | null;
  readonly onDelete: Link['onDelete'] | null;
}

const readWritten = object<Written>(
  { expected: 'a link', write },
  {
    table: required(readTable),
    columns: required(distinct(columns, readColumn, 1)),
    to: required(readTable),
    toColumns: required(distinct(columns, readColumn, 1)),
    when: optional<Link['when']>(readWhen, null),
    path: optional<readonly string[] | null>(readPath, null),
    some: optional(truth, false),
    says: optional<TypeSays | null>(readSays, null),
    onDelete: optional<Link['onDelete'] | null>(oneOf('cascade', 'set null'), null),
  },
);

export const readLink: Read<Link> = (value, at) => {
  const { path, some, says, onDelete, ...read } = readWritten(value, at);
  if (path !== null && read.columns.length !== 1) {
    at.field('columns').problem({
      expected: 'one column of type json, in which the path leads to the value',
      found: `${read.columns.length} columns`,
      write: "columns: ['payload']",
    });
  }
  if (read.columns.length !== read.toColumns.length) {
    at.field('toColumns').problem({
      expected: `as many as columns: ${read.columns.length}`,
      found: String(read.toColumns.length),
      write: 'the columns of the key the link means, in the same order',
    });
  }
  if (says !== null && read.when === null) {
    at.field('says').problem({
      expected: 'a link with `when`, of whose value it says what it means',
      found: 'a link that holds for every row',
      write: 'nothing: remove it',
    });
  }
  if (onDelete !== null && read.when !== null) {
    at.field('onDelete').problem({
      expected: 'a link that holds for every row',
      found: 'a link with `when`',
      write: 'nothing: remove it',
    });
  }
  return Object.freeze({
    ...read,
    ...(path === null ? {} : { path }),
    ...(some ? { some } : {}),
    ...(says === null ? {} : { says }),
    ...(onDelete == null ? {} : { onDelete }),
  });
};

export function checkLink(link: Link, at: Place, known: Known): void {
  const table = findTable(link.table, at.field('table'), known);
  const to = findTable(link.to, at.field('to'), known);
  if (table !== null) checkWhen(link, table, at);
  const from =
    table === null ? [] : link.columns.map((name, index) => findColumn(table, name, at.field('columns').item(index)));
  const target =
    to === null ? [] : link.toColumns.map((name, index) => findColumn(to, name, at.field('toColumns').item(index)));
  if (link.says !== undefined) checkSays(link.says, at.field('says'), known);
  if (link.onDelete === 'set null') checkNullable(from, at.field('onDelete'));
  if (link.path !== undefined) checkJson(from[0] ?? null, at);
  else
    for (const [index, column] of from.entries()) {
      const listed = from.length === 1 && column !== null && target[index] && isListOf(column, target[index]);
      if (!listed) checkTypes(column, target[index], at.field('columns').item(index), ['value', 'text']);
    }
}

/** What becomes of the rows of one reference is said by one link, or by several that say the same. */
export function checkSaidOnce(links: readonly Link[], at: Place): void {
  const said = new Map<string, NonNullable<Link['onDelete']>>();
  for (const [index, { onDelete, ...link }] of links.entries()) {
    if (onDelete === undefined) continue;
    const before = said.get(endsOf(link));
    said.set(endsOf(link), before ?? onDelete);
    if (before === undefined || before === onDelete) continue;
    at.item(index)
      .field('onDelete')
      .problem({
        expected: `'${before}', as another link says of this reference`,
        found: `'${onDelete}'`,
        write: 'one of the two: remove the other',
      });
  }
}

/** The same for two links that say the same, in whatever order their columns are written. */
export function endsOf({ table, columns, to, toColumns, path }: Omit<Link, 'when'>): string {
  const pairs = columns.map((column, part) => JSON.stringify([column, toColumns[part]])).sort();
  return JSON.stringify([table, to, pairs, path ?? []]);
}

function checkNullable(columns: readonly (Column | null)[], at: Place): void {
  const bound = columns.find((column) => column !== null && !column.nullable);
  if (bound == null) return;
  at.problem({
    expected: 'columns that may be NULL',
    found: `${JSON.stringify(bound.name)} is NOT NULL`,
    write: 'nothing: remove it',
  });
}

function checkJson(column: Column | null, at: Place): void {
  if (column === null || isJson(column)) return;
  at.field('path').problem({
    expected: 'a path into a column of type json or jsonb',
    found: `${JSON.stringify(column.name)} of type ${column.type}`,
    write: 'nothing: remove it',
  });
}

function checkSays({ table: name, key, row }: TypeSays, at: Place, known: Known): void {
  const table = findTable(name, at.field('table'), known);
  if (table === null) return;
  findColumn(table, key, at.field('key'));
  for (const column of Object.keys(row)) findColumn(table, column, at.field('row').field(column));
}

function checkWhen(link: Link, table: Table, at: Place): void {
  if (link.when === null) return;
  const labels = findColumn(table, link.when.column, at.field('when').field('column'))?.enumLabels ?? null;
  if (labels !== null) checkLabel(link.when.equals, labels, at.field('when').field('equals'));
}

/** Values of the two can be compared. */
export function checkTypes(
  from: Column | null,
  to: Column | null | undefined,
  at: Place,
  enough: readonly ReturnType<typeof comparison>[] = ['value'],
): void {
  if (from === null || to === null || to === undefined || enough.includes(comparison(from, to))) return;
  at.problem({
    expected: `a column of type ${to.type}, as ${to.name} is`,
    found: `${JSON.stringify(from.name)} of type ${from.type}`,
    write: 'columns that PostgreSQL can compare',
  });
}
