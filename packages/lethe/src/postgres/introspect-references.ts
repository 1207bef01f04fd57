import { LetheError } from '../errors.ts';
import { childIndex } from '../schema/child-index.ts';
import type { Reference } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { tableName } from '../schema/table-name.ts';
import { type ByRelation, nameOf, type TableRows } from './introspect-rows.ts';
import type { IndexRow } from './statements/introspect-indexes.ts';
import type { ReferenceRow } from './statements/introspect-references.ts';
import type { RelationRow } from './statements/introspect-relations.ts';

/**
 * Foreign keys of a table and of its partitions. One that is declared on a partition alone, or points at a partition
 * alone, is the root's, with the partition named: the planner plans by roots, and must know that it binds less.
 */
export function referencesOf(
  of: TableRows,
  rows: ByRelation<ReferenceRow>,
  indexes: ByRelation<IndexRow>,
): Reference[] {
  return of.members
    .flatMap((member) =>
      rows(member.oid).map((row): Reference => {
        refusePeriod(row, nameOf(member));
        return {
          name: row.name,
          table: of.name,
          columns: row.columns,
          to: tableName(row.targetSchema, row.targetName),
          toColumns: row.toColumns,
          onDelete: row.onDelete,
          onDeleteColumns: row.onDeleteColumns,
          match: row.match,
          deferrable: row.deferrable,
          initiallyDeferred: row.initiallyDeferred,
          validated: row.validated,
          index: indexFor(row.columns, member, of.leaves, indexes),
          ...(member.isPartition ? { onlyPartition: nameOf(member) } : {}),
          ...(row.targetIsPartition
            ? { toPartition: tableName(row.targetPartitionSchema, row.targetPartitionName) }
            : {}),
        };
      }),
    )
    .sort((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.onlyPartition ?? '', b.onlyPartition ?? ''));
}

/** On the table itself; a partitioned table may instead have one on each leaf, which is named after the first. */
function indexFor(
  columns: readonly string[],
  child: RelationRow,
  leaves: readonly RelationRow[],
  indexes: ByRelation<IndexRow>,
): string | null {
  const on = ({ oid }: RelationRow): string | null =>
    childIndex(
      columns,
      indexes(oid).map((index) => ({ ...index, partial: index.condition !== null })),
    );
  const own = on(child);
  if (own !== null || child.kind !== 'p') return own;
  const onLeaves = leaves.map(on);
  return onLeaves.includes(null) ? null : (onLeaves[0] ?? null);
}

/** A PERIOD key is not an equality: planned as one, it would miss rows. */
function refusePeriod({ name, period }: ReferenceRow, table: string): void {
  if (!period) return;
  throw new LetheError(
    'DATABASE_UNSUPPORTED',
    `foreign key ${name} on ${table} is over a PERIOD, which cannot be planned`,
    {
      details: { table, foreignKey: name },
    },
  );
}
