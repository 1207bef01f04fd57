import { byCodeUnit } from '../schema/order.ts';
import { columnsFor } from './edges.ts';
import type { Finding } from './finding.ts';
import { type Ownership, type Ownerships, ownershipOf } from './ownership.ts';
import type { Setting } from './setting.ts';
import type { Fates } from './spine.ts';

/**
 * Tables into which rows for the subject can still be inserted when all is done. A foreign key to a row that is gone
 * refuses them. A link refuses nothing, nor does a key to a row that stays, nor one to a row that can come back itself.
 */
export function unfencedOf(setting: Setting, ownerships: Ownerships, fates: Fates): readonly string[] {
  const staying = new Set([...fates.values()].filter((fate) => fate.stays !== null).map((fate) => fate.table));
  const open = new Set(staying);
  // Where the guard refuses every new row of the parent, a foreign key to it protects as well as one to the subject.
  const closed = (table: string): boolean => !staying.has(table) && isGuarded(setting, ownershipOf(ownerships, table));
  const opens = ({ anchors }: Ownership): boolean =>
    anchors.some(
      (edge) => edge.onDelete === null || edge.partition !== null || (open.has(edge.to) && !closed(edge.to)),
    );
  for (let before = -1; before < open.size; ) {
    before = open.size;
    for (const own of ownerships.values()) if (opens(own)) open.add(own.table);
  }
  return [...open]
    .filter((table) => fates.get(table)?.goes && ownershipOf(ownerships, table).anchors.length > 0)
    .sort(byCodeUnit);
}

/** The guard can tell of every row whose it is: by columns of its own. */
function isGuarded({ policy, root }: Setting, { anchors }: Ownership): boolean {
  const byKey = anchors.every((edge) => edge.to === root.name && columnsFor(edge, root.key) !== null);
  return policy.insertGuard && anchors.length > 0 && byKey;
}

/** What nothing stops is at least said. */
export function unfencedWarnings(setting: Setting, unfenced: readonly string[]): readonly Finding[] {
  if (setting.policy.insertGuard) return [];
  return unfenced.map((table) => ({
    code: 'UNFENCED',
    table,
    message: `no foreign key refuses rows of the deleted ${setting.policy.kind} that are inserted into ${table} later`,
    next: `Set insertGuard: true in the policy of ${setting.policy.kind}, or stop what writes ${table}.`,
  }));
}
