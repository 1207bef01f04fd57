import { expect, it } from 'vitest';
import { inWords, problemList } from './problem.ts';

const said = { expected: 'a', found: 'b', write: 'c' };

it('a path reads like the file: words with dots, other names quoted, items by number', () => {
  const { root } = problemList();
  expect(root.field('subjects').field('workspace').field('rules').field('app.invoices').item(2).field('a b').path).toBe(
    'subjects.workspace.rules["app.invoices"][2]["a b"]',
  );
});

it('an endless name is cut in the path', () => {
  expect(problemList().root.field('x'.repeat(1_000_000)).path.length).toBeLessThan(300);
});

it('nothing more is noted at or below a place with a problem, but above it and beside it', () => {
  const { root, problems } = problemList();
  const place = root.field('a');
  place.problem(said);
  place.problem(said);
  place.field('b').item(0).problem(said);
  root.field('ab').problem(said);
  root.problem(said);
  expect(problems.map((problem) => problem.path)).toEqual(['a', 'ab', '']);
});

it.each([
  [undefined, 'nothing'],
  [null, 'null'],
  ['a "b"', '"a \\"b\\""'],
  ['x'.repeat(61), `"${'x'.repeat(60)}…"`],
  ['postgres://user:password@host/db', 'a URL'],
  [7n, '7'],
  [Symbol('s'), 'Symbol(s)'],
  [() => 1, 'a function'],
  [[], 'an empty list'],
  [[1, 2], 'a list of 2'],
  [{}, 'an empty object'],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5 }, 'an object with a, b, c, d, e'],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, 'an object with a, b, c, d, e, …'],
])('what was found is told in a few words: %o', (value, words) => {
  expect(inWords(value)).toBe(words);
});
