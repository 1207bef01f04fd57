import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { newId } from '../src/ids.ts';
import { formatSubject, parseSubject } from '../src/planner/subject.ts';
import { migrateAll } from '../src/service/lethe.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { runWorker } from '../src/service/worker.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World, type Worlds } from './small-world.ts';

const { url } = await testDatabase();
let worlds: Worlds;

beforeAll(async () => {
  worlds = await smallWorlds(url);
});

afterAll(() => worlds[Symbol.asyncDispose]());

const small = 100;

/** One team of very many rows and a hundred of few, each with a run that waits; the large one's has come first. */
async function crowd(): Promise<{ world: World; large: string; others: string[] }> {
  const world = await worlds.open({
    sql: `create table app.teams (id int primary key);
      create table app.logs (id int primary key, team_id int not null references app.teams);
      insert into app.teams select generate_series(1, ${small + 1});
      insert into app.logs select n, 1 from generate_series(1, 500000) n;
      insert into app.logs select 1000000 + n, 2 + n % ${small} from generate_series(1, 500) n;
      create index on app.logs (team_id)`,
  });
  await migrateAll(world.lethe);
  const [large = '', ...others] = await recordAll(world);
  return { world, large, others };
}

async function recordAll({ lethe, subject }: World): Promise<string[]> {
  const { kind } = parseSubject(subject);
  const runs: string[] = [];
  for (let team = 1; team <= small + 1; team += 1) {
    const { plan } = await makePlan(lethe, { kind, key: [String(team)] });
    const { digest, outline, counts } = plan;
    const run = newId('run');
    const scopes = [formatSubject(outline.subject)];
    await lethe.control.record({ run, request: newId('req'), proof: 'test', digest, outline, counts, scopes });
    runs.push(run);
  }
  return runs;
}

async function work({ lethe }: World, workers: number): Promise<void> {
  const stop = new AbortController();
  const ends = Array.from({ length: workers }, () =>
    runWorker(lethe, { signal: stop.signal, sliceMs: 400, log: () => undefined }),
  );
  onTestFinished(async () => {
    stop.abort();
    await Promise.all(ends);
  });
}

interface Moment {
  readonly run: string;
  readonly type: string;
}

async function momentsOf(world: World, runs: readonly string[]): Promise<Moment[]> {
  const list = runs.map((run) => `'${run}'`).join();
  const rows = await world.run(
    `select run, type from lethe.events where type in ('run.claimed', 'run.completed') and run in (${list}) order by id`,
  );
  return rows.map(({ run, type }) => ({ run: String(run), type: String(type) }));
}

test.for([1, 2])(
  'behind a large run a hundred small ones wait for two of its slices at most, with %d workers',
  { timeout: 300_000 },
  async (workers) => {
    const { world, large, others } = await crowd();
    onTestFinished(() => world[Symbol.asyncDispose]());
    await work(world, workers);
    const state = async (run: string) => (await world.lethe.control.load(run)).state;
    await expect.poll(() => state(large), { timeout: 240_000, interval: 200 }).toBe('completed');
    const moments = await momentsOf(world, [large, ...others]);
    const last = moments.findLastIndex(({ run, type }) => run !== large && type === 'run.completed');
    expect(moments.filter(({ run, type }) => run !== large && type === 'run.completed')).toHaveLength(small);
    expect(moments.findIndex(({ run, type }) => run === large && type === 'run.completed')).toBeGreaterThan(last);
    const slices = (part: readonly Moment[]) =>
      part.filter(({ run, type }) => run === large && type === 'run.claimed').length;
    // Otherwise nobody had to wait for anything.
    expect(slices(moments)).toBeGreaterThan(2);
    // The last one waits until it is taken up; beside it, whoever is free goes on with the large one.
    const taken = moments.findLastIndex(({ run, type }) => run !== large && type === 'run.claimed');
    expect(slices(moments.slice(0, taken))).toBeLessThanOrEqual(2);
    const receipts = await world.lethe.control.receipts(large);
    expect(receipts.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(500_001);
  },
);
