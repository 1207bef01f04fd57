import { addTable, type Draft, type NewTable } from '../draft.ts';
import { randomOf } from '../random.ts';
import { addRow } from '../rows.ts';
import type { Table } from '../world.ts';

/** A table of three rows that everybody uses. */
export function addLookup(draft: Draft, called?: NewTable['called']): Table {
  const table = addTable(draft, { key: 'bigint', ...(called === undefined ? {} : { called }) });
  table.columns.push({ name: 'title', type: 'text', nullable: false, value: ({ no }) => `${table.noun} ${no}` });
  for (let rows = 0; rows < 3; rows += 1) addRow(draft, table, null, {}, randomOf(rows));
  draft.lookups.push(table);
  return table;
}
