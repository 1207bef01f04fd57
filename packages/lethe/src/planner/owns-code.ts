import { literal } from '../schema/literal.ts';
import type { Edge } from './edges.ts';

/** What is written under `owned` in the store for rows that are the one row's own that refers to them by this edge. */
export function ownsCode({
  table,
  columns,
  to,
  toColumns,
}: Pick<Edge, 'table' | 'columns' | 'to' | 'toColumns'>): string {
  const names = (all: readonly string[]): string => `[${all.map(literal).join(', ')}]`;
  return `owns(${literal(table)}, { columns: ${names(columns)}, to: ${literal(to)}, toColumns: ${names(toColumns)} })`;
}
