import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrder, isPossible, leadsTo, type Precedence } from './precedence.ts';

const steps = 6;
const pair = fc.tuple(fc.nat(steps - 1), fc.nat(steps - 1));

/** One step after another, always the first that nothing waiting comes before. */
function naive(pairs: readonly (readonly [number, number])[]): { order: number[]; stuck: number[] } {
  const stuck = Array.from({ length: steps }, (_, number) => number);
  const order: number[] = [];
  for (;;) {
    const at = stuck.findIndex(
      (number) => !pairs.some(([before, after]) => after === number && stuck.includes(before)),
    );
    if (at === -1) return { order, stuck };
    order.push(...stuck.splice(at, 1));
  }
}

function direct(pairs: readonly (readonly [number, number])[]): Precedence {
  const numbers = Array.from({ length: steps }, (_, number) => number);
  return {
    steps,
    after: numbers.map((number) => pairs.flatMap(([before, after]) => (before === number ? [[after]] : []))),
  };
}

test('the preferred step is first wherever there is a choice, and a circle is stuck', () => {
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 9 }), (pairs) => {
      const expected = naive(pairs);
      expect(inOrder(direct(pairs))).toEqual(expected);
      expect(isPossible(direct(pairs))).toBe(expected.stuck.length === 0);
    }),
    { numRuns: 400 },
  );
});

test('what waits for a gate waits for all that comes before it, and a gate is no step', () => {
  fc.assert(
    fc.property(
      fc.array(pair, { maxLength: 5 }),
      fc.subarray([0, 1, 2, 3, 4, 5]),
      fc.subarray([0, 1, 2, 3, 4, 5]),
      (pairs, before, after) => {
        const gated = direct(pairs).after.map((lists, number) =>
          before.includes(number) ? [...lists, [steps]] : lists,
        );
        const precedence = { steps, after: [...gated, [after]] };
        const expected = naive([...pairs, ...before.flatMap((from) => after.map((to) => [from, to] as const))]);
        expect(inOrder(precedence)).toEqual(expected);
      },
    ),
    { numRuns: 400 },
  );
});

test('leads to whatever comes later, by way of gates too', () => {
  const precedence = { steps: 3, after: [[[3]], [], [[1]], [[2]]] };
  expect([leadsTo(precedence, 0, 1), leadsTo(precedence, 1, 0), leadsTo(precedence, 2, 1)]).toEqual([
    true,
    false,
    true,
  ]);
});
