import type { Owns } from '../policy/policy.ts';
import type { Schema } from '../schema/graph.ts';
import { type Edge, linkEdge } from './edges.ts';

/**
 * What owns what, as edges the other way round: rows of the owned table hang from the rows that refer to them. Once
 * each, and without those that name what is gone, which are findings of their own.
 */
export function ownsEdges(schema: Schema, owned: readonly Owns[]): readonly Edge[] {
  const edges = owned.flatMap(({ table, columns, to, toColumns }) => {
    const edge = linkEdge({ table: to, columns: toColumns, to: table, toColumns: columns, when: null }, schema);
    return edge === null
      ? []
      : [{ ...edge, name: `owns ${columns.join(', ')}`, nullable: [], cut: [], owns: true as const }];
  });
  return [...new Map(edges.map((edge) => [JSON.stringify([edge.table, edge.columns, edge.to, edge.toColumns]), edge]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, edge]) => edge);
}

/** The reference by which the rows of `owns.to` refer to what they own. */
export function isOwner(edge: Edge, owns: Edge): boolean {
  const same = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify(a) === JSON.stringify(b);
  return (
    edge.table === owns.to &&
    edge.to === owns.table &&
    same(edge.columns, owns.toColumns) &&
    same(edge.toColumns, owns.columns)
  );
}
