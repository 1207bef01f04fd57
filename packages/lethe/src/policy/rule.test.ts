import { describe, expect, it } from 'vitest';
import { anonymise } from './anonymise.ts';
import { crm, crmSchema } from './crm.fixture.ts';
import { detach } from './detach.ts';
import { days, hours, months, years } from './duration.ts';
import { ignore, unlessFound } from './ignore.ts';
import { keep } from './keep.ts';
import type { StoreConfig } from './policy.ts';
import { problemList } from './problem.ts';
import { inRules } from './problems.fixture.ts';
import { constant } from './replacement.ts';
import { checkRule } from './rule.ts';
import { validateConfig } from './validate.ts';

describe('rules', () => {
  const law = { for: years(7), because: 'tax law' };

  it.each([
    ['a table that is not there', { 'app.invoice': 'delete' }, '["app.invoice"]', "'app.invoices'"],
    ['a table without its schema', { invoices: 'delete' }, '.invoices', "a table such as 'app.invoices'"],
    [
      'the bare word keep',
      { 'app.invoices': 'keep' },
      '["app.invoices"]',
      "keep({ for: years(7), because: 'tax law' })",
    ],
    [
      'a rule that is none',
      { 'app.invoices': { rule: 'constructor' } },
      '["app.invoices"]',
      "'delete', or one of the others with what it needs",
    ],
    [
      'a rule of another language',
      { 'app.invoices': 'cryptoshred' },
      '["app.invoices"]',
      "'delete', or one of the others with what it needs",
    ],
    ['a misspelt field', { 'app.invoices': { ...keep(law), form: 'issued_at' } }, '["app.invoices"].form', 'from'],
    [
      'a link by mentions where rows are left alone',
      { 'app.invoices': unlessFound('of others', { mentionsLink: true }) },
      '["app.invoices"].mentionsLink',
      "unlessFound('…', { mentionsLink: true }) under ignore in the store, and 'delete' here",
    ],
    ['a time without a unit', { 'app.invoices': { ...keep(law), for: 7 } }, '["app.invoices"].for', 'years(7)'],
    ['a time in hours', { 'app.invoices': keep({ ...law, for: hours(3) }) }, '["app.invoices"].for', 'years(7)'],
    ['half a month', { 'app.invoices': keep({ ...law, for: months(0.5) }) }, '["app.invoices"].for', 'years(7)'],
    [
      'more than a century',
      { 'app.invoices': keep({ ...law, for: days(36_601) }) },
      '["app.invoices"].for',
      'years(7)',
    ],
    [
      'a time with something added',
      { 'app.invoices': keep({ ...law, for: { ...days(1), about: 1 } as never }) },
      '["app.invoices"].for',
      'years(7)',
    ],
    [
      'a column that is no date',
      { 'app.invoices': keep({ ...law, from: 'status' }) },
      '["app.invoices"].from',
      "'issued_at' or 'paid_on'",
    ],
    [
      'a date where the table has none',
      { 'app.orders': keep({ ...law, from: 'status' }) },
      '["app.orders"].from',
      'nothing: remove it, to count from the deletion',
    ],
    [
      'a far-off column',
      { 'app.countries': keep({ ...law, from: 'issued' }) },
      '["app.countries"].from',
      'one of code',
    ],
    [
      'no reason to ignore',
      { 'app.countries': ignore('') },
      '["app.countries"].because',
      "why, as the person asking would read it, such as 'tax law'",
    ],
    [
      'detaching a column that is not there',
      { 'app.contacts': detach('ownr_id') },
      '["app.contacts"].columns[0]',
      "'owner_id'",
    ],
    [
      'detaching a NOT NULL link',
      { 'app.contacts': detach('workspace_id') },
      '["app.contacts"].columns[0]',
      "'delete', or keep the rows with a reason",
    ],
    [
      'detaching what links to nothing',
      { 'app.security_log': detach('actor_email') },
      '["app.security_log"].columns[0]',
      "detach('workspace_id')",
    ],
    [
      'detaching one column twice',
      { 'app.security_log': detach('workspace_id', 'workspace_id') },
      '["app.security_log"].columns[1]',
      'nothing: remove it',
    ],
    [
      'detaching where no link can be NULL',
      { 'app.orders': detach() },
      '["app.orders"]',
      "'delete', or keep the rows with a reason",
    ],
    [
      'a column to empty that is not there',
      { 'app.contacts': anonymise({ columns: { nam: 'null' } }) },
      '["app.contacts"].columns.nam',
      "'name'",
    ],
    [
      'an end counted from what is no date',
      { 'app.contacts': anonymise({ columns: { email: 'null' }, keepFor: { ...law, from: 'name' } }) },
      '["app.contacts"].keepFor.from',
      'nothing: remove it, to count from the deletion',
    ],
    [
      'an end without a reason',
      { 'app.contacts': { ...anonymise({ columns: { email: 'null' } }), keepFor: months(12) } },
      '["app.contacts"].keepFor.unit',
      'nothing: remove it',
    ],
    [
      'an end of the own row of a subject',
      { 'app.workspaces': anonymise({ columns: { name: constant('x') }, keepFor: law }) },
      '["app.workspaces"].keepFor',
      'nothing: remove it',
    ],
    [
      'an end of a spine',
      { 'app.contacts': anonymise({ columns: { email: 'null' }, keepFor: law, spine: true }) },
      '["app.contacts"].keepFor',
      'nothing: remove it',
    ],
    [
      'keeping the subject itself',
      { 'app.workspaces': keep(law) },
      '["app.workspaces"]',
      'anonymise({ columns: { … } }): the row then stays as long as kept rows hang from it',
    ],
  ])('%s is a problem', (_what, rules, place, write) => {
    expect(inRules(rules)[0]).toMatchObject({ path: `subjects.workspace.rules${place}`, write });
  });

  it('may detach a nullable link, every one, or the subject own table is emptied', () => {
    expect(inRules({ 'app.security_log': detach('workspace_id') })).toEqual([]);
    expect(inRules({ 'app.security_log': detach() })).toEqual([]);
    expect(inRules({ 'app.workspaces': anonymise({ columns: { name: constant('x') } }) })).toEqual([]);
  });
});

describe('a spine', () => {
  it('is written with true, and is not in the data where it is not written', () => {
    const columns = { email: 'null' } as const;
    const rulesOf = (spine: object) =>
      validateConfig({
        ...crm,
        subjects: {
          workspace: { table: 'app.workspaces', rules: { 'app.contacts': { ...anonymise({ columns }), ...spine } } },
        },
      });
    const data = { rule: 'anonymise', columns: { email: { with: 'null' } }, keepFor: null };
    expect(rulesOf({ spine: true })).toMatchObject({
      config: { subjects: { workspace: { rules: { 'app.contacts': { ...data, spine: true } } } } },
    });
    expect(rulesOf({})).not.toHaveProperty('config.subjects.workspace.rules["app.contacts"].spine');
    expect(rulesOf({ spine: 'yes' })).toMatchObject({
      problems: [{ path: 'subjects.workspace.rules["app.contacts"].spine' }],
    });
  });
});

it('a rule of a kind nobody checks is a bug, not silence', () => {
  const store: StoreConfig = {
    type: 'postgres',
    urlFrom: 'X',
    schemas: ['app'],
    links: [],
    owned: [],
    ignore: {},
    mayStay: {},
    refresh: [],
    people: null,
    backups: null,
  };
  const table = crmSchema.tables['app.orders'];
  if (table === undefined) throw new Error('bug: the sample has no orders');
  const known = { schema: crmSchema, store, subject: 'app.workspaces', values: [] };
  expect(() => checkRule({ rule: 'transfer' } as never, table, problemList().root, known)).toThrow(
    'bug: a rule is not handled',
  );
});
