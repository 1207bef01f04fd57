import { afterAll, describe, expect, test } from 'vitest';
import { carryOut } from '../src/engine/run.ts';
import type { ApplyResult } from '../src/service/apply.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World, type WorldOptions } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);
const opened: World[] = [];

afterAll(async () => {
  for (const world of opened) await world[Symbol.asyncDispose]();
  await worlds[Symbol.asyncDispose]();
});

/** Three teams of three rows each; what is under test is added to it. */
const plain = `
  create table app.teams (id bigint primary key, name text not null);
  create table app.things (id bigint primary key, team_id bigint not null references app.teams on delete cascade, name text);
  create index on app.things (team_id);
  insert into app.teams select id, 'team ' || id from generate_series(1, 3) id;
  insert into app.things select id, (id - 1) / 3 + 1, 'thing ' || id from generate_series(1, 9) id;`;

const parts = `
  create table app.parts (id bigint primary key, thing_id bigint not null references app.things on delete cascade);
  create index on app.parts (thing_id);
  insert into app.parts select id, id from generate_series(1, 9) id;`;

const refusing = (table: string): string => `
  create function app.refuse() returns trigger language plpgsql as $$ begin return null; end $$;
  create trigger keep_them before delete on ${table} for each row execute function app.refuse();`;

async function world(sql: string, options: Omit<WorldOptions, 'sql'> = {}): Promise<World> {
  const made = await worlds.open({ sql: plain + sql, ...options });
  opened.push(made);
  return made;
}

const codesOf = (result: ApplyResult): string[] => result.findings.map(({ code }) => code);

/** Not completed, no certificate, and the reason is said. */
function expectFinding(result: ApplyResult, status: 'failed' | 'blocked', code: string): void {
  expect(codesOf(result)).toContain(code);
  expect(result).toMatchObject({ status, verified: false, certificate: null });
  for (const { message, next } of result.findings) {
    expect(message).not.toBe('');
    expect(next).not.toBe('');
  }
}

function runOf({ run }: ApplyResult): string {
  if (run === null) throw new Error('nothing was recorded');
  return run;
}

test('the plain world goes, and nothing else does', async () => {
  const it = await world(parts);
  expect(await it.apply()).toMatchObject({ status: 'completed', rows: 7, verified: true });
  expect([await it.count('app.teams'), await it.count('app.things'), await it.count('app.parts')]).toEqual([2, 6, 6]);
});

test('a table whose rows are neither clearly owned nor decided about blocks the plan', async () => {
  const it = await world(
    `create table app.bills (id int primary key, made_by bigint not null references app.teams);
     create index on app.bills (made_by); insert into app.bills values (1, 1);`,
    { policy: { ownership: 'person' } },
  );
  expect((await it.plan()).codes).toContain('UNDECIDED');
  expectFinding(await it.apply(), 'blocked', 'UNDECIDED');
  expect(await it.count('app.things')).toBe(9);
});

describe('a BEFORE DELETE trigger that keeps the row is named', () => {
  test('on an ordinary table', async () => {
    const it = await world(refusing('app.things'));
    const result = await it.apply();
    expectFinding(result, 'failed', 'TRIGGER_REFUSES');
    expect(result.findings[0]?.message).toContain('keep_them');
    expect(await it.count('app.things')).toBe(9);
  });

  test('on the head of a cascade', async () => {
    const it = await world(parts + refusing('app.things'));
    expectFinding(await it.apply(), 'failed', 'TRIGGER_REFUSES');
    expect([await it.count('app.things'), await it.count('app.parts')]).toEqual([9, 9]);
  });

  test('on a table that a cascade takes along', async () => {
    const it = await world(parts + refusing('app.parts'));
    const result = await it.apply();
    expectFinding(result, 'failed', 'TRIGGER_REFUSES');
    expect(result.findings[0]).toMatchObject({ table: expect.stringMatching(/\.parts$/) });
    expect([await it.count('app.things'), await it.count('app.parts')]).toEqual([9, 9]);
  });

  test('on the subject’s own row', async () => {
    const it = await world(refusing('app.teams'));
    expectFinding(await it.apply(), 'failed', 'TRIGGER_REFUSES');
    expect(await it.count('app.teams')).toBe(3);
  });

  test('unless it goes when it is tried again, as a row that came to the address of another', async () => {
    const it = await world(`
      create sequence app.tries;
      create function app.refuse() returns trigger language plpgsql as
        $$ begin if nextval('app.tries') = 1 then return null; end if; return old; end $$;
      create trigger keep_first before delete on app.things for each row execute function app.refuse();`);
    expect(await it.apply()).toMatchObject({ status: 'completed', rows: 4, verified: true });
  });

  test('after the trigger is gone, the same run completes', async () => {
    const it = await world(refusing('app.things'));
    const run = runOf(await it.apply());
    await it.run('drop trigger keep_them on app.things');
    expect(await it.resume(run)).toMatchObject({ status: 'completed', rows: 4, verified: true });
  });
});

describe('a rewrite rule that makes a DELETE into nothing', () => {
  const rule = 'create rule nothing as on delete to app.things do instead nothing;';

  test('blocks the plan', async () => {
    expectFinding(await (await world(rule)).apply(), 'blocked', 'REWRITE_RULE');
  });

  test('that comes during the run stops it', async () => {
    const it = await world('');
    const run = runOf(await it.apply('steps'));
    await it.run(rule);
    const result = await it.resume(run);
    expect(result).toMatchObject({ status: 'failed', verified: false, certificate: null });
    expect(codesOf(result)).toEqual(['TRIGGER_REFUSES']);
    expect(await it.count('app.things')).toBe(9);
  });
});

describe('a role that is not the owner', () => {
  const clerk = `clerk_${database.name}`;
  const as = Object.assign(new URL(database.url), { username: clerk, password: 'secret' }).href;
  const may = `grant usage on schema app to ${clerk};
    grant select, update, delete on all tables in schema app to ${clerk};`;

  async function clerksWorld(sql: string): Promise<World> {
    const [{ there } = { there: false }] = await admin(`select true as there from pg_roles where rolname = '${clerk}'`);
    if (there !== true) {
      await admin(`create role ${clerk} login password 'secret'`);
      for (const schema of ['lethe', 'lethe_jobs'])
        await admin(`grant usage on schema ${schema} to ${clerk};
          grant all on all tables in schema ${schema} to ${clerk};
          grant all on all sequences in schema ${schema} to ${clerk};`);
    }
    return world(sql, { as });
  }

  afterAll(() => admin(`drop owned by ${clerk}; drop role ${clerk}`));

  async function admin(sql: string): Promise<Record<string, unknown>[]> {
    const [any] = opened;
    if (any === undefined) throw new Error('no world is open yet');
    return any.run(sql);
  }

  test('deletes where it has the rights, without being allowed to create schemas', async () => {
    const it = await clerksWorld(may);
    expect(await it.apply()).toMatchObject({ status: 'completed', rows: 4, verified: true });
  });

  test.each(['delete', 'select'])('that may not %s blocks the plan', async (privilege) => {
    const it = await clerksWorld(`${may} revoke ${privilege} on app.things from ${clerk};`);
    const result = await it.apply();
    expectFinding(result, 'blocked', 'PRIVILEGE_MISSING');
    expect(result.findings[0]?.message).toContain(privilege.toUpperCase());
  });

  test('that loses a right during the run stops', async () => {
    const it = await clerksWorld(may);
    const run = runOf(await it.apply('steps'));
    await it.run(`revoke delete on app.things from ${clerk}`);
    expectFinding(await it.resume(run), 'failed', 'PRIVILEGE_MISSING');
    expect(await it.count('app.things')).toBe(9);
  });

  const hiding = (table: string): string =>
    `alter table ${table} enable row level security; create policy visible on ${table} using (id % 2 = 0);`;

  test.each(['app.things', 'app.teams'])('that row security hides rows of %s from blocks the plan', async (table) => {
    expectFinding(await (await clerksWorld(may + hiding(table))).apply(), 'blocked', 'ROWS_HIDDEN');
  });

  test.each(['app.things', 'app.teams'])('that row security begins to hide rows of %s from stops', async (table) => {
    const it = await clerksWorld(may);
    const run = runOf(await it.apply('steps'));
    await it.run(hiding(table));
    expectFinding(await it.resume(run), 'failed', 'ROWS_HIDDEN');
    expect(await it.count('app.teams')).toBe(3);
  });
});

describe('a trigger that writes a table outside the plan', () => {
  const ignored = { store: { ignore: { 'app.history': 'said to be nobody’s' } } };
  const history = `
    create table app.history (id bigint generated always as identity, was text);
    create function app.remember() returns trigger language plpgsql
      as $$ begin insert into app.history (was) values (old.name); return old; end $$;
    create trigger remember after delete on app.things for each row execute function app.remember();`;

  test('is rolled back: row and history are as before', async () => {
    const it = await world(history, ignored);
    const result = await it.apply();
    expectFinding(result, 'failed', 'WRITE_OUTSIDE_PLAN');
    expect(result.findings[0]?.table).toMatch(/\.history$/);
    expect([await it.count('app.things'), await it.count('app.history')]).toEqual([9, 0]);
  });

  test('that runs on a table a cascade takes along is rolled back as well', async () => {
    const it = await world(
      parts + history.replaceAll('app.things', 'app.parts').replace('old.name', 'old.id'),
      ignored,
    );
    expectFinding(await it.apply(), 'failed', 'WRITE_OUTSIDE_PLAN');
    expect([await it.count('app.things'), await it.count('app.parts'), await it.count('app.history')]).toEqual([
      9, 9, 0,
    ]);
  });
});

describe('a reference from a schema that the configuration does not name', () => {
  const elsewhere = (name: string, action: string): string => `
    create schema ${name};
    create table ${name}.links (id int primary key, team_id bigint references app.teams ${action});
    create index on ${name}.links (team_id);
    insert into ${name}.links values (1, 1), (2, 2);`;

  test('is planned and counted where its rows go with the subject', async () => {
    const it = await world(elsewhere('near', 'on delete cascade'));
    expect(await it.plan()).toEqual({ codes: [], rows: 5 });
    expect((await it.apply()).tables).toContainEqual(expect.objectContaining({ table: 'near.links', rows: 1 }));
    expect(await it.run('select id from near.links')).toEqual([{ id: 2 }]);
  });

  test('blocks the plan where they only point at it', async () => {
    const it = await world(elsewhere('far', 'on delete set null'));
    expectFinding(await it.apply(), 'blocked', 'UNDECIDED');
  });

  test.each([
    ['refuses', '', 'LATE_ROWS'],
    ['takes rows along', 'on delete cascade', 'WRITE_OUTSIDE_PLAN'],
    ['changes rows', 'on delete set null', 'WRITE_OUTSIDE_PLAN'],
  ])('that comes during the run and %s stops it before anything of it changes', async (_, action, code) => {
    const it = await world('');
    const run = runOf(await it.apply('steps'));
    const name = code.toLowerCase() + action.length;
    await it.run(elsewhere(name, action));
    expectFinding(await it.resume(run), 'failed', code);
    expect(await it.run(`select team_id::int from ${name}.links`)).toEqual([{ team_id: 1 }, { team_id: 2 }]);
    expect(await it.count('app.teams')).toBe(3);
  });
});

describe('what changes while a run waits', () => {
  const fresh = (reference: string): string => `
    create table app.fresh (id int primary key, team_id bigint not null ${reference});
    create index on app.fresh (team_id); insert into app.fresh values (1, 1)`;

  test.each([
    ['that refers to the subject', 'references app.teams'],
    ['that goes with the subject', 'references app.teams on delete cascade'],
  ])('a new table %s keeps the run from completing', async (_, reference) => {
    const it = await world('');
    const run = runOf(await it.apply('fence'));
    await it.run(fresh(reference));
    const result = await it.resume(run);
    expect(result).toMatchObject({ status: 'failed', verified: false, certificate: null });
    expect(await it.count('app.fresh')).toBe(1);
  });

  test('a new table that only holds its key does so until something is said about it', async () => {
    const it = await world('');
    const run = runOf(await it.apply('fence'));
    await it.run(fresh(''));
    const result = await it.resume(run);
    expectFinding(result, 'failed', 'UNDECIDED');
    expect(result.findings[0]).toMatchObject({ table: expect.stringMatching(/\.fresh$/) });
    expect(await it.count('app.fresh')).toBe(1);
    await it.run('drop table app.fresh');
    expect(await it.resume(run)).toMatchObject({ status: 'completed', verified: true });
  });

  test('a new column or index does not', async () => {
    const it = await world('');
    const run = runOf(await it.apply('fence'));
    await it.run('alter table app.things add column colour text; create index on app.things (name)');
    expect(await it.resume(run)).toMatchObject({ status: 'completed', verified: true });
  });

  test('a new partition is covered', async () => {
    const it = await world(`
      create table app.visits (id bigint, team_id bigint not null references app.teams on delete cascade, day date not null,
        primary key (id, day)) partition by range (day);
      create index on app.visits (team_id);
      create table app.visits_1 partition of app.visits for values from ('2026-01-01') to ('2026-02-01');
      insert into app.visits select id, id % 3 + 1, '2026-01-05' from generate_series(1, 30) id;`);
    const run = runOf(await it.apply('fence'));
    await it.run(`create table app.visits_2 partition of app.visits for values from ('2026-02-01') to ('2026-03-01');
      insert into app.visits select id, id % 3 + 1, '2026-02-05' from generate_series(31, 60) id;`);
    expect(await it.resume(run)).toMatchObject({ status: 'completed', verified: true });
    expect(await it.run('select team_id::int, count(*)::int as rows from app.visits group by 1 order by 1')).toEqual([
      { team_id: 2, rows: 20 },
      { team_id: 3, rows: 20 },
    ]);
  });
});

test('a cascade that would take another tenant’s rows is refused, and touches none', async () => {
  const it = await world(`
    create table app.copies (id bigint primary key, team_id bigint not null references app.teams on delete cascade,
      thing_id bigint references app.things on delete cascade);
    create index on app.copies (team_id); create index on app.copies (thing_id);
    insert into app.copies values (1, 2, 1);`);
  expectFinding(await it.apply(), 'blocked', 'CROSS_TENANT');
  expect([await it.count('app.teams'), await it.count('app.things'), await it.count('app.copies')]).toEqual([3, 9, 1]);
});

test('a row that takes too long is named, and its batch rolled back', async () => {
  const it = await world(`
    create function app.linger() returns trigger language plpgsql as $$ begin perform pg_sleep(30); return old; end $$;
    create trigger linger before delete on app.things for each row execute function app.linger();`);
  const run = runOf(await it.apply('steps'));
  const engine = { ...(await it.lethe.engine()), longestStatementMs: 100 };
  const result = await carryOut(engine, run, new AbortController().signal);
  expect(result).toMatchObject({ status: 'failed', findings: [{ code: 'STATEMENT_TIMEOUT' }] });
  expect(await it.count('app.things')).toBe(9);
});

describe('a database that refuses the write is quoted without the row', () => {
  const emptied = { rule: 'anonymise', columns: { name: { with: 'constant', value: 'gone' } } };
  const emptying = { policy: { rules: { 'app.teams': emptied, 'app.things': emptied } } };

  test('a constraint against an anonymised value', async () => {
    const it = await world(
      `create function app.fine(text) returns boolean language sql as $$ select $1 like '% %' $$;
       alter table app.things add constraint two_words check (app.fine(name));`,
      emptying,
    );
    const result = await it.apply();
    expectFinding(result, 'failed', 'DATABASE_REFUSES');
    expect(result.findings[0]?.message).toMatch(/23514.*two_words/);
    expect(JSON.stringify(result)).not.toContain('thing 1');
    expect(await it.run(`select from app.things where name = 'gone'`)).toEqual([]);
  });

  test('a unique index that comes during the run against an anonymised value', async () => {
    const it = await world('', emptying);
    const run = runOf(await it.apply('steps'));
    await it.run('create unique index one_name on app.things (lower(name))');
    const result = await it.resume(run);
    expectFinding(result, 'failed', 'DATABASE_REFUSES');
    expect(result.findings[0]?.message).toMatch(/23505.*one_name/);
    expect(await it.run(`select from app.things where name = 'gone'`)).toEqual([]);
  });

  test('a deferred constraint, in the batch that breaks it', async () => {
    const it = await world(`
      create function app.never() returns trigger language plpgsql
        as $$ begin raise exception 'not %', old.name using errcode = 'check_violation', constraint = 'never'; end $$;
      create constraint trigger never after delete on app.things deferrable initially deferred
        for each row execute function app.never();`);
    const result = await it.apply();
    expectFinding(result, 'failed', 'DATABASE_REFUSES');
    expect(JSON.stringify(result)).not.toContain('thing 1');
    expect(await it.count('app.things')).toBe(9);
  });
});
