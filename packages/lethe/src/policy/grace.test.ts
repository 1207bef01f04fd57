import { describe, expect, it } from 'vitest';
import { calendarDays, type Duration, days, hours, isShorter, minutes, months, years } from './duration.ts';
import { accountPolicy, inAccount } from './life.fixture.ts';

describe('the time to change minds', () => {
  it('is frozen data, and none where nothing is written', () => {
    expect(accountPolicy().grace).toEqual({ for: days(7), access: 'restricted', remind: days(1) });
    const none = { for: null, access: 'open', remind: null };
    for (const grace of [undefined, {}]) expect(accountPolicy({ grace }).grace).toEqual(none);
    expect(Object.isFrozen(accountPolicy().grace)).toBe(true);
  });

  it.each([
    ['a bare number', 7, '', '7', "grace: { for: days(7), access: 'open', remind: days(1) }"],
    ['a wait of more than a year', { for: months(13) }, '.for', 'months(13)', 'days(7)'],
    ['access for some', { for: days(7), access: 'read' }, '.access', '"read"', "'open' or 'restricted'"],
    ['a reminder of no wait', { remind: days(1) }, '.for', 'nothing', 'a longer wait, or a reminder nearer to its end'],
    [
      'a reminder before the wait begins',
      { for: days(1), remind: hours(24) },
      '.for',
      '1 day',
      'a longer wait, or a reminder nearer to its end',
    ],
    [
      'a reminder that is so in February',
      { for: months(1), remind: days(28) },
      '.for',
      '1 month',
      'a longer wait, or a reminder nearer to its end',
    ],
  ])('%s is a problem', (_what, grace, place, found, write) => {
    expect(inAccount({ grace })).toEqual([
      expect.objectContaining({ path: `subjects.account.grace${place}`, found, write }),
    ]);
  });

  it('is not measured by what stands in for a wrong time', () => {
    expect(inAccount({ grace: { for: 7, remind: days(1) } }).map(({ path }) => path)).toEqual([
      'subjects.account.grace.for',
    ]);
  });
});

describe('of two lengths of time', () => {
  it.each<[Duration, Duration, boolean]>([
    [days(6), days(7), true],
    [days(7), days(7), false],
    [minutes(59), hours(1), true],
    [minutes(60), hours(1), false],
    [hours(167), calendarDays(7), true],
    [days(27), months(1), true],
    [days(28), months(1), false],
    [months(1), days(32), true],
    [months(1), days(31), false],
    [days(364), years(1), true],
  ])('%o is shorter than %o: %s', (one, other, shorter) => {
    expect(isShorter(one, other)).toBe(shorter);
  });
});
