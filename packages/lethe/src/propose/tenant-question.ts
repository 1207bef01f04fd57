import type { Edge } from '../planner/edges.ts';
import type { Setting } from '../planner/setting.ts';
import type { Evidence } from './evidence.ts';
import type { Roles } from './role.ts';

/** Rows of a table hang from the tenant's by links that can be NULL: what are they to it? */
export interface TenantQuestion {
  readonly setting: Setting;
  readonly table: string;
  readonly links: readonly Edge[];
  readonly reach: ReadonlySet<string>;
  readonly learned: ReadonlySet<string>;
  readonly evidence: Evidence;
  readonly roles: Roles;
}
