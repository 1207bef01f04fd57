import { oneSpelling } from '../policy/one-spelling.ts';
import { byCodeUnit } from '../schema/order.ts';
import { columnsFor, type Edge } from './edges.ts';
import type { Finding } from './finding.ts';
import { type Ownership, type Ownerships, ownershipOf } from './ownership.ts';
import { type Setting, tableOf } from './setting.ts';
import type { Fates } from './spine.ts';

/**
 * Tables into which rows for the subject can still be inserted when all is done. A foreign key to a row that is gone
 * refuses them. A link refuses nothing, nor does a key to a row that stays, nor one to a row that can come back itself.
 */
export function unfencedOf(setting: Setting, ownerships: Ownerships, fates: Fates): readonly string[] {
  const staying = new Set([...fates.values()].filter((fate) => fate.stays !== null).map((fate) => fate.table));
  const open = new Set(staying);
  // Where the guard refuses every new row of the parent, a foreign key to it protects as well as one to the subject.
  const closed = (table: string): boolean => !staying.has(table) && isGuarded(setting, ownerships, table);
  const opens = ({ anchors }: Ownership): boolean =>
    anchors.some(
      // An owned row comes with a row that owns it, and such a row is refused.
      (edge) =>
        (edge.onDelete === null && !edge.owns) || edge.partition !== null || (open.has(edge.to) && !closed(edge.to)),
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
function isGuarded(setting: Setting, ownerships: Ownerships, table: string): boolean {
  const { anchors } = ownershipOf(ownerships, table);
  const known = anchors.length > 0 && anchors.every((edge) => isByKey(setting, edge));
  return setting.policy.insertGuard && known && unguardedOf(setting, ownerships, [table]).length === 0;
}

const isByKey = ({ root }: Setting, edge: Edge): boolean =>
  edge.to === root.name && columnsFor(edge, root.key) !== null;

/** Tables of which the guard may not know every new row that the database counts as the subject's. */
export function unguardedOf(setting: Setting, ownerships: Ownerships, unfenced: readonly string[]): readonly string[] {
  if (!setting.policy.insertGuard) return [];
  return unfenced.filter((table) =>
    ownershipOf(ownerships, table).anchors.some((edge) => isByKey(setting, edge) && !showsKey(edge, setting)),
  );
}

/**
 * The guard compares the key with the texts of columns as rows hold them. It does not see what is written otherwise (1.0
 * where the key is 1, a uuid in capitals), stands in a json, or is computed when it is read; nor which partition it is.
 */
function showsKey({ table, columns, partition, compare }: Edge, setting: Setting): boolean {
  const named = tableOf(setting, table).columns.filter(({ name }) => columns.includes(name));
  const plain = named.every((column) => oneSpelling(column) !== null && column.generated !== 'virtual');
  return plain && partition === null && compare.path === undefined && compare.uuid === undefined;
}

/** What nothing stops is at least said. */
export function unfencedWarnings(
  { policy: { kind, insertGuard } }: Setting,
  unfenced: readonly string[],
  unguarded: readonly string[],
): readonly Finding[] {
  return (insertGuard ? unguarded : unfenced).map((table) => ({
    code: 'UNFENCED',
    table,
    message: insertGuard
      ? `the insert guard knows rows of the deleted ${kind} by the text of its key, and ${table} may show it in another way`
      : `no foreign key refuses rows of the deleted ${kind} that are inserted into ${table} later`,
    next: insertGuard
      ? `Stop what writes ${table}, or keep the key there in a column of its own, of the same type as the key.`
      : `Set insertGuard: true in the policy of ${kind}, or stop what writes ${table}.`,
  }));
}
