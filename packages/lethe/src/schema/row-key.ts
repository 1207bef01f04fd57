import type { Column, Key, Schema, Table } from './graph.ts';
import { byCodeUnit } from './order.ts';

/**
 * By what a row of the table is named: its primary key; where it has none, the shortest unique key that no two rows can
 * share. null: by nothing. postgres/row-key.ts asks the live catalogue for the same.
 */
export function rowKey(table: Table): Key | null {
  const [first = null] = rowKeys(table);
  return first;
}

/** All that would do, the best first. */
export function rowKeys({ primaryKey, uniques, columns }: Table): readonly Key[] {
  const others = uniques.filter((key) => tellsApart(key, columns)).sort(better(columns));
  return primaryKey === null ? others : [primaryKey, ...others];
}

/** What a table needs that names none of its rows. */
export function whatNamesRows({ uniques, columns }: Table): string {
  const [nearly] = uniques.filter((key) => tellsApart(key, [])).sort(better(columns));
  return nearly === undefined
    ? 'a primary key'
    : `a primary key, or NOT NULL on ${nearly.columns.join(', ')} (${nearly.name})`;
}

/** Its columns; [] where nothing names a row. */
export function rowKeyColumns(table: Table): readonly string[] {
  return rowKey(table)?.columns ?? [];
}

/** The same of a table that may not be there. */
export function rowKeyIn({ tables }: Schema, table: string): readonly string[] {
  const found = Object.hasOwn(tables, table) ? tables[table] : undefined;
  return found === undefined ? [] : rowKeyColumns(found);
}

/** Rows that hold NULL may be many, and under a deferred key two rows may be the same until the end of a transaction. */
function tellsApart({ partial, deferrable, columns: parts }: Key, columns: readonly Column[]): boolean {
  return !partial && deferrable !== true && columns.every(({ name, nullable }) => !nullable || !parts.includes(name));
}

/** The fewest columns. A number or uuid before a text: people change their names and addresses. Then by the key's name. */
const better =
  (columns: readonly Column[]) =>
  (a: Key, b: Key): number => {
    const texts = ({ columns: parts }: Key): number =>
      columns.filter(({ name, category }) => category === 'S' && parts.includes(name)).length;
    return a.columns.length - b.columns.length || texts(a) - texts(b) || byCodeUnit(a.name, b.name);
  };
