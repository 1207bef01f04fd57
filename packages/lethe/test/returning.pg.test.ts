import { afterAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);

afterAll(() => worlds[Symbol.asyncDispose]());

const typed = (equals: string, to: string) => ({
  ...{ table: 'app.attachments', columns: ['record_id'], to, toColumns: ['id'] },
  when: { column: 'record_type', equals },
});

/** Photos of three teams have a blob each by an attachment, of which there is a copy: an attachment with a blob again. */
const product = {
  sql: `
    create table app.teams (id bigint primary key);
    create table app.photos (id bigint primary key, team_id bigint not null references app.teams);
    create table app.blobs (id bigint primary key);
    create table app.copies (id bigint primary key, blob_id bigint not null references app.blobs);
    create table app.attachments (id bigint primary key, record_type text not null, record_id bigint not null,
      blob_id bigint not null references app.blobs);
    create index on app.photos (team_id); create index on app.copies (blob_id); create index on app.attachments (blob_id);
    insert into app.teams select n from generate_series(1, 3) n;
    insert into app.photos select n, 1 + n % 3 from generate_series(1, 900) n;
    insert into app.blobs select n from generate_series(1, 900) n union all select 10000 + n from generate_series(1, 900) n;
    insert into app.attachments select n, 'Photo', n, n from generate_series(1, 900) n;
    insert into app.copies select 5000 + n, n from generate_series(1, 900) n;
    insert into app.attachments select 10000 + n, 'Copy', 5000 + n, 10000 + n from generate_series(1, 900) n;`,
  policy: { rules: { 'app.attachments': 'delete' } },
  store: {
    links: [typed('Photo', 'app.photos'), typed('Copy', 'app.copies')],
    owned: [{ table: 'app.attachments', columns: ['blob_id'], to: 'app.blobs', toColumns: ['id'] }],
  },
};
const all = 1 + 300 + 300 + 600 + 600;

async function expectDone(world: World): Promise<void> {
  const counts: Record<string, number> = {};
  for (const table of ['photos', 'copies', 'attachments', 'blobs']) counts[table] = await world.count(`app.${table}`);
  expect(counts).toEqual({ photos: 600, copies: 600, attachments: 1200, blobs: 1200 });
  const lost = `select from app.attachments a where not exists (select from app.blobs b where b.id = a.blob_id)
    or record_type = 'Photo' and not exists (select from app.photos p where p.id = a.record_id)
    or record_type = 'Copy' and not exists (select from app.copies c where c.id = a.record_id)`;
  expect(await world.run(lost)).toEqual([]);
  expect(
    await world.run(`select from lethe.mentions m join lethe.runs r on r.id = m.run where r.state = 'completed'`),
  ).toEqual([]);
}

test('what hangs from rows that its own table owns is counted, and goes', async () => {
  await using world = await worlds.open(product);
  expect(await world.plan()).toEqual({ codes: [], rows: all });
  expect(await world.applyRehearsed()).toMatchObject({ status: 'completed', rows: all });
  await expectDone(world);
});

describe('a run goes on with what it remembers, though what it was found by has gone, when it was killed at', () => {
  test.each([
    'run.journalled',
    'run.started',
    'step.filled:1',
    'batch.committed:1',
    'step.filled:2',
    'batch.committed:2',
    'fence.passed',
    'certify.stored',
  ])('%s', async (fault) => {
    await using world = await worlds.open(product);
    const run = await world.killedAt(fault);
    expect(await world.resume(run)).toMatchObject({ status: 'completed' });
    await expectDone(world);
  });
});

test('what came after the run had looked goes too, as long as what it is found by is there', async () => {
  await using world = await worlds.open(product);
  const stopped = await world.apply('effects before');
  await world.run(`insert into app.blobs values (20000); insert into app.copies values (6000, 3);
    insert into app.attachments values (20000, 'Copy', 6000, 20000)`);
  expect(await world.resume(stopped.run ?? '')).toMatchObject({ status: 'completed' });
  await expectDone(world);
});

test('where something else uses such a blob, it stays with its copy', async () => {
  await using world = await worlds.open(product);
  await world.run(`insert into app.attachments values (30000, 'Photo', 1, 3)`);
  expect(await world.applyRehearsed()).toMatchObject({ status: 'completed', rows: all - 4 });
  expect(await world.run(`select id from app.attachments where id in (3, 10003, 30000) order by id`)).toEqual([
    { id: '10003' },
    { id: '30000' },
  ]);
});
