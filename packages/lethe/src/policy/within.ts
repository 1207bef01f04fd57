import type { Column } from '../schema/graph.ts';
import { rowKey } from '../schema/row-key.ts';
import { checkTypes } from './link.ts';
import { findColumn, type Known, own } from './lookup.ts';
import { readColumn } from './names.ts';
import { nearest } from './nearest.ts';
import type { Config, SubjectPolicy, Within } from './policy.ts';
import type { Place } from './problem.ts';
import { distinct, type Read, record, refuse } from './read.ts';
import { valueColumnsOf } from './value-columns.ts';

type Subjects = Config['subjects'];

const wanted = {
  expected: 'the wider kind it lies in, with the columns that hold the key of that one',
  write: "within: { account: 'account_id' }",
};

const readColumns = distinct({ expected: 'a column, or a list of them', write: "'account_id'" }, readColumn, 1);

const readWritten = record<readonly string[]>(wanted, (_kind, value, at) =>
  typeof value === 'string' ? Object.freeze([readColumn(value, at)]) : readColumns(value, at),
);

export const readWithin: Read<Within | null> = (value, at) => {
  const entries = Object.entries(readWritten(value, at));
  const [first] = entries;
  if (first === undefined || entries.length > 1) {
    refuse(value, at, wanted);
    return null;
  }
  const [kind, columns] = first;
  return Object.freeze({ kind, columns });
};

/** Every kind has at most one wider one, so whoever goes on to the next comes to an end, or round to where they were. */
export function checkWithin(policy: SubjectPolicy, subjects: Subjects, at: Place): void {
  if (policy.within === null) return;
  const { kind } = policy.within;
  const place = at.field('within').field(kind);
  if (own(subjects, kind) === null) {
    const others = Object.keys(subjects).filter((each) => each !== policy.kind);
    const meant = nearest(kind, others);
    const write = meant ?? (others.length === 0 ? 'nothing: remove it' : `one of ${others.join(', ')}`);
    place.problem({ expected: 'a kind of this configuration', found: JSON.stringify(kind), write });
  } else if (goesRound(policy.kind, kind, subjects)) {
    place.problem({
      expected: `a kind that does not lie in a ${policy.kind} itself`,
      found: JSON.stringify(kind),
      write: 'the wider of the two only',
    });
  }
}

function goesRound(start: string, next: string, subjects: Subjects): boolean {
  const passed = new Set<string>();
  for (let kind: string | null = next; kind !== null && !passed.has(kind); ) {
    if (kind === start) return true;
    passed.add(kind);
    kind = own(subjects, kind)?.within?.kind ?? null;
  }
  return false;
}

/** The columns are those of the own row, as many and of the same types as the key of the wider kind has parts. */
export function checkWithinKey(policy: SubjectPolicy, subjects: Subjects, at: Place, known: Known): void {
  if (policy.table === null || policy.within === null) return;
  const table = own(known.schema.tables, policy.table);
  if (table === null) return;
  const { kind, columns } = policy.within;
  const place = at.field('within').field(kind);
  const item = (index: number): Place => (columns.length === 1 ? place : place.item(index));
  const found = columns.map((name, index) => findColumn(table, name, item(index)));
  const wider = own(subjects, kind);
  const key = wider === null ? null : keyOf(wider, known);
  if (key === null) return;
  if (key.parts.length !== columns.length) {
    place.problem({
      expected: `as many columns as ${key.of} has in its key: ${key.parts.map(({ name }) => name).join(', ')}`,
      found: String(columns.length),
      write: 'the columns that hold that key, in its order',
    });
    return;
  }
  for (const [index, column] of found.entries()) {
    checkTypes(column, key.parts[index], item(index));
  }
}

function keyOf(policy: SubjectPolicy, known: Known): { readonly of: string; readonly parts: readonly Column[] } | null {
  if (policy.table === null) {
    const [first] = valueColumnsOf(policy, known).columns;
    const column = first && known.schema.tables[first.table]?.columns.find(({ name }) => name === first.column);
    return column === undefined ? null : { of: `a ${policy.kind}`, parts: [column] };
  }
  const table = own(known.schema.tables, policy.table);
  const key = table === null ? null : rowKey(table);
  if (table === null || key === null) return null;
  const parts = key.columns.flatMap((part) => table.columns.find(({ name }) => name === part) ?? []);
  return { of: table.name, parts };
}
