import { describe, expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

/**
 * Rows that the account's rows point to, and that no cascade from the account reaches: settings of one account each, a
 * file of one avatar each, plans that are the same for everyone.
 */
const sql = `
  create table plans (id int primary key, name text not null);
  create table account_settings (id int primary key, theme text, support_email text);
  create table files (id int primary key, path text not null);
  create table file_versions (id int primary key, file_id int not null references files on delete cascade, bytes int);
  create table accounts (id int primary key, name text not null, plan_id int not null references plans,
    settings_id int not null unique references account_settings);
  create table contacts (id int primary key, account_id int not null references accounts on delete cascade, avatar_file_id int unique references files);
  insert into plans values (1, 'Free'), (2, 'Pro'), (3, 'Old');
  insert into account_settings select 10 + n, 'dark', 's' || n || '@example.test' from generate_series(1, 4) n;
  insert into accounts select n, 'A' || n, 1 + n % 2, 10 + n from generate_series(1, 3) n;
  insert into files select 100 + n, 'p' || n from generate_series(1, 14) n;
  insert into file_versions select n, 101 + n % 14, n from generate_series(1, 28) n;
  insert into contacts select n, 1 + n % 3, case when n <> 6 then 100 + n end from generate_series(1, 12) n;
  create index on contacts (account_id); create index on file_versions (file_id); create index on accounts (plan_id);`;

const own = `
  create temp table f as select avatar_file_id as id from contacts where account_id = 1;
  create temp table s as select settings_id as id from accounts where id = 1;
  delete from file_versions where file_id in (select id from f); delete from files where id in (select id from f);
  delete from contacts where account_id = 1; delete from accounts where id = 1;
  delete from account_settings where id in (select id from s); drop table f, s`;

test('what only one account’s row points to goes with it; what is the same for everyone stays, used or not', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(own);
});

describe('rows that several rows point to', () => {
  const shared = `${sql}
    create table addresses (id int primary key, street text not null, city text not null);
    create table orders (id int primary key, account_id int not null references accounts on delete cascade,
      ship_to_id int not null references addresses, bill_to_id int references addresses);
    insert into addresses select n, 's' || n, 'c' from generate_series(1, 12) n;
    insert into orders select n, 1 + n % 3, 1 + n % 3, case when n % 2 = 0 then 4 + n % 3 end from generate_series(1, 9) n;
    insert into orders values (90, 1, 7, 8), (91, 2, 8, null);
    create index on orders (account_id); create index on orders (ship_to_id); create index on orders (bill_to_id);`;

  test('are asked about, or known to be everybody’s; said to be owned, they go with the last of them', async () => {
    await using it = await structureCase(shared);
    await it.init('accounts=account');
    const owns = (column: string) =>
      `owns('public.orders', { columns: ['${column}'], to: 'public.addresses', toColumns: ['id'] })`;
    await it.decide('account', {
      store: `owned: [...(app.owned ?? []), ${owns('ship_to_id')}, ${owns('bill_to_id')}], ignore: Object.fromEntries(Object.entries(app.ignore ?? {}).filter(([name]) => name !== 'public.addresses')),`,
    });
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    // 8 is where another account's order goes.
    await it.expectOnly(`
      create temp table a as select ship_to_id as id from orders where account_id = 1 union select bill_to_id from orders where account_id = 1;
      delete from orders where account_id = 1;
      delete from addresses a2 where id in (select id from a)
        and not exists (select from orders o where a2.id in (o.ship_to_id, o.bill_to_id));
      drop table a; ${own}`);
  });
});
