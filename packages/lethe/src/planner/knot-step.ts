import type { DeleteStep, Outline, Step, Tie } from './plan.ts';

/**
 * Rows that may go in one statement because they refer to each other. A delete with its foreign keys does tens of
 * thousands of rows a second: for about that long the subject's own rows are locked, and what refers to them waits.
 */
export const largestGroup = 20_000;

/** A step on a table of a knot: a circle of references in which no link can be cut. */
export interface KnotStep extends DeleteStep {
  readonly knot: readonly Tie[];
}

export const isKnot = (step: Step): step is KnotStep => step.kind === 'delete' && step.knot !== undefined;

export function tablesOf({ knot }: KnotStep): readonly string[] {
  return [...new Set(knot.flatMap(({ table, to }) => [table, to]))].sort();
}

/** The steps on the tables of its knot, itself included, in order. */
export function knotSteps(outline: Outline, step: KnotStep): readonly KnotStep[] {
  const tables = tablesOf(step);
  return outline.steps.filter(isKnot).filter(({ table }) => tables.includes(table));
}
