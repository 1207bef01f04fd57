import type { Knot } from './cycles.ts';

/** Which tables go with the database's own cascade from which: parents and their subtree in one batch. */
export interface Carriages {
  /** By head: all tables its cascade takes along. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** By carried table: the head whose batches do its work. */
  readonly carriers: ReadonlyMap<string, Carrier>;
  /** Tables in a circle of cascades; each has its first table as head. */
  readonly rings: readonly (readonly string[])[];
  /** Tables in a circle that nothing cuts: rows of one go with all that refers to them in the others. */
  readonly knots: readonly Knot[];
}

export interface Carrier {
  readonly head: string;
  /** Some rows may hang from nothing the head deletes. */
  readonly leftovers: boolean;
}
