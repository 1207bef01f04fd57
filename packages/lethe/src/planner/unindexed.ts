import type { Reference } from '../schema/graph.ts';
import type { Finding } from './finding.ts';
import type { Counts, Outline, Unindexed } from './plan.ts';
import { quoted, quotedName } from './quoted.ts';
import { type Setting, tableOf } from './setting.ts';

/** So many rows read in all, to look for children of rows that go, are worth stopping for: some tenths of a second. */
const worthStopping = 1_000_000;

/** References to tables that rows are deleted from, by which the server finds children only by reading all of them. */
export function unindexedOf(setting: Setting, deleted: ReadonlySet<string>): readonly Unindexed[] {
  return Object.values(setting.schema.tables)
    .flatMap((table) => table.references)
    .filter(({ to, index }) => index === null && deleted.has(to))
    .map((reference) => unindexed(setting, reference));
}

function unindexed(setting: Setting, { name, table, columns, to, onlyPartition }: Reference): Unindexed {
  const [child, parent] = [tableOf(setting, table), tableOf(setting, to)];
  const relations = onlyPartition === undefined ? child.partitions : [onlyPartition];
  return {
    ...{ table, reference: name, columns, to },
    relations: relations.length === 0 ? [table] : relations,
    childRows: child.estimate.rows,
    parentRows: parent.estimate.rows,
  };
}

/** What counting says of them: those that would read too much block, those that read something are told. */
export function indexFindings(
  outline: Outline,
  counts: Counts,
): { readonly findings: readonly Finding[]; readonly warnings: readonly Finding[] } {
  const read = (outline.unindexed ?? []).filter(({ childRows }) => childRows > 0);
  const costly = costlyOf(outline, counts);
  return {
    findings: costly.map((of) => ({
      ...missingIndex(of),
      message: `${missingIndex(of).message}: ${cost(of, outline, counts)}`,
    })),
    warnings: read.filter((of) => !costly.includes(of)).map(missingIndex),
  };
}

/** Those that are worth an index for this plan alone. */
export function costlyOf(outline: Outline, counts: Counts): readonly Unindexed[] {
  return (outline.unindexed ?? []).filter((of) => of.childRows * rowsGoing(of, outline, counts) >= worthStopping);
}

/** Rows that go from the table they refer to: as counted, else as many as there are. */
function rowsGoing({ to, parentRows }: Unindexed, { steps }: Outline, counts: Counts): number {
  if (counts.uncounted === true) return parentRows;
  return steps.reduce(
    (sum, step, at) => (step.kind === 'delete' && step.table === to ? sum + (counts.steps[at] ?? 0) : sum),
    0,
  );
}

function cost(of: Unindexed, outline: Outline, counts: Counts): string {
  const [child, parents] = [of.childRows, rowsGoing(of, outline, counts)];
  return `about ${magnitude(child)} rows for each of about ${magnitude(parents)}, ${magnitude(child * parents)} in all`;
}

export function missingIndex({ table, reference, columns, to, relations }: Unindexed): Finding {
  const statements = relations.map((relation) => createIndex(relation, columns));
  const more = statements.length > 3 ? ` And likewise on each of the ${relations.length} partitions.` : '';
  return {
    code: 'NO_INDEX',
    table,
    message: `${table} has no index for ${reference} (${columns.join(', ')}): each row deleted from ${to} scans all of ${table}`,
    next: `${statements.slice(0, 3).join(' ')}${more}`,
  };
}

/** PostgreSQL builds no index concurrently on a partitioned table as a whole: partitions have one each. */
export function createIndex(relation: string, columns: readonly string[]): string {
  return `CREATE INDEX CONCURRENTLY ON ${quoted(relation)} (${columns.map(quotedName).join(', ')});`;
}

function magnitude(rows: number): string {
  return Number(rows.toPrecision(1)).toLocaleString('en-US');
}
