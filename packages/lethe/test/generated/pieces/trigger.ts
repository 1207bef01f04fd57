import type { TriggerPiece } from '../description.ts';
import { addTable, type Draft, found, hostAt, mark } from '../draft.ts';
import { randomOf } from '../random.ts';
import { fillRows } from '../rows.ts';
import { addHost } from './host.ts';
import { tenantTie } from './plain.ts';

/** Deleting makes rows: a trigger writes what went, with its tenant's key, into a history. */
export function trigger(draft: Draft, { at, timing, salt }: TriggerPiece): void {
  const { world } = draft;
  const fits = draft.hosts.filter((host) => host.tenant !== null && !(world.rowless && host === world.root));
  const on = hostAt(fits, at) ?? addHost(draft, 'bigint');
  const writes = addTable(draft, { key: 'bigint', keyMore: 'generated always as identity (start with 1000)' });
  const main = found(tenantTie(draft, writes, 'column'), 'tenant');
  writes.columns.push({ name: 'what', type: 'jsonb', nullable: true, value: () => '{}' });
  fillRows(draft, writes, { main, more: [], uses: [], random: randomOf(salt) });
  world.triggers.push({ name: `log_${world.triggers.length + 1}`, on, writes, timing });
  mark(draft, 'trigger that writes on delete', 'identity column');
}
