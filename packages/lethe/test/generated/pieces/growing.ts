import type { GrowingPiece } from '../description.ts';
import { addTable, type Draft, found, mark } from '../draft.ts';
import { randomOf } from '../random.ts';
import { addRow, fillRows } from '../rows.ts';
import { tenantTie } from './plain.ts';

/** A log into which rows of everybody come while the run is at work, and a partition for them. */
export function growing(draft: Draft, { by, partition, salt }: GrowingPiece): void {
  const { world } = draft;
  const random = randomOf(salt);
  const column = draft.names.column('logged', 'on');
  const day = { name: column, type: 'date', nullable: false, value: () => '2024-01-10' };
  const partitioning = { by: 'range', column, bounds: [`for values from ('2024-01-01') to ('2024-02-01')`] } as const;
  const table = addTable(draft, { key: 'bigint', ...(partition ? { partitioning, keyToo: day } : {}) });
  if (!partition) table.columns.push(day);
  const main = found(tenantTie(draft, table, by), 'tenant');
  fillRows(draft, table, { main, more: [], uses: [], random });
  const before = table.rows.length;
  for (const owner of world.tenants.keys()) {
    const values = found(main.choose(owner, random), 'tenant');
    addRow(draft, table, owner, { ...values, [column]: '2024-02-02' }, random);
  }
  const bounds = partition ? `for values from ('2024-02-01') to ('2024-03-01')` : null;
  world.meanwhile.push({ table, bounds, rows: table.rows.splice(before) });
  mark(draft, 'partition or row that comes during the run', partition && 'partitioned by range');
}
