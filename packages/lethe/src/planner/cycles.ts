import { byCodeUnit, strongComponents } from '../schema/order.ts';
import { bearsCascade } from './bears-cascade.ts';
import { all } from './combine.ts';
import type { Decided } from './decided.ts';
import { type Detachment, hangsFromGoing } from './detachments.ts';
import type { Edge } from './edges.ts';
import { found } from './found.ts';
import { ownershipOf } from './ownership.ts';
import { edgesTo, isOwned, type Setting } from './setting.ts';

/** How tables whose rows refer to each other in a circle are deleted all the same. */
export interface Cycles {
  /** Links set to NULL first, so that no circle is left. */
  readonly detachments: readonly Detachment[];
  /** Circles of ON DELETE CASCADE alone: a delete anywhere in one takes along what hangs from it, round and round. */
  readonly rings: readonly (readonly string[])[];
  /** Circles in which no link can be cut: rows of them go together with all that refers to them, in one statement. */
  readonly knots: readonly Knot[];
  /** Tables that were in a circle with another table before it was broken. */
  readonly circular: ReadonlySet<string>;
}

export interface Knot {
  /** One, where it is its own rows that refer to each other. */
  readonly tables: readonly string[];
  /** The references it is tied by. */
  readonly edges: readonly Edge[];
}

export function cyclesOf(known: Decided): Cycles {
  const { fates, setting } = known;
  const tables = [...fates.values()].flatMap((fate) => (fate.goes === null ? [] : [fate.table])).sort(byCodeUnit);
  const among = inside(tables, setting.edges).filter((edge) => binds(edge, known) || keepsItself(edge, setting));
  const between = among.filter(({ table, to }) => table !== to);
  const uncut = circles(tables, between);
  const cut = new Set(uncut.flatMap((circle) => cutEdges(circle, inside(circle, between), known)));
  const left = circles(
    tables,
    between.filter((edge) => !cut.has(edge)),
  );
  const refuses = (edge: Edge): boolean =>
    refusesItself(edge, setting) || keepsItself(edge, setting) || takesUnseen(edge, setting);
  const selves = among.filter((edge) => edge.table === edge.to && refuses(edge));
  const severed = new Set([...cut, ...selves.filter((edge) => canCut(edge, known))]);
  const tied = among.filter((edge) => !severed.has(edge) && (!setsItself(edge) || keepsItself(edge, setting)));
  const isRing = (circle: readonly string[]): boolean =>
    circle.every((table) => bearsCascade(table, setting, fates)) &&
    inside(circle, tied).every((edge) => edge.onDelete === 'cascade');
  const circling = new Set(left.flat());
  const alone = selves.filter((edge) => tied.includes(edge) && !circling.has(edge.table));
  return {
    detachments: [...severed].map((edge) => breakAt(edge, known)),
    rings: left.filter(isRing),
    knots: [
      ...left.filter((circle) => !isRing(circle)),
      ...distinct(alone.map(({ table }) => table)).map((t) => [t]),
    ].map((circle) => ({ tables: circle, edges: inside(circle, tied) })),
    circular: new Set(uncut.flat()),
  };
}

const distinct = (tables: readonly string[]): readonly string[] => [...new Set(tables)];

/** The child must go first: the database says so, or its rows are found through the parent's. */
function binds(edge: Edge, { ownerships }: Decided): boolean {
  // An owned row goes with its owner.
  if (edge.owns) return false;
  return edge.onDelete !== null || ownershipOf(ownerships, edge.table).anchors.includes(edge);
}

/**
 * Edges of a circle to cut until none is left that holds one that can be: one at a time, the best first. What a cut
 * leaves of the circle falls into circles that have nothing to do with each other.
 */
function cutEdges(circle: readonly string[], edges: readonly Edge[], known: Decided): readonly Edge[] {
  const candidates = edges.filter((edge) => canCut(edge, known));
  const [best] = candidates.toSorted((a, b) => upwards(b, known) - upwards(a, known));
  if (best === undefined) return [];
  const rest = edges.filter((edge) => edge !== best);
  return [best, ...circles(circle, rest).flatMap((smaller) => cutEdges(smaller, inside(smaller, rest), known))];
}

/** Best is a link from a table near the subject to one far from it: nearer tables have fewer rows to write. */
function upwards(edge: Edge, { ownerships }: Decided): number {
  return ownershipOf(ownerships, edge.to).depth - ownershipOf(ownerships, edge.table).depth;
}

/** It can be NULL, and no predicate needs what would be lost. */
function canCut(edge: Edge, { setting, ownerships }: Decided): boolean {
  const needed = new Set([
    ...ownershipOf(ownerships, edge.table).anchors.flatMap(({ columns }) => columns),
    ...edgesTo(setting, edge.table).flatMap(({ toColumns }) => toColumns),
  ]);
  return edge.cut.length > 0 && !edge.cut.some((column) => needed.has(column));
}

/**
 * Rows of a batch may be referred to by rows of a later one. A cascade or SET NULL settles that by itself; the subject's
 * own table loses a single row.
 */
function refusesItself(edge: Edge, { root }: Setting): boolean {
  return edge.table !== root.name && edge.onDelete !== null && edge.onDelete !== 'cascade' && !setsItself(edge);
}

/** A cascade returns no values, and those of the rows it takes along are needed: for an effect, or by what they own. */
function takesUnseen({ table, to, onDelete }: Edge, setting: Setting): boolean {
  const needed = setting.policy.effects.some((effect) => effect.table === table);
  const owner = edgesTo(setting, table).some(({ owns }) => owns);
  return table === to && onDelete === 'cascade' && table !== setting.root.name && (needed || owner);
}

/** Owned rows that keep each other: one must not stay because the other goes a batch later. */
function keepsItself({ table, to, owns }: Edge, setting: Setting): boolean {
  return table === to && !owns && isOwned(setting, table);
}

/** The database cuts it by itself. Not where the column may not be NULL: there SET NULL is a refusal. */
function setsItself({ table, to, onDelete, nullable, columns }: Edge): boolean {
  const may = onDelete === 'set default' || (onDelete === 'set null' && nullable.length === columns.length);
  return table === to && may;
}

function breakAt(edge: Edge, known: Decided): Detachment {
  const goes = found(known.fates.get(edge.table)?.goes, `nothing goes in ${edge.table}`);
  return {
    edge,
    predicate: all([goes, hangsFromGoing(edge, known)]),
    columns: edge.cut,
    why: 'to break a circle of references',
    breaks: true,
  };
}

function circles(tables: readonly string[], edges: readonly Edge[]): readonly (readonly string[])[] {
  return strongComponents(tables, edges)
    .map((component) => component.tables)
    .filter((members) => members.length > 1);
}

function inside(circle: readonly string[], edges: readonly Edge[]): readonly Edge[] {
  const members = new Set(circle);
  return edges.filter(({ table, to }) => members.has(table) && members.has(to));
}
