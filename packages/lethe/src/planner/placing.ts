import { strongComponents } from '../schema/order.ts';
import { bindsAll, type Edge } from './edges.ts';
import { found } from './found.ts';
import { PriorityQueue } from './priority-queue.ts';
import type { Reach } from './reach.ts';

interface Placing {
  readonly root: string;
  readonly reach: Reach;
  /** Steps from the subject, by the shortest way. */
  readonly depths: ReadonlyMap<string, number>;
  /** Tables whose predicates need those of no other. */
  readonly free: (table: string) => boolean;
  /** Tables beside those it hangs from that are placed before it, where a choice is left. */
  readonly behind: ReadonlyMap<string, readonly string[]>;
}

/**
 * The tables in an order in which each finds what it hangs from before it: the free ones first, then whatever all of
 * its edges are settled for. Where only circles are left, one that hangs from no other circle is opened: at a table each
 * of whose rows hangs from a placed one, or else where some may. The nearer to the subject first throughout, then by name.
 */
export function placesOf({ root, reach, depths, free, behind }: Placing): readonly string[] {
  const waiting = [...reach.keys()].filter((table) => table !== root);
  const circles = circleDepths(waiting, reach, free);
  const rank = (table: string): number => found(circles.get(table), `${table} is in no component`);
  waiting.sort((a, b) => rank(a) - rank(b) || depthOf(depths, a) - depthOf(depths, b));
  const queues = queuesOf(waiting, { reach, behind, rank });
  const places = waiting.filter(free);
  const placed = new Set([root, ...places]);
  for (const table of placed) queues.tell(table);
  while (places.length < waiting.length) {
    const next = queues.next(placed);
    placed.add(next);
    places.push(next);
    queues.tell(next);
  }
  return places;
}

/** Of two circles that one hangs from the other, the other has the smaller number. */
function circleDepths(
  waiting: readonly string[],
  reach: Reach,
  free: (table: string) => boolean,
): ReadonlyMap<string, number> {
  const bound = waiting.filter((table) => !free(table)).flatMap((table) => outward(reach, table));
  return new Map(strongComponents(waiting, bound).flatMap(({ tables, depth }) => tables.map((each) => [each, depth])));
}

interface Circles extends Pick<Placing, 'reach' | 'behind'> {
  readonly rank: (table: string) => number;
}

/** Who may be next: tables all of whose edges are settled, then those some of whose are, then those that wait for others. */
function queuesOf(
  waiting: readonly string[],
  { reach, behind, rank: circleOf }: Circles,
): { tell(placed: string): void; next(placed: ReadonlySet<string>): string } {
  const ranks = new Map(waiting.map((table, rank) => [table, rank]));
  const children = childrenOf(reach);
  const pairs = [...behind].flatMap(([table, others]) => others.map((other) => ({ table, other })));
  const followers = Map.groupBy(pairs, ({ other }) => other);
  const open = new Map(
    waiting.map((table) => [table, outward(reach, table).length + (behind.get(table)?.length ?? 0)]),
  );
  const [settled, touched, awaiting] = [new PriorityQueue(), new PriorityQueue(), new PriorityQueue()];
  const all = waiting.length;
  // Of one circle, tables each of whose rows hangs from a placed one come before all others.
  const opening = (table: string, rank: number, isBound: boolean): number =>
    (2 * circleOf(table) + (isBound ? 0 : 1)) * all + rank;
  return {
    tell(placed) {
      const told = (table: string, hangs: 'bound' | 'loose' | null): void => {
        const [rank, left] = [ranks.get(table), open.get(table)];
        // The subject's own row may hang from rows of its own.
        if (rank === undefined || left === undefined) return;
        open.set(table, left - 1);
        if (left === 1) settled.add(rank);
        else if (hangs !== null) (behind.has(table) ? awaiting : touched).add(opening(table, rank, hangs === 'bound'));
      };
      for (const edge of children.get(placed) ?? []) told(edge.table, bindsAll(edge) ? 'bound' : 'loose');
      for (const { table } of followers.get(placed) ?? []) told(table, null);
    },
    next(placed) {
      for (const queue of [settled, touched, awaiting]) {
        for (let place = queue.takeFirst(); place !== undefined; place = queue.takeFirst()) {
          const table = found(waiting[place % all], 'a place of no table');
          if (!placed.has(table)) return table;
        }
      }
      throw new Error(`bug: ${waiting.filter((table) => !placed.has(table)).join(', ')} are reached from nowhere`);
    },
  };
}

/** Steps from the subject, the first of these, by the shortest way; the others are one step away. */
export function depthsOf([root, ...also]: readonly string[], reach: Reach): ReadonlyMap<string, number> {
  const children = childrenOf(reach);
  const depths = new Map([[root ?? '', 0], ...also.map((table) => [table, 1] as const)]);
  // A Map hands out what is added while it is walked through: the nearest first.
  for (const [table, depth] of depths) {
    for (const { table: child } of children.get(table) ?? []) if (!depths.has(child)) depths.set(child, depth + 1);
  }
  return depths;
}

export function depthOf(depths: ReadonlyMap<string, number>, table: string): number {
  return found(depths.get(table), `${table} is reached from nowhere`);
}

/** By parent, the edges that lead there from other tables. */
function childrenOf(reach: Reach): ReadonlyMap<string, readonly Edge[]> {
  const edges = [...reach.keys()].flatMap((table) => outward(reach, table));
  return Map.groupBy(edges, ({ to }) => to);
}

function outward(reach: Reach, table: string): readonly Edge[] {
  return (reach.get(table) ?? []).filter((edge) => edge.to !== table);
}
