import type { Shape, TenantTable } from '../layout.ts';

/** SQL for a time that grows with the physical order, over the two years before October 2026. */
export const moment = (shape: Shape, table: TenantTable): string =>
  `timestamptz '2024-10-01 00:00:00+00' + interval '1 second' *
    (i * 63072000::bigint / ${shape.counts[table] * shape.workspaces})`;
