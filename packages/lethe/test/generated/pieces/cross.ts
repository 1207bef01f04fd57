import type { CrossPiece } from '../description.ts';
import { type Draft, hostAt, mark } from '../draft.ts';
import { randomOf } from '../random.ts';
import { tieTo } from '../ties.ts';
import type { Table } from '../world.ts';

/** A second way would be a stronger one, and the first would say nothing any more. */
function hangsBySetNull({ world }: Draft, table: Table): boolean {
  const ways = world.references.filter(({ from, to, means }) => from === table && to !== table && means === 'belongs');
  return ways.every(({ declared }) => declared?.onDelete === 'set null');
}

/** One more reference between two tables that are there: a second path, and often a circle. */
export function cross(draft: Draft, { from, to, onDelete, salt }: CrossPiece): void {
  const table = hostAt(draft.hosts.slice(1), from);
  const host = hostAt(draft.hosts, to);
  if (table === null || host === null || host === table || (draft.world.rowless && host === draft.world.root)) return;
  if (hangsBySetNull(draft, table)) return;
  const random = randomOf(salt);
  const spec = { at: 0, by: 'foreign key', none: 'null', onDelete, deferral: 'no', index: true } as const;
  const tie = tieTo(draft, { table, host, spec, means: 'belongs', role: `second_${host.noun}` });
  for (const row of table.rows) {
    const chosen = random.chance(0.6) ? tie.choose(row.owner, random) : null;
    Object.assign(row.values, chosen ?? tie.empty);
  }
  mark(draft, 'two or more paths');
}
