import { afterAll, expect, test } from 'vitest';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);
const opened: World[] = [];

afterAll(async () => {
  for (const world of opened) await world[Symbol.asyncDispose]();
  await worlds[Symbol.asyncDispose]();
});

const arm = (equals: string, to: string) => ({
  ...{ table: 'app.files', columns: ['owner_id'], to, toColumns: ['id'], when: { column: 'owner_type', equals } },
});

/** Files of teams and of orders, whose numbers overlap, and pages of files. */
async function world(): Promise<World> {
  const made = await worlds.open({
    sql: `create table app.teams (id bigint primary key);
      create table app.orders (id bigint primary key); insert into app.orders values (1);
      create table app.files (id bigint primary key, owner_type text not null, owner_id bigint not null);
      create table app.pages (id bigint primary key, file_id bigint not null references app.files);
      create index on app.pages (file_id);
      insert into app.teams values (1), (2);
      insert into app.files values (1, 'team', 1), (2, 'team', 2), (3, 'order', 1);
      insert into app.pages select id, id from app.files;`,
    policy: { insertGuard: true, rules: {} },
    store: {
      links: [arm('team', 'app.teams'), arm('order', 'app.orders')],
      ignore: { 'app.orders': 'of nobody' },
    },
  });
  opened.push(made);
  return made;
}

const refused = { code: '23000' };

test('one arm of a polymorphic pair is guarded: the same number of another arm is let in', async () => {
  const it = await world();
  expect(await it.apply()).toMatchObject({ status: 'completed', rows: 3, findings: [] });
  await expect(it.run(`insert into app.files values (4, 'team', 1)`)).rejects.toMatchObject(refused);
  await it.run(`insert into app.files values (4, 'order', 1), (5, 'team', 2)`);
  // An order's file becomes the team's.
  await expect(it.run(`update app.files set owner_type = 'team' where id = 4`)).rejects.toMatchObject(refused);
  await expect(it.run(`update app.files set owner_id = 1 where id = 5`)).rejects.toMatchObject(refused);
  expect(await it.run(`select owner_type, owner_id from app.files order by id`)).toEqual([
    { owner_type: 'team', owner_id: '2' },
    { owner_type: 'order', owner_id: '1' },
    { owner_type: 'order', owner_id: '1' },
    { owner_type: 'team', owner_id: '2' },
  ]);
});

test('the triggers stay for the next subject, and are made once', async () => {
  const it = await world();
  await it.apply();
  const triggers = `select tgname from pg_trigger where tgrelid = 'app.files'::regclass and not tgisinternal`;
  const first = await it.run(triggers);
  expect(first).toHaveLength(1);
  await it.run(`insert into app.teams values (1)`);
  await it.run(`delete from lethe.tombstones; insert into app.files values (9, 'team', 1)`);
  expect(await it.apply()).toMatchObject({ status: 'completed', rows: 2 });
  expect(await it.run(triggers)).toEqual(first);
  await expect(it.run(`insert into app.files values (10, 'team', 1)`)).rejects.toMatchObject(refused);
});
