import { expect, test } from 'vitest';
import type { Column, Table } from '../schema/graph.ts';
import { ignoredOf, linksOf, proposed, rulesOf, undecidedOf } from './ask.fixture.ts';

const list =
  (...names: readonly string[]) =>
  ({ columns }: Table): Partial<Table> => ({
    columns: columns.map(
      (column): Column => (names.includes(column.name) ? { ...column, type: 'bigint[]', category: 'A' } : column),
    ),
  });

const text = `
  accounts: id
  contacts: id, account_id! -> accounts, tenant_ids
  flags: id, label text, account_ids, priorities
  users: id, email text, tenant_ids, last_account_id -> accounts
  members: id, account_id! -> accounts, user_id! -> users
`;

test('what lists tenants loses them, where it is nobody’s own', () => {
  const plan = proposed(text, { change: list('account_ids', 'tenant_ids', 'priorities') });
  expect(linksOf(plan)).toEqual(['flags.account_ids → accounts', 'users.tenant_ids → accounts']);
  expect(rulesOf(plan)).toEqual(['flags: detach account_ids', 'users: detach last_account_id']);
  expect([ignoredOf(plan), undecidedOf(plan)]).toEqual([['flags'], []]);
});

test('a list is believed where all of its members are tenants', () => {
  const overlap = { 'app.flags.account_ids → app.accounts': [4, 3] as const };
  const plan = proposed(text, { change: list('account_ids'), rows: { overlap } });
  expect([linksOf(plan), rulesOf(plan)]).toEqual([[], ['users: detach last_account_id']]);
});
