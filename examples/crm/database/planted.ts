import type { TableRows } from './column.ts';
import type { TenantTable } from './layout.ts';
import { shapeOf, sizes } from './layout.ts';
import { tenantRows } from './rows/all.ts';

export interface PlantedColumn {
  table: TenantTable;
  column: string;
}

/** Every column that holds, in at least one row of every workspace, a value no other workspace or column has. */
export const plantedColumns: readonly PlantedColumn[] = tenantRows(shapeOf(sizes.small)).flatMap(plantedIn);

/** Text columns of tenants where the format leaves no room for a unique value, and why. */
export const unplantedColumns: readonly (PlantedColumn & { because: string })[] = [
  { table: 'attachments', column: 'owner_type', because: 'one of three words' },
  { table: 'search_documents', column: 'source_type', because: 'one of three words' },
  { table: 'orders', column: 'currency', because: 'three capital letters' },
  { table: 'invoices', column: 'currency', because: 'three capital letters' },
  { table: 'workspaces', column: 'time_zone', because: 'the name of a time zone' },
];

/** The text to search for; a column may hold more around it. Throws for a column that is not planted. */
export function plantedValue(workspaceId: number | bigint | string, table: string, column: string): string {
  if (!plantedColumns.some((planted) => planted.table === table && planted.column === column))
    throw new RangeError(`app.${table}.${column} is not planted: see plantedColumns`);
  if (table === 'phone_numbers' && column === 'e164') return `+1555${String(workspaceId).padStart(7, '0')}000`;
  return `plant-w${workspaceId}-${table}-${column}-end`;
}

function plantedIn({ table, columns }: TableRows): PlantedColumn[] {
  return Object.entries(columns)
    .filter(([, { planting }]) => planting !== null)
    .map(([column]) => ({ table, column }));
}
