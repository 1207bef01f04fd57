import type { Column, Table } from '../schema/graph.ts';
import { checkLabel } from './condition.ts';
import { findColumn, findTable, type Known, valueType } from './lookup.ts';
import { readColumn, readTable } from './names.ts';
import type { Link } from './policy.ts';
import type { Place } from './problem.ts';
import { distinct, object, optional, type Read, required, text } from './read.ts';
import type { AnyTables, ColumnIn, TableIn } from './tables.ts';

export interface LinkOptions<Tables, Table extends TableIn<Tables>, To extends TableIn<Tables>> {
  readonly columns: readonly ColumnIn<Tables, Table>[];
  readonly to: To;
  readonly toColumns: readonly ColumnIn<Tables, To>[];
  readonly when?: { readonly column: ColumnIn<Tables, Table>; readonly equals: string };
}

export interface LinkWritten extends LinkOptions<AnyTables, string, string> {
  readonly table: string;
}

/** A reference that the schema does not declare as a foreign key. */
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
}

/** A pair of columns, type and id, that refers to one of several tables: one link for each. */
export function polymorphic(table: string, options: PolymorphicOptions<AnyTables, string>): LinkWritten[] {
  return Object.entries(options.to).map(([equals, [to, column]]) =>
    link(table, { columns: [options.id], to, toColumns: [column], when: { column: options.type, equals } }),
  );
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

const readWritten = object<Link>(
  { expected: 'a link', write },
  {
    table: required(readTable),
    columns: required(distinct(columns, readColumn, 1)),
    to: required(readTable),
    toColumns: required(distinct(columns, readColumn, 1)),
    when: optional<Link['when']>(readWhen, null),
  },
);

export const readLink: Read<Link> = (value, at) => {
  const read = readWritten(value, at);
  if (read.columns.length !== read.toColumns.length) {
    at.field('toColumns').problem({
      expected: `as many as columns: ${read.columns.length}`,
      found: String(read.toColumns.length),
      write: 'the columns of the key the link means, in the same order',
    });
  }
  return read;
};

export function checkLink(link: Link, at: Place, known: Known): void {
  const table = findTable(link.table, at.field('table'), known);
  const to = findTable(link.to, at.field('to'), known);
  if (table !== null) checkWhen(link, table, at);
  const from =
    table === null ? [] : link.columns.map((name, index) => findColumn(table, name, at.field('columns').item(index)));
  const target =
    to === null ? [] : link.toColumns.map((name, index) => findColumn(to, name, at.field('toColumns').item(index)));
  if (to !== null && target.every((column) => column !== null)) checkKey(link, to, at.field('toColumns'));
  for (const [index, column] of from.entries()) checkTypes(column, target[index], at.field('columns').item(index));
}

function checkWhen(link: Link, table: Table, at: Place): void {
  if (link.when === null) return;
  const labels = findColumn(table, link.when.column, at.field('when').field('column'))?.enumLabels ?? null;
  if (labels !== null) checkLabel(link.when.equals, labels, at.field('when').field('equals'));
}

/** Where the target is not unique, a row could hang from a row of the subject and from one of somebody else. */
function checkKey(link: Link, to: Table, at: Place): void {
  const keys = [to.primaryKey, ...to.uniques].filter((key) => key !== null && !key.partial);
  const isKey = keys.some(
    (key) =>
      key?.columns.length === link.toColumns.length && key.columns.every((each) => link.toColumns.includes(each)),
  );
  if (isKey) return;
  const shown = keys.map((key) => `['${key?.columns.join("', '")}']`);
  at.problem({
    expected: `a primary or unique key of ${to.name}`,
    found: link.toColumns.join(', '),
    write: shown.length === 0 ? `a table with a key: ${to.name} has none` : shown.join(' or '),
  });
}

/** Values of the two can be compared. */
export function checkTypes(from: Column | null, to: Column | null | undefined, at: Place): void {
  if (from === null || to === null || to === undefined || valueType(from) === valueType(to)) return;
  // Texts compare with texts and numbers with numbers; PostgreSQL refuses the rest without a cast.
  if (from.category === to.category && 'SN'.includes(from.category)) return;
  at.problem({
    expected: `a column of type ${to.type}, as ${to.name} is`,
    found: `${JSON.stringify(from.name)} of type ${from.type}`,
    write: 'columns that PostgreSQL can compare',
  });
}
