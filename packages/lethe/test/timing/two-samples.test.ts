import { expect, it } from 'vitest';
import { seeded } from '../../src/testing/random.ts';
import { sameDistribution } from './two-samples.ts';

it('takes two samples of one distribution for the same, and a shift of a few percent for another', () => {
  const random = seeded(7);
  const sample = (shift: number): number[] => Array.from({ length: 2000 }, () => 1 + random() ** 3 + shift);
  expect(sameDistribution(sample(0), sample(0)).p).toBeGreaterThan(0.01);
  expect(sameDistribution(sample(0), sample(0.05)).p).toBeLessThan(0.0001);
});

it('gives the value of the tables', () => {
  // D = 0.2 with 100 and 100: lambda 1.4388 with the correction, p 0.0318.
  const one = Array.from({ length: 100 }, (_, index) => index);
  const two = one.map((value) => value + 20);
  const { distance, p } = sameDistribution(one, two);
  expect(distance).toBeCloseTo(0.2, 10);
  expect(p).toBeCloseTo(0.0318, 3);
  expect(sameDistribution(one, one)).toEqual({ distance: 0, p: 1 });
});
