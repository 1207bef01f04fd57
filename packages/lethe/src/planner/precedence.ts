import { found } from './found.ts';
import { PriorityQueue } from './priority-queue.ts';

/**
 * What comes before what. Steps are numbers, in the order preferred where nothing forbids it; behind them come gates,
 * which stand for all that waits for one thing, so that each of many need not name each of many.
 */
export interface Precedence {
  readonly steps: number;
  /** By number, what comes after it, in lists. */
  readonly after: readonly (readonly (readonly number[])[])[];
}

/** Some order keeps to it: there is no circle. */
export function isPossible(precedence: Precedence): boolean {
  const open: number[] = [];
  const released = releasing(precedence, (number) => open.push(number));
  for (let next = open.pop(); next !== undefined; next = open.pop()) released.of(next);
  return released.all();
}

/** The steps in order, the preferred first wherever there is a choice; and those that a circle leaves stuck. */
export function inOrder(precedence: Precedence): {
  readonly order: readonly number[];
  readonly stuck: readonly number[];
} {
  const order: number[] = [];
  const ready = new PriorityQueue();
  const gates: number[] = [];
  const released = releasing(precedence, (number) => {
    if (number < precedence.steps) ready.add(number);
    else gates.push(number);
  });
  for (;;) {
    // A gate is nothing to be done: what waits for it is ready with it.
    const next = gates.pop() ?? ready.takeFirst();
    if (next === undefined) break;
    if (next < precedence.steps) order.push(next);
    released.of(next);
  }
  const placed = new Set(order);
  const stuck = Array.from({ length: precedence.steps }, (_, number) => number).filter((number) => !placed.has(number));
  return { order, stuck };
}

/** `to` comes after `from`, by whatever way. */
export function leadsTo({ after }: Precedence, from: number, to: number): boolean {
  const reached = new Set([from]);
  // A Set hands out what is added while it is walked through.
  for (const number of reached) {
    for (const list of found(after[number], 'a number without a place')) for (const next of list) reached.add(next);
  }
  return reached.has(to);
}

/** Tells each number once nothing is left before it. */
function releasing(
  { after }: Precedence,
  tell: (number: number) => void,
): { of(number: number): void; all(): boolean } {
  const before = new Int32Array(after.length);
  for (const lists of after)
    for (const list of lists) for (const number of list) before[number] = at(before, number) + 1;
  let left = after.length;
  for (let number = 0; number < after.length; number += 1) if (at(before, number) === 0) tell(number);
  return {
    of(number) {
      left -= 1;
      for (const list of found(after[number], 'a number without a place')) {
        for (const next of list) {
          const rest = at(before, next) - 1;
          before[next] = rest;
          if (rest === 0) tell(next);
        }
      }
    },
    all: () => left === 0,
  };
}

function at(counts: Int32Array, number: number): number {
  return counts[number] as number;
}
