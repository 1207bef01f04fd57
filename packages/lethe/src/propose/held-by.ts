import type { Edge } from '../planner/edges.ts';
import { edgesFrom, type Setting } from '../planner/setting.ts';
import { isLookup } from './table-kinds.ts';

/** Edges by which each row hangs from something that is not the subject's, and no reference data. */
export const heldBy = (setting: Setting, table: string, reach: ReadonlySet<string>): readonly Edge[] =>
  edgesFrom(setting, table).filter(
    ({ to, nullable, when }) =>
      nullable.length === 0 && when === null && to !== table && !reach.has(to) && !isLookup(to),
  );
