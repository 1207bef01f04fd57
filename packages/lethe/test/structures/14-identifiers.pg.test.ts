import { expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

const long = 'this_name_is_exactly_as_long_as_the_server_lets_a_name_be_63_ok';

/** Names as people give them when the server lets them; and a table that an extension keeps for itself. */
const sql = `
  create schema "Sales Team";
  create schema "we.ird";
  create schema müller;
  create table "Sales Team"."Accounts" ("Id" int primary key, "Name" text not null);
  create table "Sales Team"."Order" ("Id" int primary key, "AccountId" int not null references "Sales Team"."Accounts" on delete cascade,
    "select" text, "Größe" int);
  create table "we.ird"."a.b""c" ("order.id" int not null references "Sales Team"."Order" on delete restrict, "x""y" text, " " text,
    primary key ("order.id", "x""y"));
  create table müller."Straße" ("Id" int primary key, "AccountId" int not null references "Sales Team"."Accounts", hausnummer text);
  create table public.${long} (${long.replace('name', 'colu')} int primary key, "AccountId" int references "Sales Team"."Accounts" on delete cascade);
  create table public."UPPER" ("ID" int primary key, "ORDER_ID" int references "Sales Team"."Order" on delete cascade, v text);
  insert into "Sales Team"."Accounts" values (1, 'One'), (2, 'Two');
  insert into "Sales Team"."Order" select n, 1 + n % 2, 's' || n, n from generate_series(1, 6) n;
  insert into "we.ird"."a.b""c" select n, 'v' || n, '' from generate_series(1, 6) n;
  insert into müller."Straße" select n, 1 + n % 2, n::text from generate_series(1, 6) n;
  insert into public.${long} select n, 1 + n % 2 from generate_series(1, 6) n;
  insert into public."UPPER" select n, n, 'u' from generate_series(1, 6) n;
  create index on "Sales Team"."Order" ("AccountId"); create index "quo""te" on müller."Straße" ("AccountId");
  create index on public.${long} ("AccountId"); create index on public."UPPER" ("ORDER_ID");`;

const expected = `
  delete from "we.ird"."a.b""c" where "order.id" in (select "Id" from "Sales Team"."Order" where "AccountId" = 1);
  delete from public."UPPER" where "ORDER_ID" in (select "Id" from "Sales Team"."Order" where "AccountId" = 1);
  delete from public.${long} where "AccountId" = 1; delete from müller."Straße" where "AccountId" = 1;
  delete from "Sales Team"."Order" where "AccountId" = 1; delete from "Sales Team"."Accounts" where "Id" = 1`;

test('names in capitals, with dots, quotes and umlauts, of 63 bytes, in several schemas', async () => {
  expect(Buffer.byteLength(long)).toBe(63);
  await using it = await structureCase(sql);
  expect((await it.init('Sales Team.Accounts=account')).code).toBe(0);
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(expected);
});

test('tables that an extension keeps for itself are left alone, and said to be', async () => {
  await using it = await structureCase(`
    create table accounts (id int primary key, name text);
    create table notes (id int primary key, account_id int references accounts on delete cascade);
    create table spatial_things (id int primary key, account_id int, auth_name text, email text);
    insert into accounts values (1, 'One'), (2, 'Two');
    insert into notes select n, 1 + n % 2 from generate_series(1, 6) n;
    insert into spatial_things select n, 1 + n % 2, 'x' from generate_series(1, 6) n;
    create index on notes (account_id);
    -- As CREATE EXTENSION notes it: the server of these tests has none that makes tables.
    create extension if not exists plpgsql;
    insert into pg_depend select 'pg_class'::regclass, 'spatial_things'::regclass, 0, 'pg_extension'::regclass, oid, 0, 'e'
      from pg_extension where extname = 'plpgsql';`);
  await it.init('accounts=account');
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.run(`delete from pg_depend where objid = 'spatial_things'::regclass and deptype = 'e'`);
  await it.expectOnly('delete from notes where account_id = 1; delete from accounts where id = 1');
});
