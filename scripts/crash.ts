// npm run crash -- --kills 2000 --seed 1: kills workers at random instants, and says what it found.
import { parseArgs } from 'node:util';
import { ownCluster } from '../packages/lethe/src/testing/cluster.ts';
import { randomKills } from '../packages/lethe/test/kills/random-kills.ts';
import { shopTemplate } from '../packages/lethe/test/shop/database.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const begun = performance.now();
await using cluster = await ownCluster();
const template = await shopTemplate({ customers: 3_000, visits: 6_000 });
const tally = await randomKills({
  admin: cluster,
  template,
  kills,
  seed,
  atOnce: 2,
  progress: (now) => {
    if (now.runs % 25 === 0) console.error(`${now.kills} kills, ${now.runs} runs, ${now.violations.length} violations`);
  },
});
const seconds = Math.round((performance.now() - begun) / 1000);
console.log(
  `seed ${seed}: ${tally.kills} kills in ${tally.runs} runs, ${tally.violations.length} violations, ${seconds} s`,
);
for (const [at, times] of [...tally.landed].toSorted((a, b) => b[1] - a[1])) console.log(`  ${times} at ${at}`);
for (const violation of tally.violations) console.log(violation);
if (tally.violations.length > 0 || tally.kills < kills) process.exitCode = 1;
