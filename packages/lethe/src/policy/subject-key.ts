import { valueType } from '../schema/comparison.ts';
import type { Table } from '../schema/graph.ts';
import { rowKey, whatNamesRows } from '../schema/row-key.ts';
import type { Problem } from './problem.ts';

/** Written as the settings of a session have it, by its time zone, its currency or its digits. */
const variable =
  /^(?:timestamp(?:\(\d\))? with time zone|time(?:\(\d\))? with time zone|interval.*|money|real|double precision)$/;

/**
 * Why no subject can be named by the key of this table, or null. Holds, open runs and tombstones are found by the text of
 * a key, so one key must be one text, in every session.
 */
export function whyUnnamed(table: Table): Omit<Problem, 'path'> | null {
  const named = rowKey(table);
  if (named === null) {
    return {
      expected: 'a table with a primary key or a unique key of NOT NULL columns, by which one subject is named',
      found: `${table.name}, which has none`,
      write: `another table, or give this one ${whatNamesRows(table)}`,
    };
  }
  const parts = table.columns.filter(({ name }) => named.columns.includes(name));
  const part = parts.find((column) => variable.test(valueType(column)));
  if (part === undefined) return null;
  return {
    expected: 'a table whose key is written alike in every session',
    found: `${table.name}, of whose key ${part.name} is of type ${part.type}`,
    write: 'another table, or give this one a key of another type',
  };
}
