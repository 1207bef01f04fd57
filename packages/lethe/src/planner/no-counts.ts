import type { Counts, Outline } from './plan.ts';

/** Counts of a plan that was not counted: findings forbid it, and its numbers stand for nothing. */
export function noCounts({ steps, kept, effects, blockers, checks, owned }: Outline): Counts {
  return {
    steps: steps.map(() => 0),
    kept: kept.map(() => ({ rows: 0, until: null })),
    effects: effects.map(() => 0),
    blockers: blockers.map(() => 0),
    checks: checks.map(() => 0),
    ...(owned === undefined ? {} : { owned: owned.map(() => 0) }),
    uncounted: true,
  };
}
