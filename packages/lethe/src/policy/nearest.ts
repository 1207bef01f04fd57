/** The known name that a misspelt one most likely means, or null when none is near. */
export function nearest(name: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  // A third of the letters may be wrong: more, and the guess misleads more often than it helps.
  let limit = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    // The name without its schema, or in another case, is meant whatever the distance.
    if (candidate.toLowerCase() === name.toLowerCase() || candidate.endsWith(`.${name}`)) return candidate;
    // Of two that are equally near, the one of the same length: a swap is a commoner slip than a letter too many.
    const distance = editDistance(name, candidate, Math.ceil(limit)) + (candidate.length === name.length ? 0 : 0.5);
    if (distance < limit) [best, limit] = [candidate, distance];
  }
  return best;
}

/** Optimal string alignment (a swap of neighbours is one edit), given up as soon as it reaches `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = at(previous, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(before, j - 2) + 1 : limit;
      row.push(Math.min(at(previous, j) + 1, at(row, j - 1) + 1, substituted, swapped));
    }
    if (Math.min(...row) >= limit) return limit;
    [before, previous] = [previous, row];
  }
  return at(previous, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] as number;
