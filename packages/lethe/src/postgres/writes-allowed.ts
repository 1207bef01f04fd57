import type { Writes } from '../engine/receipt.ts';
import type { Outcome } from '../engine/store.ts';
import type { DeleteStep, Outline, Step } from '../planner/plan.ts';

/** What a transaction may write, by table. `any`: a table that triggers are known to write. */
export type AllowedWrites = ReadonlyMap<string, 'deleted' | 'updated' | 'both' | 'any'>;

export function allowedWrites(outline: Outline, steps: readonly Step[]): AllowedWrites {
  const allowed = new Map<string, 'deleted' | 'updated' | 'both' | 'any'>();
  const allow = (table: string, kind: 'deleted' | 'updated'): void => {
    const already = allowed.get(table);
    allowed.set(table, already === undefined || already === kind ? kind : already === 'any' ? 'any' : 'both');
  };
  for (const step of steps) {
    allow(step.table, step.kind === 'delete' ? 'deleted' : 'updated');
    if (step.kind === 'delete')
      for (const table of [...step.cascades, ...ownedBy(outline, step)]) allow(table, 'deleted');
  }
  for (const step of steps) for (const table of step.triggerWrites) allowed.set(table, 'any');
  return allowed;
}

/** Tables of which rows go with what owns them, and with what that owns. */
function ownedBy({ steps }: Outline, step: DeleteStep): readonly string[] {
  const deleting = new Map(steps.flatMap((each) => (each.kind === 'delete' ? [[each.table, each] as const] : [])));
  const owners = new Set<DeleteStep>([step, ...step.cascades.flatMap((table) => deleting.get(table) ?? [])]);
  for (const owner of owners) {
    for (const { table } of owner.owns ?? []) {
      const owned = deleting.get(table);
      if (owned !== undefined) owners.add(owned);
    }
  }
  return [...owners].map(({ table }) => table);
}

/**
 * Rows of a table that own others, and that no statement of ours named: a cascade took them, and what they owned would be
 * nobody's. They have come late, and go first.
 */
export function unnamed(
  writes: readonly Writes[],
  named: ReadonlyMap<string, number>,
  { steps }: Outline,
): Exclude<Outcome, { is: 'done' }> | null {
  const owners = new Set(steps.flatMap((step) => (step.kind === 'delete' && step.owns ? [step.table] : [])));
  const late = writes.find(({ table, deleted }) => owners.has(table) && deleted > (named.get(table) ?? 0));
  return late === undefined ? null : { is: 'again', because: 'late rows', detail: late.table };
}

/**
 * The first write that the plan does not have here. One that an earlier step of the plan would have made (a row that came
 * late, and went with this batch's references) is tried again after that step; any other needs a person. `step`: the
 * number of this one; 0 for the last transaction, which comes after all.
 */
export function outsidePlan(
  writes: readonly Writes[],
  allowed: AllowedWrites,
  { outline, step }: { readonly outline: Outline; readonly step: number },
): Exclude<Outcome, { is: 'done' }> | null {
  for (const write of writes) {
    if (!isOutside(write, allowed)) continue;
    if (isOfLateRows(write, outline, step)) return { is: 'again', because: 'late rows', detail: write.table };
    return {
      is: 'finding',
      finding: {
        code: 'WRITE_OUTSIDE_PLAN',
        table: write.table,
        message: `deleting would also have written ${write.table} (${write.inserted} inserted, ${write.updated} updated, ${write.deleted} deleted), which is not in the plan; the batch was rolled back`,
        // A run carries out the plan that it began with: what is written into the policy now is for the next.
        next: `Find the trigger or cascade that writes ${write.table}, disable it until the run has ended, and resume the run; for later plans declare it under triggers in the policy, or give ${write.table} a rule.`,
      },
    };
  }
  return null;
}

export function isOutside({ table, inserted, updated, deleted }: Writes, allowed: AllowedWrites): boolean {
  const may = allowed.get(table);
  if (may === 'any') return false;
  const deletes = may === 'deleted' || may === 'both';
  const updates = may === 'updated' || may === 'both';
  return inserted > 0 || (deleted > 0 && !deletes) || (updated > 0 && !updates);
}

/** What an earlier step of the plan would have done to a row that came late: to look again for such would change nothing else. */
export function isOfLateRows({ table, inserted }: Writes, { steps }: Outline, step: number): boolean {
  return inserted === 0 && steps.some((each) => each.table === table && (step === 0 || each.no < step));
}
