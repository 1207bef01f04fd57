// npm run timing -- --samples 2000 --seed 1: whether the time of an answer says who is known. p is that of a test by
// Kolmogorov and Smirnov; below 0.01 the two are told apart.
import { parseArgs } from 'node:util';
import { ownCluster } from '../packages/lethe/src/testing/cluster.ts';
import { seeded } from '../packages/lethe/src/testing/random.ts';
import { askFromOutside } from '../packages/lethe/test/timing/ask-from-outside.ts';
import { sameDistribution } from '../packages/lethe/test/timing/two-samples.ts';

const { values } = parseArgs({
  options: { samples: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const samples = Number(values.samples);
await using cluster = await ownCluster();
const { known, unknown, answers } = await askFromOutside(cluster, samples, seeded(Number(values.seed)));
const { distance, p } = sameDistribution(known, unknown);
const median = (sample: readonly number[]): string =>
  (sample.toSorted((a, b) => a - b)[Math.floor(sample.length / 2)] ?? 0).toFixed(3);
console.log(`known ${median(known)} ms, unknown ${median(unknown)} ms (medians of ${samples} each)`);
console.log(
  `distance ${distance.toFixed(4)}, p ${p.toFixed(4)}; ${answers.size} different answer${answers.size === 1 ? '' : 's'}`,
);
if (p < 0.01 || answers.size !== 1) process.exitCode = 1;
