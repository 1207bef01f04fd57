import type { FindingCode } from '../planner/finding.ts';

/** What `lethe check` finds beside what a plan would find: docs/reference/map.md has them all. */
export type MapCode =
  | 'MAP_MISSING'
  | 'MAP_UNREADABLE'
  | 'MAP_TABLE_NEW'
  | 'MAP_TABLE_GONE'
  | 'MAP_COLUMN_NEW'
  | 'MAP_COLUMN_GONE'
  | 'MAP_TYPE_CHANGED'
  | 'MAP_REFERENCE_NEW'
  | 'MAP_REFERENCE_GONE'
  | 'MAP_REFERENCE_CHANGED'
  | 'MAP_OUTDATED'
  | 'PERSONAL_KEPT'
  | 'PERSONAL_IGNORED'
  | 'POLICY_MISFIT';

export interface CheckFinding {
  readonly code: MapCode | FindingCode;
  readonly table: string;
  readonly place: Place;
  readonly message: string;
  /** What to write or run to settle it. */
  readonly next: string;
}

/**
 * A line of the map, or the line of the configuration that names one of these words first; from there on the line that
 * names `below`.
 */
export type Place =
  | { readonly in: 'map'; readonly line: number }
  | { readonly in: 'config'; readonly words: readonly string[]; readonly below?: string };
