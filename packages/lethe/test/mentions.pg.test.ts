import { afterAll, describe, expect, test } from 'vitest';
import { parseSubject } from '../src/planner/subject.ts';
import { makeUncountedPlan } from '../src/service/make-plan.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);

afterAll(() => worlds[Symbol.asyncDispose]());

/** Three teams, with jobs of each that name their orders, and one that names nobody. */
const product = {
  sql: `
    create table app.teams (id int primary key, name text);
    create table app.orders (id int primary key, team_id int not null references app.teams on delete cascade);
    create table app.jobs (id bigint generated always as identity primary key, payload jsonb);
    create table app.attempts (id bigint generated always as identity primary key, job_id bigint not null references app.jobs);
    create index on app.orders (team_id); create index on app.attempts (job_id);
    insert into app.teams select n, 'Team ' || n from generate_series(1, 3) n;
    insert into app.orders select 10000 + n, 1 + n % 3 from generate_series(1, 900) n;
    insert into app.jobs (payload) select jsonb_build_object('id', id, 'model', 'App\\Models\\Order') from app.orders order by id;
    insert into app.jobs (payload) values ('{"nightly": true}');
    insert into app.attempts (job_id) select id from app.jobs;`,
  policy: { rules: { 'app.jobs': 'delete' } },
  store: { ignore: { 'app.jobs': { rule: 'ignore', because: 'of everybody', unlessFound: true, mentionsLink: true } } },
};

async function expectDone(world: World): Promise<void> {
  const [left] = await world.run(`select (select count(*)::int from app.orders) as orders,
    (select count(*)::int from app.jobs) as jobs, (select count(*)::int from app.attempts) as attempts,
    (select count(*)::int from app.jobs j where not exists (select from app.orders o where o.id::text = j.payload ->> 'id')) as others`);
  expect(left).toEqual({ orders: 600, jobs: 601, attempts: 601, others: 1 });
  expect(
    await world.run(`select from lethe.mentions m join lethe.runs r on r.id = m.run where r.state = 'completed'`),
  ).toEqual([]);
}

test('rows that mention rows of the team go with what hangs from them, and no others', async () => {
  await using world = await worlds.open(product);
  expect(await world.plan()).toEqual({ codes: [], rows: 1 + 300 + 300 + 300 });
  expect(await world.applyRehearsed()).toMatchObject({ status: 'completed', rows: 901 });
  await expectDone(world);
});

describe('a run goes on with what it remembers, though what was mentioned has gone, when it was killed at', () => {
  test.each([
    'run.journalled',
    'run.started',
    'step.filled:2',
    'batch.committed:2',
    'fence.passed',
    'root.committed',
    'certify.stored',
  ])('%s', async (fault) => {
    await using world = await worlds.open(product);
    const run = await world.killedAt(fault);
    expect(await world.resume(run)).toMatchObject({ status: 'completed' });
    await expectDone(world);
  });
});

test('a row that came after the run had looked, and is left, is told of by what it is known by', async () => {
  await using world = await worlds.open({
    ...product,
    policy: { ...product.policy, identifiers: ['app.teams.name'] },
  });
  await world.run(`update app.teams set name = 'Team of the north' where id = 1`);
  const stopped = await world.apply('fence');
  await world.run(`insert into app.jobs (payload) values ('{"order_id": 10003, "note": "for Team of the north"}')`);
  expect(stopped.run).not.toBeNull();
  expect(await world.resume(stopped.run ?? '')).toMatchObject({
    status: 'failed',
    findings: [{ code: 'RESIDUAL_FOUND' }],
  });
});

test('a row that came after the run had looked goes, where it mentions the team itself', async () => {
  await using world = await worlds.open(product);
  const stopped = await world.apply('fence');
  await world.run(`insert into app.jobs (payload) values ('{"team_id": 1}')`);
  expect(await world.resume(stopped.run ?? '')).toMatchObject({ status: 'completed' });
  await expectDone(world);
});

test('a blocker for what hangs from such rows is counted before anything else is', async () => {
  const blockers = [
    { name: 'tried', version: 1, table: 'app.attempts', level: 'block', message: 'jobs are being tried' },
  ];
  await using world = await worlds.open({ ...product, policy: { ...product.policy, blockers } });
  const { plan } = await makeUncountedPlan(world.lethe, parseSubject(world.subject));
  expect(plan.counts.blockers).toEqual([300]);
});

test('where all that such rows say may stay, they stay', async () => {
  const store = { ...product.store, mayStay: { 'app.jobs.payload': 'gone within the hour' } };
  await using world = await worlds.open({ ...product, store });
  expect(await world.applyRehearsed()).toMatchObject({ status: 'completed', rows: 301 });
  expect(await world.count('app.jobs')).toBe(901);
});
