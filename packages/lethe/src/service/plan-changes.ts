import type { Outline, Plan } from '../planner/plan.ts';

/** Why the plan of now is not the one that was reviewed. Empty: it is the same, to the digest. */
export function planChanges(
  reviewed: { readonly digest: string; readonly outline: Outline },
  now: Pick<Plan, 'digest' | 'outline'>,
): string[] {
  if (reviewed.digest === now.digest) return [];
  const before = reviewed.outline;
  const after = now.outline;
  const told: string[] = [];
  if (before.policyHash !== after.policyHash) told.push('the policy has changed');
  if (before.schemaFingerprint !== after.schemaFingerprint) told.push('the schema has changed');
  const [old, current] = [tablesOf(before), tablesOf(after)];
  for (const table of current.difference(old)) told.push(`table ${table} is new`);
  for (const table of old.difference(current)) told.push(`table ${table} is gone`);
  for (const held of heldIn(after).difference(heldIn(before))) told.push(`rows are held: ${held}`);
  for (const held of heldIn(before).difference(heldIn(after))) told.push(`rows are not held any more: ${held}`);
  return told.length > 0 ? told : ['the plan of now has other steps'];
}

const heldIn = ({ kept }: Outline): Set<string> =>
  new Set(kept.flatMap(({ table, reason }) => (reason.startsWith('hold hold_') ? [`${table}, ${reason}`] : [])));

const tablesOf = ({ steps, kept, ignored, findings, warnings }: Outline): Set<string> =>
  new Set([...steps, ...kept, ...ignored, ...findings, ...warnings].map(({ table }) => table));
