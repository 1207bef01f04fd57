import { expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

/** The same numbers in projects and invoices, so that a pair read by its id alone takes another account's rows. */
const sql = `
  create table accounts (id bigint primary key, name text not null);
  create table projects (id bigint primary key, account_id bigint not null references accounts, name text);
  create table invoices (id bigint primary key, account_id bigint not null references accounts, total int);
  create table documents (id uuid primary key, account_id bigint not null references accounts, title text);
  create table opportunities (id bigint primary key, account_id bigint not null references accounts, amount int);
  create table comments (id bigint primary key, commentable_type text, commentable_id bigint, body text);
  create table attachments (id bigint primary key, record_type text not null, record_id text not null, path text);
  create table activities (id bigint not null, trackable_type text not null, trackable_id bigint not null, what text)
    partition by list (trackable_type);
  create table activities_project partition of activities for values in ('Project');
  create table activities_rest partition of activities default;
  insert into accounts values (1, 'One'), (2, 'Two');
  insert into projects select n, 1 + n % 2, 'p' || n from generate_series(1, 6) n;
  insert into invoices select n, 1 + (n + 1) % 2, n from generate_series(1, 6) n;
  insert into opportunities select n, 1 + (n / 2) % 2, n from generate_series(1, 6) n;
  insert into documents select md5('d' || n)::uuid, 1 + n % 2, 'd' || n from generate_series(1, 6) n;
  insert into comments select n, (array['Project', 'Billing::Invoice'])[1 + n % 2], 1 + (n / 2) % 6, 'c' || n
    from generate_series(1, 24) n;
  insert into comments values (90, null, null, 'of nothing');
  insert into attachments select n, 'Document', md5('d' || (1 + n % 6)), 'a' || n from generate_series(1, 12) n;
  update attachments set record_id = (record_id::uuid)::text where id <= 6;
  update attachments set record_id = upper(record_id::uuid::text) where id > 6;
  insert into attachments select 100 + n, 'Project', (1 + n % 6)::text, 'b' || n from generate_series(1, 6) n;
  insert into activities select n, (array['Project', 'Billing::Invoice'])[1 + n % 2], 1 + (n / 2) % 6, 'w' || n
    from generate_series(1, 24) n;
  create index on projects (account_id); create index on invoices (account_id);
  create index on documents (account_id); create index on opportunities (account_id);`;

const arms = (table: string, type: string, id: string): string => `
  delete from ${table} where ${type} = 'Project' and ${id}::text in (select id::text from projects where account_id = 1)
    or ${type} = 'Billing::Invoice' and ${id}::text in (select id::text from invoices where account_id = 1)
    or ${type} = 'Document' and ${id}::text in (select id::text from documents where account_id = 1);`;

const expected = `
  ${arms('comments', 'commentable_type', 'commentable_id')}
  ${arms('attachments', 'record_type', 'lower(record_id)')}
  ${arms('activities', 'trackable_type', 'trackable_id')}
  delete from projects where account_id = 1; delete from invoices where account_id = 1;
  delete from opportunities where account_id = 1; delete from documents where account_id = 1;
  delete from accounts where id = 1;`;

test('pairs of a type and an id lead where the type says: classes, uuids as text, a table split by type', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(expected);
});

test('a type that names no table is asked about, and goes where it is said to lead', async () => {
  await using it = await structureCase(`${sql}
    insert into comments select 200 + n, 'Crm::Deal', 1 + n % 6, 'deal ' || n from generate_series(1, 12) n;`);
  await it.init('accounts=account');
  expect(await it.delete('account:1')).toMatchObject({
    code: 3,
    findings: [
      { code: 'UNKNOWN_TYPE', table: 'public.comments', message: expect.stringContaining('commentable_type') },
    ],
  });

  const to = `{ 'Crm::Deal': ['public.opportunities', 'id'] }`;
  await it.decide('account', {
    links: [`...polymorphic('public.comments', { type: 'commentable_type', id: 'commentable_id', to: ${to} })`],
  });
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(`
    delete from comments where commentable_type = 'Crm::Deal'
      and commentable_id in (select id from opportunities where account_id = 1); ${expected}`);
});
