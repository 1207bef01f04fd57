import { byCodeUnit } from '../schema/order.ts';
import type { Edge } from './edges.ts';
import { edgesFrom, edgesTo, isByValue, ruleOf, type Setting } from './setting.ts';

/** The tables that hold rows of the subject, each with the edges that make them so. The root is among them. */
export type Reach = ReadonlyMap<string, readonly Edge[]>;

/**
 * What an edge to the subject's rows says about the row that hangs from them.
 * `owning`: it is the subject's too. `decide`: only a person can say, and it cannot be cut off.
 * `loose`: it can be cut off; it is the subject's only where a rule says so and nothing stronger does.
 */
export type Grade = 'owning' | 'decide' | 'loose';

export function gradeOf(edge: Edge, setting: Setting): Grade {
  const { policy } = setting;
  // The kind itself says that rows with its value are its own.
  if (isByValue(edge, setting)) return 'owning';
  const bound = edge.nullable.length === 0;
  if (policy.ownership === 'person') {
    if (edge.onDelete === 'cascade') return 'owning';
    return bound ? 'decide' : 'loose';
  }
  return bound || (edge.onDelete !== 'set null' && edge.onDelete !== 'set default') ? 'owning' : 'loose';
}

/** The union over all paths, to a fixpoint: tables may refer to each other in circles. */
export function reachOf(setting: Setting): Reach {
  const reached = new Set([setting.root.name]);
  const byWish = new Set<string>();
  do grow(setting, reached, byWish);
  while (addWished(setting, reached, byWish));
  return new Map([...reached].sort(byCodeUnit).map((table) => [table, owningEdges(setting, table, reached, byWish)]));
}

function grow(setting: Setting, reached: Set<string>, byWish: ReadonlySet<string>): void {
  // A Set hands out what is added while it is walked through.
  for (const parent of reached) {
    for (const edge of edgesTo(setting, parent)) if (owns(edge, setting, byWish)) reached.add(edge.table);
  }
}

/** Tables that a rule claims although nothing stronger than a loose edge leads there. */
function addWished(setting: Setting, reached: ReadonlySet<string>, byWish: Set<string>): boolean {
  const wished = Object.keys(setting.policy.rules).filter(
    (table) =>
      !reached.has(table) &&
      // Tables that cannot be the subject's, whatever is wished, are wished once.
      !byWish.has(table) &&
      claims(setting, table) &&
      edgesFrom(setting, table).some(({ to }) => reached.has(to)),
  );
  for (const table of wished) byWish.add(table);
  return wished.length > 0;
}

function owningEdges(
  setting: Setting,
  table: string,
  reached: ReadonlySet<string>,
  byWish: ReadonlySet<string>,
): readonly Edge[] {
  return edgesFrom(setting, table).filter((edge) => reached.has(edge.to) && owns(edge, setting, byWish));
}

function owns(edge: Edge, setting: Setting, byWish: ReadonlySet<string>): boolean {
  const { table } = edge;
  if (setting.ignored.has(table) || setting.untouchable.has(table)) return false;
  if (ruleOf(setting, table)?.rule === 'detach' && table !== setting.root.name) return false;
  const grade = gradeOf(edge, setting);
  return grade === 'owning' || (grade === 'decide' && claims(setting, table)) || byWish.has(table);
}

/** The policy names what becomes of these rows, so they are the subject's. */
function claims(setting: Setting, table: string): boolean {
  const rule = ruleOf(setting, table)?.rule;
  return rule === 'delete' || rule === 'keep' || rule === 'anonymise';
}
