import { all, not } from './combine.ts';
import { type Edge, hangs } from './edges.ts';
import { ownedRows } from './named.ts';
import { type Ownerships, ownershipOf } from './ownership.ts';
import type { Check } from './plan.ts';
import type { Setting } from './setting.ts';

/**
 * A link may point to what is no key: the number that a payment service has given an account, beside the key of its row.
 * Two rows may hold the same, one of the subject and one of somebody else; whose a row is that hangs from both nobody
 * can tell. No step takes it (hangsWhole), and it is in the way of the plan.
 */
export function severalParents(setting: Setting, ownerships: Ownerships): readonly Check[] {
  return setting.edges
    .filter((edge) => edge.several === true && matters(edge, setting, ownerships))
    .map((edge) => {
      const ours = ownedRows(ownershipOf(ownerships, edge.to));
      return {
        ...{ code: 'CROSS_TENANT', table: edge.table, reference: edge.name },
        predicate: all([hangs(edge, ours), hangs(edge, not(ours))]),
        message: `rows of ${edge.table} hang from the subject's rows of ${edge.to} and from others there, which hold the same`,
      };
    });
}

/** Rows that name their tenant in a column of their own are that tenant's, whatever else they point to. */
function matters({ table, to }: Edge, { ignored }: Setting, ownerships: Ownerships): boolean {
  return ownerships.has(to) && !ignored.has(table) && ownerships.get(table)?.byColumn !== true;
}
