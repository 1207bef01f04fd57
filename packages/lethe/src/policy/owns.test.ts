import { expect, it } from 'vitest';
import { bigint, id, key, optional, schemaWith, table, text } from './crm.fixture.ts';
import { explainPolicy } from './explain.ts';
import { owns } from './owns.ts';
import { postgres } from './store.ts';
import { subject } from './subject.ts';
import { validateConfig } from './validate.ts';

const schema = schemaWith(
  table('app.accounts', { columns: { id, settings_id: bigint, region: text, code: text } }),
  table('app.settings', {
    columns: { id, no: { type: 'integer' }, region: text, code: text },
    uniques: [key('region', 'code')],
  }),
  table('app.logs', { columns: { id, settings_id: optional(bigint) } }),
);
const good = { columns: ['settings_id'], to: 'app.settings', toColumns: ['id'] };

function read(owned: unknown) {
  const ignore = { 'app.logs': 'a test' };
  const crm = { ...postgres({ url: 'CRM_DATABASE_URL', schemas: ['app'], ignore }), owned };
  return validateConfig({ stores: { crm }, subjects: { account: subject('app.accounts') } }, schema);
}

function problemsOf(owned: unknown): readonly string[] {
  const result = read([owned]);
  return 'problems' in result
    ? result.problems.map(({ path, write }) => `${path.replace('stores.crm.owned[0]', '')}: ${write}`)
    : [];
}

it.each([
  ['by the primary key', owns('app.accounts', good)],
  [
    'by a unique key of several columns',
    owns('app.accounts', { ...good, columns: ['code', 'region'], toColumns: ['code', 'region'] }),
  ],
])('rows may be owned %s', (_what, owned) => {
  expect(problemsOf(owned)).toEqual([]);
});

it.each([
  [
    'that is a text',
    'app.settings',
    [": owns('app.accounts', { columns: ['settings_id'], to: 'app.settings', toColumns: ['id'] })"],
  ],
  [
    'of tables that are not there',
    owns('app.account', { ...good, to: 'app.setings' }),
    [".table: 'app.accounts'", ".to: 'app.settings'"],
  ],
  [
    'of a column that is not there',
    owns('app.accounts', { ...good, columns: ['setting_id'] }),
    [".columns[0]: 'settings_id'"],
  ],
  [
    'without columns',
    owns('app.accounts', { ...good, columns: [], toColumns: [] }),
    [".columns: ['id']", ".toColumns: ['id']"],
  ],
  [
    'with more columns on one side',
    owns('app.accounts', { ...good, columns: ['code', 'region'] }),
    ['.toColumns: the columns of the key that the owning rows refer to, in the same order'],
  ],
  [
    'by what is no key',
    owns('app.accounts', { ...good, toColumns: ['no'] }),
    [".toColumns: ['id'] or ['region', 'code']"],
  ],
  [
    'of a table that is ignored',
    owns('app.logs', good),
    ['.table: one or the other: remove this, or no longer ignore the table'],
  ],
  [
    'under a condition',
    { ...owns('app.accounts', good), when: { column: 'region', equals: 'eu' } },
    ['.when: nothing: remove it'],
  ],
])('owned rows %s are a problem', (_what, owned, problems) => {
  expect(problemsOf(owned)).toEqual(problems);
});

it('is a list', () => {
  const result = read(owns('app.accounts', good));
  expect('problems' in result && result.problems.map(({ path, write }) => `${path}: ${write}`)).toEqual([
    'stores.crm.owned: owned: [owns(…)]',
  ]);
});

it('is explained with the policy whose rows go', () => {
  const result = read([owns('app.accounts', good)]);
  if (!('config' in result)) throw new Error('bug: the configuration is not valid');
  const { subjects, stores } = result.config;
  const policy = subjects['account'];
  if (policy === undefined) throw new Error('bug: the configuration has no accounts');
  expect(explainPolicy(policy, stores['crm']?.owned)).toContain(
    'A row of app.settings goes with the row of app.accounts that refers to it by settings_id, unless a row that stays refers to it too.',
  );
});
