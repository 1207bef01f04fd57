import type { PointerPiece } from '../description.ts';
import { addTable, type Draft, hostAt, mark } from '../draft.ts';
import { randomOf } from '../random.ts';
import { addRow } from '../rows.ts';
import { tieTo } from '../ties.ts';
import { outside } from '../world.ts';

/** Rows of everybody's that say what was used last: they stay, and forget it. */
export function pointer(draft: Draft, { at, by, salt }: PointerPiece): void {
  const { world } = draft;
  const hosts = draft.hosts.filter(
    (host) => !(world.rowless && host === world.root) && (by !== 'column' || host.schema !== outside),
  );
  const host = hostAt(hosts, at);
  if (host === null) return;
  const random = randomOf(salt);
  const table = addTable(draft, { key: 'bigint' });
  const key =
    by === 'column' ? ({ by, onDelete: 'no action' } as const) : ({ by: 'foreign key', onDelete: by } as const);
  const spec = { at: 0, none: 'null', deferral: 'no', index: true, ...key } as const;
  const tie = tieTo(draft, { table, host, spec, means: 'points', role: `last_${host.noun}` });
  const owners = [...world.tenants.keys(), world.victim, null];
  for (const owner of owners)
    addRow(draft, table, null, { ...((owner === null ? null : tie.choose(owner, random)) ?? tie.empty) }, random);
  mark(draft, 'shared rows that point at the tenant');
}
