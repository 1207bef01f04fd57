import type { Index } from './graph.ts';

/** An index with the text of its condition, as pg_get_expr() prints it. */
export interface ConditionalIndex extends Index {
  readonly condition: string | null;
}

/**
 * An index by which the database finds the children of a parent: its leading columns are the reference's, in any
 * order. Without one, every deletion of a parent scans the whole child. A condition that each of the columns is set
 * does no harm: a row with NULL there has no parent. One that was built for a run is there for that run alone.
 */
export function childIndex(columns: readonly string[], indexes: readonly ConditionalIndex[]): string | null {
  const wanted = new Set(columns);
  const usable = (index: ConditionalIndex): boolean => {
    const leading = new Set(index.columns.slice(0, wanted.size));
    return (
      !isRunIndex(index.name) &&
      index.valid &&
      (index.method === 'btree' || index.method === 'hash') &&
      leading.size === wanted.size &&
      columns.every((column) => leading.has(column)) &&
      onlyAsksForSet(index.condition, columns)
    );
  };
  return indexes.find(usable)?.name ?? null;
}

const prefix = 'lethe_run_';

/** Of the index that a run asks for. A run's id begins with run_. */
export function runIndexName(run: string, no: number): string {
  return `lethe_${run}_${no}`;
}

function isRunIndex(name: string): boolean {
  return name.startsWith(prefix);
}

function onlyAsksForSet(condition: string | null, columns: readonly string[]): boolean {
  if (condition === null) return true;
  const clauses = columns.flatMap((column) => [
    `(${column} IS NOT NULL)`,
    `("${column.replaceAll('"', '""')}" IS NOT NULL)`,
  ]);
  if (clauses.includes(condition)) return true;
  const inner = condition.slice(1, -1).split(' AND ');
  return inner.every((clause) => clauses.includes(clause));
}
