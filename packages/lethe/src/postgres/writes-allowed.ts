import type { Writes } from '../engine/receipt.ts';
import type { Outcome } from '../engine/store.ts';
import type { Outline, Step } from '../planner/plan.ts';

/** What a transaction may write, by table. `any`: a table that triggers are known to write. */
export type AllowedWrites = ReadonlyMap<string, 'deleted' | 'updated' | 'both' | 'any'>;

export function allowedWrites(steps: readonly Step[]): AllowedWrites {
  const allowed = new Map<string, 'deleted' | 'updated' | 'both' | 'any'>();
  const allow = (table: string, kind: 'deleted' | 'updated'): void => {
    const already = allowed.get(table);
    allowed.set(table, already === undefined || already === kind ? kind : already === 'any' ? 'any' : 'both');
  };
  for (const step of steps) {
    allow(step.table, step.kind === 'delete' ? 'deleted' : 'updated');
    if (step.kind === 'delete') for (const table of step.cascades) allow(table, 'deleted');
  }
  for (const step of steps) for (const table of step.triggerWrites) allowed.set(table, 'any');
  return allowed;
}

/**
 * The first write that the plan does not have here. One that another step of the plan would have made (a row that came
 * late, and went with this batch's references) is tried again after that step; any other needs a person.
 */
export function outsidePlan(
  writes: readonly Writes[],
  allowed: AllowedWrites,
  outline: Outline,
): Exclude<Outcome, { is: 'done' }> | null {
  for (const write of writes) {
    const may = allowed.get(write.table);
    if (may === 'any') continue;
    const deletes = may === 'deleted' || may === 'both';
    const updates = may === 'updated' || may === 'both';
    if (write.inserted === 0 && (write.deleted === 0 || deletes) && (write.updated === 0 || updates)) continue;
    if (write.inserted === 0 && outline.steps.some((step) => step.table === write.table)) {
      return { is: 'again', because: 'late rows', detail: write.table };
    }
    return {
      is: 'finding',
      finding: {
        code: 'WRITE_OUTSIDE_PLAN',
        table: write.table,
        message: `deleting would also have written ${write.table} (${write.inserted} inserted, ${write.updated} updated, ${write.deleted} deleted), which is not in the plan; the batch was rolled back`,
        next: `Find the trigger or cascade that writes ${write.table}; declare it under triggers in the policy, or give the table a rule.`,
      },
    };
  }
  return null;
}
