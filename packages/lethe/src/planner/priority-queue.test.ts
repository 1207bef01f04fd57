import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PriorityQueue } from './priority-queue.ts';

test('hands out the smallest number first, also of those added in between', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.nat(20), fc.array(fc.nat(50)), (first, taken, later) => {
      const queue = new PriorityQueue();
      for (const number of first) queue.add(number);
      const sorted = first.toSorted((a, b) => a - b);
      for (const expected of sorted.splice(0, taken)) expect(queue.takeFirst()).toBe(expected);
      for (const number of later) queue.add(number);
      for (const expected of [...sorted, ...later].sort((a, b) => a - b)) expect(queue.takeFirst()).toBe(expected);
      expect(queue.takeFirst()).toBeUndefined();
    }),
  );
});
