import type { Outcome } from './store.ts';

/** How much of the server a run takes. */
export interface Tempo {
  /** Connections that work at once. */
  readonly lanes: 1 | 2;
  /** Others wait for a batch at most as long as it lasts. */
  readonly targetBatchMs: number;
  readonly slowBatchMs: number;
  /** After a batch its lane rests for so many times as long as it took, 0.4 s at most. */
  readonly rests: number;
  /** Batches of so few rows take what their dozen round trips take: fewer would only make more of them. */
  readonly leastRows: number;
}

export type TempoName = 'usual' | 'gentle';

export const tempos: Readonly<Record<TempoName, Tempo>> = {
  // Half of the bound of 250 ms and less, so that a slow batch is still within it.
  usual: { lanes: 2, targetBatchMs: 90, slowBatchMs: 180, rests: 0, leastRows: 1 },
  // Beside a product that needs the server itself. While a batch has a core and fills the WAL, one of its statements in ten takes
  // noticeably longer: for their p99 to stay what it was, nineteen twentieths of the time are the product's alone.
  gentle: { lanes: 1, targetBatchMs: 20, slowBatchMs: 60, rests: 19, leastRows: 300 },
};

/** How large the next batch is and how it meets locks. One value a lane; decided purely from what the last batch did. */
export interface Pace {
  readonly tempo: Tempo;
  /** What hangs from a row goes with it: how much a row is, is not known before. */
  readonly carries: boolean;
  readonly size: number;
  readonly skipLocked: boolean;
  readonly statementTimeoutMs: number;
  /** A single row's statement that takes longer is given up. */
  readonly longestTimeoutMs: number;
  /** Failures in a row that the pace could not answer by making the batch smaller. */
  readonly failures: number;
  /** What hangs from the next row has been put before it: slow again, it is the row itself. */
  readonly drained: boolean;
}

export type Move =
  | { readonly do: 'go on' }
  | { readonly do: 'wait'; readonly ms: number }
  /** The next row is locked by someone for long: let the others pass. */
  | { readonly do: 'postpone' }
  /** The next row's cascade is too large for one transaction. */
  | { readonly do: 'drain' }
  /** Rows of earlier steps came late: they go first. */
  | { readonly do: 'again from the start' }
  | { readonly do: 'give up'; readonly because: 'slow' | 'late rows' | 'conflict' };

/** A batch that only waited for its round trips is no reason to rest for long. */
const longestRestMs = 400;
const largestBatch = 5_000;
/** Rolled back before others have waited too long; a single row that needs more gets more. */
const firstTimeoutMs = 230;
const patience = 8;

export interface FirstPace {
  readonly tempo: Tempo;
  readonly cascades: boolean;
  readonly longestTimeoutMs: number;
}

export function firstPace({ tempo, cascades, longestTimeoutMs }: FirstPace): Pace {
  const statementTimeoutMs = Math.min(firstTimeoutMs, longestTimeoutMs);
  return {
    tempo,
    carries: cascades,
    size: Math.ceil(((cascades ? 100 : 2_000) * tempo.targetBatchMs) / tempos.usual.targetBatchMs),
    skipLocked: false,
    statementTimeoutMs,
    longestTimeoutMs,
    failures: 0,
    drained: false,
  };
}

/** Decides the next move. `again` outcomes only; `done` ones are paced by `paced`. */
export function decideMove(
  pace: Pace,
  outcome: Outcome & { is: 'again' },
  cascades: boolean,
): { pace: Pace; move: Move } {
  const worse = { ...pace, failures: pace.failures + 1 };
  switch (outcome.because) {
    case 'locked':
      if (!pace.skipLocked) return { pace: { ...pace, skipLocked: true }, move: { do: 'go on' } };
      if (pace.size > 1) return { pace: { ...pace, size: halved(pace.size) }, move: { do: 'go on' } };
      return { pace, move: { do: 'postpone' } };
    case 'slow':
      if (pace.size > 1) return { pace: { ...pace, size: halved(pace.size) }, move: { do: 'go on' } };
      if (pace.statementTimeoutMs >= pace.longestTimeoutMs && (pace.drained || !cascades))
        return { pace, move: { do: 'give up', because: 'slow' } };
      return {
        pace: {
          ...pace,
          statementTimeoutMs: Math.min(pace.longestTimeoutMs, pace.statementTimeoutMs * 4),
          drained: cascades,
        },
        move: cascades ? { do: 'drain' } : { do: 'go on' },
      };
    case 'late rows':
      if (worse.failures > patience) return { pace, move: { do: 'give up', because: 'late rows' } };
      return { pace: worse, move: { do: 'again from the start' } };
    case 'deadlock':
    case 'serialization':
      if (worse.failures > patience * 4) return { pace, move: { do: 'give up', because: 'conflict' } };
      return { pace: worse, move: { do: 'wait', ms: backoffMs(worse.failures, 10) } };
  }
}

/** After a batch that committed: towards the target, at most doubling, halving when it was slow. */
export function paced(pace: Pace, rows: number, ms: number): Pace {
  const calm = { ...pace, failures: 0, skipLocked: false, drained: false };
  const { targetBatchMs, slowBatchMs, leastRows } = pace.tempo;
  const least = Math.min(pace.size, pace.carries ? Math.ceil(leastRows / 10) : leastRows);
  // Much may hang from a single row.
  if (ms > slowBatchMs) return { ...calm, size: Math.max(pace.carries ? 1 : least, halved(pace.size)) };
  if (rows < pace.size) return calm;
  const wanted = Math.floor(pace.size * Math.min(2, targetBatchMs / Math.max(ms, 1)));
  return { ...calm, size: Math.max(least, Math.min(largestBatch, wanted)) };
}

/** What is left to others after a batch of so long. */
export function restMs({ tempo }: Pace, batchMs: number): number {
  return Math.min(longestRestMs, tempo.rests * batchMs);
}

function halved(size: number): number {
  return Math.max(1, Math.floor(size / 2));
}

/** Doubling, at most 8 s. The engine adds jitter. */
function backoffMs(failures: number, firstMs: number): number {
  return Math.min(8_000, firstMs * 2 ** (failures - 1));
}
