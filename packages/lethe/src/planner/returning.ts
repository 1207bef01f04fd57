import { rowKeyColumns } from '../schema/row-key.ts';
import { all, any, not } from './combine.ts';
import { hangsFromOwned, type Ownership, type Ownerships, ownershipOf } from './ownership.ts';
import type { Outline, Returning } from './plan.ts';
import { type Setting, tableOf } from './setting.ts';
import { looksForMentions } from './traces.ts';

/** Of each table with edges back to what its rows own: the rows that hang by them, and that nothing else has found yet. */
export function returningOf(setting: Setting, ownerships: Ownerships): readonly Returning[] {
  return [...ownerships.values()].flatMap((own) =>
    own.returning.length === 0 ? [] : [rowsOf(setting, own, ownerships)],
  );
}

function rowsOf(setting: Setting, { table, returning, owned }: Ownership, ownerships: Ownerships): Returning {
  const by = returning.map((edge) => hangsFromOwned(setting, edge, ownershipOf(ownerships, edge.to)));
  const columns = rowKeyColumns(tableOf(setting, table));
  return { table, columns, through: returning.map(({ to }) => to), rows: all([any(by), not(owned)]) };
}

/** Some rows are looked for before anything goes, and known again by their keys. */
export const looksAhead = (outline: Pick<Outline, 'traces' | 'returning'>): boolean =>
  looksForMentions(outline) || outline.returning !== undefined;
