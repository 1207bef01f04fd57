import { describe, expect, inject, test } from 'vitest';
import { lifeRaces } from './races/life-races.ts';
import { raceTrack } from './races/race-track.ts';
import { races } from './races/races.ts';
import { runRace } from './races/run-race.ts';

const admin = { url: inject('postgresUrl') };
const tries = 200;

describe.runIf(inject('postgresVersion') === 18)('in a race', () => {
  for (const race of [...races, ...lifeRaces]) {
    test(`${race.name} has one outcome each time, and each side wins`, async ({ annotate }) => {
      await using track = await raceTrack(admin, tries);
      const { wins, wrong } = await runRace(track, race, tries, 42);
      await annotate(`${race.sides[0]} ${wins[0]}, ${race.sides[1]} ${wins[1]}`);
      expect(wrong).toEqual([]);
      expect(Math.min(...wins), `wins ${wins.join(' : ')}`).toBeGreaterThanOrEqual(tries / 10);
    }, 60_000);
  }
});
