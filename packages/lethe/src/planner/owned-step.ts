import type { Outline, Step } from './plan.ts';

/** It is there to be counted and looked for: its rows go with the steps of what owns them, and never by themselves. */
export function goesWithOwners({ owned = [] }: Outline, step: Step): boolean {
  return step.kind === 'delete' && owned.some(({ table }) => table === step.table);
}
