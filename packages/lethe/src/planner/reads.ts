import type { Predicate } from './predicate.ts';

/** What a predicate must find unchanged: tables it looks into, and columns by table. */
export interface Reads {
  readonly tables: ReadonlySet<string>;
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What need not be found again, so that looking into it does not count. */
export interface Spared {
  /** Rows that hang from these tables go with what they hang from there, or stay with it: none is missed. */
  readonly carriers: ReadonlySet<string>;
  /** These rows of the table survive, and so do the rows they hang from: no step changes what they are found by. */
  readonly survives: (table: string, where: Predicate) => boolean;
}

const nothing: Spared = { carriers: new Set(), survives: () => false };

/** What a step on `table` reads. */
export function readsOf(predicate: Predicate, table: string, spared: Spared = nothing): Reads {
  const read = columnsRead(predicate, { owner: table, nested: false }, spared);
  const columns = new Map<string, Set<string>>();
  for (const { owner, column } of read) columns.set(owner, (columns.get(owner) ?? new Set()).add(column));
  return { tables: new Set(read.filter(({ nested }) => nested).map(({ owner }) => owner)), columns };
}

interface Reader {
  readonly owner: string;
  /** In a row of another table, or another row of the same. */
  readonly nested: boolean;
}

type ColumnRead = Reader & { readonly column: string };

function columnsRead(part: Predicate, reader: Reader, spared: Spared): readonly ColumnRead[] {
  const reads = (columns: readonly string[]): readonly ColumnRead[] => columns.map((column) => ({ ...reader, column }));
  switch (part.op) {
    case 'subject':
    case 'not subject':
      return reads(part.columns);
    case 'one of':
    case 'set':
      return reads([part.column]);
    case 'partition':
      return [];
    case 'not':
      return columnsRead(part.of, reader, { ...spared, carriers: new Set() });
    case 'all':
    case 'any':
      return part.of.flatMap((each) => columnsRead(each, reader, spared));
    case 'in':
      return [...reads(part.columns), ...(spared.carriers.has(part.table) ? [] : lookedInto(part, spared))];
  }
}

function lookedInto(part: Extract<Predicate, { op: 'in' }>, spared: Spared): readonly ColumnRead[] {
  const survives = spared.survives(part.table, part.where);
  const inner: Reader = { owner: part.table, nested: !survives };
  const keys = part.keys.map((column) => ({ ...inner, column }));
  return survives ? keys : [...keys, ...columnsRead(part.where, inner, { ...spared, carriers: new Set() })];
}
