import { describe, expect, it } from 'vitest';
import { crm, releaseNumbers, unpaidInvoices, workspace } from './crm.fixture.ts';
import { years } from './duration.ts';
import { ignore, unlessFound } from './ignore.ts';
import { keep } from './keep.ts';
import type { IgnoreRule } from './policy.ts';
import { inSubject, problemsOf, store } from './problems.fixture.ts';
import { postgres } from './store.ts';

describe('sentences that cannot both be meant', () => {
  const ignoring = (name: string, fields: object, reason: string | IgnoreRule = 'reference data') =>
    problemsOf({
      stores: { crm: postgres({ ...store, ignore: { [name]: reason } }) },
      subjects: { workspace: { table: 'app.workspaces', ...fields } },
    });

  it.each([
    ['a subject whose table the store ignores', ignoring('app.workspaces', {}), 'table'],
    [
      'a rule for a table the store ignores',
      ignoring('app.countries', { rules: { 'app.countries': 'delete' } }),
      'rules["app.countries"]',
    ],
    [
      'an effect on a table the store ignores',
      ignoring('app.phone_numbers', { effects: [releaseNumbers] }),
      'effects[0].table',
    ],
    [
      'a blocker on a table the store ignores',
      ignoring('app.invoices', { blockers: [unpaidInvoices] }),
      'blockers[0].table',
    ],
    [
      'an effect on a table a rule ignores',
      inSubject({ rules: { 'app.phone_numbers': ignore('shared') } }),
      'effects[0].table',
    ],
    ['one effect twice', inSubject({ effects: [releaseNumbers, releaseNumbers] }), 'effects[1]'],
    [
      'two versions of one effect',
      inSubject({ effects: [releaseNumbers, { ...releaseNumbers, version: 2 }] }),
      'effects[1]',
    ],
    ['one blocker twice', inSubject({ blockers: [unpaidInvoices, unpaidInvoices] }), 'blockers[1]'],
  ])('%s is a problem', (_what, problems, place) => {
    expect(problems.map((problem) => problem.path)).toEqual([`subjects.workspace.${place}`]);
  });

  it('a rule for a table that is left alone unless the subject is found in it decides about what was found', () => {
    const searched = ignoring(
      'app.countries',
      { rules: { 'app.countries': 'delete' } },
      unlessFound('the same for all'),
    );
    expect(searched).toEqual([]);
  });

  it.each([
    ['code', { ...releaseNumbers, run: async () => 'done' }],
    ['data', { ...releaseNumbers, values: ['e164'] }],
  ])('one effect name and version with other %s in another subject is a problem', (_what, other) => {
    const team = { table: 'app.workspaces', effects: [other] };
    expect(problemsOf({ ...crm, subjects: { workspace, team } })).toEqual([
      {
        path: 'subjects.team.effects[0]',
        expected: 'release-numbers@1 to be the same effect everywhere',
        found: 'another effect of that name and version',
        write: 'another name, or version: 2',
      },
    ]);
  });

  it('an effect on a table that is kept is no contradiction: the number goes back though its row stays', () => {
    expect(inSubject({ rules: { 'app.phone_numbers': keep({ for: years(1), because: 'billing' }) } })).toEqual([]);
  });
});
