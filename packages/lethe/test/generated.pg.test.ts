import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { casesWith } from './generated/arbitrary.ts';
import { build } from './generated/build.ts';
import { byHand } from './generated/config-by-hand.ts';
import { openPlace } from './generated/place.ts';
import { rare, table } from './generated/shares.ts';
import { structures } from './generated/structure.ts';
import { tryCases } from './generated/try-cases.ts';
import { runWithheld } from './generated/withheld.ts';

const admin = { url: inject('postgresUrl') };
const version = inject('postgresVersion');

/** Another one: `LETHE_GENERATED_SEED=7 npx vitest run …`; ten thousand of them: `npm run generated`. */
const seed = Number(process.env['LETHE_GENERATED_SEED'] ?? 2026);
const cases = version === 18 ? 170 : 40;

describe('in generated schemas', () => {
  test('a deletion is exactly right, over crashes too, or it is stopped with findings and nothing has changed', async () => {
    const trying = { admin, version, source: byHand, cases, seed, lanes: 4, killed: version === 18 ? 5 : 0 };
    const { tally, failures } = await tryCases(trying);
    process.stdout.write(`generated schemas, PostgreSQL ${version}, seed ${seed}\n${table(tally)}\n`);
    expect(failures.join('\n\n')).toBe('');
    expect(tally.cases).toBe(cases);
    // One that stops everywhere is never wrong either.
    expect(tally.completed / tally.plain).toBeGreaterThan(0.6);
    if (version === 18) expect(rare(tally, structures)).toEqual([]);
  }, 1_500_000);

  test('a planner that is not told of one reference is caught', async () => {
    await using place = await openPlace(admin, version);
    let caught = 0;
    const missed: string[] = [];
    for (const { description } of fc.sample(casesWith({ killed: 0, plainSpoken: false }), { numRuns: 25, seed })) {
      const { undecided } = build(description);
      if (undecided.length > 0) continue;
      const verdict = await runWithheld(place, description);
      if (verdict === null || verdict.status === 'blocked') continue;
      if (verdict.violations.length > 0) caught += 1;
      else missed.push(JSON.stringify(description));
    }
    expect(missed).toEqual([]);
    expect(caught).toBeGreaterThan(8);
  }, 900_000);
});
