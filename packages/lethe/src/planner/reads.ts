import { unreachable } from '../errors.ts';
import type { Names } from './named.ts';
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

/** What a step on `table` reads. */
export function readsOf(predicate: Predicate, table: string, names: Names, spared: Spared): Reads {
  const found: Found = { names, spared, tables: new Set(), columns: new Map(), met: new Set() };
  read(predicate, { owner: table, nested: false }, found, spared.carriers);
  return found;
}

interface Found extends Reads {
  readonly names: Names;
  readonly spared: Spared;
  readonly tables: Set<string>;
  readonly columns: Map<string, Set<string>>;
  /** Names whose conditions are read. */
  readonly met: Set<string>;
}

interface Reader {
  readonly owner: string;
  /** In a row of another table, or another row of the same. */
  readonly nested: boolean;
}

const none: ReadonlySet<string> = new Set();

function read(part: Predicate, reader: Reader, found: Found, carriers: ReadonlySet<string>): void {
  switch (part.op) {
    case 'subject':
    case 'not subject':
      readColumns(part.columns, reader, found);
      break;
    case 'one of':
    case 'set':
      readColumns([part.column], reader, found);
      break;
    case 'partition':
    // Looked for before any step.
    case 'mentions':
    case 'returning':
      break;
    case 'not':
      read(part.of, reader, found, none);
      break;
    case 'all':
    case 'any':
      for (const each of part.of) read(each, reader, found, carriers);
      break;
    case 'named':
      readNamed(part.name, reader, found);
      break;
    case 'in':
      readColumns(part.columns, reader, found);
      if (!carriers.has(part.table)) lookInto(part, found);
      break;
    default:
      unreachable(part, 'predicate');
  }
}

/** Only ever looked into, so what is read for it does not depend on who looks. */
function readNamed(name: string, reader: Reader, found: Found): void {
  if (found.met.has(name)) return;
  found.met.add(name);
  read(found.names(name).predicate, reader, found, none);
}

function lookInto({ table, keys, where }: Extract<Predicate, { op: 'in' }>, found: Found): void {
  const survives = found.spared.survives(table, where);
  const inner: Reader = { owner: table, nested: !survives };
  readColumns(keys, inner, found);
  if (!survives) read(where, inner, found, none);
}

function readColumns(columns: readonly string[], { owner, nested }: Reader, { tables, columns: read }: Found): void {
  if (nested && columns.length > 0) tables.add(owner);
  const known = read.get(owner) ?? new Set();
  for (const column of columns) known.add(column);
  if (columns.length > 0) read.set(owner, known);
}
