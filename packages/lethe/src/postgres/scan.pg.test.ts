import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunRecord } from '../engine/control.ts';
import type { Outline, Step } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import type { StoreConfig } from '../policy/policy.ts';
import { testDatabase } from '../testing/vitest-database.ts';
import { openDatabase } from './connection.ts';
import { migrate } from './migrate.ts';
import { postgresScanner } from './scan.ts';
import { searchValues } from './scan-values.ts';

const { url } = await testDatabase();
const database = openDatabase({ url, label: 'scan test' });
const client = new pg.Client({ connectionString: url });

const slug = 'northwind-trading-1a2b3c';
const writer = { run: 'run_1', epoch: 0 };

beforeAll(async () => {
  await client.connect();
  await migrate(database);
  await client.query(`
    create schema app;
    create schema "Odd.Name";
    create domain app.label as text;
    create domain app.labels as text[];
    create type app.stage as enum ('new', '${slug}');
    create type app.pair as (a int, b text);
    create collation app.blind (provider = icu, locale = 'und', deterministic = false);
    create table app.workspaces (id bigint primary key, slug text, code text, note text);
    create table app.everything (
      id bigint primary key, workspace_id bigint,
      c_text text, c_varchar varchar(100), c_char char(40), c_name name, c_domain app.label, c_blind text collate app.blind,
      c_json json, c_jsonb jsonb, c_xml xml, c_texts text[], c_domains app.labels, c_jsonbs jsonb[], c_bytes bytea,
      c_byte_arrays bytea[], c_stage app.stage, c_stages app.stage[], c_uuid uuid, c_pair app.pair,
      c_stored text generated always as ('x' || c_text) stored);
    create table "Odd.Name"."We ""ird" (id bigint primary key, "the.column" text);
    create table app.parted (id bigint, day date, body text, primary key (id, day)) partition by range (day);
    create table app.parted_1 partition of app.parted for values from ('2026-01-01') to ('2026-07-01') partition by list (id);
    create table app.parted_1a partition of app.parted_1 default;
    create table app.parted_2 partition of app.parted for values from ('2026-07-01') to ('2027-01-01');
    create table app.heirless (body text);
    create table app.heir () inherits (app.heirless);
    create table app.invoices (id bigint primary key, workspace_id bigint not null, to_name text);
    create table app.audit (id bigint primary key, workspace_id bigint not null, actor text);
    create table app.lines (id bigint primary key, invoice_id bigint not null, body text);
    create table app.ignored (body text);
    create materialized view app.copies as select slug from app.workspaces;
  `);
});

beforeEach(async () => {
  await client.query(`
    truncate app.workspaces, app.everything, "Odd.Name"."We ""ird", app.parted, app.heirless, app.heir, app.invoices,
      app.audit, app.lines, app.ignored, lethe.identifiers, lethe.events, lethe.steps, lethe.runs, lethe.requests cascade;
    refresh materialized view app.copies;
    insert into lethe.requests (id, kind, key, state, body, scopes, complete_due_at) values ('req_1', 'workspace', '{77}', 'running', '{}', '{workspace:77}', now());
    insert into lethe.runs (id, request, kind, key, scopes, digest, outline, counts, state)
      values ('run_1', 'req_1', 'workspace', '{77}', '{workspace:77}', 'd', '{}', '{}', 'running');
  `);
});

afterAll(async () => {
  await client.end();
  await database.close();
});

const bySubject: Predicate = { op: 'subject', columns: ['workspace_id'] };

function deleteStep(table: string, predicate: Predicate, root = false): Step {
  return {
    ...{ no: 1, kind: 'delete', table, predicate, key: ['id'], why: '', root },
    ...{ cascades: [], carriedBy: null, leftovers: false, triggerWrites: [] },
  };
}

function outline(rest: Partial<Outline> = {}): Outline {
  return {
    v: 1,
    subject: { kind: 'workspace', key: ['77'] },
    ...{ store: 'main', policyHash: '', schemaFingerprint: '' },
    steps: [
      deleteStep('app.everything', bySubject),
      deleteStep('app.workspaces', { op: 'subject', columns: ['id'] }, true),
    ],
    ...{ kept: [], ignored: [], effects: [], blockers: [], checks: [], findings: [], warnings: [], unfenced: [] },
    insertGuard: false,
    ...rest,
  };
}

function record(of: Outline): RunRecord {
  return {
    ...{ id: 'run_1', request: 'req_1', subject: of.subject, digest: 'd', outline: of, attention: [], epoch: 0 },
    counts: { steps: [], kept: [], effects: [], blockers: [], checks: [] },
    ...{ state: 'running', phase: 'start', createdAt: '', startedAt: null, finishedAt: null },
  };
}

const schemas = ['app', 'Odd.Name'];
type Excuses = Partial<Pick<StoreConfig, 'mayStay' | 'people'>>;

function scannerOf(identifiers: readonly string[], excuses: Excuses = {}) {
  const store = { schemas, mayStay: {}, people: null, ...excuses };
  return postgresScanner({ database, store, identifiersOf: () => identifiers });
}

async function foundBy(of: Outline, excuses: Excuses = {}) {
  const result = await scannerOf(['app.workspaces.slug'], excuses).scan(writer, record(of));
  return (
    result?.found.map(({ table, column, rows, kept }) => `${table}.${column} ${rows}${kept ? ' kept' : ''}`) ?? null
  );
}

async function identifierIs(...values: string[]): Promise<void> {
  await client.query(`insert into lethe.identifiers select 'run_1', 'app.workspaces.slug', unnest($1::text[])`, [
    values,
  ]);
}

async function plantEverywhere(value: string): Promise<void> {
  await client.query(
    `insert into app.everything values (1, null, 'a ' || $1, $1, left($1, 40), $1, $1, $1,
       json_build_object('k', $1), jsonb_build_object('k', array[$1]), xmlelement(name a, $1), array['b', 'c ' || $1], array[$1],
       array[to_jsonb($1::text)], '\\x00ff'::bytea || convert_to($1, 'UTF8') || '\\xfe', array['\\x01'::bytea, convert_to($1, 'UTF8')],
       null, null, null, row(1, $1))`,
    [value],
  );
  await client.query(`insert into "Odd.Name"."We ""ird" values (1, 'x' || $1 || 'y')`, [value]);
  await client.query(`insert into app.parted values (1, '2026-02-01', $1), (2, '2026-08-01', $1)`, [value]);
  await client.query(`insert into app.heirless values ($1)`, [value]);
  await client.query(`insert into app.heir values ($1), ($1)`, [value]);
}

const texts = [
  'c_text',
  'c_varchar',
  'c_char',
  'c_name',
  'c_domain',
  'c_blind',
  'c_json',
  'c_jsonb',
  'c_xml',
  'c_texts',
];
const planted = [...texts, 'c_domains', 'c_jsonbs', 'c_bytes', 'c_byte_arrays', 'c_pair', 'c_stored'].map(
  (column) => `app.everything.${column} 1`,
);

const others = (count: number): string[] => Array.from({ length: count }, (_, at) => `nobody-has-this-${at}`);

test.each([0, 20, 2_000])('a value is found in columns of every type, beside %i others', async (count) => {
  await plantEverywhere(slug);
  const { hits, searched } = await searchValues(database, { values: [...others(count), slug], schemas });
  const found = hits.map(({ table, column, rows }) => `${table}.${column} ${rows}`).sort();
  expect(found).toEqual(
    [
      ...planted,
      '"Odd.Name"."We ""ird".the.column 1',
      'app.parted.body 2',
      'app.heirless.body 1',
      'app.heir.body 2',
    ].sort(),
  );
  expect(searched).toBeGreaterThan(hits.length);
});

test.each([0, 20])('nothing is found once the value is gone, beside %i others', async (count) => {
  await plantEverywhere('some-other-trader-9z9z');
  const { hits } = await searchValues(database, { values: [...others(count), slug], schemas });
  expect(hits).toEqual([]);
});

test.each([0, 20])('values of enum and uuid columns are found as text, beside %i others', async (count) => {
  const uuid = '0b0e7a52-7a1c-4f5e-9a54-b9f0a1d2c3e4';
  await client.query(
    `insert into app.everything (id, c_stage, c_stages, c_uuid) values (1, $1, array[$1]::app.stage[], $2)`,
    [slug, uuid],
  );
  const { hits } = await searchValues(database, { values: [slug, uuid, ...others(count)], schemas });
  expect(hits.map(({ column }) => column)).toEqual(['c_stage', 'c_stages', 'c_uuid']);
});

test.each([0, 20])(
  'a value with signs of its own is found as JSON and XML spell it, beside %i others',
  async (count) => {
    const value = 'Jürgen "J" O\'Neil \\ <50%_off> a/b & (c|d)* 😀';
    await client.query(
      `insert into app.everything (id, c_text, c_jsonb, c_xml, c_texts, c_bytes, c_byte_arrays)
       values (1, $1, jsonb_build_object('k', $1::text), xmlelement(name a, $1::text), array[$1], convert_to($1, 'UTF8'), array[convert_to($1, 'UTF8')])`,
      [value],
    );
    const escaped = JSON.stringify(value)
      .replaceAll('/', '\\/')
      .replace('ü', '\\u00fc')
      .replace('😀', '\\ud83d\\ude00');
    await client.query(`insert into app.everything (id, c_json, c_varchar) values (2, $1::json, $1)`, [escaped]);
    const { hits } = await searchValues(database, { values: [value, ...others(count)], schemas });
    const columns = [
      'c_text',
      'c_varchar',
      'c_json',
      'c_jsonb',
      'c_xml',
      'c_texts',
      'c_bytes',
      'c_byte_arrays',
      'c_stored',
    ];
    expect(hits.map(({ column, rows }) => `${column} ${rows}`)).toEqual(columns.map((column) => `${column} 1`));
  },
);

test.each([0, 20])('signs that mean something in a pattern match only themselves, beside %i others', async (count) => {
  await client.query(
    `insert into app.heirless values ('abXcdefghi'), ('ab%cdefghi'), ('AB%CDEFGHI'), ('a.b.c.d.e'), ('aXbXcXdXe')`,
  );
  const { hits } = await searchValues(database, { values: ['ab%cdefghi', 'a.b.c.d.e', ...others(count)], schemas });
  expect(hits).toEqual([{ table: 'app.heirless', column: 'body', rows: 2 }]);
});

test('rows are counted once each over many blocks, long and stored elsewhere or not', async () => {
  await client.query(`alter table app.heirless alter body set storage external`);
  await client.query(
    `insert into app.heirless select repeat(md5(i::text), case when i % 50 = 0 then 400 else 5 end) || case when i % 7 = 0 then $1 else '' end
       from generate_series(1, 5000) i`,
    [slug],
  );
  const one = await searchValues(database, { values: [slug], schemas });
  const many = await searchValues(database, { values: [slug, ...others(500)], schemas });
  expect(one.hits).toEqual([{ table: 'app.heirless', column: 'body', rows: 714 }]);
  expect(many.hits).toEqual(one.hits);
});

test('a materialised view that still holds the value is found, and one that was never filled is passed over', async () => {
  await client.query(`insert into app.workspaces values (77, $1)`, [slug]);
  await client.query(`refresh materialized view app.copies`);
  await client.query(`create materialized view app.empty as select slug from app.workspaces with no data`);
  await client.query(`delete from app.workspaces`);
  const { hits } = await searchValues(database, { values: [slug], schemas });
  await client.query(`drop materialized view app.empty`);
  expect(hits).toEqual([{ table: 'app.copies', column: 'slug', rows: 1 }]);
});

test('row security that hides rows is an error, not an empty result', async () => {
  await client.query(`create role blinkered login password 'x'; grant usage on schema app to blinkered;
    create table app.guarded (body text); alter table app.guarded enable row level security; grant select on app.guarded to blinkered`);
  const asBlinkered = new URL(url);
  asBlinkered.username = 'blinkered';
  asBlinkered.password = 'x';
  await using narrow = openDatabase({ url: asBlinkered.href, label: 'scan test' });
  const search = { values: [slug], schemas: ['app'], skip: (table: string) => table !== 'app.guarded' };
  const result = await searchValues(narrow, search).catch((error: unknown) => error);
  await client.query(`drop table app.guarded; drop owned by blinkered; drop role blinkered`);
  expect(result).toMatchObject({ code: 'PRIVILEGE_MISSING' });
});

test('what is looked for is no parameter of the statements that read tables', async () => {
  const seen: unknown[] = [];
  const spying = {
    ...database,
    transaction: <T>(body: (session: pg.ClientBase) => Promise<T>, mode?: string) =>
      database.transaction((session) => {
        const query = session.query.bind(session);
        const spied = new Proxy(session, {
          get: (target, name) =>
            name === 'query'
              ? (...given: Parameters<typeof query>) => {
                  seen.push(given);
                  return query(...given);
                }
              : Reflect.get(target, name),
        });
        return body(spied);
      }, mode),
  };
  await searchValues(spying, { values: [slug], schemas });
  const holding = seen.filter((given) => JSON.stringify(given).includes(slug)).map((given) => JSON.stringify(given));
  expect(holding.length).toBeGreaterThan(0);
  expect(holding.every((given) => given.includes('set_config'))).toBe(true);
});

test('identifiers are taken from the rows of the subject, and short ones are counted as skipped', async () => {
  await client.query(
    `insert into app.workspaces values (77, $1, 'abc'), (78, 'another-workspace-1', 'also-long-enough')`,
    [slug],
  );
  await client.query(`insert into app.everything (id, workspace_id, c_text, c_uuid) values
    (1, 77, 'person-one@x.test', '0b0e7a52-7a1c-4f5e-9a54-b9f0a1d2c3e4'), (2, 77, 'person-one@x.test', null),
    (3, 77, ' short ', null), (4, 78, 'person-two@x.test', null)`);
  const columns = [
    'app.workspaces.slug',
    'app.workspaces.code',
    'app.everything.c_text',
    'app.everything.c_uuid',
    'app.ignored.body',
  ];
  const scanner = scannerOf(columns);
  await scanner.remember(writer, record(outline()));
  const values = await client.query('select source, value from lethe.identifiers order by 1, 2');
  expect(values.rows.map(({ source, value }) => `${source} ${value}`)).toEqual([
    'app.everything.c_text person-one@x.test',
    'app.everything.c_uuid 0b0e7a52-7a1c-4f5e-9a54-b9f0a1d2c3e4',
    `app.workspaces.slug ${slug}`,
  ]);
  const events = await client.query(`select data from lethe.events where type = 'scan.identifiers'`);
  expect(events.rows).toEqual([{ data: { taken: 3, skipped: 2, beyond: 0, unplanned: ['app.ignored.body'] } }]);
});

test('remembering again after the rows are gone keeps what was remembered, and forgetting ends it', async () => {
  await client.query(`insert into app.workspaces values (77, $1)`, [slug]);
  const scanner = scannerOf(['app.workspaces.slug']);
  await scanner.remember(writer, record(outline()));
  await client.query('delete from app.workspaces');
  await scanner.remember(writer, record(outline()));
  expect((await client.query('select value from lethe.identifiers')).rows).toEqual([{ value: slug }]);
  await scanner.forget(writer);
  expect((await client.query('select value from lethe.identifiers')).rows).toEqual([]);
  expect(await scanner.scan(writer, record(outline()))).toBeNull();
});

test('a worker that has lost the run remembers nothing', async () => {
  await client.query(`insert into app.workspaces values (77, $1)`, [slug]);
  const stale = scannerOf(['app.workspaces.slug']).remember({ run: 'run_1', epoch: 7 }, record(outline()));
  await expect(stale).rejects.toMatchObject({ code: 'EPOCH_STALE' });
  expect((await client.query('select from lethe.identifiers')).rows).toEqual([]);
});

test('no more than ten thousand identifiers are taken, and the event says how many were left', async () => {
  await client.query(`insert into app.everything (id, workspace_id, c_text, c_varchar)
    select i, 77, 'person-' || i || '@x.test', 'longer than eight' from generate_series(1, 10250) i`);
  await scannerOf(['app.everything.c_text', 'app.everything.c_varchar']).remember(writer, record(outline()));
  expect((await client.query('select count(*)::int as n from lethe.identifiers')).rows).toEqual([{ n: 10_000 }]);
  const events = await client.query(`select data from lethe.events where type = 'scan.identifiers'`);
  expect(events.rows).toEqual([{ data: { taken: 10_000, skipped: 0, beyond: 251, unplanned: [] } }]);
  // The first in order are taken: person-10… is among them.
  await client.query(`delete from app.everything where id > 20`);
  const result = await scannerOf([]).scan(writer, record(outline()));
  expect(result).toMatchObject({ identifiers: 10_000, found: [{ column: 'c_stored' }, { column: 'c_text' }] });
});

test('hits in kept tables are marked kept; in anonymised, ignored and other ones they are not', async () => {
  await identifierIs(slug);
  await client.query(`insert into app.invoices values (1, 77, $1)`, [slug]);
  await client.query(`insert into app.audit values (1, 77, $1)`, [slug]);
  await client.query(`insert into app.ignored values ($1)`, [slug]);
  await client.query(`insert into app.heirless values ($1)`, [slug]);
  const kept = { reason: 'tax law', for: null, from: null, endOf: null };
  const of = outline({
    steps: [
      {
        ...deleteStep('app.audit', bySubject),
        kind: 'anonymise',
        columns: { actor: { with: 'null' } },
        because: 'rule',
      } as Step,
      deleteStep('app.workspaces', { op: 'subject', columns: ['id'] }, true),
    ],
    kept: [
      { table: 'app.invoices', predicate: bySubject, ...kept },
      { table: 'app.audit', predicate: bySubject, ...kept },
    ],
    ignored: [{ table: 'app.ignored', because: 'test' }],
  });
  expect(await foundBy(of)).toEqual([
    'app.audit.actor 1',
    'app.heirless.body 1',
    'app.ignored.body 1',
    'app.invoices.to_name 1 kept',
  ]);
});

const leftAlone = outline({
  ignored: ['app.ignored', 'app.parted'].map((table) => ({ table, because: 'test' })),
});

test.each([
  ['its column may stay', 'kept', { mayStay: { 'app.ignored.body': 'looked at' } }],
  ['other columns may stay', 'found', { mayStay: { 'app.ignored.id': 'looked at', 'app.parted.body': 'looked at' } }],
  ['its rows are the host’s people', 'kept', { people: peopleIn('app.ignored') }],
  ['others are the host’s people', 'found', { people: peopleIn('app.users') }],
])('a hit in an ignored table where %s is %s', async (_, marked, excuses) => {
  await identifierIs(slug);
  await client.query(`insert into app.ignored values ($1)`, [slug]);
  await client.query(`insert into app.heirless values ($1)`, [slug]);
  const hit = `app.ignored.body 1${marked === 'kept' ? ' kept' : ''}`;
  expect(await foundBy(leftAlone, excuses)).toEqual(['app.heirless.body 1', hit]);
});

test('a column that may stay excuses no hit in a table that is not ignored', async () => {
  await identifierIs(slug);
  await client.query(`insert into app.heirless values ($1)`, [slug]);
  const excuses = { mayStay: { 'app.heirless.body': 'looked at' }, people: peopleIn('app.heirless') };
  expect(await foundBy(leftAlone, excuses)).toEqual(['app.heirless.body 1']);
});

test('the subject’s own key in an ignored table is found as any other value', async () => {
  const key = '7700112233';
  await identifierIs(key);
  await client.query(`insert into app.ignored values ($1)`, [key]);
  const of = { ...leftAlone, subject: { kind: 'workspace', key: [key] } };
  expect(await foundBy(of)).toEqual(['app.ignored.body 1']);
  expect(await foundBy(of, { mayStay: { 'app.ignored.body': 'looked at' } })).toEqual(['app.ignored.body 1 kept']);
});

function peopleIn(table: string): StoreConfig['people'] {
  return { table, key: 'id', email: 'body', changedAt: null, previous: null };
}

test('rows of another tenant are not counted, by column or by path; rows of nobody are', async () => {
  await identifierIs(slug);
  await client.query(`insert into app.invoices values (1, 77, ''), (2, 78, '')`);
  await client.query(`insert into app.lines values (1, 1, $1), (2, 2, $1), (3, 2, $1), (4, 999, $1)`, [slug]);
  await client.query(
    `insert into app.everything (id, workspace_id, c_varchar) values (1, 77, $1), (2, 78, $1), (3, null, $1)`,
    [slug],
  );
  await client.query(`insert into app.workspaces values (78, 'x', 'x', $1)`, [slug]);
  const of = outline({
    steps: [
      deleteStep('app.lines', {
        op: 'in',
        columns: ['invoice_id'],
        table: 'app.invoices',
        keys: ['id'],
        where: bySubject,
      }),
      ...outline().steps,
    ],
  });
  expect(await foundBy(of)).toEqual(['app.everything.c_varchar 2', 'app.lines.body 2']);
});

test('a row counts as another tenant’s only where every way of the plan says so', async () => {
  await identifierIs(slug);
  await client.query(`insert into app.invoices values (1, 77, ''), (2, 78, '')`);
  await client.query(`insert into app.lines values (1, 1, $1), (2, 2, $1)`, [slug]);
  const bothWays: Predicate = {
    op: 'any',
    of: [
      { op: 'in', columns: ['invoice_id'], table: 'app.invoices', keys: ['id'], where: bySubject },
      { op: 'one of', column: 'id', values: ['5'] },
    ],
  };
  expect(await foundBy(outline({ steps: [deleteStep('app.lines', bothWays), ...outline().steps] }))).toEqual([
    'app.lines.body 2',
  ]);
});

test('Lethe’s own tables are searched, but for the place where identifiers are remembered', async () => {
  await identifierIs(slug);
  expect(await foundBy(outline())).toEqual([]);
  await client.query(`insert into lethe.events (type, data) values ('planted', jsonb_build_object('name', $1::text))`, [
    slug,
  ]);
  await client.query(`create schema lethe_jobs; create table lethe_jobs.job (id int, data jsonb)`);
  await client.query(`insert into lethe_jobs.job values (1, jsonb_build_object('name', $1::text))`, [slug]);
  const found = await foundBy(outline());
  await client.query(`drop schema lethe_jobs cascade`);
  expect(found).toEqual(['lethe.events.data 1', 'lethe_jobs.job.data 1']);
});

test('the subject’s own key may stand in rows that stay and in the record of its run, and nowhere else', async () => {
  const key = '0b0e7a52-7a1c-4f5e-9a54-b9f0a1d2c3e4';
  await identifierIs(key, slug);
  await client.query(`update lethe.runs set key = array[$1], scopes = array['workspace:' || $1]`, [key]);
  await client.query(`insert into app.everything (id, c_text, c_uuid) values (1, '', $1), (2, $2, null)`, [key, slug]);
  await client.query(`insert into app.heirless values ($1)`, [key]);
  const { steps } = outline();
  const of = outline({
    subject: { kind: 'workspace', key: [key] },
    steps: [
      {
        ...deleteStep('app.everything', { op: 'set', column: 'id' }),
        kind: 'anonymise',
        columns: {},
        because: 'spine',
      } as Step,
      ...steps.slice(2),
      deleteStep('app.workspaces', { op: 'set', column: 'id' }, true),
    ],
  });
  expect(await foundBy(of)).toEqual([
    'app.everything.c_stored 1',
    'app.everything.c_text 1',
    'app.everything.c_uuid 1 kept',
    'app.heirless.body 1',
  ]);
});
