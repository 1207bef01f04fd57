import type { Edge } from '../planner/edges.ts';
import { edgesFrom, type Setting } from '../planner/setting.ts';
import type { Hop } from './evidence.ts';

export interface WayToTenant {
  readonly via: readonly Hop[];
  /** Of the last table on the way: the column that holds the tenant's key. */
  readonly tenant: string;
}

const longest = 4;

/** The shortest way by which each row of the table leads to its tenant. Null: there is none. */
export function wayToTenant(setting: Setting, table: string): WayToTenant | null {
  const { root } = setting;
  if (table === root.name) return root.key[0] === undefined ? null : { via: [], tenant: root.key[0] };
  const ways: { readonly at: string; readonly via: readonly Hop[] }[] = [{ at: table, via: [] }];
  const seen = new Set([table]);
  // What is pushed is walked through as well: first all ways of one step, then those of two.
  for (const { at, via } of ways) {
    const edges = edgesFrom(setting, at).filter(leadsEachRow);
    const tenant = edges.find(({ to }) => to === root.name)?.columns[0];
    if (tenant !== undefined) return { via, tenant };
    if (via.length === longest) continue;
    for (const { columns, to, toColumns } of edges) {
      if (seen.has(to)) continue;
      seen.add(to);
      ways.push({ at: to, via: [...via, { column: columns[0] ?? '', to, toColumn: toColumns[0] ?? '' }] });
    }
  }
  return null;
}

const leadsEachRow = ({ columns, nullable, when, compare }: Edge): boolean =>
  columns.length === 1 && nullable.length === 0 && when === null && Object.keys(compare).length === 0;
