import { byCodeUnit } from '../schema/order.ts';
import { bearsCascade } from './bears-cascade.ts';
import type { Carriages, Carrier } from './carriage.ts';
import { constraintsOf } from './constraints.ts';
import type { Cycles } from './cycles.ts';
import type { Decided } from './decided.ts';
import type { Draft } from './drafts.ts';
import { type Edge, isWhole } from './edges.ts';
import { found } from './found.ts';
import { orderOf } from './order.ts';
import { ownershipOf } from './ownership.ts';
import { edgesFrom, edgesTo } from './setting.ts';

/** The largest subtrees first, as long as an order of the steps is left. */
export function carriagesOf(known: Decided, cycles: Cycles, drafts: readonly Draft[]): Carriages {
  const possible = (groups: Groups): boolean =>
    orderOf(
      drafts,
      constraintsOf({ drafts, edges: known.setting.edges, fates: known.fates }, carriages(groups, known, cycles)),
    ).stuck.length === 0;
  let groups = circling(known, cycles);
  for (const [head, group] of candidates(known, cycles)) {
    const taken = [...groups.values()].flat();
    if (taken.includes(head) || group.every((table) => taken.includes(table))) continue;
    const tried = new Map([...groups, [head, group]]);
    if (possible(tried)) groups = tried;
  }
  return carriages(groups, known, cycles);
}

type Groups = ReadonlyMap<string, readonly string[]>;

/** Circles that stay circles: the first table takes the others along. The subject's own row goes in the last transaction. */
function circling({ setting }: Decided, { rings, knots }: Cycles): Groups {
  const together = [...rings, ...knots.map(({ tables }) => tables.filter((table) => table !== setting.root.name))];
  return new Map(together.filter(({ length }) => length > 1).map(([head = '', ...rest]) => [head, rest]));
}

function carriages(groups: Groups, known: Decided, cycles: Cycles): Carriages {
  const carried = [...new Set([...groups.values()].flat())].sort(byCodeUnit);
  // Rows of the head that wait for the subject's own row take nothing along.
  const knotted = new Set(cycles.knots.flatMap(({ tables }) => tables));
  const carriers = carried.map((table): [string, Carrier] => {
    const offers = [...groups]
      .filter(([, group]) => group.includes(table))
      .map(([head, group]) => ({ head, leftovers: knotted.has(table) || !certain(table, [head, ...group], known) }));
    const [best] = offers.sort((a, b) => Number(a.leftovers) - Number(b.leftovers) || byCodeUnit(a.head, b.head));
    return [table, found(best, `nothing carries ${table}`)];
  });
  const heads = new Set(carriers.map(([, { head }]) => head));
  return {
    groups: new Map([...groups].filter(([head]) => heads.has(head))),
    carriers: new Map(carriers),
    rings: cycles.rings,
    knots: cycles.knots,
  };
}

/** Every table that could be a head, with what it would take along; the largest first. */
function candidates(known: Decided, cycles: Cycles): readonly (readonly [string, readonly string[]])[] {
  return [...known.fates.keys()]
    .filter((table) => table !== known.setting.root.name && goesWhole(table, known) && !cycles.circular.has(table))
    .filter((table) => edgesFrom(known.setting, table).every((edge) => edge.to !== table || settlesItself(edge)))
    .map((table) => [table, groupOf(table, known, cycles)] as const)
    .filter(([, group]) => group.length > 0)
    .sort(([a, one], [b, other]) => other.length - one.length || byCodeUnit(a, b));
}

/** Tables below the head by indexed cascades. One that could not bear it is left out, and goes before the head. */
function groupOf(head: string, known: Decided, cycles: Cycles): readonly string[] {
  const out = new Set<string>();
  const may = (table: string): boolean =>
    !out.has(table) && !cycles.circular.has(table) && bearsCascade(table, known.setting, known.fates);
  for (;;) {
    const group = below(head, known, may);
    const unfit = group.filter((table) => !hangsByCascadeOnly(table, [head, ...group], known));
    if (unfit.length === 0) return group.sort(byCodeUnit);
    for (const table of unfit) out.add(table);
  }
}

function below(head: string, { setting }: Decided, may: (table: string) => boolean): string[] {
  const found = new Set([head]);
  // A Set hands out what is added while it is walked through.
  for (const table of found) {
    for (const edge of edgesTo(setting, table)) if (cascades(edge) && may(edge.table)) found.add(edge.table);
  }
  found.delete(head);
  return [...found];
}

function goesWhole(table: string, { fates }: Decided): boolean {
  const fate = fates.get(table);
  return fate !== undefined && fate.goes !== null && fate.stays === null;
}

/** Within the group it hangs by cascades alone: by anything else it must be gone before its parent goes. */
function hangsByCascadeOnly(table: string, group: readonly string[], { setting, ownerships }: Decided): boolean {
  const { anchors } = ownershipOf(ownerships, table);
  return edgesFrom(setting, table)
    .filter((edge) => group.includes(edge.to))
    .every((edge) => {
      if (edge.to === table) return settlesItself(edge);
      return edge.onDelete === null ? !anchors.includes(edge) : cascades(edge);
    });
}

/** A self-reference that a batch may leave behind: its rows are taken along or let go. */
function settlesItself({ onDelete, index }: Edge): boolean {
  return (
    onDelete === null ||
    (index !== null && (onDelete === 'cascade' || onDelete === 'set null' || onDelete === 'set default'))
  );
}

function cascades({ onDelete, index }: Edge): boolean {
  return onDelete === 'cascade' && index !== null;
}

/** Every row of the subject hangs, by a NOT NULL cascade, from a row that the head's batches take. */
function certain(table: string, group: readonly string[], known: Decided, above: readonly string[] = []): boolean {
  const [head] = group;
  if (table === head) return true;
  const { anchors } = ownershipOf(known.ownerships, table);
  return edgesFrom(known.setting, table).some((edge) => {
    if (
      edge.nullable.length > 0 ||
      !isWhole(edge) ||
      !cascades(edge) ||
      !group.includes(edge.to) ||
      above.includes(edge.to) ||
      edge.to === table
    )
      return false;
    // Parents that belong to nobody stay behind with what hangs from them; checks settle those of other tenants.
    const tenant = known.setting.policy.ownership === 'tenant' && ownershipOf(known.ownerships, edge.to).always;
    const only = anchors.length === 1 && anchors[0] === edge;
    return (tenant || only) && certain(edge.to, group, known, [...above, table]);
  });
}
