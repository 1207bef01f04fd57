import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, nameOf, type Question } from '../propose/evidence.ts';
import { testDatabase } from '../testing/vitest-database.ts';
import { openDatabase } from './connection.ts';
import { measure } from './evidence.ts';
import { introspect } from './introspect.ts';

const database = await testDatabase();
const client = new pg.Client({ connectionString: database.url });
const opened = openDatabase({ url: database.url, label: 'evidence' });
beforeAll(async () => {
  await client.connect();
  await client.query(`
    create schema app;
    create table app.addresses (id int primary key);
    create table app.customers (id int primary key, account_id int);
    create table app.orders (id int primary key, customer_id int, ship_to_id int);
    create table app.lines (id int primary key, order_id int, spare_id int);
    create table app.hooks (id int primary key, payload jsonb);
    insert into app.addresses select generate_series(1, 9);
    insert into app.customers select n, 1 + n % 2 from generate_series(1, 4) n;
    -- Each customer ships to an address of its own, twice; nobody to the last five.
    insert into app.orders select n, 1 + n % 4, 1 + n % 4 from generate_series(1, 8) n;
    -- Lines of both accounts have the same spare part.
    insert into app.lines select n, n, 5 from generate_series(1, 8) n;
    insert into app.hooks values (1, '{"a": {"b": {"c": {"d": 1, "e": {"f": 2}}}}, "list": [1], "x": "y"}'), (2, '[]'), (3, null);
  `);
});
afterAll(async () => {
  await opened.close();
  await client.end();
});

async function ask(question: Question): Promise<Answer | 'unknown' | undefined> {
  const schema = await introspect(client, { schemas: ['app'] });
  return (await measure(opened, schema, [question])).get(nameOf(question));
}

test('whether rows are shared by several tenants is seen from row to row', async () => {
  const toCustomer = { column: 'customer_id', to: 'app.customers', toColumn: 'id' };
  const orders = {
    ask: 'sharing',
    table: 'app.orders',
    column: 'ship_to_id',
    to: 'app.addresses',
    toColumn: 'id',
  } as const;
  const seen = { refs: 8, distinct: 4, idle: 5 };
  expect(await ask({ ...orders, tenant: null })).toEqual({ ...seen, across: null, tenants: 0 });
  expect(await ask({ ...orders, via: [toCustomer], tenant: 'account_id' })).toEqual({ ...seen, across: 0, tenants: 2 });
  const toOrder = { column: 'order_id', to: 'app.orders', toColumn: 'id' };
  expect(
    await ask({
      ...{ ask: 'sharing', table: 'app.lines', column: 'spare_id', to: 'app.addresses', toColumn: 'id' },
      ...{ via: [toOrder, toCustomer], tenant: 'account_id' },
    }),
  ).toEqual({ refs: 8, distinct: 1, idle: 8, across: 1, tenants: 2 });
});

test('a json is looked into four keys deep, the short ways first', async () => {
  expect(await ask({ ask: 'keys', table: 'app.hooks', column: 'payload' })).toEqual({
    paths: [['x'], ['a', 'b', 'c', 'd']],
  });
});

test('nothing is concluded where a table on the way does not show all of its rows', async () => {
  const schema = await introspect(client, { schemas: ['app'] });
  const hidden = {
    ...schema,
    tables: Object.fromEntries(
      Object.entries(schema.tables).map(([name, table]) => [
        name,
        { ...table, privileges: { ...table.privileges, seesAllRows: name !== 'app.customers' } },
      ]),
    ),
  };
  const via = [{ column: 'customer_id', to: 'app.customers', toColumn: 'id' }];
  const question: Question = {
    ...{ ask: 'sharing', table: 'app.orders', column: 'ship_to_id', to: 'app.addresses', toColumn: 'id' },
    ...{ via, tenant: 'account_id' },
  };
  expect((await measure(opened, hidden, [question])).get(nameOf(question))).toBe('unknown');
});

test('a NULL behind all the rows that are looked at is known of by the statistics', async () => {
  await client.query(`
    create table app.logs (id int primary key, account_id int, line text);
    insert into app.logs select n, case when n < 24000 then 1 end from generate_series(1, 30000) n;`);
  const unset = { ask: 'unset', table: 'app.logs', columns: ['account_id'] } as const;
  expect(await ask(unset)).toEqual({ rows: 20_000, unset: 0 });
  await client.query('analyze app.logs');
  expect(await ask(unset)).toEqual({ rows: 20_000, unset: 1 });
});
