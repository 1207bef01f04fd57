import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowKeyColumns } from '../schema/row-key.ts';
import { testDatabase } from '../testing/vitest-database.ts';
import { introspect } from './introspect.ts';
import { rowKeyOf } from './row-key.ts';

const database = await testDatabase();
const client = new pg.Client({ connectionString: database.url });
beforeAll(async () => {
  await client.connect();
  await client.query(`
    create schema app;
    create domain app.named as text not null;
    create domain app.short as app.named check (length(value) < 20);
    create table app.primary_key (b int, a int, c int not null unique, primary key (a, b));
    create table app.deferred_primary (id int primary key deferrable, no int not null unique);
    create table app.unique_key (name text not null unique);
    create table app.unique_index (name text not null, note text);
    create unique index on app.unique_index (name) include (note);
    create table app.nullable (name text unique);
    create table app.nulls_not_distinct (name text unique nulls not distinct);
    create table app.deferred (name text not null unique deferrable initially immediate);
    create table app.partial (name text not null);
    create unique index on app.partial (name) where name <> '';
    create table app.expression (name text not null);
    create unique index on app.expression (lower(name));
    create table app.part_of_it (region text not null, name text not null);
    create unique index on app.part_of_it (region, lower(name));
    create table app.longer (b text not null, a text not null, unique (b, a));
    create table app.several (email text not null unique, name text not null unique, no int not null, at date not null,
      unique (no, at));
    create table app.number_first (email text not null unique, no int not null unique);
    create table app.two_texts (b text not null, a text not null, constraint z unique (a), constraint "Y" unique (b));
    create table app.domains (code app.short unique, other text not null, unique (code, other));
    create table app.parts (id int not null, day date not null, unique (day, id)) partition by range (day);
    create table app.parts_1 partition of app.parts for values from ('2024-01-01') to ('2025-01-01');
    create table app.none (name text);
    create table app."Odd ""name" ("The, key" text not null unique);
  `);
});
afterAll(() => client.end());

test('the catalogue is asked for the same key that the schema is', async () => {
  const { tables } = await introspect(client, { schemas: ['app'] });
  const asked: Record<string, readonly string[]> = {};
  for (const name of Object.keys(tables)) asked[name] = await rowKeyOf(client, name);
  expect(asked).toEqual(Object.fromEntries(Object.values(tables).map((table) => [table.name, rowKeyColumns(table)])));
  expect(asked).toEqual({
    'app."Odd ""name"': ['The, key'],
    'app.deferred': [],
    'app.deferred_primary': ['id'],
    'app.domains': ['code'],
    'app.expression': [],
    'app.longer': ['b', 'a'],
    'app.none': [],
    'app.nullable': [],
    'app.nulls_not_distinct': [],
    'app.number_first': ['no'],
    'app.part_of_it': [],
    'app.partial': [],
    'app.parts': ['day', 'id'],
    'app.primary_key': ['a', 'b'],
    'app.several': ['email'],
    'app.two_texts': ['b'],
    'app.unique_index': ['name'],
    'app.unique_key': ['name'],
  });
});

test('a table that is not there has none', async () => {
  expect(await rowKeyOf(client, 'app.gone')).toEqual([]);
});
