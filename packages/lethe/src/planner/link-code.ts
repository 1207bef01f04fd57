import { literal } from '../schema/literal.ts';
import type { Edge } from './edges.ts';

type Ends = Pick<Edge, 'table' | 'columns' | 'to' | 'toColumns'>;

/** What is written under `links` in the store for a reference that the schema does not declare, or that it says too little of. */
export const linkCode = (edge: Ends, onDelete?: 'cascade' | 'set null'): string => `link(${ends(edge, onDelete)})`;

/** What is written under `owned` in the store for rows that are the one row's own that refers to them by this edge. */
export const ownsCode = (edge: Ends): string => `owns(${ends(edge)})`;

function ends({ table, columns, to, toColumns }: Ends, onDelete?: string): string {
  const names = (all: readonly string[]): string => `[${all.map(literal).join(', ')}]`;
  return `${literal(table)}, { columns: ${names(columns)}, to: ${literal(to)}, toColumns: ${names(toColumns)}${onDelete === undefined ? '' : `, onDelete: ${literal(onDelete)}`} }`;
}
