import { describe, expect, it } from 'vitest';
import { days, hours } from './duration.ts';
import { accountPolicy, inAccount } from './life.fixture.ts';

describe('when a second person has to agree', () => {
  it('is frozen data, and never where nothing is written', () => {
    expect(accountPolicy().approval).toEqual({ always: false, aboveRows: 1000, expiresIn: days(3) });
    const never = { always: false, aboveRows: null, expiresIn: days(7) };
    for (const approval of [undefined, {}]) expect(accountPolicy({ approval }).approval).toEqual(never);
    expect(Object.isFrozen(accountPolicy().approval)).toBe(true);
  });

  it.each([
    ['a truth alone', true, '', 'true', 'approval: { aboveRows: 1_000_000 }'],
    ['a word for a truth', { always: 'yes' }, '.always', '"yes"', 'true or false'],
    ['no rows', { aboveRows: 0 }, '.aboveRows', '0', 'aboveRows: 1_000_000'],
    ['half a row', { aboveRows: 1.5 }, '.aboveRows', '1.5', 'aboveRows: 1_000_000'],
    ['more rows than can be counted', { aboveRows: 2 ** 60 }, '.aboveRows', String(2 ** 60), 'aboveRows: 1_000_000'],
    ['an approval that counts for no time', { expiresIn: hours(0) }, '.expiresIn', 'hours(0)', 'days(7)'],
  ])('%s is a problem', (_what, approval, place, found, write) => {
    expect(inAccount({ approval })).toEqual([
      expect.objectContaining({ path: `subjects.account.approval${place}`, found, write }),
    ]);
  });
});
