import { expect, inject, it } from 'vitest';
import { seeded } from '../src/testing/random.ts';
import { askFromOutside } from './timing/ask-from-outside.ts';
import { sameDistribution } from './timing/two-samples.ts';

// Two samples of one distribution are told apart once in a hundred times; not three times in a row. The thousands that
// show smaller differences are `npm run timing`.
it('F46: known and unknown addresses are answered with the same bytes, in times that nobody can tell apart', {
  retry: 2,
  timeout: 60_000,
}, async () => {
  const { known, unknown, answers } = await askFromOutside({ url: inject('postgresUrl') }, 400, seeded(1));
  expect(answers.size).toBe(1);
  expect([known.length, unknown.length]).toEqual([400, 400]);
  expect(sameDistribution(known, unknown).p).toBeGreaterThan(0.01);
});
