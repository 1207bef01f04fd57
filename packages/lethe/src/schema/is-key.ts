import type { Table } from './graph.ts';

/** No two rows of the table have the same values in these columns, for some key lies within them. */
export function isKey({ primaryKey, uniques }: Table, columns: readonly string[]): boolean {
  return [primaryKey, ...uniques].some(
    (key) => key !== null && !key.partial && key.columns.every((column) => columns.includes(column)),
  );
}
