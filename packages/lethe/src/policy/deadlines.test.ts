import { describe, expect, it } from 'vitest';
import { days, months } from './duration.ts';
import { accountPolicy, inAccount } from './life.fixture.ts';

const all = 'deadlines: [{ acknowledge: days(7), complete: days(30) }]';

describe('legal deadlines', () => {
  it('are frozen data, and 30 days to complete where nothing is written', () => {
    expect(accountPolicy().deadlines).toEqual([
      { acknowledge: days(7), complete: days(30) },
      { acknowledge: null, complete: days(45) },
    ]);
    expect(accountPolicy({ deadlines: undefined }).deadlines).toEqual([{ acknowledge: null, complete: days(30) }]);
    expect(Object.isFrozen(accountPolicy().deadlines)).toBe(true);
  });

  it.each([
    ['none', [], '', 'an empty list', all],
    ['one that is not in a list', { complete: days(30) }, '', 'an object with complete', all],
    ['a time alone', [days(30)], '[0].unit', '"unit"', 'nothing: remove it'],
    ['no time to complete', [{ acknowledge: days(7) }], '[0].complete', 'nothing', 'days(30)'],
    ['years to complete', [{ complete: { unit: 'years', count: 1 } }], '[0].complete', 'years(1)', 'days(30)'],
    [
      'a longer time to acknowledge than to complete',
      [{ acknowledge: months(2), complete: days(30) }],
      '[0].complete',
      '30 days',
      'the longer of the two here',
    ],
  ])('%s is a problem', (_what, deadlines, place, found, write) => {
    const path = `subjects.account.deadlines${place}`;
    expect(inAccount({ deadlines })).toContainEqual(expect.objectContaining({ path, found, write }));
  });

  it('are not measured by what stands in for a wrong time', () => {
    const deadlines = [{ acknowledge: days(7), complete: 30 }];
    expect(inAccount({ deadlines }).map(({ path }) => path)).toEqual(['subjects.account.deadlines[0].complete']);
  });

  it('may give the same time to acknowledge as to complete, or one that may be longer in some months', () => {
    expect(inAccount({ deadlines: [{ acknowledge: days(30), complete: days(30) }] })).toEqual([]);
    expect(inAccount({ deadlines: [{ acknowledge: days(30), complete: months(1) }] })).toEqual([]);
  });
});
