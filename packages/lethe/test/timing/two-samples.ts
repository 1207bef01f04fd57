/** How likely two samples as far apart as these are, where both are of one distribution (Kolmogorov and Smirnov). */
export function sameDistribution(one: readonly number[], two: readonly number[]): { distance: number; p: number } {
  const distance = farthest(sorted(one), sorted(two));
  const effective = Math.sqrt((one.length * two.length) / (one.length + two.length));
  const lambda = (effective + 0.12 + 0.11 / effective) * distance;
  return { distance, p: tail(lambda) };
}

const sorted = (sample: readonly number[]): number[] => [...sample].sort((a, b) => a - b);

/** The largest difference between the shares of both that are at most some value. */
function farthest(one: readonly number[], two: readonly number[]): number {
  let [i, j, most] = [0, 0, 0];
  while (i < one.length && j < two.length) {
    const value = Math.min(one[i] ?? 0, two[j] ?? 0);
    // Past all that are equal in both, or ties would count as differences.
    while (i < one.length && one[i] === value) i += 1;
    while (j < two.length && two[j] === value) j += 1;
    most = Math.max(most, Math.abs(i / one.length - j / two.length));
  }
  return most;
}

function tail(lambda: number): number {
  // The series does not converge where the samples are all but the same.
  if (lambda < 0.3) return 1;
  let sum = 0;
  for (let term = 1; term <= 100; term += 1) sum += (term % 2 === 1 ? 2 : -2) * Math.exp(-2 * term ** 2 * lambda ** 2);
  return Math.min(1, Math.max(0, sum));
}
