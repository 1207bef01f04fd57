import { byCodeUnit } from '../schema/order.ts';
import { bearsCascade } from './bears-cascade.ts';
import type { Carriages, Carrier } from './carriage.ts';
import type { Cycles } from './cycles.ts';
import type { Decided } from './decided.ts';
import { type Edge, isWhole } from './edges.ts';
import { ownershipOf } from './ownership.ts';
import { edgesFrom, edgesTo, isOwned } from './setting.ts';

/** The largest subtrees first, as long as an order of the steps is left. */
export function carriagesOf(known: Decided, cycles: Cycles, leavesAnOrder: (tried: Carriages) => boolean): Carriages {
  let taken = circling(known, cycles);
  for (const [head, group] of candidates(known, cycles)) {
    if (taken.offers.has(head) || group.every((table) => taken.offers.has(table))) continue;
    const tried = withGroup(known, taken, head, group);
    if (leavesAnOrder(carriages(tried, cycles))) taken = tried;
  }
  return carriages(taken, cycles);
}

/** Without parent batches: circles go together in any case. */
export function leastCarriages(known: Decided, cycles: Cycles): Carriages {
  return carriages(circling(known, cycles), cycles);
}

interface Taken {
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** By table, the best of the heads that take it along. */
  readonly offers: ReadonlyMap<string, Carrier>;
  /** Tables of knots: rows of their head that wait for the subject's own row take nothing along. */
  readonly knotted: ReadonlySet<string>;
}

/** Circles that stay circles: the first table takes the others along. The subject's own row goes in the last transaction. */
function circling(known: Decided, { rings, knots }: Cycles): Taken {
  const { root } = known.setting;
  const nothing: Taken = {
    ...{ groups: new Map(), offers: new Map() },
    knotted: new Set(knots.flatMap(({ tables }) => tables)),
  };
  const together = [...rings, ...knots.map(({ tables }) => tables.filter((table) => table !== root.name))];
  return together
    .filter(({ length }) => length > 1)
    .reduce((taken, [head = '', ...rest]) => withGroup(known, taken, head, rest), nothing);
}

function withGroup(known: Decided, { groups, offers, knotted }: Taken, head: string, group: readonly string[]): Taken {
  const certain = certainIn(head, group, known);
  const better = new Map(offers);
  for (const table of group) {
    const offer = { head, leftovers: knotted.has(table) || !certain.has(table) };
    const other = offers.get(table);
    if (other === undefined || preferred(offer, other) < 0) better.set(table, offer);
  }
  return { groups: new Map([...groups, [head, group]]), offers: better, knotted };
}

function preferred(a: Carrier, b: Carrier): number {
  return Number(a.leftovers) - Number(b.leftovers) || byCodeUnit(a.head, b.head);
}

function carriages({ groups, offers }: Taken, { rings, knots }: Cycles): Carriages {
  const heads = new Set([...offers.values()].map(({ head }) => head));
  return {
    groups: new Map([...groups].filter(([head]) => heads.has(head))),
    carriers: offers,
    rings,
    knots,
  };
}

/** Every table that could be a head, with what it would take along; the largest first. */
function candidates(known: Decided, cycles: Cycles): readonly (readonly [string, readonly string[]])[] {
  const { setting, fates } = known;
  // Rows of a knot go with what refers to them in it, and with nothing else.
  const knotted = new Set(cycles.knots.flatMap(({ tables }) => tables));
  const bearing = new Set(
    [...fates.keys()].filter((table) => !cycles.circular.has(table) && bearsCascade(table, setting, fates)),
  );
  return [...fates.keys()]
    .filter(
      (table) =>
        table !== setting.root.name &&
        !isOwned(setting, table) &&
        !knotted.has(table) &&
        goesWhole(table, known) &&
        !cycles.circular.has(table),
    )
    .filter((table) => edgesFrom(setting, table).every((edge) => edge.to !== table || settlesItself(edge)))
    .map((table) => [table, groupOf(table, known, bearing)] as const)
    .filter(([, group]) => group.length > 0)
    .sort(([a, one], [b, other]) => other.length - one.length || byCodeUnit(a, b));
}

/** Tables below the head by cascades. Whether they have an index changes nothing here: without one, the server reads the whole child whoever goes first. One that could not bear it is left out, and goes before the head. */
function groupOf(head: string, known: Decided, bearing: ReadonlySet<string>): readonly string[] {
  const out = new Set<string>();
  for (;;) {
    const group = below(head, known, (table) => bearing.has(table) && !out.has(table));
    const unfit = [...group].filter((table) => table !== head && !hangsByCascadeOnly(table, group, known));
    for (const table of unfit) out.add(table);
    if (unfit.length === 0) return [...group].filter((table) => table !== head).sort(byCodeUnit);
  }
}

/** The head among them. */
function below(head: string, { setting }: Decided, may: (table: string) => boolean): ReadonlySet<string> {
  const found = new Set([head]);
  // A Set hands out what is added while it is walked through.
  for (const table of found) {
    for (const edge of edgesTo(setting, table)) if (cascades(edge) && may(edge.table)) found.add(edge.table);
  }
  return found;
}

function goesWhole(table: string, { fates }: Decided): boolean {
  const fate = fates.get(table);
  return fate !== undefined && fate.goes !== null && fate.stays === null;
}

/** Within the group it hangs by cascades alone: by anything else it must be gone before its parent goes. */
function hangsByCascadeOnly(table: string, group: ReadonlySet<string>, { setting, ownerships }: Decided): boolean {
  const { anchors } = ownershipOf(ownerships, table);
  return edgesFrom(setting, table)
    .filter((edge) => group.has(edge.to))
    .every((edge) => {
      if (edge.to === table) return settlesItself(edge);
      return edge.onDelete === null ? !anchors.includes(edge) : cascades(edge);
    });
}

/** A self-reference that a batch may leave behind: its rows are taken along or let go. */
function settlesItself({ onDelete }: Edge): boolean {
  return onDelete === null || onDelete === 'cascade' || onDelete === 'set null' || onDelete === 'set default';
}

function cascades({ onDelete }: Edge): boolean {
  return onDelete === 'cascade';
}

/** Tables of the group of which every row of the subject hangs, by NOT NULL cascades, from a row the head's batches take. */
function certainIn(head: string, group: readonly string[], known: Decided): ReadonlySet<string> {
  const members = new Set(group);
  const certain = new Set([head]);
  // A Set hands out what is added while it is walked through.
  for (const parent of certain) {
    for (const edge of edgesTo(known.setting, parent)) {
      if (members.has(edge.table) && bindsAll(edge, known)) certain.add(edge.table);
    }
  }
  return certain;
}

function bindsAll(edge: Edge, { setting, ownerships }: Decided): boolean {
  if (edge.nullable.length > 0 || !isWhole(edge) || !cascades(edge)) return false;
  const { anchors } = ownershipOf(ownerships, edge.table);
  // Parents that belong to nobody stay behind with what hangs from them; checks settle those of other tenants.
  const tenant = setting.policy.ownership === 'tenant' && ownershipOf(ownerships, edge.to).always;
  return tenant || (anchors.length === 1 && anchors[0] === edge);
}
