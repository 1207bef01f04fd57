import type { Column, Table } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { splitTableName } from '../schema/table-name.ts';
import { type Known, type KnownSubject, own } from './lookup.ts';
import { oneSpelling } from './one-spelling.ts';
import type { SubjectPolicy, ValueColumn, ValueSubject } from './policy.ts';

/** What those columns lead to, where others lead to the subject's own row. No table is called so: it has no schema. */
export const theValue = "the subject's value";

/** One that is called so and is no such column, or cannot be looked at. Somebody has to say what it is. */
export interface Doubtful extends ValueColumn {
  readonly type: string;
  /**
   * `elsewhere`: its rows are on another server. `loose`: values that are written differently can be equal there.
   * `too narrow`: it cannot hold this value.
   */
  readonly because: 'elsewhere' | 'loose' | 'another type' | 'too narrow';
}

export interface ValueColumns {
  readonly columns: readonly ValueColumn[];
  /** What the values are: the type of the columns, without its length, and of integers the widest. null: there are none. */
  readonly type: string | null;
  readonly doubtful: readonly Doubtful[];
}

/**
 * Where a value subject stands in the store. Its key is compared in many tables and found again by its text, so only
 * types count in which one value is written in one way, and one of them: that of most columns.
 */
export function valueColumnsOf(subject: ValueSubject, known: Known, key?: string): ValueColumns {
  const meant = candidates(subject, known);
  const type = mostCommon(meant.flatMap((each) => comparedAs(each) ?? []));
  const sorted = meant.map((each) => ({ each, because: whyDoubtful(each, type, key) }));
  return {
    columns: sorted.filter(({ because }) => because === null).map(({ each }) => placeOf(each)),
    type,
    doubtful: sorted.flatMap(({ each, because }) =>
      because === null ? [] : [{ ...placeOf(each), type: each.column.type, because }],
    ),
  };
}

/** Any table of the store has a column of this name that is not left alone. */
export function standsByName(subject: ValueSubject, known: Known): boolean {
  return candidates(subject, known).some(({ column }) => column.name === subject.value.column);
}

export function knownOf(policy: SubjectPolicy, known: Known): KnownSubject {
  if (policy.table !== null) return { ...known, subject: policy.table, values: [] };
  return { ...known, subject: theValue, values: valueColumnsOf(policy, known).columns };
}

export const pathOf = ({ table, column }: ValueColumn): string => `${table}.${column}`;

interface Candidate {
  readonly table: Table;
  readonly column: Column;
}

function candidates({ value, rules }: ValueSubject, { schema, store }: Known): readonly Candidate[] {
  const left = (table: string): boolean =>
    own(rules, table) === null ? own(store.ignore, table) !== null : own(rules, table)?.rule === 'ignore';
  return Object.values(schema.tables)
    .filter(({ name, extension }) => extension === null && !left(name))
    .sort((a, b) => byCodeUnit(a.name, b.name))
    .flatMap((table) =>
      table.columns
        .filter((column) => isMeant(value, table, column, store.schemas))
        .map((column) => ({ table, column })),
    );
}

/** By its name only in the schemas of the store: other products may use the word for something of their own. */
function isMeant(value: ValueSubject['value'], table: Table, column: Column, schemas: readonly string[]): boolean {
  const path = pathOf({ table: table.name, column: column.name });
  if (value.also.includes(path)) return true;
  const named = column.name === value.column && !value.except.includes(path);
  return named && schemas.includes(splitTableName(table.name).schema);
}

function mostCommon(types: readonly string[]): string | null {
  const counted = [...Map.groupBy(types, (type) => type)].map(([type, all]) => ({ type, count: all.length }));
  counted.sort((a, b) => b.count - a.count || byCodeUnit(a.type, b.type));
  return counted[0]?.type ?? null;
}

/** The type in which values of the column are compared with those of others; null: in none. */
function comparedAs({ table, column }: Candidate): string | null {
  const type = table.kind === 'foreign' ? null : oneSpelling(column);
  return type !== null && own(integers, type) !== null ? 'bigint' : type;
}

function whyDoubtful(each: Candidate, type: string | null, key: string | undefined): Doubtful['because'] | null {
  if (each.table.kind === 'foreign') return 'elsewhere';
  const compared = comparedAs(each);
  if (compared === null) return 'loose';
  if (compared !== type) return 'another type';
  const most = own(integers, oneSpelling(each.column) ?? '');
  return most !== null && key !== undefined && isBeyond(key, most) ? 'too narrow' : null;
}

const integers: Readonly<Record<string, bigint>> = { smallint: 2n ** 15n, integer: 2n ** 31n, bigint: 2n ** 63n };

/** PostgreSQL would not answer that nothing is found, but refuse to read the number. */
function isBeyond(key: string, most: bigint): boolean {
  return /^-?\d{1,30}$/.test(key) && (BigInt(key) >= most || BigInt(key) < -most);
}

const placeOf = ({ table, column }: Candidate): ValueColumn => ({ table: table.name, column: column.name });
