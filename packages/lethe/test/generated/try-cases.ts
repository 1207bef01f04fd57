import fc from 'fast-check';
import type { Admin } from '../../src/testing/database.ts';
import { casesWith } from './arbitrary.ts';
import { build } from './build.ts';
import { openPlace } from './place.ts';
import { render } from './render.ts';
import { type Case, type ConfigSource, runCase } from './run-case.ts';
import { add, emptyTally, type Tally } from './shares.ts';

export interface Trying {
  readonly admin: Admin;
  readonly version: 15 | 18;
  readonly source: ConfigSource;
  readonly cases: number;
  readonly seed: number;
  /** Cases that are tried side by side, each lane with a seed and a database of its own. */
  readonly lanes: number;
  /** Of a hundred cases, how many are killed in a process of their own. */
  readonly killed: number;
  readonly progress?: (cases: number) => void;
  /** Tries one case again: what a failure said. */
  readonly path?: string;
}

export interface Tried {
  readonly tally: Tally;
  /** In words, each with the seed that repeats it and the smallest case that shows it. */
  readonly failures: readonly string[];
}

/** How often a failing case is made smaller. */
const mostTries = 150;

export async function tryCases(trying: Trying): Promise<Tried> {
  const tally = emptyTally();
  const failures: string[] = [];
  const { cases, lanes, seed } = trying;
  await Promise.all(
    Array.from({ length: Math.min(lanes, cases) }, async (_, lane) => {
      const share = Math.floor(cases / lanes) + (lane < cases % lanes ? 1 : 0);
      const failure = await tryLane(trying, { seed: seed + lane, share }, tally);
      if (failure !== null) failures.push(failure);
    }),
  );
  return { tally, failures };
}

interface Lane {
  readonly seed: number;
  readonly share: number;
}

async function tryLane(trying: Trying, { seed, share }: Lane, tally: Tally): Promise<string | null> {
  const { admin, version, source, killed, progress, path } = trying;
  await using place = await openPlace(admin, version);
  let shrinking = false;
  let tries = 0;
  const property = fc.asyncProperty(casesWith({ killed, plainSpoken: source.asks }), async (each) => {
    // A smaller case that is not tried counts as one that does not fail.
    if (shrinking && ++tries > mostTries) return;
    try {
      const verdict = await runCase(place, source, each);
      if (!shrinking) add(tally, verdict);
      if (verdict.violations.length > 0) throw new Error(verdict.violations.join('\n'));
      progress?.(tally.cases);
    } catch (error) {
      shrinking = true;
      throw error;
    }
  });
  const run = await fc.check(property, { seed, numRuns: share, ...(path === undefined ? {} : { path }) });
  if (!run.failed) return null;
  const [smallest] = run.counterexample ?? [];
  const why = run.errorInstance instanceof Error ? (run.errorInstance.stack ?? '') : String(run.errorInstance);
  return [
    `seed ${seed}, path ${run.counterexamplePath}, PostgreSQL ${version}, shrunk ${run.numShrinks} times:`,
    why,
    smallest === undefined ? 'no case' : shown(smallest, version),
  ].join('\n');
}

function shown({ description, disturbance }: Case, version: 15 | 18): string {
  return [JSON.stringify({ description, disturbance }), render(build(description), version)].join('\n');
}
