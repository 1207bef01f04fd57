import { isKey } from '../schema/is-key.ts';
import { checkLink } from './link.ts';
import { type Known, own } from './lookup.ts';
import { readColumn, readTable } from './names.ts';
import type { Owns } from './policy.ts';
import type { Place } from './problem.ts';
import { distinct, object, type Read, required } from './read.ts';
import type { AnyTables, ColumnIn, TableIn } from './tables.ts';

export interface OwnsOptions<Tables, Table extends TableIn<Tables>, To extends TableIn<Tables>> {
  readonly columns: readonly ColumnIn<Tables, Table>[];
  readonly to: To;
  readonly toColumns: readonly ColumnIn<Tables, To>[];
}

export interface OwnsWritten extends OwnsOptions<AnyTables, string, string> {
  readonly table: string;
}

/** Rows of `table` own the row of `to` that they refer to: it goes with the last of them. */
export function owns(table: string, options: OwnsOptions<AnyTables, string, string>): OwnsWritten {
  return { ...options, table };
}

const columns = { expected: 'at least one column', write: "['id']" };

const readWritten = object<Owns>(
  {
    expected: 'which rows own which',
    write: "owns('app.accounts', { columns: ['settings_id'], to: 'app.settings', toColumns: ['id'] })",
  },
  {
    table: required(readTable),
    columns: required(distinct(columns, readColumn, 1)),
    to: required(readTable),
    toColumns: required(distinct(columns, readColumn, 1)),
  },
);

export const readOwns: Read<Owns> = (value, at) => {
  const read = readWritten(value, at);
  if (read.columns.length !== read.toColumns.length) {
    at.field('toColumns').problem({
      expected: `as many as columns: ${read.columns.length}`,
      found: String(read.toColumns.length),
      write: 'the columns of the key that the owning rows refer to, in the same order',
    });
  }
  return read;
};

export function checkOwns(owned: Owns, at: Place, known: Known): void {
  // The reference may be declared as a foreign key or not; it is one in either case.
  checkLink({ ...owned, when: null }, at, known);
  checkKey(owned, at.field('toColumns'), known);
  for (const side of ['table', 'to'] as const) {
    // Some rows of the owner go by a rule, and the others are looked through.
    const isSearched = side === 'table' && own(known.store.searched ?? {}, owned[side]) !== null;
    if (own(known.store.ignore, owned[side]) === null || isSearched) continue;
    at.field(side).problem({
      expected: 'a table that is not ignored',
      found: `${JSON.stringify(owned[side])}, ignored by the store`,
      write: 'one or the other: remove this, or no longer ignore the table',
    });
  }
}

/** What owning rows refer to is one row: of several, each would go with owners of the others. */
function checkKey({ to, toColumns }: Owns, at: Place, known: Known): void {
  const table = own(known.schema.tables, to);
  const all = table?.columns.map(({ name }) => name) ?? [];
  if (table === null || !toColumns.every((name) => all.includes(name))) return;
  const keys = [table.primaryKey, ...table.uniques].filter((key) => key !== null && !key.partial);
  if (keys.some((key) => key?.columns.length === toColumns.length && isKey(table, toColumns))) return;
  const shown = keys.map((key) => `['${key?.columns.join("', '")}']`);
  at.problem({
    expected: `a primary or unique key of ${to}`,
    found: toColumns.join(', '),
    write: shown.length === 0 ? `a table with a key: ${to} has none` : shown.join(' or '),
  });
}

export function explainOwns({ table, columns: by, to }: Owns): string {
  return `A row of ${to} goes with the row of ${table} that refers to it by ${by.join(', ')}, unless a row that stays refers to it too.`;
}
