import { afterAll, expect, test } from 'vitest';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World, type WorldOptions } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);
const opened: World[] = [];

afterAll(async () => {
  for (const world of opened) await world[Symbol.asyncDispose]();
  await worlds[Symbol.asyncDispose]();
});

interface Notes {
  /** Of the column `said`, and what it holds in the 20 rows of team 1 and in the 4,000 of others, by `n`. */
  readonly type?: string;
  readonly theirs: string;
  readonly others?: string;
  readonly more?: string;
  readonly options?: Partial<WorldOptions>;
}

/** The server keeps every fortieth value or so, the first and the last. */
async function world({ type = 'text', theirs, others = numbered, more = '', options }: Notes): Promise<World> {
  const it = await worlds.open({
    sql: `create table app.teams (id int primary key);
      create table app.notes (id int primary key, team_id int not null references app.teams on delete cascade,
        said ${type}, colour text default 'red');
      create index on app.notes (team_id);
      insert into app.teams values (1), (2), (3);
      insert into app.notes select n, 2 + n % 2, ${others} from generate_series(1, 4000) n;
      insert into app.notes select 4000 + n, 1, ${theirs} from generate_series(1, 20) n;
      ${more} analyze app.teams, app.notes; update app.notes set colour = 'blue' where id % 2 = 0;`,
    ...options,
  });
  opened.push(it);
  return it;
}

const numbered = `'k' || to_char(n, 'FM0000')`;
/** Between two of others' values, neither of which is likely to be a bound. */
const unsampled = `'k0001' || chr(64 + n)`;

/** Colours are analysed with the whole table only: until then the server believes that there is only red. */
async function analysed(it: World): Promise<'not' | 'a column' | 'the table'> {
  const counted = async (): Promise<string> =>
    JSON.stringify(await it.run(`select analyze_count from pg_stat_all_tables where relid = 'app.notes'::regclass`));
  const before = await counted();
  expect(await it.apply()).toMatchObject({ status: 'completed', verified: true, remains: [] });
  if ((await counted()) === before) return 'not';
  const colours = await sampled(it, 'colour');
  return colours.includes('blue') ? 'the table' : 'a column';
}

async function sampled(it: World, column: string): Promise<string> {
  const [row] = await it.run(`select concat(s.most_common_vals, s.histogram_bounds, s.most_common_elems) as values
    from pg_stats s where s.schemaname = '${it.schema}' and s.tablename ~ '^notes' and s.attname = '${column}'`);
  return String(row?.['values']);
}

test('a column in which a value of the subject’s few rows alone is sampled is analysed, and no other', async () => {
  const it = await world({ theirs: `'z' || n` });
  expect(await sampled(it, 'said')).toContain('z9');
  expect(await analysed(it)).toBe('a column');
  expect(await sampled(it, 'said')).not.toContain('z');
});

test('none is where none is sampled, though every statistic has the subject’s key', async () => {
  expect(await analysed(await world({ theirs: unsampled }))).toBe('not');
});

test('none is where rows that stay hold what is sampled', async () => {
  const it = await world({ theirs: `'k0001'`, others: `case when n <= 3000 then ${numbered} else 'often' end` });
  expect(await sampled(it, 'said')).toContain('k0001');
  expect(await analysed(it)).toBe('not');
  expect(await sampled(it, 'said')).toContain('k0001');
});

test.each([
  ['a list', 'text[]', `array['x' || n % 3, 'own']`, `array['x' || n % 3]`, 'own'],
  ['a text taken apart', 'tsvector', `('x' || n % 3 || ' own')::tsvector`, `('x' || n % 3)::tsvector`, 'own'],
  ['an address, which a cast writes otherwise', 'inet', `'255.0.0.0'::inet + n`, `'10.0.0.0'::inet + n`, '255.'],
  ['a text that is filled up', 'char(9)', `'z' || n`, numbered, 'z'],
])('a member or value of %s is sampled by itself', async (_, type, theirs, others, own) => {
  const shared = await world({ type, theirs: others, others });
  expect(await analysed(shared)).toBe('not');
  const it = await world({ type, theirs, others });
  expect(await sampled(it, 'said')).toContain(own);
  expect(await analysed(it)).toBe('a column');
  expect(await sampled(it, 'said')).not.toContain(own);
});

test('what an index’s expression makes of values is sampled too, of the rows that it holds for', async () => {
  const it = await world({
    theirs: `'Z' || n`,
    others: `case when n = 1 then 'none' else 'k,' || to_char(n, 'FM0000') end`,
    more: `alter table app.notes alter said set statistics 0;
      create index notes_second on app.notes (upper(said)) where said <> 'none';`,
  });
  expect(await sampled(it, 'upper')).toContain('Z9');
  expect(await analysed(it)).toBe('the table');
  expect(await sampled(it, 'upper')).not.toContain('Z');
});

test('partitions have samples of their own', async () => {
  const it = await worlds.open({
    sql: `create table app.teams (id int primary key);
      create table app.notes (id int, team_id int not null references app.teams on delete cascade, said text,
        primary key (id, team_id)) partition by hash (id);
      create table app.notes_a partition of app.notes for values with (modulus 2, remainder 0);
      create table app.notes_b partition of app.notes for values with (modulus 2, remainder 1);
      create index on app.notes (team_id);
      insert into app.teams values (1), (2), (3);
      insert into app.notes select n, 2 + n % 2, ${numbered} from generate_series(1, 4000) n;
      insert into app.notes select 4000 + n, 1, 'z' || n from generate_series(1, 20) n;
      analyze app.teams, app.notes;`,
  });
  opened.push(it);
  const holding = () =>
    it.run(`select tablename as table from pg_stats where schemaname = '${it.schema}' and attname = 'said'
      and histogram_bounds::text ~ 'z' order by 1`);
  expect(await holding()).toEqual(['notes', 'notes_a', 'notes_b'].map((table) => ({ table })));
  expect(await it.apply()).toMatchObject({ status: 'completed', verified: true, remains: [] });
  expect(await holding()).toEqual([]);
});

test('a table with statistics of columns together is not looked into', async () => {
  const it = await world({
    theirs: unsampled,
    more: 'create statistics app.pairs (mcv) on said, colour from app.notes;',
  });
  expect(await analysed(it)).toBe('the table');
});

test('a table that was analysed while its rows were there is analysed again as a whole', async () => {
  const it = await world({ theirs: unsampled });
  const { run } = await it.apply('steps');
  await it.run('analyze app.notes (said)');
  expect(await it.resume(run ?? '')).toMatchObject({ status: 'completed', verified: true });
  expect(await sampled(it, 'colour')).toContain('blue');
});

test('a key that is a word is sampled as a value like others', async () => {
  const it = await worlds.open({
    sql: `create table app.teams (id text primary key);
        create table app.notes (id int primary key, team_id text not null references app.teams on delete cascade);
        create index on app.notes (team_id);
        insert into app.teams values ('one'), ('two');
        insert into app.notes select n, case when n <= 20 then 'one' else 'two' end from generate_series(1, 4000) n;
        analyze app.teams, app.notes;`,
    key: 'one',
  });
  opened.push(it);
  expect(await sampled(it, 'team_id')).toContain('one');
  expect(await it.apply()).toMatchObject({ status: 'completed', verified: true, remains: [] });
  expect(await sampled(it, 'team_id')).toBe('{two}');
});
