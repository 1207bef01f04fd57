import { afterAll, expect, test } from 'vitest';
import { tempos } from '../src/engine/pace.ts';
import { apply } from '../src/service/apply.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);

afterAll(async () => {
  await worlds[Symbol.asyncDispose]();
});

test('a gentle run has one lane, which rests after each batch, and no workers of the server', async () => {
  await using it = await worlds.open({
    sql: `create table app.teams (id int primary key);
      create table app.notes (id int primary key, team_id int not null references app.teams);
      create index on app.notes (team_id);
      insert into app.teams values (1), (2);
      insert into app.notes select n, 1 + n % 2 from generate_series(1, 4000) n;`,
    env: { LETHE_TEMPO: 'gentle' },
  });
  const batches: { begun: number; ended: number }[] = [];
  const result = await apply(it.lethe, {
    planFile: null,
    subject: it.subject,
    confirm: it.subject,
    signal: new AbortController().signal,
    observer: {
      batch: ({ table, ms }) => {
        const ended = performance.now();
        if (table.endsWith('.notes')) batches.push({ begun: ended - ms, ended });
      },
    },
  });
  expect(result).toMatchObject({ status: 'completed', rows: 2001, verified: true });
  expect(batches.length).toBeGreaterThan(1);
  for (const [at, { begun, ended }] of batches.slice(0, -1).entries()) {
    const rested = (batches[at + 1]?.begun ?? 0) - ended;
    // A timer may come a moment early.
    expect(rested).toBeGreaterThan(Math.min(400, tempos.gentle.rests * (ended - begun)) - 5);
  }
  const { rows } = await it.lethe.database.use((client) => client.query('show max_parallel_workers_per_gather'));
  expect(rows).toEqual([{ max_parallel_workers_per_gather: '0' }]);
});
