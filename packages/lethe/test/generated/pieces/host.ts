import { addTable, type Draft } from '../draft.ts';
import { randomOf } from '../random.ts';
import { fillRows } from '../rows.ts';
import type { KeyKind, Table } from '../world.ts';
import { tenantTie } from './plain.ts';

/** A plain table of the tenants with rows of each, for a piece that needs one. */
export function addHost(draft: Draft, key: KeyKind): Table {
  const table = addTable(draft, { key });
  const main = tenantTie(draft, table, draft.world.rowless ? 'column' : 'foreign key');
  if (main === null) throw new Error('a host without a tenant');
  fillRows(draft, table, { main, more: [], uses: [], random: randomOf(draft.world.tables.length) });
  draft.hosts.push(table);
  return table;
}
