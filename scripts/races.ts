// npm run races -- --tries 1000 --seed 1: lets two sides run from a barrier, and says who won how often.
import { parseArgs } from 'node:util';
import { ownCluster } from '../packages/lethe/src/testing/cluster.ts';
import { lifeRaces } from '../packages/lethe/test/races/life-races.ts';
import { raceTrack } from '../packages/lethe/test/races/race-track.ts';
import { races } from '../packages/lethe/test/races/races.ts';
import { runRace } from '../packages/lethe/test/races/run-race.ts';

const { values } = parseArgs({
  options: { tries: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const tries = Number(values.tries);
const seed = Number(values.seed);
await using cluster = await ownCluster();
for (const race of [...races, ...lifeRaces]) {
  await using track = await raceTrack(cluster, tries);
  const { wins, wrong } = await runRace(track, race, tries, seed);
  const [first, second] = race.sides;
  console.log(`${race.name}: ${first} ${wins[0]}, ${second} ${wins[1]}, ${wrong.length} wrong`);
  for (const line of wrong) console.log(`  ${line}`);
  if (wrong.length > 0 || Math.min(...wins) < tries / 10) process.exitCode = 1;
}
