import { byCodeUnit } from '../schema/order.ts';
import { actionOf, type Edge, survives } from './edges.ts';
import { isOwner } from './owns-edges.ts';
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
  // What lists others is none of theirs: what goes is taken out of the list.
  if (edge.compare.list === true) return 'loose';
  const bound = edge.nullable.length === 0;
  if (policy.ownership === 'person') {
    if (actionOf(edge) === 'cascade') return 'owning';
    return bound ? 'decide' : 'loose';
  }
  return bound || !survives(edge) ? 'owning' : 'loose';
}

/** Tables that something else than the edges from them makes the subject's. */
interface Claimed {
  /** A rule does. */
  readonly byWish: Set<string>;
  /** Rows that own theirs do; with the tables that were reached before. */
  readonly byOwner: Map<string, ReadonlySet<string>>;
}

/** The union over all paths, to a fixpoint: tables may refer to each other in circles. */
export function reachOf(setting: Setting): Reach {
  const reached = new Set([setting.root.name, ...setting.mentioning.keys()]);
  const claimed: Claimed = { byWish: new Set(), byOwner: new Map() };
  do {
    do grow(setting, reached, claimed);
    while (addOwned(setting, reached, claimed));
  } while (addWished(setting, reached, claimed));
  return new Map([...reached].sort(byCodeUnit).map((table) => [table, owningEdges(setting, table, reached, claimed)]));
}

function grow(setting: Setting, reached: Set<string>, claimed: Claimed): void {
  // A Set hands out what is added while it is walked through.
  for (const parent of reached) {
    for (const edge of edgesTo(setting, parent)) if (owns(edge, setting, claimed)) reached.add(edge.table);
  }
}

/** Tables that nothing else leads to, and that rows of the subject own rows of. */
function addOwned(setting: Setting, reached: Set<string>, { byOwner }: Claimed): boolean {
  const before = new Set(reached);
  const owned = setting.owns.filter(
    ({ table, to }) =>
      before.has(to) && !before.has(table) && !setting.ignored.has(table) && !setting.untouchable.has(table),
  );
  for (const { table } of owned) {
    byOwner.set(table, before);
    reached.add(table);
  }
  return owned.length > 0;
}

/** Tables that a rule claims although nothing stronger than a loose edge leads there. */
function addWished(setting: Setting, reached: ReadonlySet<string>, { byWish }: Claimed): boolean {
  const wished = Object.keys(setting.policy.rules).filter(
    (table) =>
      (!reached.has(table) || setting.mentioning.has(table)) &&
      // Tables that cannot be the subject's, whatever is wished, are wished once.
      !byWish.has(table) &&
      claims(setting, table) &&
      edgesFrom(setting, table).some(({ to }) => reached.has(to)),
  );
  for (const table of wished) byWish.add(table);
  return wished.length > 0;
}

function owningEdges(setting: Setting, table: string, reached: ReadonlySet<string>, claimed: Claimed): readonly Edge[] {
  const edges = claimed.byOwner.has(table)
    ? setting.owns.filter((edge) => edge.table === table)
    : edgesFrom(setting, table).filter((edge) => owns(edge, setting, claimed));
  return edges.filter(({ to }) => reached.has(to));
}

function owns(edge: Edge, setting: Setting, { byWish, byOwner }: Claimed): boolean {
  const { table, to } = edge;
  if (edge.compare.list === true) return false;
  // Whoever was the subject's before an owned table, or owns rows of it, refers to them, and is no part of them: unless a
  // type says that the row is about one of them, as about rows of other tables.
  const isOwning = setting.owns.some((each) => isOwner(edge, each));
  const isPart = !isOwning && (!byOwner.get(to)?.has(table) || edge.when !== null);
  if (byOwner.has(table) || (byOwner.has(to) && !isPart)) return false;
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
