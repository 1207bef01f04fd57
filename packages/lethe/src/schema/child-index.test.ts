import { expect, test } from 'vitest';
import { type ConditionalIndex, childIndex, runIndexName } from './child-index.ts';

function index(columns: (string | null)[], more: Partial<ConditionalIndex> = {}): ConditionalIndex {
  const partial = (more.condition ?? null) !== null;
  return { name: 'i', columns, unique: false, partial, valid: true, method: 'btree', condition: null, ...more };
}

test('the leading columns are those of the reference, in any order', () => {
  expect(childIndex(['a', 'b'], [index(['b', 'a', 'c'])])).toBe('i');
  expect(childIndex(['a', 'b'], [index(['a', 'c', 'b'])])).toBeNull();
  expect(childIndex(['a', 'b'], [index(['a'])])).toBeNull();
  expect(childIndex(['a', 'b'], [index(['a', 'a'])])).toBeNull();
  expect(childIndex(['a'], [index([null])])).toBeNull();
  expect(childIndex(['a'], [])).toBeNull();
});

test('the first one that serves is named', () => {
  expect(childIndex(['a'], [index(['b'], { name: 'first' }), index(['a'], { name: 'second' })])).toBe('second');
});

test('an index that is not valid, or of a method without equality, does not serve', () => {
  expect(childIndex(['a'], [index(['a'], { valid: false })])).toBeNull();
  expect(childIndex(['a'], [index(['a'], { method: 'brin' })])).toBeNull();
  expect(childIndex(['a'], [index(['a'], { method: 'hash' })])).toBe('i');
});

test('an index that was built for a run does not serve: it goes with that run', () => {
  const temporary = index(['a'], { name: runIndexName('run_01abc', 1) });
  expect(childIndex(['a'], [temporary])).toBeNull();
  expect(childIndex(['a'], [temporary, index(['a'])])).toBe('i');
});

test.each(['(a IS NOT NULL)', '("a" IS NOT NULL)', '((a IS NOT NULL) AND (b IS NOT NULL))'])(
  'a condition %s does no harm',
  (condition) => {
    expect(childIndex(['a', 'b'], [index(['a', 'b'], { condition })])).toBe('i');
  },
);

test.each(['(c IS NOT NULL)', '(a > 0)', '((a IS NOT NULL) AND (c > 0))', '((a IS NOT NULL) OR (b IS NOT NULL))'])(
  'a condition %s hides children',
  (condition) => {
    expect(childIndex(['a', 'b'], [index(['a', 'b'], { condition })])).toBeNull();
  },
);

test('a column with quotes in its name is recognised in a condition', () => {
  expect(childIndex(['a"b'], [index(['a"b'], { condition: '("a""b" IS NOT NULL)' })])).toBe('i');
});
