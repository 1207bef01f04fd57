import { found } from './found.ts';
import type { Counts, Outline } from './plan.ts';

/**
 * Rows of the spine stay as long as the last row that hangs from them: their end is not counted from a column of their
 * own. Null (no end) where one of the rows that hang from them has none.
 */
export function withSpineEnds(outline: Outline, kept: Counts['kept']): Counts['kept'] {
  const spine = new Set(
    outline.steps.filter((step) => step.kind === 'anonymise' && step.because === 'spine').map(({ table }) => table),
  );
  const isSpine = (at: number): boolean => spine.has(found(outline.kept[at], 'a count of nothing kept').table);
  const ends = kept.filter(({ rows }, at) => !isSpine(at) && rows > 0).map(({ until }) => until);
  const last = ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null);
  return kept.map((entry, at) => (isSpine(at) ? { ...entry, until: last } : entry));
}
