import { describe, expect, it } from 'vitest';
import type { Predicate } from '../planner/predicate.ts';
import { apart } from './rows-sql.ts';

const own = (column: string): Predicate => ({ op: 'set', column });
const hangs = (column: string): Predicate => ({
  op: 'in',
  columns: [column],
  table: 'p',
  keys: ['id'],
  where: own('x'),
});
const any = (...of: readonly Predicate[]): Predicate => ({ op: 'any', of });

describe('a condition that is taken apart', () => {
  it.each([
    { of: any(hangs('a'), hangs('b')), parts: 2 },
    { of: any(own('a'), hangs('b'), { op: 'all', of: [own('c'), hangs('d')] }), parts: 3 },
    { of: any({ op: 'not', of: hangs('a') }, own('b')), parts: 2 },
  ])('is true of the same rows, and one part alone is true of each: $parts parts', ({ of, parts }) => {
    const taken = apart(of);
    expect(taken).toHaveLength(parts);
    for (const row of rows) expect(taken.filter((part) => holds(part, row)).length).toBe(holds(of, row) ? 1 : 0);
  });

  it.each([
    { why: 'one condition needs no other', of: hangs('a') },
    { why: 'columns of its own are looked up together', of: any(own('a'), own('b')) },
    { why: 'all of it has to hold', of: { op: 'all', of: [hangs('a'), hangs('b')] } as const },
    { why: 'each of many would be told apart from all the others', of: any(...[...'abcda'].map(hangs)) },
  ])('stays whole: $why', ({ of }) => {
    expect(apart(of)).toEqual([of]);
  });
});

/** Every row there is, by the conditions on four columns that hold for it. */
const rows = Array.from({ length: 16 }, (_, bits) => new Set([...'abcd'].filter((_, at) => (bits >> at) % 2 === 1)));

function holds(predicate: Predicate, row: ReadonlySet<string>): boolean {
  switch (predicate.op) {
    case 'set':
      return row.has(predicate.column);
    case 'in':
      return predicate.columns.every((column) => row.has(column));
    case 'not':
      return !holds(predicate.of, row);
    case 'all':
      return predicate.of.every((of) => holds(of, row));
    case 'any':
      return predicate.of.some((of) => holds(of, row));
    default:
      throw new Error(`no row of these is asked about ${predicate.op}`);
  }
}
