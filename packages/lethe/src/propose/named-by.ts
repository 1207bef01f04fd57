import type { Key, Table } from '../schema/graph.ts';
import { rowKeys } from '../schema/row-key.ts';

/** By which key rows are named that have no primary key, and by which they might be as well. */
export function namedBy(table: Table | undefined): string {
  if (table === undefined || table.primaryKey !== null) return '';
  const [taken, ...others] = rowKeys(table);
  if (taken === undefined) return '';
  const rest = others.length === 0 ? '' : `, not by ${others.map(inWords).join(' or ')}`;
  return `${table.name} has no primary key: a row is named by ${inWords(taken)}${rest}`;
}

const inWords = ({ name, columns }: Key): string => `${columns.join(', ')} (${name})`;
