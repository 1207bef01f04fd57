import { seeded } from '../../src/testing/random.ts';
import type { RaceTrack } from './race-track.ts';
import type { Race } from './races.ts';

export interface RaceResult {
  readonly wins: readonly [number, number];
  readonly wrong: readonly string[];
}

/**
 * So many tries. The starts are spread round a balance that follows the wins, so that neither side is always first on
 * a faster or slower machine.
 */
export async function runRace(track: RaceTrack, race: Race, tries: number, seed: number): Promise<RaceResult> {
  const random = seeded(seed);
  const wins: [number, number] = [0, 0];
  const wrong: string[] = [];
  const spreadMs = 6;
  let ahead = 0;
  for (let shop = 1; shop <= tries; shop += 1) {
    const late = [random() * spreadMs + Math.max(0, ahead), random() * spreadMs + Math.max(0, -ahead)] as const;
    const result = await race.attempt(track, shop, late);
    wins[result.won] += 1;
    // The winner starts a little later from now on.
    ahead = Math.max(-20, Math.min(20, ahead + (result.won === 0 ? 0.5 : -0.5)));
    wrong.push(...result.wrong.map((claim) => `try ${shop}: not so: ${claim}`));
  }
  return { wins, wrong };
}
