import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { createDatabase, type TemplateRecipe, templateDatabase } from './database.ts';
import { postgresVersion, testDatabase } from './vitest-database.ts';

const admin = { url: inject('postgresUrl') };

const notes: TemplateRecipe = {
  name: 'database_test_notes_1',
  build: (url) => on(url, "CREATE TABLE note (id int PRIMARY KEY, body text); INSERT INTO note VALUES (1, 'first')"),
};

const mine = await testDatabase(notes);

async function on(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function scalar(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(sql);
    return rows[0]?.value;
  } finally {
    await client.end();
  }
}

test('the cluster has the version of the project', async () => {
  const number = await scalar(mine.url, `SELECT current_setting('server_version_num')::int / 10000 AS value`);
  expect(number).toBe(postgresVersion());
});

test('a database copied from a template holds its rows, and its changes stay its own', async () => {
  await using other = await createDatabase(admin, notes.name);
  await on(other.url, `UPDATE note SET body = 'changed'`);
  expect(await scalar(other.url, 'SELECT body AS value FROM note')).toBe('changed');
  expect(await scalar(mine.url, 'SELECT body AS value FROM note')).toBe('first');
});

test('a template asked for four times at once is built once', async () => {
  let built = 0;
  const recipe: TemplateRecipe = {
    name: 'database_test_once',
    build: async (url) => {
      built += 1;
      await on(url, 'CREATE TABLE made ()');
    },
  };
  await Promise.all(Array.from({ length: 4 }, () => templateDatabase(admin, recipe)));
  expect(built).toBe(1);
});

test('a template whose builder failed half-way is built again from nothing', async () => {
  const name = 'database_test_again';
  const failing = templateDatabase(admin, {
    name,
    build: async (url) => {
      await on(url, 'CREATE TABLE made ()');
      throw new Error('half-way');
    },
  });
  await expect(failing).rejects.toThrow('half-way');
  await templateDatabase(admin, { name, build: (url) => on(url, 'CREATE TABLE made (again int)') });
  await using copy = await createDatabase(admin, name);
  expect(await scalar(copy.url, 'SELECT count(again)::int AS value FROM made')).toBe(0);
});

test('a session the builder left open does not keep the template from being copied', async () => {
  const name = 'database_test_left_open';
  let ended = false;
  await templateDatabase(admin, {
    name,
    build: async (url) => {
      const left = new pg.Client({ connectionString: url });
      left.on('error', () => {
        ended = true;
      });
      await left.connect();
    },
  });
  await using copy = await createDatabase(admin, name);
  expect(await scalar(copy.url, 'SELECT 1 AS value')).toBe(1);
  await expect.poll(() => ended).toBe(true);
});

test('a dropped database is gone, sessions in it or not', async () => {
  const database = await createDatabase(admin);
  const session = new pg.Client({ connectionString: database.url });
  session.on('error', () => undefined);
  await session.connect();
  await database.drop();
  const left = await scalar(
    admin.url,
    `SELECT count(*)::int AS value FROM pg_database WHERE datname = '${database.name}'`,
  );
  expect(left).toBe(0);
});
