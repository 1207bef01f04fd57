// How long do a hundred small tenants wait behind a very large one that came first? Two `lethe worker` processes, the
// same hundred with and without the large one in front.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newId } from '../packages/lethe/src/ids.ts';
import { formatSubject, parseSubject } from '../packages/lethe/src/planner/subject.ts';
import { migrateAll } from '../packages/lethe/src/service/lethe.ts';
import { makePlan } from '../packages/lethe/src/service/make-plan.ts';
import { smallWorlds, type World } from '../packages/lethe/test/small-world.ts';
import type { Databases } from './databases.ts';

const bin = fileURLToPath(new URL('../packages/lethe/bin/lethe.mjs', import.meta.url));
const small = 100;
const workers = 2;

export async function queueQuestion(on: Databases, { rows }: { rows: number }): Promise<void> {
  const alone = await longestWait(on, { rows: 0 });
  const behind = await longestWait(on, { rows });
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  console.log(
    `queue: the last of ${small} small tenants is deleted ${seconds(behind)} after its turn came behind one of ` +
      `${rows.toLocaleString('en-US')} rows, ${seconds(alone)} without it: ${seconds(behind - alone)} later`,
  );
}

/** From the start of the workers to the end of the last small one. */
async function longestWait(on: Databases, { rows }: { rows: number }): Promise<number> {
  const url = await on.empty('bench_queue');
  await using worlds = await smallWorlds(url);
  await using world = await worlds.open({
    sql: `create table app.teams (id int primary key);
      create table app.logs (id int primary key, team_id int not null references app.teams);
      insert into app.teams select generate_series(1, ${small + 1});
      insert into app.logs select n, 1 from generate_series(1, ${rows}) n;
      insert into app.logs select 100000000 + n, 2 + n % ${small} from generate_series(1, 5000) n;
      create index on app.logs (team_id); analyze app.logs`,
  });
  await migrateAll(world.lethe);
  if (rows > 0) await record(world, 1);
  for (let team = 2; team <= small + 1; team += 1) await record(world, team);
  const begun = performance.now();
  const processes = Array.from({ length: workers }, () => worker(worlds.folder, url));
  try {
    while (await someSmallIsOpen(world)) await sleep(50);
    return performance.now() - begun;
  } finally {
    await Promise.all(processes.map(ended));
  }
}

async function record(world: World, team: number): Promise<void> {
  const { lethe, subject } = world;
  const { plan } = await makePlan(lethe, { kind: parseSubject(subject).kind, key: [String(team)] });
  const { digest, outline, counts } = plan;
  const scopes = [formatSubject(outline.subject)];
  const ids = { run: newId('run'), request: newId('req') };
  await lethe.control.record({ ...ids, proof: 'bench', digest, outline, counts, scopes });
}

function worker(folder: string, url: string): ChildProcess {
  return spawn(process.execPath, [bin, 'worker', '--config', `${folder}/world1`, '--database', url], {
    env: { ...process.env, LETHE_DATA_DIR: folder },
    stdio: 'ignore',
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'close');
}

async function someSmallIsOpen({ run }: World): Promise<boolean> {
  const [row] = await run(`select count(*)::int as open from lethe.runs where key <> '{1}' and state <> 'completed'`);
  return Number(row?.['open']) > 0;
}
