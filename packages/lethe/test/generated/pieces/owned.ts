import type { OwnedPiece } from '../description.ts';
import { addTable, type Draft, found, hostAt, mark } from '../draft.ts';
import { randomOf } from '../random.ts';
import { addRow, fillRows } from '../rows.ts';
import { keyIn, tieTo } from '../ties.ts';

/** Each row of a table points to one that is its own: settings, an address. No cascade ever reaches that one. */
export function ownedParent(draft: Draft, { at, none, onDelete, child, salt }: OwnedPiece): void {
  const { world } = draft;
  const hosts = world.rowless ? draft.hosts.slice(1) : draft.hosts;
  const host = hostAt(hosts, at);
  if (host === null) return;
  const random = randomOf(salt);
  const owned = addTable(draft, { key: 'bigint' });
  owned.columns.push({
    name: 'title',
    type: 'text',
    nullable: false,
    value: ({ no, owner }) => `${owned.noun} ${no} of ${owner}`,
  });
  const spec = {
    at: 0,
    by: 'foreign key',
    deferral: 'no',
    index: true,
    onDelete,
    none: none ? 'null' : 'never',
  } as const;
  const tie = tieTo(draft, { table: host, host: owned, spec, means: 'owns' });
  for (const row of host.rows) {
    const target = none && random.chance(0.3) ? null : keyIn(owned, addRow(draft, owned, row.owner, {}, random));
    for (const [part, column] of tie.columns.entries())
      row.values[column] = target === null ? null : found(target[part], 'part');
  }
  mark(draft, 'owned parent');
  if (child) {
    const table = addTable(draft, { key: 'bigint' });
    const main = tieTo(draft, {
      table,
      host: owned,
      spec: { ...spec, none: 'never', onDelete: 'cascade' },
      means: 'belongs',
    });
    fillRows(draft, table, { main, more: [], uses: [], random });
  }
}
