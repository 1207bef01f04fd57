import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ErrorCode, LetheError } from '../src/errors.ts';
import { parseSubject } from '../src/planner/subject.ts';
import { placeHold, releaseHold } from '../src/postgres/holds.ts';
import { engageKillSwitch, liftKillSwitch } from '../src/postgres/pause.ts';
import { apply } from '../src/service/apply.ts';
import { findSubject } from '../src/service/find-subject.ts';
import { type Lethe, migrateAll, openLethe } from '../src/service/lethe.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { planFileOf, readPlanFile } from '../src/service/plan-file.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);
const client = new pg.Client(database.url);

const world = await worlds.open({
  sql: `
    create table app.teams (id bigint primary key, name text not null);
    create table app.things (id bigint primary key, team_id bigint not null references app.teams on delete cascade);
    create index on app.things (team_id);
    insert into app.teams select id, 'team ' || id from generate_series(1, 3) id;
    insert into app.things select id, (id - 1) / 3 + 1 from generate_series(1, 9) id;`,
});
const { lethe } = world;
const kind = world.subject.slice(0, -2);

// Keys of other shapes; the same tables, another configuration.
const shapes = await worlds.open({
  sql: `
    create table app.teams (id bigint primary key);
    create table app.people (id uuid primary key, name text);
    create table app.pages (path text primary key);
    create table app.lines (page text, no int, primary key (page, no));
    insert into app.people values ('0ddba11d-0000-4000-8000-00000000abcd', 'one');
    insert into app.pages values ('a'), ('1; drop table pages'), ('a,b'), ('a b');
    insert into app.lines values ('a', 1), ('a', 2);`,
  subjects: {
    person: { table: 'app.people' },
    page: { table: 'app.pages' },
    line: { table: 'app.lines' },
  },
});

beforeAll(async () => {
  await client.connect();
  await migrateAll(lethe);
});

afterAll(async () => {
  await client.end();
  await world[Symbol.asyncDispose]();
  await shapes[Symbol.asyncDispose]();
  await worlds[Symbol.asyncDispose]();
});

/** Every row of the product and every count of Lethe's own tables, as one text. */
async function everything(): Promise<string> {
  const { rows } = await client.query<{ name: string; own: boolean }>(`
    select format('%I.%I', n.nspname, c.relname) as name, n.nspname in ('lethe', 'lethe_jobs') as own
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1`);
  const parts = rows.map(({ name, own }) =>
    own
      ? `select '${name}' as name, count(*)::text as is from ${name}`
      : `select '${name}', coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') from ${name} t`,
  );
  const { rows: state } = await client.query(parts.join(' union all '));
  return JSON.stringify(state);
}

/** Refused with this code, a message that says so, what to do next, and nothing changed anywhere. */
async function expectRefusal(
  call: () => Promise<unknown>,
  code: ErrorCode,
  message: string | RegExp,
): Promise<LetheError> {
  const before = await everything();
  const error = await call().then(
    (value) => {
      throw new Error(`not refused: ${JSON.stringify(value)}`);
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof LetheError)) throw error;
  expect({ code: error.code, message: error.message }).toEqual({ code, message: expect.stringMatching(message) });
  expect(error.message.length).toBeLessThan(1_000);
  expect(error.next).not.toBe('');
  expect(await everything()).toBe(before);
  return error;
}

const applying = (subject: string, { on = lethe, confirm = subject } = {}): Promise<unknown> =>
  apply(on, { planFile: null, subject, confirm, signal: new AbortController().signal });

describe('a subject', () => {
  test.each([
    ['', 'SUBJECT_INVALID', /kind:key/],
    ['1', 'SUBJECT_INVALID', /kind:key/],
    [kind, 'SUBJECT_INVALID', /kind:key/],
    [`${kind}:`, 'SUBJECT_INVALID', /blank/],
    [`${kind}: `, 'SUBJECT_INVALID', /blank/],
    [`${kind}:%20%09`, 'SUBJECT_INVALID', /blank/],
    [`${kind}:*`, 'SUBJECT_INVALID', /wildcards/],
    [`${kind}:%25`, 'SUBJECT_INVALID', /wildcards/],
    [`${kind}:_`, 'SUBJECT_INVALID', /wildcards/],
    [`${kind}:?`, 'SUBJECT_INVALID', /wildcards/],
    [`${kind}:%`, 'SUBJECT_INVALID', /percent-encoding/],
    [`${kind}:%E0%A4%A`, 'SUBJECT_INVALID', /percent-encoding/],
    [`${kind}:%00`, 'SUBJECT_INVALID', /no key/],
    [`${kind}:0`, 'SUBJECT_UNKNOWN', /there is no/],
    [`${kind}:-1`, 'SUBJECT_UNKNOWN', /there is no/],
    [`${kind}:99`, 'SUBJECT_UNKNOWN', /there is no/],
    [`${kind}:99999999999999999999`, 'SUBJECT_INVALID', /no key/],
    [`${kind}:one`, 'SUBJECT_INVALID', /no key/],
    [`${kind}:1.0`, 'SUBJECT_INVALID', /no key/],
    [`${kind}:00000000-0000-0000-0000-000000000000`, 'SUBJECT_INVALID', /no key/],
    [`${kind}:1,2`, 'SUBJECT_INVALID', /1 part \(id\), 2 given/],
    [`${kind}:1 or 1=1`, 'SUBJECT_INVALID', /no key/],
    [`${kind}:1); drop table x; --`, 'SUBJECT_INVALID', /no key/],
    [`${kind}:01`, 'SUBJECT_INVALID', /written team\d+:1:/],
    [`${kind}:+1`, 'SUBJECT_INVALID', /written team\d+:1:/],
    [`${kind}: 1`, 'SUBJECT_INVALID', /written team\d+:1:/],
    [`${kind}:1%0A`, 'SUBJECT_INVALID', /written team\d+:1:/],
    ['space:1', 'SUBJECT_INVALID', /no kind/],
    ['toString:1', 'SUBJECT_INVALID', /no kind/],
    [`${kind.toUpperCase()}:1`, 'SUBJECT_INVALID', /no kind/],
    ['../../etc:1', 'SUBJECT_INVALID', /kind:key/],
  ] as const)('written "%s" is refused', async (subject, code, message) => {
    await expectRefusal(() => applying(subject), code, message);
  });

  test('with a key of ten thousand characters is refused with a message that is short', async () => {
    const long = 'x'.repeat(10_000);
    await expectRefusal(() => applying(`${kind}:${long}`), 'SUBJECT_INVALID', /no key/);
    await expectRefusal(() => applying(`${long}:1`), 'SUBJECT_INVALID', /no kind/);
    await expectRefusal(() => applying(`page:${long}`, { on: shapes.lethe }), 'SUBJECT_UNKNOWN', /there is no/);
  });

  test.each([
    ['person:00000000-0000-0000-0000-000000000000', 'SUBJECT_UNKNOWN', /there is no/],
    ['person:1', 'SUBJECT_INVALID', /no key/],
    ['person:0DDBA11D-0000-4000-8000-00000000ABCD', 'SUBJECT_INVALID', /written person:0ddba11d-/],
    ['person:{0ddba11d-0000-4000-8000-00000000abcd}', 'SUBJECT_INVALID', /written person:0ddba11d-/],
    ['page:a%', 'SUBJECT_INVALID', /percent-encoding/],
    ['page:a%25', 'SUBJECT_UNKNOWN', /there is no/],
    ['page:A', 'SUBJECT_UNKNOWN', /there is no/],
    ['page:a,b', 'SUBJECT_INVALID', /1 part \(path\), 2 given/],
    ["page:' or ''='", 'SUBJECT_UNKNOWN', /there is no/],
    ['line:a', 'SUBJECT_INVALID', /2 parts \(page, no\), 1 given/],
    ['line:a,1,2', 'SUBJECT_INVALID', /2 parts \(page, no\), 3 given/],
    ['line:a,', 'SUBJECT_INVALID', /blank/],
    ['line:a,*', 'SUBJECT_INVALID', /wildcards/],
    ['line:1,a', 'SUBJECT_INVALID', /no key/],
    ['line:a,3', 'SUBJECT_UNKNOWN', /there is no/],
  ] as const)('with another kind of key, written "%s", is refused', async (subject, code, message) => {
    await expectRefusal(() => applying(subject, { on: shapes.lethe }), code, message);
  });

  test('whose key looks like SQL or holds a comma is one subject and nothing more', async () => {
    for (const key of ['1; drop table pages', 'a,b']) {
      const { plan } = await makePlan(shapes.lethe, { kind: 'page', key: [key] });
      expect(plan.rows).toBe(1);
    }
  });

  test.each(['', ' ', '1', 'yes', `${kind}:2`, `${kind}:01`, `${kind}: 1`, `${kind}:1 `, kind.toUpperCase()])(
    'confirmed as "%s" is not deleted',
    async (confirm) => {
      await expectRefusal(() => applying(world.subject, { confirm }), 'CONFIRM_MISMATCH', new RegExp(world.subject));
    },
  );
});

describe('a hold', () => {
  const whole = { scope: world.subject, reason: 'case 17', owner: 'legal', reviewOn: '2099-01-31' };

  test.each([
    [{ reason: ' ' }, /no reason/],
    [{ owner: '' }, /no owner/],
    [{ reason: '', owner: '' }, /no reason and no owner/],
    [{ reviewOn: '' }, /no review date/],
    [{ reviewOn: 'soon' }, /no review date/],
    [{ reviewOn: '2099-02-30' }, /no review date/],
    [{ reviewOn: '2001-01-31' }, /has passed/],
  ])('F89: with %j is refused', async (part, message) => {
    await expectRefusal(() => placeHold(lethe.database, { ...whole, ...part }, lethe.wakes), 'HOLD_INVALID', message);
  });

  test('on a key that is written in another way is refused', async () => {
    await expectRefusal(() => findSubject(lethe, parseSubject(`${kind}:01`)), 'SUBJECT_INVALID', /written/);
  });

  test('that is not there cannot be released, and one that is only with a reason', async () => {
    const release = (hold: string, reason: string) => () => releaseHold(lethe.database, { hold, reason }, lethe.wakes);
    await expectRefusal(release('hold_nothing', 'settled'), 'HOLD_UNKNOWN', /hold_nothing/);
    const { hold } = await placeHold(lethe.database, whole, lethe.wakes);
    await expectRefusal(release(hold, ' '), 'HOLD_INVALID', /reason/);
    await release(hold, 'settled')();
    await expectRefusal(release(hold, 'settled'), 'HOLD_UNKNOWN', /no open hold/);
  });

  test('keeps its subject: nothing is recorded, nothing deleted', async () => {
    const { hold } = await placeHold(lethe.database, whole, lethe.wakes);
    const before = await everything();
    expect(await applying(world.subject)).toMatchObject({ run: null, status: 'held', findings: [{ code: 'HELD' }] });
    expect(await everything()).toBe(before);
    await releaseHold(lethe.database, { hold, reason: 'settled' }, lethe.wakes);
  });
});

test('under the kill switch nothing is recorded and nothing deleted', async () => {
  await engageKillSwitch(lethe.database, 'drill');
  try {
    await expectRefusal(() => applying(world.subject), 'KILL_SWITCH', /kill switch/);
  } finally {
    await liftKillSwitch(lethe.database, lethe.wakes.run);
  }
});

describe('a plan file', () => {
  const file = join(worlds.folder, 'plan.json');

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['another JSON', '{"lethe":"plan/1"}'],
    ['another version', '{"lethe":"plan/2","digest":"","outline":{"subject":{}},"counts":{"steps":[]}}'],
    ['a digest of nothing', '{"lethe":"plan/1","digest":"","outline":{"subject":{}},"counts":{"steps":["a"]}}'],
  ])('that holds %s is refused', async (_, text) => {
    await writeFile(file, text);
    await expectRefusal(() => readPlanFile(file), 'PLAN_INVALID', /plan\.json/);
  });

  test('that is not there is refused', async () => {
    await expectRefusal(() => readPlanFile(`${file}.not`), 'PLAN_INVALID', /cannot be read/);
  });

  test('with another subject, step or rule than its digest says is refused', async () => {
    const text = JSON.stringify(planFileOf((await makePlan(lethe, parseSubject(world.subject))).plan));
    for (const [from, to] of [
      ['"key":["1"]', '"key":["2"]'],
      ['"kind":"delete"', '"kind":"detach"'],
      ['.things', '.teams'],
    ] as const) {
      expect(text).toContain(from);
      await writeFile(file, text.replaceAll(from, to));
      await expectRefusal(() => readPlanFile(file), 'PLAN_INVALID', /altered/);
    }
  });

  test('made before a column was added is stale, and says so', async () => {
    const { plan } = await makePlan(lethe, parseSubject(world.subject));
    await writeFile(file, JSON.stringify(planFileOf(plan)));
    await world.run('alter table app.things add column extra int');
    const before = await everything();
    const planFile = await readPlanFile(file);
    const options = { planFile, subject: world.subject, confirm: world.subject, signal: new AbortController().signal };
    expect(await apply(lethe, options)).toMatchObject({ run: null, status: 'stale', changed: [/schema/] });
    expect(await everything()).toBe(before);
  });
});

describe('a configuration', () => {
  let last = 0;

  async function open(text: string | null, databaseUrl: string | undefined = database.url): Promise<Lethe> {
    last += 1;
    const home = join(worlds.folder, `config${last}`);
    await mkdir(home);
    if (text !== null) await writeFile(join(home, 'lethe.config.ts'), text);
    return openLethe({ config: home, databaseUrl, env: {}, cwd: worlds.folder });
  }

  const written = (subjects: object, store: object = {}) =>
    `export default ${JSON.stringify({ stores: { db: { type: 'postgres', url: 'DATABASE_URL', schemas: ['world1'], ...store } }, subjects })}`;

  test('that is not there is refused', async () => {
    await expectRefusal(() => open(null), 'CONFIG_NOT_FOUND', /lethe\.config\.ts/);
  });

  test.each([
    ['throws', `throw new Error('out of order');`, /out of order/],
    ['is no TypeScript', 'export default {', /could not be loaded/],
    ['exports nothing', 'export const config = {};', /problem/],
    ['exports null', 'export default null;', /problem/],
    ['has no subject', written({}), /subjects/],
  ])('that %s is refused', async (_, text, message) => {
    await expectRefusal(() => open(text), 'CONFIG_INVALID', message);
  });

  test('that names tables and columns that are gone is refused with every problem at once', async () => {
    const config = written(
      {
        team: {
          table: 'world1.teams',
          rules: {
            'world1.thingz': 'delete',
            'world1.things': { rule: 'anonymise', columns: { nome: 'null', nick: 'null' } },
            'world1.invoices': 'delete',
          },
          identifiers: ['world1.teams.slug'],
        },
      },
      { ignore: { 'world1.countries': 'reference data' } },
    );
    await using opened = await open(config);
    const error = await expectRefusal(
      () => applying('team:1', { on: opened }).catch((reason: unknown) => Promise.reject(reason)),
      'CONFIG_INVALID',
      /has 6 problems/,
    );
    for (const name of ['thingz', 'nome', 'nick', 'invoices', 'slug', 'countries'])
      expect(error.message).toContain(name);
  });

  test('that names a schema the database does not have is refused', async () => {
    await using opened = await open(written({ team: { table: 'nowhere.teams' } }, { schemas: ['nowhere'] }));
    await expectRefusal(() => applying('team:1', { on: opened }), 'CONFIG_INVALID', /nowhere/);
  });

  test('without a database is refused with the name of the setting', async () => {
    const config = written({ team: { table: 'world1.teams' } });
    last += 1;
    const home = join(worlds.folder, `config${last}`);
    await mkdir(home);
    await writeFile(join(home, 'lethe.config.ts'), config);
    const without = () => openLethe({ config: home, databaseUrl: undefined, env: {}, cwd: worlds.folder });
    await expectRefusal(without, 'SETTING_MISSING', /DATABASE_URL/);
  });
});

describe('a database', () => {
  const at = (change: Partial<URL>): string => Object.assign(new URL(database.url), change).href;

  async function onto(url: string, env: Record<string, string> = {}): Promise<Lethe> {
    return openLethe({ config: join(worlds.folder, 'world1'), databaseUrl: url, env, cwd: worlds.folder });
  }

  test.each([
    ['that nobody listens for', { port: '1' }, /ECONNREFUSED/],
    ['with another password', { password: 'wrong' }, /password/],
    ['that is not there', { pathname: '/nothing_here' }, /nothing_here/],
    ['on a host that is not there', { hostname: 'nowhere.invalid' }, /nowhere\.invalid/],
  ])('%s is reported as unreachable', async (_, change, message) => {
    await using opened = await onto(at(change));
    const error = await expectRefusal(() => applying(world.subject, { on: opened }), 'DATABASE_UNREACHABLE', message);
    expect(error.message).not.toContain(new URL(database.url).password);
  });

  test('that is named by no URL is refused', async () => {
    for (const url of ['not a url', 'mysql://localhost/x', 'postgres://'])
      await expectRefusal(
        async () => {
          await using opened = await onto(url);
          return applying(world.subject, { on: opened });
        },
        'SETTING_INVALID',
        /no URL of a PostgreSQL database/,
      );
  });

  test('where the role may not create schema lethe is refused with the right that is missing', async () => {
    const role = `guest_${database.name}`;
    const other = `other_${database.name}`;
    await client.query(`create role ${role} login password 'secret'`);
    await client.query(`create database ${other}`);
    try {
      const owner = new pg.Client(at({ pathname: `/${other}` }));
      await owner.connect();
      await owner.query(`create schema world1; create table world1.teams (id bigint primary key);
        insert into world1.teams values (1); grant usage on schema world1 to ${role};
        grant select, update, delete on all tables in schema world1 to ${role};`);
      {
        await using opened = await onto(at({ pathname: `/${other}`, username: role, password: 'secret' }));
        await expectRefusal(() => applying(world.subject, { on: opened }), 'PRIVILEGE_MISSING', /database/);
        const { rows } = await owner.query(
          `select to_regnamespace('lethe') is null as none, count(*)::int from world1.teams`,
        );
        expect(rows).toEqual([{ none: true, count: 1 }]);
        await owner.query(`drop owned by ${role}`);
      }
      await owner.end();
    } finally {
      await client.query(`drop database ${other} with (force)`);
      await client.query(`drop role ${role}`);
    }
  });

  test('is left alone when the journal cannot be written', async () => {
    const file = join(worlds.folder, 'a-file');
    await writeFile(file, '');
    const closed = join(worlds.folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o500);
    // Root may write to any folder.
    const shut = process.getuid?.() === 0 ? [] : [closed];
    for (const folder of [join(worlds.folder, 'not-mounted'), join(file, 'journal'), ...shut]) {
      await using opened = await onto(database.url, { LETHE_JOURNAL_DIR: folder });
      await expectRefusal(() => applying(world.subject, { on: opened }), 'JOURNAL_UNWRITABLE', /cannot be written/);
    }
  });
});

test('after all of this the subject is there to be deleted', async () => {
  expect(await applying(world.subject)).toMatchObject({ status: 'completed', verified: true, rows: 4 });
});
