import type { Outline, Step } from '../planner/plan.ts';

/** The step of the subject's own row; where it may either go or stay emptied there are two, of the same table. */
export function rootOf(outline: Outline): Step {
  const root = outline.steps.find((step) => step.root);
  if (root === undefined) throw new Error('bug: an outline without a root step');
  return root;
}
