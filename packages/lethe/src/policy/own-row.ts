import type { Column, Table } from '../schema/graph.ts';
import { findColumn, type Known, own } from './lookup.ts';
import type { RowSubject } from './policy.ts';
import type { Place } from './problem.ts';

/** The columns in which the subject's own row says what people call it and where it is. */
export function checkOwnRow(policy: RowSubject, at: Place, known: Known): void {
  const table = own(known.schema.tables, policy.table);
  if (table === null) return;
  for (const field of ['name', 'handle', 'timeZone'] as const) {
    const column = policy[field];
    if (column !== null) checkText(findColumn(table, column, at.field(field)), at.field(field));
  }
  // Who writes a handle means one subject; another one of the same would be deleted in its place.
  if (policy.handle !== null) checkOnlyOne(table, policy.handle, at.field('handle'));
}

export function checkText(column: Column | null, at: Place): void {
  if (column === null || column.category === 'S') return;
  at.problem({
    expected: 'a text column',
    found: `${JSON.stringify(column.name)} of type ${column.type}`,
    write: 'a column of text',
  });
}

/** No two rows have the same value there. */
export function checkOnlyOne(table: Table, column: string, at: Place): void {
  const keys = [table.primaryKey, ...table.uniques].filter((key) => key !== null && !key.partial);
  if (keys.some((key) => key?.columns.length === 1 && key.columns[0] === column)) return;
  const alone = keys.filter((key) => key?.columns.length === 1).map((key) => `'${key?.columns[0]}'`);
  at.problem({
    expected: `a column of ${table.name} that is a primary or unique key by itself`,
    found: JSON.stringify(column),
    write: alone.length === 0 ? 'another column, or make this one unique' : alone.join(' or '),
  });
}
