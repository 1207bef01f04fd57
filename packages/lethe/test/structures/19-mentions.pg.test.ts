import { describe, expect, test } from 'vitest';
import { type StructureCase, structureCase } from './structure-case.ts';

const shop = `
  create table accounts (id int primary key, name text not null, slug text not null unique, token uuid not null unique);
  create table orders (id int primary key, account_id int not null references accounts on delete cascade, total int);
  create table sales_orders (id int primary key, account_id int not null references accounts on delete cascade);
  create table pages (id text primary key, account_id int not null references accounts on delete cascade);
  create table files (id uuid primary key, account_id int not null references accounts on delete cascade);
  create table users (id int primary key, email text not null unique);
  create table jobs (id bigint generated always as identity primary key, queue text not null default 'default', payload text not null);
  create table job_attempts (id int primary key, job_id bigint not null references jobs, error text);
  insert into accounts select n, 'Account ' || n, 'slug-' || n, ('00000000-0000-4000-8000-00000000000' || n)::uuid from generate_series(1, 3) n;
  insert into orders select 50000 + n, 1 + n % 3, n from generate_series(10, 15) n;
  insert into orders select n, 1 + n % 3, n from generate_series(10, 15) n;
  insert into sales_orders select 50000 + n, 1 + (n + 1) % 3 from generate_series(20, 25) n;
  insert into pages select 'pg_' || lpad(n::text, 4, '0') || 'abcdefghijk', 1 + n % 3 from generate_series(10, 15) n;
  insert into files select ('10000000-0000-4000-8000-0000000000' || n)::uuid, 1 + n % 3 from generate_series(10, 15) n;
  insert into users select n, 'u' || n || '@people.test' from generate_series(1, 15) n;
  create index on orders (account_id); create index on sales_orders (account_id); create index on pages (account_id);
  create index on files (account_id); create index on job_attempts (job_id);`;

const gone = `delete from orders where account_id = 1; delete from sales_orders where account_id = 1;
  delete from pages where account_id = 1; delete from files where account_id = 1; delete from accounts where id = 1`;

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
    ['the number of an order under its name', '{"order_id": 50012}'],
    ['in capitals and with json in json', '{"data": "{\\"orderId\\":50012}"}'],
    ['as a text', '{"order_id": "50012"}'],
    ['several', '{"order_ids": [50012, 50015]}'],
    ['with numbers of people, who stay', '{"order_id": 50012, "user_id": 3}'],
    ['with other numbers', '{"order_id": 50012, "attempt": 13, "position": 14}'],
    ['a type and an id', '{"type": "App\\\\Models\\\\Order", "id": 12}'],
    ['a global id', '[{"_aj_globalid": "gid://shop/Order/12"}]'],
    ['a serialized model', 'O:9:"SendOrder":1:{s:5:"class";s:16:"App\\Models\\Order";s:2:"id";i:12;}'],
    ['a serialized number', 'O:9:"SendOrder":1:{s:7:"orderId";i:50012;}'],
    ['a class and a number', 'Order#50012 failed'],
    ['a path', 'GET /api/orders/50012/lines'],
    ['a class and a number alone', 'Account;1'],
    ['the account itself', '{"account_id": 1, "user_id": 2}'],
    ['its own uuid', '{"tenant": "00000000-0000-4000-8000-000000000001"}'],
    ['a uuid of its rows', 'files/10000000-0000-4000-8000-000000000012/logo.png'],
    ['a uuid without dashes', '{"file": "10000000000040008000000000000012"}'],
    ['its handle behind its name', 'GET /api/accounts/slug-1/orders'],
    ['the number of the account', 'account_id=1'],
    ['a long key', '{"page": "pg_0012abcdefghijk"}'],
  ])('%s', async (_, payload) => {
    await using it = await shopWith(`${job(payload)} ${job('{"order_id": 50011}')} ${job('{"queue": "nightly"}')}
      insert into job_attempts select id, id, 'timeout' from jobs;`);
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(`delete from job_attempts where job_id = 1; delete from jobs where id = 1; ${gone}`);
  });
});

describe('a row stays, and stops the plan, where it is not certain that it is the subject’s alone', () => {
  test.each([
    ['it mentions a row of another account too', '{"order_id": 50012, "account_id": 2}'],
    ['in a list', '{"order_ids": [50012, 50013]}'],
    ['in another table that is called the same', '{"order_id": 50021}'],
    ['by a uuid', '{"order_id": 50012, "file": "10000000-0000-4000-8000-000000000010"}'],
    ['by a long key', '{"order_id": 50012, "page": "pg_0010abcdefghijk"}'],
    ['the number may be of whatever it may be', '[50012]'],
    ['its place is called the same', '{"order": 50012}'],
    ['a small number may be of a template of the mail service', '{"order_id": 12}'],
    ['or a step of a wizard', 'GET /orders/12/lines'],
    ['it mentions another account by its handle', '{"order_id": 50012, "account": "slug-2"}'],
  ])('%s', async (_, payload) => {
    await using it =
      await shopWith(`update sales_orders set account_id = 1 where id = 50021; insert into orders values (50021, 2, 1);
      ${job(payload)}`);
    const { code, findings } = await it.delete('account:1');
    expect({ code, findings }).toMatchObject({ code: 3, findings: [{ code: 'UNREACHED', table: 'public.jobs' }] });
    await it.expectOnly('select');
  });
});

test('rows that mention nothing of the account, and those of others, stay', async () => {
  await using it = await shopWith(
    [50011, 50013, 50014].map((n) => job(`{"order_id": ${n}}`)).join('') +
      job('{"order_id": 99}') +
      job('sent 12 mails') +
      job('{"user_id": 50012}'),
  );
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(gone);
});

test('what is counted is what goes, and nothing is remembered afterwards', async () => {
  await using it = await shopWith(`${job('{"order_id": 50012}').repeat(30)} ${job('{"order_id": 50011}').repeat(30)}`);
  const { printed } = await it.lethe('plan', 'account:1');
  expect(printed).toMatchObject({ rows: 1 + 4 + 2 + 2 + 2 + 30 });
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', rows: 41 });
  expect(await it.run('select count(*)::int as n from lethe.mentions')).toEqual([{ n: 0 }]);
});
