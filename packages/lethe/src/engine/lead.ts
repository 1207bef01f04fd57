import type { Phase } from './control.ts';
import type { Writer } from './store.ts';

/** What somebody who would help must know of a run that a living worker carries out. */
export interface Lead {
  /** Of the worker that has the lease. Who helps writes with the same epoch, and is refused with it. */
  readonly writer: Writer;
  readonly phase: Phase;
  /** The step whose worklist has enough left to share; null: none has, for the moment. */
  readonly step: number | null;
}
