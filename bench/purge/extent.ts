import type { Layout } from '../../examples/crm/database/layout.ts';
import type { Extent } from '../databases.ts';

export const layouts: readonly Layout[] = ['clustered', 'scattered'];

/** The tenant that goes, and two that stay. */
export const subject = 2;
export const other = 3;
export const another = 4;

const tenants = 10;

/** Ten tenants of the same size, one of which goes. */
export function amongTen(rows: number, layout: Layout): Extent {
  return { workspaces: tenants, rowsPerWorkspace: Math.floor(rows / tenants), layout };
}
