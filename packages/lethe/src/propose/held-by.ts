import type { Edge } from '../planner/edges.ts';
import { edgesFrom, type Setting, tableOf } from '../planner/setting.ts';
import { isKey } from '../schema/is-key.ts';
import { isLookup, isOwnedThing, isPeople } from './table-kinds.ts';

/** Edges by which each row hangs from something that is not the subject's, and no reference data. */
export const heldBy = (setting: Setting, table: string, reach: ReadonlySet<string>): readonly Edge[] =>
  edgesFrom(setting, table).filter(
    (edge) =>
      edge.nullable.length === 0 &&
      edge.when === null &&
      edge.to !== table &&
      !reach.has(edge.to) &&
      !isLookup(edge.to) &&
      !isItsPart(setting, edge),
  );

/** `document.content_id`, which is unique: the content hangs from the document, whichever of them refers to the other. */
const isItsPart = (setting: Setting, { table, columns, to }: Edge): boolean =>
  isOwnedThing(to) && !isPeople(to) && isKey(tableOf(setting, table), columns) && edgesFrom(setting, to).length === 0;
