import type { Finding } from '../planner/finding.ts';
import type { Counts, EffectUse, Outline, Step } from '../planner/plan.ts';
import type { Schema } from '../schema/graph.ts';
import type { Writes } from './receipt.ts';

/** Who writes: a run and the epoch this worker holds. Every write carries it; an older epoch is refused at the gate. */
export interface Writer {
  readonly run: string;
  readonly epoch: number;
}

/**
 * A database rows are deleted from. The engine decides what happens next; a store carries one bounded act out,
 * in one transaction with its receipt, and says what came of it. postgres/store.ts is the implementation.
 */
export interface Store {
  introspect(): Promise<Schema>;
  /** Exact counts, all of one snapshot. */
  count(outline: Outline): Promise<Counts>;
  /** What blocks the plan, and nothing else: quick, whatever size the subject has. */
  countBlockers(outline: Outline): Promise<Counts['blockers']>;
  /** Tries the plan, of which `rows` are known, and takes it back: what the database would refuse or add. */
  rehearse(outline: Outline, rows: number): Promise<readonly Finding[]>;

  /** Looks for rows that are found only while others are there, and remembers them beside those that it has remembered. */
  lookAhead(writer: Writer, outline: Outline): Promise<Outcome>;
  /** Refuse new rows for the subject on the plan's unfenced tables. Can be repeated. */
  guard(writer: Writer, outline: Outline): Promise<Outcome>;
  /** Writes the addresses of the step's rows to the worklist, in one pass, which is also their count. */
  fill(writer: Writer, act: Act): Promise<Outcome>;
  /** One bounded transaction of a step: at most `size` rows of the step's own table. */
  batch(writer: Writer, act: Act, limits: BatchLimits): Promise<Outcome>;
  /** Puts the next `size` rows of the step behind the others, for `waitMs`. */
  postpone(writer: Writer, act: Act, size: number, waitMs: number): Promise<Outcome>;
  /** Puts the rows that hang from the step's next row before it: its cascade is too large for one transaction. */
  drain(writer: Writer, act: Act): Promise<Outcome>;
  /** Enumerates the rows of an effect into the outbox. Can be repeated: a row is never enumerated twice. */
  enumerate(writer: Writer, outline: Outline, effect: EffectUse): Promise<Outcome>;
  /** Notes the transaction id that every writer who may not know of the run is older than. */
  noteFence(writer: Writer): Promise<Outcome>;
  /** Whether every transaction older than the fence has ended. */
  fencePassed(writer: Writer): Promise<boolean>;
  /** The last transaction: locks the subject's row, if it has one, deletes what is still there, then the row itself. */
  finish(writer: Writer, outline: Outline, statementTimeoutMs?: number): Promise<Outcome>;
  /** Rows that still match, by step: what verification must find to be zero. */
  remaining(outline: Outline): Promise<readonly { readonly step: Step; readonly rows: number }[]>;
}

export interface Act {
  readonly outline: Outline;
  readonly step: Step;
  /** Effects that need values of this step's rows. */
  readonly effects: readonly EffectUse[];
}

export interface BatchLimits {
  /** Rows of the step's own table; what their cascade takes along comes on top. */
  readonly size: number;
  /** Leave rows that others have locked for a later turn, instead of waiting for them. */
  readonly skipLocked: boolean;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** What came of one act. Closed: the engine handles each (decide.ts). */
export type Outcome =
  /** Committed. `rows`: rows of the step's own table that were dealt with; `more`: the worklist has further ones. */
  | {
      readonly is: 'done';
      readonly rows: number;
      readonly writes: readonly Writes[];
      readonly more: boolean;
      readonly ms: number;
      /** Rows others had locked were put back, the most patient of them so many times by now. */
      readonly lockedTurns?: number;
      /** Rows were no longer where they had been found: gone, or written to meanwhile. */
      readonly moved?: boolean;
    }
  /** Nothing on the worklist can be taken now; `waiting` rows are someone else's for the moment. */
  | { readonly is: 'empty'; readonly waiting: number }
  /** The gate is closed. Nothing was written. */
  | { readonly is: 'stopped'; readonly by: 'hold' | 'pause' | 'kill switch' | 'epoch' }
  /** Rolled back; the same act may work the next time. */
  | {
      readonly is: 'again';
      readonly because: 'locked' | 'slow' | 'deadlock' | 'serialization' | 'late rows';
      readonly detail: string;
    }
  /** Rolled back; a person must look. */
  | { readonly is: 'finding'; readonly finding: Finding };
