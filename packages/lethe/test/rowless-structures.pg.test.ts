import { afterAll, describe, expect, test } from 'vitest';
import { parseSubject } from '../src/planner/subject.ts';
import { placeHold } from '../src/postgres/holds.ts';
import type { ApplyResult } from '../src/service/apply.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { locate } from '../src/service/subject-path.ts';
import { postgresVersion, testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World, type WorldOptions } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);
const opened: World[] = [];

afterAll(async () => {
  for (const world of opened) await world[Symbol.asyncDispose]();
  await worlds[Symbol.asyncDispose]();
});

/** Namespaces 1, 2 and 3, of three things and three parts each. */
const plain = `
  create table app.things (id bigint primary key, ns text not null, name text);
  create table app.parts (id bigint primary key, thing_id bigint not null references app.things);
  create index on app.things (ns); create index on app.parts (thing_id);
  insert into app.things select id, (id - 1) / 3 + 1, 'thing ' || id from generate_series(1, 9) id;
  insert into app.parts select id, id from generate_series(1, 9) id;`;

async function world(sql: string, options: Partial<WorldOptions> = {}): Promise<World> {
  const made = await worlds.open({ ...options, sql: plain + sql, policy: { column: 'ns', ...options.policy } });
  opened.push(made);
  return made;
}

const completed = { status: 'completed', verified: true, findings: [] };
const codesOf = ({ findings }: ApplyResult): string[] => findings.map(({ code }) => code);

test('the plain world goes, and nothing else does', async () => {
  const it = await world('');
  expect(await it.apply()).toMatchObject({ ...completed, rows: 6 });
  expect([await it.count('app.things'), await it.count('app.parts')]).toEqual([6, 6]);
});

describe('a row that names two tenants', () => {
  const two = `create table app.moves (id int primary key, ns text not null, to_ns text);
    insert into app.moves values (1, '1', '1'), (2, '1', null), (3, '2', '2');`;
  const also = { policy: { also: ['app.moves.to_ns'] } };

  test('goes where both say the same, or one says nothing', async () => {
    const it = await world(two, also);
    expect(await it.apply()).toMatchObject({ ...completed, rows: 8 });
    expect(await it.run('select id from app.moves')).toEqual([{ id: 3 }]);
  });

  test.each([
    ['from it to another', `insert into app.moves values (4, '1', '2')`],
    ['from another to it', `insert into app.moves values (4, '2', '1')`],
  ])('%s is a finding', async (_way, row) => {
    const it = await world(`${two} ${row};`, also);
    const result = await it.apply();
    expect([result.status, codesOf(result)]).toEqual(['blocked', ['CROSS_TENANT']]);
    expect(result.findings[0]?.message).toMatch(/^1 rows of world\d+\.moves /);
    expect(await it.count('app.things')).toBe(9);
  });

  test('of which both columns are NOT NULL, too', async () => {
    const it = await world(
      `${two} delete from app.moves where to_ns is null;
      alter table app.moves alter to_ns set not null; insert into app.moves values (4, '2', '1');`,
      also,
    );
    expect(codesOf(await it.apply())).toContain('CROSS_TENANT');
  });
});

describe('a column of the same name', () => {
  const uuids = 'create table app.keys (id int primary key, ns uuid);';

  test('of another type is asked about', async () => {
    const it = await world(uuids);
    const { findings, status } = await it.apply();
    expect({ status, findings }).toMatchObject({
      status: 'blocked',
      findings: [{ code: 'UNDECIDED', table: `${it.schema}.keys`, message: expect.stringContaining('of type uuid') }],
    });
  });

  test.each([
    ['with a collation that calls different texts equal', 'text collate app.loose'],
    ['of a type that has several spellings', 'numeric'],
    ['that is padded', 'char(4)'],
  ])('%s is asked about', async (_what, type) => {
    const it =
      await world(`create collation app.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      create table app.keys (id int primary key, ns ${type});`);
    const { findings } = await it.apply();
    expect(findings).toMatchObject([{ code: 'UNDECIDED', table: `${it.schema}.keys` }]);
  });

  test('that is said to mean something else is left alone', async () => {
    const it = await world(`${uuids} insert into app.keys values (1, gen_random_uuid());`, {
      policy: { except: ['app.keys.ns'] },
      store: { ignore: { 'app.keys': 'of the machine' } },
    });
    expect(await it.apply()).toMatchObject(completed);
    expect(await it.count('app.keys')).toBe(1);
  });

  test('in a table of another schema is not meant', async () => {
    const it = await world(`create schema if not exists elsewhere;
      create table if not exists elsewhere.things (id int primary key, ns text);
      insert into elsewhere.things values (1, '1');`);
    expect(await it.apply()).toMatchObject(completed);
    expect(await it.count('elsewhere.things')).toBe(1);
  });

  test('that comes during the run keeps it from completing', async () => {
    const it = await world('');
    const { run } = await it.apply('steps');
    await it.run(`create table app.news (id int primary key, ns text); insert into app.news values (1, '1')`);
    const result = await it.resume(run ?? '');
    expect([result.status, codesOf(result)]).toEqual(['failed', ['UNDECIDED']]);
    await it.run('delete from app.news');
    expect(await it.resume(run ?? '')).toMatchObject(completed);
  });
});

describe('the value', () => {
  test('may be a bigint that no double holds', async () => {
    const key = '9007199254740993';
    const it = await world(
      `alter table app.things alter ns type bigint using ns::bigint;
       update app.things set ns = case when ns = 1 then ${key} else ${key} - 1 end;`,
      { key },
    );
    expect(await it.apply()).toMatchObject({ ...completed, rows: 6 });
    expect(await it.run('select distinct ns from app.things')).toEqual([{ ns: '9007199254740992' }]);
  });

  test('may be an integer in one table and a bigint in another', async () => {
    const sql = `alter table app.things alter ns type bigint using ns::bigint; create table app.old (ns int not null);
      insert into app.old values (1), (2);`;
    const it = await world(sql);
    expect(await it.apply()).toMatchObject({ ...completed, rows: 7 });
    const beyond = await world(`${sql} update app.things set ns = 5000000000 where ns = 1;`, { key: '5000000000' });
    expect(codesOf(await beyond.apply())).toEqual(['UNDECIDED']);
    const spelt = await world(sql, { key: '01' });
    await expect(spelt.apply()).rejects.toMatchObject({ code: 'SUBJECT_INVALID' });
  });

  test('may be a uuid, written as the database writes it', async () => {
    const key = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';
    const sql = `alter table app.things alter ns type uuid
      using case ns when '1' then '${key}'::uuid else gen_random_uuid() end;`;
    const it = await world(sql, { key });
    expect(await it.apply()).toMatchObject({ ...completed, rows: 6 });
    const shouted = await world(sql, { key: key.toUpperCase() });
    await expect(shouted.apply()).rejects.toMatchObject({
      code: 'SUBJECT_INVALID',
      message: expect.stringContaining(`is written ${shouted.subject.toLowerCase()}`),
    });
    const wrong = await world(sql, { key: 'acme' });
    await expect(wrong.apply()).rejects.toMatchObject({ code: 'SUBJECT_INVALID' });
  });

  test('may be a label of an enum, or of a domain', async () => {
    const it = await world(`create type app.region as enum ('1', '2', '3');
      alter table app.things alter ns type app.region using ns::app.region;`);
    expect(await it.apply()).toMatchObject({ ...completed, rows: 6 });
    const other = await world(`create domain app.slug as varchar(20) check (value ~ '^[a-z0-9]+$');
      alter table app.things alter ns type app.slug; create table app.more (ns text); insert into app.more values ('1');`);
    expect(await other.apply()).toMatchObject({ ...completed, rows: 7 });
  });
});

describe('the rules', () => {
  const notes = `create table app.notes (id int primary key, ns text, body text);
    insert into app.notes values (1, '1', 'a'), (2, '2', 'b'), (3, null, 'c');`;

  test('detach makes the value NULL, and leaves the row to everybody', async () => {
    const it = await world(notes, { policy: { rules: { 'app.notes': { rule: 'detach', columns: ['ns'] } } } });
    expect(await it.apply()).toMatchObject({ ...completed, rows: 7 });
    expect(await it.run('select id, ns from app.notes order by id')).toEqual([
      { id: 1, ns: null },
      { id: 2, ns: '2' },
      { id: 3, ns: null },
    ]);
  });

  test('anonymise empties, and the value stays', async () => {
    const rule = { rule: 'anonymise', columns: { body: 'null' } };
    const it = await world(notes, { policy: { rules: { 'app.notes': rule } } });
    expect(await it.apply()).toMatchObject({ ...completed, rows: 7 });
    expect(await it.run('select ns, body from app.notes where id = 1')).toEqual([{ ns: '1', body: null }]);
  });

  test('ignore leaves all of the table alone', async () => {
    const it = await world(notes, { policy: { rules: { 'app.notes': { rule: 'ignore', because: 'theirs' } } } });
    expect(await it.apply()).toMatchObject({ ...completed, rows: 6 });
    expect(await it.count('app.notes')).toBe(3);
  });

  test('keep keeps what a kept row hangs from, where that is emptied', async () => {
    const policy = {
      rules: {
        'app.parts': { rule: 'keep', for: { unit: 'years', count: 1 }, because: 'tax law' },
        'app.things': { rule: 'anonymise', columns: { name: 'null' }, spine: true },
      },
    };
    const it = await world(`delete from app.parts where id in (2, 3);`, { policy });
    expect(await it.apply()).toMatchObject(completed);
    expect(await it.run(`select id, ns, name from app.things where ns = '1'`)).toEqual([
      { id: '1', ns: '1', name: null },
    ]);
    expect(await it.count('app.parts')).toBe(7);
  });
});

describe('what could leave rows in silence', () => {
  test('a trigger that refuses to lose them is named', async () => {
    const it =
      await world(`create function app.refuse() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger keep_them before delete on app.things for each row execute function app.refuse();`);
    const result = await it.apply();
    expect([result.status, codesOf(result)]).toEqual(['failed', ['TRIGGER_REFUSES']]);
    expect(result.findings[0]?.message).toContain('keep_them');
  });

  test('rows of another that hang from its rows are a finding', async () => {
    const it =
      await world(`create table app.links (id int primary key, ns text not null, thing_id bigint references app.things);
      create index on app.links (thing_id); insert into app.links values (1, '2', 1), (2, '1', 1);`);
    expect(codesOf(await it.apply())).toEqual(['CROSS_TENANT']);
    await it.run('delete from app.links where id = 1');
    expect(await it.apply()).toMatchObject({ ...completed, rows: 7 });
  });

  test('a trigger that writes a new row for each that goes keeps the last transaction from its end', async () => {
    const it = await world(
      `create table app.jobs (id int generated always as identity primary key, ns text not null);
       insert into app.jobs (ns) values (1), (2);
       create function app.requeue() returns trigger language plpgsql as $$
         begin insert into app.jobs (ns) values (old.ns); return null; end $$;
       create trigger requeue after delete on app.jobs for each row execute function app.requeue();`,
      { policy: { triggers: { 'app.jobs.requeue': ['app.jobs'] } } },
    );
    const result = await it.apply();
    expect([result.status, codesOf(result)]).toEqual(['failed', ['LATE_ROWS']]);
    const ended = `select from lethe.events where run = '${result.run}' and type = 'run.root_done'`;
    expect(await it.run(ended)).toEqual([]);
    await it.run('drop trigger requeue on app.jobs');
    expect(await it.resume(result.run ?? '')).toMatchObject(completed);
    expect(await it.run(ended)).toHaveLength(1);
  });

  test.each([
    ['the one', `'2', '1'`],
    ['the other', `'1', '2'`],
  ])(
    'a row that comes during the run, would go with a cascade, and names another in %s column',
    async (_which, names) => {
      const it = await world(
        `create table app.moves (id int primary key, thing_id bigint not null references app.things on delete cascade,
         ns text not null, to_ns text not null);
       create index on app.moves (thing_id); insert into app.moves values (1, 1, '1', '1'), (2, 4, '2', '2');`,
        { policy: { also: ['app.moves.to_ns'] } },
      );
      const { run } = await it.apply('steps');
      await it.run(`insert into app.moves values (3, 1, ${names})`);
      const result = await it.resume(run ?? '');
      expect([result.status, codesOf(result)]).toEqual(['failed', ['CROSS_TENANT']]);
      expect(await it.count('app.moves')).toBe(3);
    },
  );

  test('a partition that comes during the run is emptied too', async () => {
    const it = await world(`create table app.logs (ns text not null, at int not null) partition by list (at);
      create table app.logs_1 partition of app.logs for values in (1); insert into app.logs values ('1', 1), ('2', 1);`);
    const { run } = await it.apply('steps');
    await it.run(
      `create table app.logs_2 partition of app.logs for values in (2); insert into app.logs values ('1', 2)`,
    );
    expect(await it.resume(run ?? '')).toMatchObject(completed);
    expect(await it.run('select ns from app.logs')).toEqual([{ ns: '2' }]);
  });
});

describe('the insert guard', () => {
  const guarded = { insertGuard: true };
  const refused = { code: '23000' };

  test('sees a column that is generated', async () => {
    const it = await world(
      `create table app.docs (id int primary key, body jsonb, ns text generated always as (body ->> 'ns') stored);
       insert into app.docs (id, body) values (1, '{"ns": "1"}'), (2, '{"ns": "2"}');`,
      { policy: guarded },
    );
    expect(await it.apply()).toMatchObject({ ...completed, rows: 7 });
    await expect(it.run(`insert into app.docs (id, body) values (3, '{"ns": "1"}')`)).rejects.toMatchObject(refused);
    await expect(it.run(`update app.docs set body = '{"ns": "1"}' where id = 2`)).rejects.toMatchObject(refused);
    await it.run(`insert into app.docs (id, body) values (3, '{"ns": "3"}')`);
  });

  test.runIf(postgresVersion() === 18)('is no fence where a column is computed when it is read', async () => {
    const it = await world(
      `create table app.docs (id int primary key, body jsonb, ns text generated always as (body ->> 'ns') virtual);
       insert into app.docs (id, body) values (1, '{"ns": "1"}'), (2, '{"ns": "2"}');`,
      { policy: guarded },
    );
    expect(await it.apply()).toMatchObject({ ...completed, rows: 7 });
    expect(await it.run('select id from app.docs')).toEqual([{ id: 2 }]);
    await expect(it.run(`insert into app.docs (id, body) values (3, '{"ns": "1"}')`)).resolves.toEqual([]);
    const { plan } = await makePlan(it.lethe, parseSubject(it.subject));
    expect(plan.outline.unguarded).toEqual([`${it.schema}.docs`]);
    expect(plan.warnings.filter(({ code }) => code === 'UNFENCED').map(({ table }) => table)).toEqual([
      `${it.schema}.docs`,
    ]);
  });

  test('watches every column that can name the tenant', async () => {
    const it = await world('create table app.moves (id int primary key, ns text, to_ns text);', {
      policy: { ...guarded, also: ['app.moves.to_ns'] },
    });
    expect(await it.apply()).toMatchObject(completed);
    for (const row of [`(1, '1', null)`, `(1, null, '1')`])
      await expect(it.run(`insert into app.moves values ${row}`)).rejects.toMatchObject(refused);
    await it.run(`insert into app.moves values (1, '2', '2')`);
  });
});

describe('a hold', () => {
  async function hold(it: World, table?: string): Promise<void> {
    const { text, path } = await locate(it.lethe, it.subject);
    const placed = { scope: text, path, table, reason: 'matter 7', owner: 'legal', reviewOn: '2999-01-01' };
    await placeHold(it.lethe.database, placed, it.lethe.wakes);
  }

  test('on the value forbids its deletion', async () => {
    const it = await world('');
    await it.apply('start');
    await hold(it);
    expect(await it.apply()).toMatchObject({ status: 'held' });
    expect(await it.count('app.things')).toBe(9);
  });

  test('on one of its tables keeps the rows there', async () => {
    const it = await world('create table app.logs (ns text not null); insert into app.logs values (1), (2);');
    await expect(it.plan()).resolves.toMatchObject({ rows: 7 });
    await hold(it, `${it.schema}.logs`);
    expect(await it.apply()).toMatchObject({ ...completed, rows: 6 });
    expect(await it.count('app.logs')).toBe(2);
  });
});
