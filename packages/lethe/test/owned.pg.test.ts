import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, inject, test } from 'vitest';
import type { FaultPoint } from '../src/fault-point.ts';
import { parseSubject } from '../src/planner/subject.ts';
import type { ApplyResult } from '../src/service/apply.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World, type WorldOptions } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);
const opened: World[] = [];

afterEach(async () => {
  for (const world of opened.splice(0)) await world[Symbol.asyncDispose]();
});

afterAll(() => worlds[Symbol.asyncDispose]());

const owns = (table: string, column: string, to: string) => {
  return { table: `app.${table}`, columns: [column], to: `app.${to}`, toColumns: ['id'] };
};

async function world(options: WorldOptions): Promise<World> {
  const made = await worlds.open(options);
  opened.push(made);
  return made;
}

/** The ids of every table, as they stand. */
async function ids(it: World, ...tables: readonly string[]): Promise<Record<string, readonly number[]>> {
  const found: Record<string, readonly number[]> = {};
  for (const table of tables) {
    const rows = await it.run(`select id::int as id from app.${table} order by id`);
    found[table] = rows.map(({ id }) => Number(id));
  }
  return found;
}

function expectDone(result: ApplyResult): void {
  expect(result.findings).toEqual([]);
  expect(result).toMatchObject({ status: 'completed', verified: true });
}

const rowsOf = (result: ApplyResult, table: string): number | undefined =>
  result.tables.find((each) => each.table.endsWith(`.${table}`) && each.action === 'deleted')?.rows;

const warnings = async (it: World): Promise<string[]> =>
  (await makePlan(it.lethe, parseSubject(it.subject))).plan.warnings.map(({ code, message }) => `${code} ${message}`);

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** Teams 1 and 2 have settings of their own, 3 and 4 share theirs; each has three items, and the items have notes. */
const settings = (bound: string): string => `
  create table app.settings (id bigint primary key, theme text);
  create table app.teams (id bigint primary key, name text, settings_id bigint ${bound} references app.settings);
  create table app.items (id bigint primary key, settings_id bigint not null references app.settings);
  create table app.remarks (id bigint primary key, item_id bigint not null references app.items on delete cascade);
  create index on app.teams (settings_id); create index on app.items (settings_id); create index on app.remarks (item_id);
  insert into app.settings select id, 'dark' from generate_series(10, 14) id;
  insert into app.teams values (1, 'one', 11), (2, 'two', 12), (3, 'three', 13), (4, 'four', 13);
  insert into app.items select id, 11 + (id - 1) / 3 from generate_series(1, 9) id;
  insert into app.remarks select id, id from generate_series(1, 9) id;`;
const settingsOf = { owned: [owns('teams', 'settings_id', 'settings')] };

describe('addresses that name a customer, or that only an order points to', () => {
  const sql = `
    create table app.teams (id bigint primary key, name text);
    create table app.addresses (id bigint primary key, line text, customer_id bigint);
    create table app.customers (id bigint primary key, team_id bigint not null references app.teams, home_id bigint references app.addresses on delete set null);
    alter table app.addresses add foreign key (customer_id) references app.customers on delete set null;
    create table app.orders (id bigint primary key, team_id bigint not null references app.teams, ship_to_id bigint references app.addresses);
    create index on app.addresses (customer_id); create index on app.customers (team_id);
    create index on app.orders (team_id); create index on app.orders (ship_to_id); create index on app.customers (home_id);
    insert into app.teams values (1, 'one'), (2, 'two'), (3, 'three');
    insert into app.customers select id, 1 + (id - 1) % 3 from generate_series(1, 6) id;
    -- Of a customer each; then of guests; the last is of nobody.
    insert into app.addresses select id, 'street ' || id, id from generate_series(1, 6) id;
    insert into app.addresses select id, 'street ' || id, null from generate_series(7, 10) id;
    update app.customers set home_id = id where id <> 4;
    insert into app.orders values (1, 1, 1), (2, 1, 7), (3, 2, 8), (4, 3, 9), (5, 1, 9), (6, 2, 2);`;
  const store = { owned: [owns('orders', 'ship_to_id', 'addresses'), owns('customers', 'home_id', 'addresses')] };

  test('stop the plan where the policy says that they go, for only those go that something refers to', async () => {
    const it = await world({ sql, store, policy: { rules: { 'app.addresses': 'delete' } } });
    const { plan } = await makePlan(it.lethe, parseSubject(it.subject));
    expect(plan.findings.map(({ code, table }) => [code, table.split('.')[1]])).toEqual([['UNDECIDED', 'addresses']]);
    expect(plan.findings[0]?.next).toContain("detach('customer_id')");
  });

  test('go where something refers to them, and the policy says that others may stay', async () => {
    const rules = { 'app.addresses': { rule: 'detach', columns: ['customer_id'] } };
    const it = await world({ sql, store, policy: { rules } });
    expectDone(await it.applyRehearsed());
    expect(await ids(it, 'customers', 'orders', 'addresses')).toEqual({
      ...{ customers: [2, 3, 5, 6], orders: [3, 4, 6], addresses: [2, 3, 4, 5, 6, 8, 9, 10] },
    });
  });
});

describe('settings that a row points to', () => {
  test.each(['not null', ''])('go with it, and what hangs from them before (%s)', async (bound) => {
    const it = await world({ sql: settings(bound), store: settingsOf });
    const result = await it.applyRehearsed();
    expectDone(result);
    expect(await ids(it, 'teams', 'settings', 'items', 'remarks')).toEqual({
      ...{ teams: [2, 3, 4], settings: [10, 12, 13, 14], items: range(4, 9), remarks: range(4, 9) },
    });
    expect([rowsOf(result, 'settings'), rowsOf(result, 'items'), result.rows]).toEqual([1, 3, 8]);
    // Booked with the last transaction, which deleted their owner.
    expect(
      await it.run(`select step from lethe.receipts where run = '${result.run}' and relation like '%.settings'`),
    ).toEqual([{ step: 0 }]);
  });

  test('stay, with what hangs from them, where another row points to them too', async () => {
    const it = await world({ sql: settings('not null'), store: settingsOf });
    await it.run('update app.teams set settings_id = 11 where id = 4');
    expect(await warnings(it)).toEqual([
      expect.stringMatching(/^OWNED_SHARED 1 of \w+\.settings stay although the rows that own them go/),
    ]);
    expectDone(await it.applyRehearsed());
    expect(await ids(it, 'teams', 'settings', 'items')).toEqual({
      ...{ teams: [2, 3, 4], settings: range(10, 14), items: range(1, 9) },
    });
  });

  test('go with the last of the rows that point to them', async () => {
    const it = await world({ sql: settings('not null'), store: settingsOf });
    await it.run('update app.teams set settings_id = 11 where id = 2');
    expectDone(await it.apply());
    expect((await ids(it, 'settings'))['settings']).toEqual(range(10, 14));
    await it.run('delete from app.items where settings_id = 11; delete from app.settings where id = 99');
    const two = `${it.subject.slice(0, -1)}2`;
    const { plan } = await makePlan(it.lethe, parseSubject(two));
    expect(plan.counts.owned).toEqual([0]);
  });

  test('are found although no key is declared', async () => {
    const it = await world({
      sql: settings('').replace('references app.settings);\n  create table app.items', ');\n  create table app.items'),
      store: settingsOf,
    });
    await it.run('update app.teams set settings_id = 11 where id = 4');
    expectDone(await it.apply());
    expect((await ids(it, 'settings'))['settings']).toEqual(range(10, 14));
  });

  test('that a rule keeps, anonymises or ignores stay', async () => {
    const rules = (rule: object) => ({ rules: { 'app.settings': rule, 'app.teams': emptied('name') } });
    const emptied = (column: string) => ({
      rule: 'anonymise',
      columns: { [column]: { with: 'constant', value: 'gone' } },
    });
    const ignored = await world({
      sql: settings(''),
      store: settingsOf,
      policy: rules({ rule: 'ignore', because: 'x' }),
    });
    await ignored.run('drop table app.remarks, app.items');
    expectDone(await ignored.apply());
    expect(await ids(ignored, 'teams', 'settings')).toEqual({ teams: [2, 3, 4], settings: range(10, 14) });

    const keep = { rule: 'keep', for: { unit: 'years', count: 7 }, because: 'law' };
    const kept = await world({ sql: settings(''), store: settingsOf, policy: rules(keep) });
    await kept.run('drop table app.remarks, app.items');
    const result = await kept.apply();
    expectDone(result);
    // Their owner stays, emptied: without it nobody could tell whose they are.
    expect(await kept.run('select name from app.teams where id = 1')).toEqual([{ name: 'gone' }]);
    expect(result.tables).toContainEqual(expect.objectContaining({ action: 'kept', rows: 1, reason: 'law' }));

    const anonymised = await world({
      sql: settings(''),
      store: settingsOf,
      policy: { rules: { 'app.settings': emptied('theme') } },
    });
    await anonymised.run('drop table app.remarks, app.items; update app.teams set settings_id = 12 where id = 3');
    const done = await anonymised.apply();
    expectDone(done);
    expect(await ids(anonymised, 'teams', 'settings')).toEqual({ teams: [2, 3, 4], settings: range(10, 14) });
    expect(await anonymised.run("select id::int as id from app.settings where theme = 'gone'")).toEqual([{ id: 11 }]);
    expect(done.tables).toContainEqual(expect.objectContaining({ action: 'anonymised', rows: 1 }));
  });

  test('whose items come while the run is under way go with them', async () => {
    const it = await world({ sql: settings('not null'), store: settingsOf });
    const { run } = await it.apply('fence');
    expect((await ids(it, 'items'))['items']).toEqual(range(4, 9));
    await it.run('insert into app.items values (100, 11)');
    expectDone(await it.resume(String(run)));
    expect(await ids(it, 'settings', 'items')).toEqual({ settings: [10, 12, 13, 14], items: range(4, 9) });
  });
});

/** 2,000 attachments of team 1 and 200 of team 2, two to a file; every twentieth file of team 1 is one of team 2 too. */
const files = `
  create table app.teams (id bigint primary key, name text);
  create table app.files (id bigint primary key, name text, logo_of bigint);
  create table app.thumbs (id bigint primary key, file_id bigint not null references app.files on delete cascade);
  create table app.notes (id bigint primary key, team_id bigint not null references app.teams on delete cascade);
  create table app.attachments (id bigint primary key, note_id bigint not null references app.notes on delete cascade,
    file_id bigint references app.files on delete restrict);
  create table app.covers (id bigint primary key, team_id bigint not null references app.teams, file_id bigint not null references app.files);
  create index on app.thumbs (file_id); create index on app.notes (team_id); create index on app.attachments (note_id);
  create index on app.attachments (file_id); create index on app.covers (team_id); create index on app.covers (file_id);
  insert into app.teams values (1, 'one'), (2, 'two');
  insert into app.files select id, 'file ' || id from generate_series(1, 2100) id;
  insert into app.thumbs select id, id from generate_series(1, 2000) id;
  insert into app.notes select id, case when id <= 100 then 1 else 2 end from generate_series(1, 110) id;
  insert into app.attachments select id, id % 100 + 1, id % 1000 + 1 from generate_series(1, 2000) id;
  insert into app.attachments select 2000 + id, 101 + id % 10, case when id <= 50 then id * 20 else 1000 + id end from generate_series(1, 200) id;
  insert into app.covers values (1, 1, 7), (2, 1, 2000), (3, 2, 2001);`;
const filesOf = { owned: [owns('attachments', 'file_id', 'files'), owns('covers', 'file_id', 'files')] };
const spared = range(1, 50).map((each) => each * 20);
const left = [...new Set([...spared, ...range(1001, 1999), ...range(2001, 2100)])].sort((a, b) => a - b);

describe('files that many rows own', () => {
  test('go with the last owner of each, in batches, and those that others use stay', async () => {
    const it = await world({ sql: files, store: filesOf });
    expect(await warnings(it)).toEqual([expect.stringContaining('OWNED_SHARED 50 of')]);
    const result = await it.applyRehearsed();
    expectDone(result);
    const now = await ids(it, 'files', 'thumbs', 'attachments', 'covers');
    expect(now).toMatchObject({ files: left, attachments: range(2001, 2200), covers: [3] });
    expect(now['thumbs']).toEqual(left.filter((id) => id <= 2000));
    expect([rowsOf(result, 'files'), rowsOf(result, 'thumbs')]).toEqual([951, 951]);
  });

  test('are handed to effects as they go, and to no others', async () => {
    const effect =
      "{ name: 'unlink', version: 1, table: 'app.files', values: ['name'], order: 'after', run: async () => 'done' }";
    const it = await world({ sql: files, store: filesOf, effects: `[${effect}]` });
    const { run, ...result } = await it.apply();
    expect(result.status).toBe('completed');
    const told = await it.run(`select count(*)::int as n from lethe.outbox where run = '${run}' and state = 'done'`);
    expect(told).toEqual([{ n: 951 }]);
  });

  test('that somebody begins to use while the run deletes stay', async () => {
    const it = await world({ sql: files, store: filesOf });
    const client = new pg.Client(database.url);
    await client.connect();
    try {
      const [schema] = it.lethe.loaded.store.config.schemas;
      // Not committed before the run has come to these rows: it waits for them, and then sees who uses them.
      await client.query(`begin; insert into ${schema}.attachments values (9001, 101, 11), (9002, 102, 12)`);
      const running = it.apply();
      await sleep(700);
      await client.query('commit');
      expectDone(await running);
      expect((await ids(it, 'files'))['files']).toEqual([11, 12, ...left].sort((a, b) => a - b));
    } finally {
      await client.end();
    }
  });

  test('that are owned by rows which come late go with them', async () => {
    const it = await world({ sql: files, store: filesOf });
    const { run } = await it.apply('fence');
    await it.run(`insert into app.files values (5000, 'late'); insert into app.thumbs values (5000, 5000);
      insert into app.covers values (5000, 1, 5000)`);
    expectDone(await it.resume(String(run)));
    expect((await ids(it, 'files'))['files']).toEqual(left);
  });
});

/** People belong to teams, write pages, and are the owner of one; each has sessions. Teams 1 and 2 share 3 and 4. */
const people = `
  create table app.users (id bigint primary key, name text, invited_by bigint references app.users, last_team_id bigint);
  create table app.teams (id bigint primary key, owner_id bigint not null references app.users);
  alter table app.users add foreign key (last_team_id) references app.teams on delete set null;
  create table app.members (id bigint primary key, team_id bigint not null references app.teams on delete cascade,
    user_id bigint not null references app.users on delete cascade);
  create table app.pages (id bigint primary key, team_id bigint not null references app.teams, author_id bigint not null references app.users,
    page_id bigint references app.pages);
  create table app.sessions (id bigint primary key, user_id bigint not null references app.users on delete cascade);
  create table app.hints (id bigint primary key, session_id bigint not null references app.sessions);
  create index on app.users (invited_by); create index on app.users (last_team_id); create index on app.teams (owner_id);
  create index on app.members (team_id); create index on app.members (user_id); create index on app.pages (team_id);
  create index on app.pages (author_id); create index on app.pages (page_id); create index on app.sessions (user_id);
  create index on app.hints (session_id);
  insert into app.users select id, 'user ' || id, case when id in (2, 6) then 1 end from generate_series(1, 9) id;
  insert into app.teams values (1, 1), (2, 5);
  insert into app.members values (1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 1, 4), (5, 2, 3), (6, 2, 4), (7, 2, 5), (8, 1, 7), (9, 2, 6);
  insert into app.pages values (1, 1, 1, null), (2, 1, 2, 1), (3, 2, 5, null), (4, 2, 7, 3), (5, 1, 8, null);
  insert into app.sessions select id, id from generate_series(1, 9) id;
  insert into app.hints select id, id from generate_series(1, 9) id;
  update app.users set last_team_id = 1 where id < 7;`;

describe('people who are left in no team', () => {
  const policy = { rules: { 'app.users': { rule: 'detach', columns: ['last_team_id'] } } };
  const memberships = owns('members', 'user_id', 'users');

  test('go with it where that is said, with their own; those of other teams stay', async () => {
    const it = await world({
      sql: people,
      store: { owned: [memberships, owns('teams', 'owner_id', 'users')] },
      policy,
    });
    const result = await it.applyRehearsed();
    expectDone(result);
    // 1 has invited 6, who stays; 3 and 4 are in team 2 too; 7 wrote a page there; 8 was a guest, and nobody's.
    expect(await ids(it, 'teams', 'users', 'members', 'pages', 'sessions', 'hints')).toEqual({
      ...{ teams: [2], users: [1, 3, 4, 5, 6, 7, 8, 9], members: [5, 6, 7, 9], pages: [3, 4] },
      ...{ sessions: [1, 3, 4, 5, 6, 7, 8, 9], hints: [1, 3, 4, 5, 6, 7, 8, 9] },
    });
    expect(await it.run('select from app.users where last_team_id is not null')).toEqual([]);
    expect(await it.run('select invited_by::int as by from app.users where id = 6')).toEqual([{ by: 1 }]);
  });

  test('are asked about where a row that goes last refers to them', async () => {
    const it = await world({ sql: people, store: { owned: [memberships] }, policy });
    expect((await it.plan()).codes).toEqual(['UNDECIDED']);
    expect((await it.apply()).findings[0]?.next).toMatch(/^Write owns\('\w+\.teams', \{ columns: \['owner_id'\]/);
  });
});

test('what owned rows own goes too, a chain of them, and with cascades that no statement names', async () => {
  const it = await world({
    sql: `
      create table app.images (id bigint primary key);
      create table app.themes (id bigint primary key, image_id bigint references app.images);
      create table app.teams (id bigint primary key, theme_id bigint not null references app.themes);
      create table app.comments (id bigint primary key, team_id bigint not null references app.teams,
        parent_id bigint not null references app.comments on delete cascade, image_id bigint references app.images);
      create index on app.themes (image_id); create index on app.teams (theme_id); create index on app.comments (team_id);
      create index on app.comments (parent_id); create index on app.comments (image_id);
      insert into app.images select id from generate_series(1, 400) id;
      insert into app.themes values (1, 1), (2, 2);
      insert into app.teams values (1, 1), (2, 2);
      insert into app.comments select id, 1 + id % 2, case when id < 3 then id else id - 2 end, 100 + id from generate_series(1, 300) id;`,
    store: {
      owned: [
        owns('teams', 'theme_id', 'themes'),
        owns('themes', 'image_id', 'images'),
        owns('comments', 'image_id', 'images'),
      ],
    },
  });
  expectDone(await it.applyRehearsed());
  const now = await ids(it, 'teams', 'themes', 'images', 'comments');
  const others = range(1, 300).filter((id) => id % 2 === 1);
  expect(now).toMatchObject({ teams: [2], themes: [2], comments: others });
  expect(now['images']).toEqual([...range(2, 100), ...others.map((id) => 100 + id)]);
});

test('an owner in a circle that nothing cuts takes along what it owns', async () => {
  const it = await world({
    sql: `
      create table app.plans (id bigint primary key);
      create table app.teams (id bigint primary key, owner_id bigint not null, plan_id bigint not null references app.plans);
      create table app.users (id bigint primary key, team_id bigint not null references app.teams, plan_id bigint not null references app.plans);
      alter table app.teams add foreign key (owner_id) references app.users deferrable initially deferred;
      create index on app.teams (owner_id); create index on app.teams (plan_id);
      create index on app.users (team_id); create index on app.users (plan_id);
      begin;
      insert into app.plans select id from generate_series(1, 600) id;
      insert into app.teams values (1, 10, 1), (2, 11, 2);
      insert into app.users select id, 1 + id % 2, id from generate_series(10, 500) id;
      commit;`,
    store: { owned: [owns('teams', 'plan_id', 'plans'), owns('users', 'plan_id', 'plans')] },
  });
  expectDone(await it.applyRehearsed());
  const others = range(10, 500).filter((id) => id % 2 === 1);
  expect(await ids(it, 'teams', 'users')).toEqual({ teams: [2], users: others });
  expect((await ids(it, 'plans'))['plans']).toEqual([...range(2, 9), ...others, ...range(501, 600)]);
});

describe.runIf(inject('postgresVersion') === 18)('a worker killed at', () => {
  const points: readonly [FaultPoint, number][] = [
    ['step.filled', 2],
    ['batch.begun', 6],
    ['batch.written', 3],
    ['batch.receipted', 3],
    ['batch.committed', 5],
    ['root.written', 1],
    ['root.committed', 1],
  ];
  test.each(points)('%s (the %i.) leaves what an undisturbed run leaves', async (point, turn) => {
    const it = await world({ sql: files, store: filesOf });
    const run = await it.killedAt(`${point}:${turn}`);
    const result = await it.resume(run);
    expectDone(result);
    expect(await ids(it, 'files', 'attachments')).toEqual({ files: left, attachments: range(2001, 2200) });
    expect([rowsOf(result, 'files'), rowsOf(result, 'attachments')]).toEqual([951, 2000]);
  });

  test('its last transaction keeps what the row it deletes owned', async () => {
    const it = await world({ sql: settings('not null'), store: settingsOf });
    const run = await it.killedAt('root.written');
    expect(await ids(it, 'teams', 'settings')).toEqual({ teams: [1, 2, 3, 4], settings: range(10, 14) });
    expectDone(await it.resume(run));
    expect(await ids(it, 'teams', 'settings')).toEqual({ teams: [2, 3, 4], settings: [10, 12, 13, 14] });
  });
});
