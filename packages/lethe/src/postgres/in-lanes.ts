import { allEnded } from '../engine/all-ended.ts';

/** So many lanes at once; each takes the next of the items that none has taken. */
export async function inLanes<T>(
  lanes: number,
  items: readonly T[],
  lane: (waiting: Iterable<T>) => Promise<void>,
): Promise<void> {
  // An iterator hands each item to who asks first.
  const waiting = items.values();
  await allEnded(Array.from({ length: Math.min(lanes, items.length) }, () => lane(waiting)));
}
