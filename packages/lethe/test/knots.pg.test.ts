import { afterAll, afterEach, describe, expect, inject, test } from 'vitest';
import type { FaultPoint } from '../src/fault-point.ts';
import { placeHold, releaseHold } from '../src/postgres/holds.ts';
import type { ApplyResult } from '../src/service/apply.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World, type WorldOptions } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);
const opened: World[] = [];

afterEach(async () => {
  for (const world of opened.splice(0)) await world[Symbol.asyncDispose]();
});

afterAll(() => worlds[Symbol.asyncDispose]());

interface Circle extends World {
  /** The rows of the other teams, table by table, as text. */
  others(): Promise<Record<string, string>>;
}

/** Rows of three teams in tables that each name the team in `team_id`; team 1 goes. */
async function circle(sql: string, options: Omit<WorldOptions, 'sql'> = {}): Promise<Circle> {
  const made = await worlds.open({ sql, ...options });
  opened.push(made);
  const tables = await made.run(
    `select table_name as name, exists (select from information_schema.columns c where c.table_schema = t.table_schema
       and c.table_name = t.table_name and c.column_name = 'team_id') as named
     from information_schema.tables t where table_schema = 'app' and table_type = 'BASE TABLE' order by 1`,
  );
  const others = async (): Promise<Record<string, string>> => {
    const found: Record<string, string> = {};
    for (const { name, named } of tables) {
      const team = named === true ? 't.team_id' : 't.id';
      const [row] = await made.run(
        `select coalesce(string_agg(t::text, '|' order by t.id), '') as text from app.${String(name)} t where ${team} <> 1`,
      );
      found[String(name)] = String(row?.['text']);
    }
    return found;
  };
  return { ...made, others };
}

/** Team 1 is gone with all its rows, the others are as they were, and the receipts say so. */
async function expectGone(world: Circle, before: Record<string, string>, result: ApplyResult): Promise<void> {
  expect(result.findings).toEqual([]);
  expect(result).toMatchObject({ status: 'completed', verified: true });
  expect(await world.others()).toEqual(before);
  for (const { table, planned, rows } of result.tables) {
    expect({ table, rows }).toEqual({ table, rows: planned });
    const column = table.endsWith('.teams') ? 'id' : 'team_id';
    expect({ table, left: await world.run(`select from ${table} where ${column} = 1`) }).toEqual({ table, left: [] });
  }
}

async function goes(world: Circle): Promise<ApplyResult> {
  const before = await world.others();
  const result = await world.applyRehearsed();
  await expectGone(world, before, result);
  return result;
}

const teams = `
  create table app.teams (id bigint primary key, name text not null);
  insert into app.teams select id, 'team ' || id from generate_series(1, 3) id;`;

/** 40 rows of `a` a team, each with one of `b`, which refer to each other. */
const pair = (a: string, b: string): string => `${teams}
  create table app.a (id bigint primary key, team_id bigint not null references app.teams, b_id bigint not null);
  create table app.b (id bigint primary key, team_id bigint not null references app.teams,
    a_id bigint not null references app.a ${a});
  alter table app.a add foreign key (b_id) references app.b ${b};
  create index on app.a (team_id); create index on app.a (b_id);
  create index on app.b (team_id); create index on app.b (a_id);
  with a as (insert into app.a select id, id % 3 + 1, id from generate_series(1, 120) id)
    insert into app.b select id, id % 3 + 1, id from generate_series(1, 120) id;`;

describe('two tables whose rows refer to each other by NOT NULL keys go', () => {
  test.each([
    ['not deferrable', '', ''],
    ['RESTRICT', 'on delete restrict', 'on delete restrict'],
    ['deferrable', 'deferrable', 'deferrable'],
    ['initially deferred', 'deferrable initially deferred', 'deferrable initially deferred'],
    ['half a cascade', 'on delete cascade', ''],
    ['half a cascade, half RESTRICT', 'on delete restrict', 'on delete cascade'],
    ['SET NULL that cannot', 'on delete set null', 'on delete set null'],
  ])('%s', async (_what, a, b) => {
    const result = await goes(await circle(pair(a, b)));
    expect(result.rows).toBe(81);
  });
});

describe('a table whose rows refer to each other by a NOT NULL key goes', () => {
  const notes = (action: string, referred: string): string => `${teams}
    create table app.notes (id bigint primary key, team_id bigint not null references app.teams,
      other_id bigint not null references app.notes ${action});
    create index on app.notes (team_id); create index on app.notes (other_id);
    insert into app.notes select id, id % 3 + 1, ${referred} from generate_series(1, 3000) id;`;

  test.each([
    ['threads under their first row', '', 'id % 60 + case when id % 60 < 3 then 0 else 3 end'],
    ['a chain, each row on the one before', 'on delete restrict', 'greatest(id - 3, 1 + (id - 1) % 3)'],
    ['a ring of a thousand', 'deferrable initially deferred', 'case when id > 2997 then id - 2997 else id + 3 end'],
    ['rows that refer to themselves', '', 'id'],
  ])('%s', async (_what, action, referred) => {
    const world = await circle(notes(action, `case when ${referred} < 1 then id else ${referred} end`));
    await goes(world);
  });
});

test('a circle of thirteen tables goes, with one link that can be NULL or with none', async () => {
  const tables = Array.from({ length: 13 }, (_, at) => at);
  const sql = (nullable: boolean): string => `${teams}
    ${tables.map((at) => `create table app.t${at} (id bigint primary key, team_id bigint not null references app.teams, next_id bigint ${nullable && at === 5 ? '' : 'not null'}); create index on app.t${at} (team_id); create index on app.t${at} (next_id);`).join('\n')}
    ${tables.map((at) => `alter table app.t${at} add foreign key (next_id) references app.t${(at + 1) % 13} deferrable initially deferred;`).join('\n')}
    begin;
    ${tables.map((at) => `insert into app.t${at} select id, id % 3 + 1, id from generate_series(1, 60) id;`).join('\n')}
    commit;`;
  for (const nullable of [true, false]) await goes(await circle(sql(nullable)));
});

/** Each team has an owner, who is one of its members. */
const owned = `
  create table app.teams (id bigint primary key, name text not null, owner_id bigint not null);
  create table app.squads (id bigint primary key, team_id bigint not null references app.teams);
  create table app.users (id bigint primary key, team_id bigint not null references app.teams,
    squad_id bigint not null references app.squads on delete restrict, boss_id bigint not null references app.users);
  create table app.posts (id bigint primary key, team_id bigint not null, user_id bigint not null references app.users);
  alter table app.teams add foreign key (owner_id) references app.users deferrable initially deferred;
  create index on app.teams (owner_id); create index on app.squads (team_id); create index on app.posts (user_id);
  create index on app.users (team_id); create index on app.users (squad_id); create index on app.users (boss_id);
  begin;
  insert into app.teams select id, 'team ' || id, id + 299 from generate_series(1, 3) id;
  insert into app.squads select id, id % 3 + 1 from generate_series(1, 30) id;
  insert into app.users select id, id % 3 + 1, coalesce(nullif(id % 30, 0), 30), greatest(id - 3, (id - 1) % 3 + 1)
    from generate_series(1, 600) id;
  commit;
  insert into app.posts select p, u.team_id, u.id from generate_series(1, 900) p join app.users u on u.id = p / 2 + 100;`;

describe('a circle through the subject’s own row', () => {
  test('ends in the last transaction, with what that row refers to and nothing else', async () => {
    const world = await circle(owned);
    const { run } = await goes(world);
    const last = await world.run(
      `select relation, deleted::int from lethe.receipts where run = '${run}' and step = 0 and deleted > 0`,
    );
    const rows = (table: string): unknown => last.find(({ relation }) => String(relation).endsWith(table))?.['deleted'];
    // The owner and those above; everybody else went in the batches before.
    expect([rows('.users'), rows('.teams'), rows('.posts')]).toEqual([100, 1, undefined]);
  });

  test('of settings that a row has and that name it goes, with the cascade that leads back to it', async () => {
    const world = await circle(`
      create table app.teams (id bigint primary key, settings_id bigint not null);
      create table app.settings (id bigint primary key, team_id bigint not null references app.teams on delete cascade);
      alter table app.teams add foreign key (settings_id) references app.settings on delete cascade deferrable;
      create index on app.teams (settings_id); create index on app.settings (team_id);
      with t as (insert into app.teams select id, id * 10 from generate_series(1, 3) id)
        insert into app.settings select id * 10, id from generate_series(1, 3) id;
      insert into app.settings select id, id % 3 + 1 from generate_series(100, 150) id;`);
    expect((await goes(world)).rows).toBe(19);
  });
});

test('a circle through partitioned tables goes', async () => {
  const world = await circle(`${teams}
    create table app.a (id bigint, team_id bigint not null references app.teams, b_id bigint not null, primary key (id)) partition by hash (id);
    create table app.b (id bigint, team_id bigint not null references app.teams, a_id bigint not null references app.a, primary key (id)) partition by hash (id);
    ${['a', 'b'].flatMap((table) => [0, 1, 2].map((at) => `create table app.${table}_${at} partition of app.${table} for values with (modulus 3, remainder ${at});`)).join('\n')}
    alter table app.a add foreign key (b_id) references app.b;
    create index on app.a (b_id); create index on app.b (a_id);
    with a as (insert into app.a select id, id % 3 + 1, id from generate_series(12, 599) id)
      insert into app.b select id, id % 3 + 1, id - id % 12 + (id + 6) % 12 from generate_series(12, 599) id;`);
  await goes(world);
});

describe('rows of a circle', () => {
  test('of another team that refer to ours are a finding, and nothing is deleted', async () => {
    const world = await circle(pair('', ''));
    await world.run('update app.a set b_id = 3 where id = 4');
    expect(await world.apply()).toMatchObject({ status: 'blocked', findings: [{ code: 'CROSS_TENANT' }] });
    expect(await world.count('app.a')).toBe(120);
  });

  test('of another team that refer to ours only by the time they go are a finding, and stay', async () => {
    const world = await circle(pair('', ''));
    const { run } = await world.apply('steps');
    await world.run('update app.a set b_id = 3 where id = 4');
    const others = await world.others();
    const result = await world.resume(String(run));
    expect(result).toMatchObject({ status: 'failed', findings: [{ code: 'LATE_ROWS' }], certificate: null });
    expect(await world.others()).toEqual(others);
  });

  test.each(['fence', 'sweep'] as const)('that come when the others have gone, at %s, go too', async (phase) => {
    const world = await circle(pair('', 'deferrable initially deferred'));
    const before = await world.others();
    const { run } = await world.apply(phase);
    expect(await world.count('app.a')).toBe(80);
    await world.run(
      'begin; insert into app.a values (1000, 1, 1001); insert into app.b values (1001, 1, 1000); commit',
    );
    const result = await world.resume(String(run));
    expect(result.findings).toEqual([]);
    expect(await world.others()).toEqual(before);
    expect(await world.run('select from app.a where team_id = 1')).toEqual([]);
  });

  test('stay while a hold is on the team, and go when it is released', async () => {
    const world = await circle(pair('', ''));
    const before = await world.others();
    const { run } = await world.apply('steps');
    const asked = { scope: world.subject, reason: 'a lawsuit', owner: 'legal', reviewOn: '2999-01-01' };
    const { database: ours, wakes } = world.lethe;
    const { hold } = await placeHold(ours, asked, wakes);
    expect((await world.resume(String(run))).status).toBe('held');
    expect(await world.count('app.a')).toBe(120);
    await releaseHold(ours, { hold, reason: 'settled' }, wakes);
    await expectGone(world, before, await world.resume(String(run)));
  });

  test('hand their values to effects as they go', async () => {
    const effect = (table: string): string =>
      `{ name: 'tell-${table}', version: 1, table: 'app.${table}', values: ['id'], order: 'after', run: async () => 'done' }`;
    const world = await circle(pair('', ''), { effects: `[${effect('a')}, ${effect('b')}]` });
    const { run } = await goes(world);
    const told = `select effect, count(*)::int as rows from lethe.outbox where run = '${run}' and state = 'done' group by 1 order by 1`;
    expect(await world.run(told)).toEqual([
      { effect: 'tell-a', rows: 40 },
      { effect: 'tell-b', rows: 40 },
    ]);
  });

  test('that a trigger keeps are a finding', async () => {
    const world = await circle(`${pair('', '')}
      create function app.refuse() returns trigger language plpgsql as $$ begin return case when old.id = 3 then null else old end; end $$;
      create trigger keep_it before delete on app.a for each row execute function app.refuse();`);
    const result = await world.apply();
    expect(result).toMatchObject({ status: 'failed', certificate: null });
    expect(['LATE_ROWS', 'TRIGGER_REFUSES']).toContain(result.findings[0]?.code);
    expect(await world.run('select id from app.a where id = 3')).toEqual([{ id: '3' }]);
  });
});

const onNewest = inject('postgresVersion') === 18;

test.runIf(onNewest)(
  'more rows than go in one statement, all in one ring, stop the run and stay',
  async () => {
    const world = await circle(`${teams}
    create table app.notes (id bigint primary key, team_id bigint not null references app.teams, other_id bigint not null);
    insert into app.notes select id, 1, id % 20050 + 1 from generate_series(1, 20050) id;
    alter table app.notes add foreign key (other_id) references app.notes;
    create index on app.notes (team_id); create index on app.notes (other_id);
    insert into app.notes select id, id % 3 + 1, id from generate_series(60001, 60300) id; analyze app.notes;`);
    const before = await world.others();
    const result = await world.apply();
    expect(result.findings).toMatchObject([{ code: 'CYCLE_UNBROKEN', next: expect.stringContaining('nullable') }]);
    expect(result).toMatchObject({ status: 'failed', certificate: null });
    expect(await world.others()).toEqual(before);
    await world.run('update app.notes set other_id = id where team_id = 1');
    expect((await world.resume(String(result.run))).findings).toEqual([]);
    expect(await world.others()).toEqual(before);
  },
  120_000,
);

describe.runIf(onNewest)('a worker killed at', () => {
  const points: readonly [FaultPoint, number][] = [
    ['step.filled', 1],
    ['batch.begun', 4],
    ['batch.written', 2],
    ['batch.receipted', 2],
    ['batch.committed', 4],
    ['root.written', 1],
    ['root.committed', 1],
  ];
  test.each(points)('%s (the %i.) leaves what an undisturbed run leaves', async (point, turn) => {
    const world = await circle(owned);
    const before = await world.others();
    const run = await world.killedAt(`${point}:${turn}`);
    await expectGone(world, before, await world.resume(run));
  });
});
