// npm run generated -- --cases 10000 --seed 1: deletes a tenant in so many generated schemas, and says what it found.
// --init: with what lethe init proposes, instead of what somebody writes who knows the product.
// What failed is tried again with the seed and path that it said: npm run generated -- --seed 27 --path 14:0:2
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ownCluster } from '../packages/lethe/src/testing/cluster.ts';
import { emptyTally, merge, rare, table } from '../packages/lethe/test/generated/shares.ts';
import { structures } from '../packages/lethe/test/generated/structure.ts';
import type { Tried } from '../packages/lethe/test/generated/try-cases.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    path: { type: 'string' },
    postgres: { type: 'string', default: '18' },
    init: { type: 'boolean', default: false },
    lanes: { type: 'string', default: '4' },
  },
});
const all = values.path === undefined ? Number(values.cases) : 1;
const seed = Number(values.seed);
const version = values.postgres === '15' ? 15 : 18;
const worker = fileURLToPath(new URL('../packages/lethe/test/generated/tries.fixture.ts', import.meta.url));

/** So many cases a process: configurations are modules, which a process never forgets. */
const casesAProcess = 400;

const tally = emptyTally();
const failures: string[] = [];
const begun = performance.now();
await using cluster = await ownCluster({ version });
for (let chunk = 0; tally.cases < all && failures.length === 0; chunk += 1) {
  const cases = Math.min(casesAProcess, all - tally.cases);
  const lanes = values.path === undefined ? Number(values.lanes) : 1;
  const trying = {
    url: cluster.url,
    version,
    cases,
    lanes,
    seed: seed + chunk * 100,
    killed: 3,
    path: values.path,
    init: values.init,
  };
  const tried = await inProcess(trying);
  merge(tally, tried.tally);
  failures.push(...tried.failures);
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.error(
    `${tally.cases} cases, ${tally.completed} of ${tally.plain} completed, ${failures.length} failures, ${seconds} s`,
  );
}
console.log(`seed ${seed}, PostgreSQL ${version}\n${table(tally)}`);
const missing = rare(tally, structures);
if (all >= 200 && missing.length > 0) console.log(`in fewer than every tenth case: ${missing.join('; ')}`);
for (const failure of failures) console.log(`\n${failure}`);
if (failures.length > 0 || (all >= 200 && missing.length > 0)) process.exitCode = 1;

async function inProcess(trying: object): Promise<Tried> {
  const child = fork(worker, [JSON.stringify(trying)], { serialization: 'advanced' });
  let tried: Tried | null = null;
  child.on('message', (message: Tried) => {
    tried = message;
  });
  await once(child, 'close');
  return tried ?? { tally: emptyTally(), failures: [`the process ended with ${child.exitCode} ${child.signalCode}`] };
}
