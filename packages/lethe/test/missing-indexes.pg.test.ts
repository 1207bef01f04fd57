import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { formatSubject, parseSubject } from '../src/planner/subject.ts';
import type { WantedIndex } from '../src/postgres/run-indexes.ts';
import { type ApplyOptions, type ApplyResult, apply, carryOutRun } from '../src/service/apply.ts';
import { diagnose } from '../src/service/doctor.ts';
import { ensureMigrated } from '../src/service/lethe.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { dropLeftIndexes } from '../src/service/run-indexes.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);
const opened: World[] = [];
const clients: pg.Client[] = [];
const bin = fileURLToPath(new URL('../bin/lethe.mjs', import.meta.url));

afterAll(async () => {
  for (const client of clients) await client.end();
  for (const world of opened) await world[Symbol.asyncDispose]();
  await worlds[Symbol.asyncDispose]();
});

const contacts = `
  create table app.teams (id bigint primary key);
  insert into app.teams values (1), (2);
  create table app.contacts (id bigint primary key, team_id bigint not null references app.teams on delete cascade);
  create index on app.contacts (team_id);
  insert into app.contacts select id, id % 2 + 1 from generate_series(1, 1000) id;`;

/** 4,000 notes without an index by which to find those of a contact: two million rows read for the contacts of a team. */
const unindexed = `${contacts}
  create table app.notes (id bigint primary key, contact_id bigint not null references app.contacts on delete cascade);
  insert into app.notes select id, id % 1000 + 1 from generate_series(1, 4000) id;
  analyze app.contacts, app.notes;`;

const partitioned = `${contacts}
  create table app.notes (id bigint, contact_id bigint not null references app.contacts on delete cascade, primary key (id))
    partition by hash (id);
  create table app.notes_0 partition of app.notes for values with (modulus 2, remainder 0);
  create table app.notes_1 partition of app.notes for values with (modulus 2, remainder 1) partition by hash (id);
  create table app.notes_1a partition of app.notes_1 for values with (modulus 4, remainder 1);
  create table app.notes_1b partition of app.notes_1 for values with (modulus 4, remainder 3);
  create index on app.notes_1a (contact_id);
  insert into app.notes select id, id % 1000 + 1 from generate_series(1, 4000) id;
  analyze app.contacts, app.notes;`;

async function open(sql: string, options: { as?: string; policy?: Record<string, unknown> } = {}): Promise<World> {
  const world = await worlds.open({ sql, ...options });
  opened.push(world);
  if (options.as === undefined) await ensureMigrated(world.lethe);
  return world;
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client(database.url);
  // Ended by the server with the database.
  client.on('error', () => undefined);
  await client.connect();
  clients.push(client);
  return client;
}

function applied(world: World, options: Partial<ApplyOptions> = {}): Promise<ApplyResult> {
  const { lethe, subject } = world;
  const signal = new AbortController().signal;
  const usual = { planFile: null, subject, confirm: subject, signal, rehearse: false, createMissingIndexes: true };
  return apply(lethe, { ...usual, ...options });
}

/** Of the world, with the columns each is on. */
async function indexes(world: World): Promise<readonly string[]> {
  const rows = await world.run(
    `select indexname as name from pg_indexes where schemaname = 'app' and indexname like 'lethe%' order by 1`,
  );
  return rows.map(({ name }) => String(name));
}

async function noted(world: World): Promise<readonly string[]> {
  const rows = await world.run(`select name from lethe.run_indexes where relation like 'app.%' order by no`);
  return rows.map(({ name }) => String(name));
}

async function expectGone(world: World): Promise<void> {
  expect(await indexes(world)).toEqual([]);
  expect(await noted(world)).toEqual([]);
}

async function expectOthersThere(world: World): Promise<void> {
  expect(await world.run('select count(*)::int as rows from app.contacts')).toEqual([{ rows: 500 }]);
  expect(await world.run('select count(*)::int as rows from app.notes')).toEqual([{ rows: 2000 }]);
}

describe('a child without an index', () => {
  test('blocks the plan, and nothing is built', async () => {
    const world = await open(unindexed);
    const result = await applied(world, { createMissingIndexes: false });
    expect(result).toMatchObject({ status: 'blocked', run: null });
    expect(result.findings).toMatchObject([
      {
        code: 'NO_INDEX',
        table: `${world.schema}.notes`,
        message: expect.stringContaining('about 4,000 rows for each of about 500, 2,000,000 in all'),
        next: `CREATE INDEX CONCURRENTLY ON ${world.schema}.notes (contact_id);`,
      },
    ]);
    await expectGone(world);
    const said = await cli(world, ['apply', world.subject, '--confirm', world.subject]);
    expect(said.code).toBe(3);
    expect(await world.count('app.contacts')).toBe(1000);
  });

  test('has one while its run is carried out, and none afterwards', async () => {
    const world = await open(unindexed);
    const looking: Promise<readonly string[]>[] = [];
    const told: WantedIndex[] = [];
    const result = await applied(world, {
      onIndex: (index) => told.push(index),
      observer: { phase: (phase) => void (phase === 'steps' && looking.push(indexes(world))) },
    });
    expect(result).toMatchObject({ status: 'completed', verified: true, findings: [], indexesLeft: [] });
    expect(told).toMatchObject([{ relation: `${world.schema}.notes`, columns: ['contact_id'] }]);
    expect(await Promise.all(looking)).toEqual([[`lethe_${result.run}_1`]]);
    await expectGone(world);
    await expectOthersThere(world);
  });

  test('changes nothing of a reviewed plan, with the flag or with an index of somebody’s own', async () => {
    const world = await open(unindexed);
    const { outline, counts, digest, findings } = (await makePlan(world.lethe, parseSubject(world.subject))).plan;
    expect(findings.map(({ code }) => code)).toEqual(['NO_INDEX']);
    await world.run('create index of_theirs on app.notes (contact_id)');
    const indexed = (await makePlan(world.lethe, parseSubject(world.subject))).plan;
    expect(indexed).toMatchObject({ digest, findings: [] });
    await world.run('drop index app.of_theirs');
    const planFile = { digest, outline, counts, subject: formatSubject(outline.subject) };
    expect(await applied(world, { planFile })).toMatchObject({ status: 'completed', findings: [] });
    await expectGone(world);
  });

  test('is one too while another run has an index for itself', async () => {
    const world = await open(`${unindexed} create index lethe_run_of_another_1 on app.notes (contact_id);`);
    expect((await world.plan()).codes).toEqual(['NO_INDEX']);
    const told: WantedIndex[] = [];
    expect(await applied(world, { onIndex: (index) => told.push(index) })).toMatchObject({ status: 'completed' });
    expect(told).toHaveLength(1);
    expect(await indexes(world)).toEqual(['lethe_run_of_another_1']);
    expect(await noted(world)).toEqual([]);
  });

  test('has one on each partition that lacks it', async () => {
    const world = await open(partitioned);
    const told: string[] = [];
    const result = await applied(world, {
      onIndex: ({ relation }) => told.push(relation.replace(world.schema, 'app')),
    });
    expect(result).toMatchObject({ status: 'completed', verified: true, findings: [] });
    expect(told).toEqual(['app.notes_0', 'app.notes_1b']);
    await expectGone(world);
    await expectOthersThere(world);
  });

  test('whose index was made part of another meanwhile keeps it, and that is told', async () => {
    const world = await open(partitioned);
    const attaching: Promise<unknown>[] = [];
    const attach = async (): Promise<void> => {
      const [name] = await indexes(world);
      await world.run(`create index of_theirs on only app.notes (contact_id);
        alter index app.of_theirs attach partition app.${name}`);
    };
    const result = await applied(world, {
      observer: { phase: (phase) => void (phase === 'steps' && attaching.push(attach())) },
    });
    await Promise.all(attaching);
    expect(result).toMatchObject({ status: 'completed', indexesLeft: [`lethe_${result.run}_1`] });
    expect(await noted(world)).toEqual(result.indexesLeft);
    expect(await doctorSays(world)).toContain(`lethe_${result.run}_1 of ${result.run}: left over`);
    await world.run('drop index app.of_theirs');
    await dropLeftIndexes(world.lethe);
    await expectGone(world);
  });

  test('that the role does not own is a finding with the statement for its owner', async () => {
    const clerk = 'missing_indexes_clerk';
    const url = new URL(database.url);
    [url.username, url.password] = [clerk, 'secret'];
    const [any] = opened;
    await any?.run(`create role ${clerk} login password 'secret'; grant usage on schema lethe to ${clerk};
      grant all on all tables in schema lethe to ${clerk}`);
    const world = await open(
      `${unindexed} grant usage on schema app to ${clerk}; grant select, update, delete on all tables in schema app to ${clerk};`,
      { as: url.href },
    );
    const result = await applied(world);
    await any?.run(`drop owned by ${clerk}; drop role ${clerk}`);
    expect(result).toMatchObject({ status: 'blocked', run: null });
    expect(result.findings).toMatchObject([
      {
        code: 'PRIVILEGE_MISSING',
        message: expect.stringContaining(`may not build an index on ${world.schema}.notes, which belongs to`),
        next: expect.stringContaining(`CREATE INDEX CONCURRENTLY ON ${world.schema}.notes (contact_id);`),
      },
    ]);
    await expectGone(world);
  });
});

describe('a run that stops', () => {
  const refusing = `
    create function app.refuse() returns trigger language plpgsql as 'begin return null; end';
    create trigger refuse before delete on app.contacts for each row when (old.id = 8) execute function app.refuse();`;
  const policy = { triggers: { 'app.contacts.refuse': [] } };

  async function failed(): Promise<{ world: World; run: string }> {
    const world = await open(`${unindexed} ${refusing}`, { policy });
    const result = await applied(world);
    expect(result).toMatchObject({ status: 'failed', indexesLeft: [] });
    return { world, run: String(result.run) };
  }

  test('has its index dropped, and built again when it goes on', async () => {
    const { world, run } = await failed();
    expect(await indexes(world)).toEqual([]);
    expect(await noted(world)).toEqual([`lethe_${run}_1`]);
    await world.run('drop trigger refuse on app.contacts');
    const told: WantedIndex[] = [];
    const result = await carryOutRun(world.lethe, await resumed(world, run), {
      signal: new AbortController().signal,
      onIndex: (index) => told.push(index),
    });
    expect(result).toMatchObject({ status: 'completed', verified: true });
    expect(told).toHaveLength(1);
    await expectGone(world);
    await expectOthersThere(world);
  });

  test('goes on over what an interrupted build has left', async () => {
    const { world, run } = await failed();
    const [writer, builder] = [await connect(), await connect()];
    await writer.query(`begin; delete from ${world.schema}.notes where false`);
    await builder.query("set statement_timeout = '500ms'");
    await expect(
      builder.query(`create index concurrently lethe_${run}_1 on ${world.schema}.notes (contact_id)`),
    ).rejects.toThrow('statement timeout');
    await writer.query('rollback');
    expect(await valid(world)).toEqual([{ valid: false }]);
    await world.run('drop trigger refuse on app.contacts');
    const looking: Promise<unknown>[] = [];
    const result = await carryOutRun(world.lethe, await resumed(world, run), {
      signal: new AbortController().signal,
      observer: { phase: (phase) => void (phase === 'sweep' && looking.push(valid(world))) },
    });
    expect(result).toMatchObject({ status: 'completed', verified: true });
    expect(await Promise.all(looking)).toEqual([[{ valid: true }]]);
    await expectGone(world);
  });
});

describe('a process that dies', () => {
  test.each(['lethe doctor', 'the next apply'])(
    'while it builds an index leaves no run, and %s drops what it left',
    async (by) => {
      const world = await open(unindexed);
      const writer = await connect();
      await writer.query(`begin; delete from ${world.schema}.notes where false`);
      const child = started(world, ['apply', world.subject, '--confirm', world.subject, '--create-missing-indexes']);
      await building(world);
      child.kill('SIGKILL');
      await once(child, 'close');
      // Its backend looks at the socket by itself, once a second.
      await expect.poll(() => building(world, 1), { timeout: 20_000 }).toBe(0);
      await writer.query('rollback');
      expect(await world.run(`select id from lethe.runs where kind = '${parseSubject(world.subject).kind}'`)).toEqual(
        [],
      );
      const [name] = await noted(world);
      expect(await valid(world)).toEqual([{ valid: false }]);
      expect(await doctorSays(world)).toContain(`${name} of `);
      if (by === 'lethe doctor') {
        const said = await cli(world, ['doctor', '--drop-indexes']);
        expect(said.value).toMatchObject({ dropped: [name], left: [] });
        await expectGone(world);
      }
      expect(await applied(world)).toMatchObject({ status: 'completed', verified: true });
      await expectGone(world);
    },
  );

  test.each(['', 'alter index app.$ rename to of_theirs'])(
    'while the run is carried out leaves it to whoever goes on, unless it is somebody’s by now: %s',
    async (meanwhile) => {
      const world = await open(unindexed);
      const child = started(
        world,
        ['apply', world.subject, '--confirm', world.subject, '--create-missing-indexes', '--no-rehearsal'],
        'batch.committed:2',
      );
      await once(child, 'close');
      expect(child.signalCode).toBe('SIGKILL');
      const [name = ''] = await indexes(world);
      const run = name.slice('lethe_'.length, -'_1'.length);
      expect(await doctorSays(world)).toContain('none is left over');
      await world.run(meanwhile.replace('$', name));
      const result = await carryOutRun(world.lethe, run, { signal: new AbortController().signal });
      expect(result).toMatchObject({ status: 'completed', verified: true, indexesLeft: [] });
      await expectGone(world);
      await expectOthersThere(world);
      const theirs = await world.run(`select from pg_indexes where schemaname = 'app' and indexname = 'of_theirs'`);
      expect(theirs).toHaveLength(meanwhile === '' ? 0 : 1);
    },
  );

  test('is told to end while it builds: nothing is recorded, and what could not be dropped at once is named', async () => {
    const world = await open(unindexed);
    const writer = await connect();
    await writer.query(`begin; delete from ${world.schema}.notes where false`);
    const stop = new AbortController();
    const result = applied(world, { signal: stop.signal });
    await building(world);
    stop.abort();
    expect(await result).toMatchObject({ status: 'paused', run: null, drained: true, rows: 0 });
    expect((await result).indexesLeft).toEqual(await noted(world));
    await writer.query('rollback');
    await dropLeftIndexes(world.lethe);
    await expectGone(world);
  });
});

function valid(world: World): Promise<Record<string, unknown>[]> {
  return world.run(
    `select i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = 'app'::regnamespace and c.relname like 'lethe%'`,
  );
}

/** Waits until an index is being built, or looks once. Answers how many. */
async function building(world: World, looks = 200): Promise<number> {
  for (let look = 1; ; look += 1) {
    const [row] = await world.run(
      `select count(*)::int as sessions from pg_stat_activity
       where datname = current_database() and query ilike 'create index concurrently%' and state = 'active' and pid <> pg_backend_pid()`,
    );
    if (Number(row?.['sessions']) > 0 || look >= looks) return Number(row?.['sessions']);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function doctorSays(world: World): Promise<string> {
  return (await diagnose(world.lethe)).find(({ name }) => name === 'indexes of runs')?.detail ?? '';
}

/** A failed run is made runnable, as `lethe resume` does. */
async function resumed(world: World, run: string): Promise<string> {
  await world.run(`update lethe.runs set state = 'queued', attention = null where id = '${run}'`);
  return run;
}

function started(world: World, argv: readonly string[], fault = '') {
  const at = ['--config', world.lethe.loaded.file, '--database', database.url, '--json'];
  return spawn(process.execPath, [bin, ...argv, ...at], {
    cwd: worlds.folder,
    env: { ...process.env, LETHE_FAULT: fault },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function cli(world: World, argv: readonly string[]): Promise<{ code: number | null; value: unknown }> {
  const child = started(world, argv);
  const [out] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code: child.exitCode, value: JSON.parse(out) };
}
