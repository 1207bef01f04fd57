import { expect, test } from 'vitest';
import { judge } from './judge.ts';

const row = (id: number, owner: number | null, says: 'goes' | 'changes' | 'stays') => ({
  text: JSON.stringify({ id, owner }),
  ...{ goes: says === 'goes', changes: says === 'changes' },
});
const before = new Map([['app.notes', { rows: [row(1, 2, 'goes'), row(2, 2, 'changes'), row(3, 3, 'stays')] }]]);
const truth = {
  ...{ subject: 'app.accounts=account', key: '2', goes: {} },
  changes: { 'app.notes': { where: '', columns: ['owner'] } },
};
const judged = (...after: readonly (readonly [number, number | null])[]) => {
  const texts = after.map(([id, owner]) => JSON.stringify({ id, owner }));
  const { wrong, left } = judge(before, new Map([['app.notes', texts]]), truth);
  return [wrong.length, left.length];
};

test.each([
  [
    'what the truth says',
    [
      [2, null],
      [3, 3],
    ],
    [0, 0],
  ],
  [
    'a row that should go is there',
    [
      [1, 2],
      [2, null],
      [3, 3],
    ],
    [0, 1],
  ],
  [
    'a row that should change is as it was',
    [
      [2, 2],
      [3, 3],
    ],
    [0, 1],
  ],
  ['a row that should stay is gone', [[2, null]], [1, 0]],
  [
    'a row that should stay has changed',
    [
      [2, null],
      [3, null],
    ],
    [1, 0],
  ],
  ['a row that should change is gone', [[3, 3]], [1, 0]],
] as const)('%s', (_, after, found) => {
  expect(judged(...after)).toEqual(found);
});

test('of a table that is open, either is right', () => {
  expect(judge(before, new Map(), { ...truth, open: ['app.notes'] })).toEqual({ wrong: [], left: [] });
});
