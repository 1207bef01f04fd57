import fc from 'fast-check';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { casesWith } from './generated/arbitrary.ts';
import { build } from './generated/build.ts';
import { byHand } from './generated/config-by-hand.ts';
import { proposed } from './generated/config-proposed.ts';
import { openPlace } from './generated/place.ts';
import { emptyTally, merge, rare, table } from './generated/shares.ts';
import { structures } from './generated/structure.ts';
import { tryCases } from './generated/try-cases.ts';
import { runWithheld } from './generated/withheld.ts';

const admin = { url: inject('postgresUrl') };
const version = inject('postgresVersion');

/** Another one: `LETHE_GENERATED_SEED=7 npx vitest run …`; ten thousand of them: `npm run generated`. */
const seed = Number(process.env['LETHE_GENERATED_SEED'] ?? 2026);

/** Most of them on the newest: the older PostgreSQL differs in few things that a schema shows. */
const newest = version === 18;
const trying = { admin, version, lanes: 4 };

/** With seed, path and SQL, as they are: a comparison would be unreadable. */
function refuse(failures: readonly string[]): void {
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
}

describe('in generated schemas, a deletion is exactly right, or is stopped with findings and nothing has changed', () => {
  const tally = emptyTally();

  afterAll(() => {
    process.stdout.write(`generated schemas, PostgreSQL ${version}, seed ${seed}: ${table(tally)}\n`);
    if (newest) expect(rare(tally, structures)).toEqual([]);
  });

  test('with the configuration of somebody who knows the product, over crashes and kills', async () => {
    const [cases, killed] = newest ? [100, 5] : [40, 0];
    const tried = await tryCases({ ...trying, source: byHand, seed, cases, killed });
    merge(tally, tried.tally);
    refuse(tried.failures);
    expect(tried.tally.cases).toBe(cases);
    // One that stops everywhere is never wrong either.
    expect(tried.tally.completed / tried.tally.plain).toBeGreaterThan(0.9);
  }, 1_500_000);

  test('with what lethe init proposes to somebody who knows nothing', async () => {
    const cases = newest ? 40 : 20;
    const tried = await tryCases({ ...trying, source: proposed, seed: seed + 100, cases, killed: 0 });
    merge(tally, tried.tally);
    refuse(tried.failures);
    expect(tried.tally.cases).toBe(cases);
    // Of most rows that others point to, names and values do not tell whose they are: these are asked about.
    expect(tried.tally.completed / tried.tally.plain).toBeGreaterThan(0.4);
  }, 1_500_000);
});

test('a planner that is not told of one reference is caught', async () => {
  await using place = await openPlace(admin, version);
  let caught = 0;
  const missed: string[] = [];
  const cases = casesWith({ killed: 0, plainSpoken: false });
  for (const { description } of fc.sample(cases, { numRuns: newest ? 20 : 6, seed })) {
    if (build(description).undecided.length > 0) continue;
    const verdict = await runWithheld(place, description);
    if (verdict === null || verdict.status === 'blocked') continue;
    if (verdict.violations.length > 0) caught += 1;
    else missed.push(JSON.stringify(description));
  }
  expect(missed).toEqual([]);
  expect(caught).toBeGreaterThan(newest ? 8 : 2);
}, 900_000);
