import { canonicalJson } from '../canonical-json.ts';
import { byCodeUnit } from '../schema/order.ts';
import type { Constraint } from './constraints.ts';
import type { Draft } from './drafts.ts';

/** Steps in an order that keeps to the constraints, and those that no order can place: a circle is left. */
export interface Order {
  readonly drafts: readonly Draft[];
  readonly stuck: readonly Draft[];
}

/** Of the steps that may come next: cuts first, then what is emptied, then deletes from the leaves up; by name. */
export function orderOf(drafts: readonly Draft[], constraints: readonly Constraint[]): Order {
  const waiting = [...drafts].sort(preferred);
  const done: Draft[] = [];
  for (;;) {
    const blocked = new Set(constraints.filter(({ before }) => waiting.includes(before)).map(({ after }) => after));
    const next = waiting.findIndex((draft) => !blocked.has(draft));
    if (next === -1) return { drafts: done, stuck: waiting };
    done.push(...waiting.splice(next, 1));
  }
}

/** Adds each wish that leaves an order possible. */
export function withWishes(
  drafts: readonly Draft[],
  constraints: readonly Constraint[],
  wishes: readonly Constraint[],
): Order {
  const granted = [...constraints];
  for (const wish of wishes) {
    if (!leadsTo(granted, wish.after, wish.before)) granted.push(wish);
  }
  return orderOf(drafts, granted);
}

function leadsTo(constraints: readonly Constraint[], from: Draft, to: Draft): boolean {
  const reached = new Set([from]);
  // A Set hands out what is added while it is walked through.
  for (const draft of reached) {
    for (const { before, after } of constraints) if (before === draft) reached.add(after);
  }
  return reached.has(to);
}

const phase = { detach: 0, anonymise: 1, delete: 2 } as const;

function preferred(a: Draft, b: Draft): number {
  return (
    phase[a.step.kind] - phase[b.step.kind] ||
    b.depth - a.depth ||
    byCodeUnit(a.step.table, b.step.table) ||
    byCodeUnit(canonicalJson(a.step), canonicalJson(b.step))
  );
}
