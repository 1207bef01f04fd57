import { allEnded } from '../engine/all-ended.ts';

/** Hands each item to the lane that is free first. */
export async function inLanes<T>(lanes: number, items: Iterable<T>, body: (item: T) => Promise<void>): Promise<void> {
  const waiting = Iterator.from(items);
  const lane = async (): Promise<void> => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await body(next.value);
  };
  await allEnded(Array.from({ length: lanes }, lane));
}
