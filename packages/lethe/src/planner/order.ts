import { canonicalJson } from '../canonical-json.ts';
import { byCodeUnit } from '../schema/order.ts';
import type { Wish } from './constraints.ts';
import type { Draft } from './drafts.ts';
import { found } from './found.ts';
import { inOrder, leadsTo, type Precedence } from './precedence.ts';

/** Steps in an order that keeps to the constraints, and those that no order can place: a circle is left. */
export interface Order {
  readonly drafts: readonly Draft[];
  readonly stuck: readonly Draft[];
}

/** The steps in order, with each wish that leaves one possible. */
export function orderOf(drafts: readonly Draft[], constraints: Precedence, wishes: readonly Wish[]): Order {
  const numbers = new Map(drafts.map((draft, number) => [draft, number]));
  const numberOf = (draft: Draft): number => found(numbers.get(draft), 'a wish of no step');
  const after = constraints.after.map((lists) => [...lists]);
  const granted: Precedence = { ...constraints, after };
  for (const wish of wishes) {
    const [before, behind] = [numberOf(wish.before), numberOf(wish.after)];
    if (!leadsTo(granted, behind, before)) after[before]?.push([behind]);
  }
  const { order, stuck } = inOrder(granted);
  const named = (placed: readonly number[]): readonly Draft[] => placed.flatMap((number) => drafts[number] ?? []);
  return { drafts: named(order), stuck: named(stuck) };
}

const phase = { detach: 0, anonymise: 1, delete: 2 } as const;

/** Of the steps that may come next: cuts first, then what is emptied, then deletes from the leaves up; by name. */
export function preferred(a: Draft, b: Draft): number {
  return (
    phase[a.step.kind] - phase[b.step.kind] ||
    b.depth - a.depth ||
    byCodeUnit(a.step.table, b.step.table) ||
    byCodeUnit(canonicalJson(a.step), canonicalJson(b.step))
  );
}
