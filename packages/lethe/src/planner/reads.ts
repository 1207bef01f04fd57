import { unreachable } from '../errors.ts';
import type { Predicate } from './predicate.ts';

/** What a predicate must find unchanged: tables it looks into, and columns by table. */
export interface Reads {
  readonly tables: ReadonlySet<string>;
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * What a step on `table` reads. Looking into a table of `carriers` does not count: rows that hang from one whose
 * deletion takes them along are not missed when it has gone.
 */
export function readsOf(predicate: Predicate, table: string, carriers: ReadonlySet<string> = new Set()): Reads {
  const read = columnsRead(predicate, table, carriers);
  const columns = new Map<string, Set<string>>();
  for (const { owner, column } of read) columns.set(owner, (columns.get(owner) ?? new Set()).add(column));
  return { tables: new Set(read.filter(({ nested }) => nested).map(({ owner }) => owner)), columns };
}

interface ColumnRead {
  readonly owner: string;
  readonly column: string;
  /** In a row of another table, or another row of the same. */
  readonly nested: boolean;
}

const none: ReadonlySet<string> = new Set();

function columnsRead(
  part: Predicate,
  owner: string,
  carriers: ReadonlySet<string>,
  nested = false,
): readonly ColumnRead[] {
  const reads = (columns: readonly string[]): readonly ColumnRead[] =>
    columns.map((column) => ({ owner, column, nested }));
  switch (part.op) {
    case 'subject':
    case 'not subject':
      return reads(part.columns);
    case 'one of':
    case 'set':
      return reads([part.column]);
    case 'not':
      return columnsRead(part.of, owner, none, nested);
    case 'all':
    case 'any':
      return part.of.flatMap((each) => columnsRead(each, owner, carriers, nested));
    case 'in': {
      if (carriers.has(part.table)) return reads(part.columns);
      const keys = part.keys.map((column) => ({ owner: part.table, column, nested: true }));
      return [...reads(part.columns), ...keys, ...columnsRead(part.where, part.table, none, true)];
    }
    default:
      return unreachable(part, 'predicate');
  }
}
