import { describe, expect, test } from 'vitest';
import { type StructureCase, structureCase } from './structure-case.ts';

const shop = `
  create table accounts (id int primary key, name text not null, slug text not null unique, token uuid not null unique, stripe_customer_id text);
  create table orders (id int primary key, account_id int not null references accounts on delete cascade, total int);
  create table sales_orders (id int primary key, account_id int not null references accounts on delete cascade);
  create table pages (id text primary key, account_id int not null references accounts on delete cascade);
  create table files (id uuid primary key, account_id int not null references accounts on delete cascade);
  create table contacts (id int primary key, account_id int not null references accounts on delete cascade, email text);
  create table users (id int primary key, email text not null unique);
  create table jobs (id bigint generated always as identity primary key, queue text not null default 'default', payload text not null);
  create table job_attempts (id int primary key, job_id bigint not null references jobs, error text);
  insert into accounts select 100 + n, 'Account ' || n, 'slug-' || n, ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'cus_000' || n || 'abcdefghijk' from generate_series(1, 3) n;
  insert into orders select n, 101 + n % 3, n from generate_series(10, 15) n;
  insert into sales_orders select n, 101 + (n + 1) % 3 from generate_series(50020, 50025) n;
  insert into pages select 'pg_' || lpad(n::text, 4, '0') || 'abcdefghijk', 101 + n % 3 from generate_series(10, 15) n;
  insert into files select ('10000000-0000-4000-8000-0000000000' || n)::uuid, 101 + n % 3 from generate_series(10, 15) n;
  insert into contacts select n, 101 + n % 3, 'c' || n || '@example.test' from generate_series(10, 15) n;
  insert into users select n, 'u' || n || '@people.test' from generate_series(1, 15) n;
  create index on orders (account_id); create index on sales_orders (account_id); create index on pages (account_id);
  create index on files (account_id); create index on contacts (account_id); create index on job_attempts (job_id);`;

const gone = ['orders', 'sales_orders', 'pages', 'files', 'contacts']
  .map((table) => `delete from ${table} where account_id = 101;`)
  .join(' ')
  .concat(' delete from accounts where id = 101');

const decided = {
  store: `ignore: { 'public.jobs': unlessFound('jobs of everybody', { mentionsLink: true }), 'public.users': 'people' }`,
  rules: { 'public.jobs': `'delete'` },
};

async function shopWith(rows: string): Promise<StructureCase> {
  const it = await structureCase(`${shop} ${rows}`);
  await it.init('accounts=account');
  await it.decide('account', decided);
  return it;
}

const job = (payload: string): string => `insert into jobs (payload) values ('${payload}');`;

describe('a row goes with what its text mentions by its key', () => {
  test.each([
    ['the account itself', '{"account_id": 101, "user_id": 2, "order_id": 12}'],
    ['under its name in capitals, in json within json', '{"data": "{\\"accountId\\":101}"}'],
    ['in a list', '{"account_ids": [101]}'],
    ['in a line', 'synced account_id=101 in 12 ms'],
    ['as PHP writes it', 'O:8:"SendMail":1:{s:9:"accountId";i:101;}'],
    ['a class and a number', 'Account;101'],
    ['its kind and its number', 'account:101'],
    ['its own uuid', '{"tenant": "00000000-0000-4000-8000-000000000001"}'],
    ['its handle in a path', 'GET /api/accounts/slug-1/orders'],
    ['its handle behind its name', 'account=slug-1 ok'],
    ['a type and an id of a row of it', '{"type": "App\\\\Models\\\\Order", "id": 12}'],
    ['such a global id', '[{"_aj_globalid": "gid://shop/Order/12"}]'],
    ['such a serialized model', 'O:9:"SendOrder":1:{s:5:"class";s:16:"App\\Models\\Order";s:2:"id";i:12;}'],
    ['a uuid of its rows', 'files/10000000-0000-4000-8000-000000000012/logo.png'],
    ['a uuid without dashes', '{"file": "10000000000040008000000000000012"}'],
    ['a long key', '{"page": "pg_0012abcdefghijk"}'],
    ['what a payment system calls it', '{"object": {"customer": "cus_0001abcdefghijk"}}'],
  ])('%s', async (_, payload) => {
    await using it = await shopWith(`${job(payload)} ${job('{"account_id": 102}')} ${job('{"queue": "nightly"}')}
      insert into job_attempts select id, id, 'timeout' from jobs;`);
    expect(await it.delete('account:101')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(`delete from job_attempts where job_id = 1; delete from jobs where id = 1; ${gone}`);
  });
});

describe('a row stays, and stops the plan, where it is not certain that it is the subject’s alone', () => {
  test.each([
    ['it mentions another account', '{"account_id": 101, "new_account_id": 102}'],
    ['in a list', 'compare account_id=101,102'],
    ['in a path', 'POST /accounts/101/transfer?to=102'],
    ['in words', 'account_id=101 merged into account 103'],
    ['that is there no longer', '{"account_id": 99, "file": "10000000-0000-4000-8000-000000000012"}'],
    ['by its handle', 'merge account=slug-1 into=slug-2'],
    ['by what a payment system calls it', '{"account_id": 101, "customer": "cus_0002abcdefghijk"}'],
    ['by its name and number', '{"account_id": 101, "worker": "account-102"}'],
    ['by a uuid of its rows', '{"account_id": 101, "file": "10000000-0000-4000-8000-000000000010"}'],
    ['by a long key of its rows', '{"account_id": 101, "page": "pg_0010abcdefghijk"}'],
    ['by an address of its rows', '{"account_id": 101, "to": "c10@example.test"}'],
    ['by a class', '{"account_id": 101, "type": "App\\\\Models\\\\Order", "id": 10}'],
    ['a number behind a word may be another system’s', '{"order_id": 12}'],
    ['or of whatever it may be', '[12]'],
    ['or a word and a number of one of its rows', 'order:12'],
    ['though a class of the product has written it', '{"job_class": "SendOrderJob", "last": {"order_id": 12}}'],
    ['or another system speaks of it', '{"provider": "mailer", "account_id": 101}'],
    ['or it has a host', 'GET https://api.mailer.test/accounts/101/'],
  ])('%s', async (_, payload) => {
    await using it = await shopWith(job(payload));
    const { code, findings } = await it.delete('account:101');
    expect({ code, findings }).toMatchObject({ code: 3, findings: [{ code: 'UNREACHED', table: 'public.jobs' }] });
    await it.expectOnly('select');
  });
});

test('rows that mention nothing of the account, and those of others, stay', async () => {
  const others = [
    '{"account_id": 102}',
    'Account;103',
    '{"account_id": 99}',
    'sent 12 mails',
    '{"user_id": 12}',
    '/static/slug-1.css',
  ];
  await using it = await shopWith(others.map(job).join(''));
  await it.decide('account', {
    ...decided,
    store: `${decided.store}, mayStay: { 'public.jobs.payload': 'files of everybody' }`,
  });
  expect(await it.delete('account:101')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(gone);
});

test('an id is the key of a row that has one, and not the number that it is called by', async () => {
  const numbered = `${shop} alter table orders add number int; update orders set number = id + 1;
    ${['gid://shop/Order/13', '{"order_id": 13}', '{"last": 2}'].map(job).join('')}`;
  await using it = await structureCase(numbered);
  await it.init('accounts=account');
  // Order 12 of the account has the number 13.
  expect(await it.delete('account:101')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(gone);
});

test.each([
  ['web-2', 'completed'],
  ['2', 'blocked'],
  ['account-2', 'blocked'],
  ['{"attempts": 2}', 'completed'],
  ['{"notes": 2}', 'blocked'],
  ['gid://app/Note/2', 'blocked'],
  ['gid://app/Account/2', 'blocked'],
])('where keys are short, %s is the number of a machine or of another: %s', async (worker, status) => {
  await using it = await structureCase(`create table accounts (id int primary key, name text);
    create table jobs (id int primary key, payload text not null, worker text);
    create table attempts (id int primary key, account_id int not null references accounts);
    create table notes (id int primary key, account_id int not null references accounts);
    insert into accounts select n, 'Account ' || n from generate_series(1, 3) n;
    insert into jobs select n, 'account_id=' || n, '${worker}' from generate_series(1, 3, 2) n;
    insert into attempts select n, 1 + n % 3 from generate_series(10, 15) n; insert into attempts values (2, 3);
    insert into notes select n, 1 + n % 3 from generate_series(10, 15) n; insert into notes values (2, 3);
    create index on attempts (account_id); create index on notes (account_id);`);
  await it.init('accounts=account');
  await it.decide('account', {
    store: `ignore: { 'public.jobs': unlessFound('jobs of everybody', { mentionsLink: true }) }`,
    rules: { 'public.jobs': `'delete'` },
  });
  expect(await it.delete('account:1')).toMatchObject({ status });
});

test('json that no jsonb can hold is looked through as well', async () => {
  await using it = await shopWith(`alter table jobs add data json; ${job('{"account_id": 101}')}
    update jobs set data = '{"a": "\\u0000", "b": 1e400000}'`);
  expect(await it.delete('account:101')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(`delete from jobs; ${gone}`);
});

test('what is counted is what goes, and nothing is remembered afterwards', async () => {
  await using it = await shopWith(`${job('{"account_id": 101}').repeat(30)} ${job('{"account_id": 102}').repeat(30)}`);
  const { printed } = await it.lethe('plan', 'account:101');
  expect(printed).toMatchObject({ rows: 1 + 2 + 2 + 2 + 2 + 2 + 30 });
  expect(await it.delete('account:101')).toMatchObject({ code: 0, status: 'completed', rows: 41 });
  expect(await it.run('select count(*)::int as n from lethe.mentions')).toEqual([{ n: 0 }]);
});
