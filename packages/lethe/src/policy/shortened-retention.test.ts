import { expect, it } from 'vitest';
import { anonymise } from './anonymise.ts';
import { days, months, years } from './duration.ts';
import { ignore } from './ignore.ts';
import { keep } from './keep.ts';
import { account, life, lifeSchema } from './life.fixture.ts';
import { problemsOf } from './problems.fixture.ts';
import { subject } from './subject.ts';

const law = keep({ for: years(8), because: 'tax law' });

/** What is wrong where the workspace keeps its lines by the one rule, and the account has the other. */
const together = (narrow: unknown, wide: unknown) =>
  problemsOf(
    {
      ...life,
      subjects: {
        account: { ...account, rules: wide === undefined ? {} : { 'app.lines': wide } },
        workspace: {
          ...subject('app.workspaces', { within: { account: 'account_id' } }),
          rules: { 'app.lines': narrow },
        },
      },
    },
    lifeSchema,
  ).map(({ path, found }) => [path, found]);

const place = 'subjects.account.rules["app.lines"]';
const logs = anonymise({ columns: {}, keepFor: { for: months(12), because: 'incidents are found late' } });

it.each([
  ['no rule at all', undefined, 'no rule, so its rows are deleted'],
  ['deletion', 'delete', 'the rule delete'],
  ['a shorter time', keep({ for: years(7), because: 'tax law' }), 'keep for 7 years'],
  ['a time that is shorter by a day', keep({ for: days(8 * 365 - 1), because: 'tax law' }), 'keep for 2919 days'],
])('F86: a minimum of 8 years in the narrower kind is not cut short by %s in the wider one', (_, wide, found) => {
  expect(together(law, wide)).toEqual([[place, found]]);
});

it.each([
  ['the same', law],
  ['a longer time', keep({ for: years(10), because: 'law' })],
  ['months that are as many', keep({ for: months(96), because: 'law' })],
  ['a table that is none of its business', ignore('the account has none')],
])('F86: of two minimums the longer may be in the wider kind: %s', (_, wide) => {
  expect(together(law, wide)).toEqual([]);
});

it('F86: rows that are emptied and kept for a while have a minimum too', () => {
  expect(together(logs, 'delete')).toContainEqual([place, 'the rule delete']);
});
