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

/** Team 1 has 20 rows of 10,000; the server keeps every hundredth value, the first and the last. */
async function analysedAgain(values: string, more = ''): Promise<boolean> {
  const it = await worlds.open({
    sql: `create table app.teams (id int primary key);
      create table app.notes (id int primary key, team_id int not null references app.teams on delete cascade, said text);
      create index on app.notes (team_id);
      insert into app.teams values (1), (2), (3);
      insert into app.notes select n, 2 + n % 2, 'k' || to_char(n, 'FM00000') from generate_series(1, 9980) n;
      insert into app.notes select 9980 + n, 1, ${values} from generate_series(1, 20) n;
      ${more} analyze app.teams, app.notes;`,
  });
  opened.push(it);
  const last = async (): Promise<unknown> =>
    it.run(`select analyze_count from pg_stat_all_tables where relid = 'app.notes'::regclass`);
  const before = await last();
  expect(await it.apply()).toMatchObject({ status: 'completed', verified: true });
  return JSON.stringify(await last()) !== JSON.stringify(before);
}

test('a large table is analysed again where a value of the subject’s few rows is sampled', async () => {
  expect(await analysedAgain(`'z' || n`)).toBe(true);
});

test('it is not where none is, though every statistic has the subject’s key', async () => {
  expect(await analysedAgain(`'k00001' || chr(64 + n)`)).toBe(false);
});

test('a column of lists is not looked into: what it holds is sampled one by one', async () => {
  const lists = `alter table app.notes add tags text[]; update app.notes set tags = array['t' || id % 3];`;
  expect(await analysedAgain(`'k00001' || chr(64 + n)`, lists)).toBe(true);
});
