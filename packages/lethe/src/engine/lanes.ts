import type { Finding } from '../planner/finding.ts';
import { isKnot } from '../planner/knot-step.ts';
import { allEnded } from './all-ended.ts';
import { decideMove, firstPace, type Pace, paced, restMs, type Tempo } from './pace.ts';
import type { Observer } from './run.ts';
import { sleep } from './sleep.ts';
import type { Act, Outcome, Store, Writer } from './store.ts';

/** What came of carrying one step out. */
export type StepEnd =
  /** `moved`: rows were no longer where they had been found, so they are to be looked for again. */
  | { readonly is: 'done'; readonly moved: boolean }
  | { readonly is: 'stopped'; readonly by: 'hold' | 'pause' | 'kill switch' | 'epoch' | 'signal' }
  | { readonly is: 'late rows'; readonly table: string }
  | { readonly is: 'finding'; readonly finding: Finding };

export interface LanesOptions {
  readonly store: Store;
  readonly writer: Writer;
  readonly act: Act;
  readonly lanes: number;
  readonly tempo: Tempo;
  readonly signal: AbortSignal;
  /** How often a locked row is come back to. */
  readonly lockTurns: number;
  readonly longestStatementMs: number;
  readonly observer: Observer;
}

export const usualLongestStatementMs = 60_000;

/** About a minute: half a second or a second each. */
export const usualLockTurns = 60;

/**
 * Empties a step's worklist: so many lanes, each taking batches of rows that no other lane holds. The first lane that
 * meets something to stop for stops the others after the batch they are in.
 */
export async function runLanes(options: LanesOptions): Promise<StepEnd> {
  const stop = new AbortController();
  const ends = await allEnded(
    Array.from({ length: options.lanes }, async () => {
      let end: StepEnd | undefined;
      try {
        end = await runLane(options, AbortSignal.any([options.signal, stop.signal]));
        return end;
      } finally {
        if (end?.is !== 'done') stop.abort();
      }
    }),
  );
  const worse = (end: StepEnd): boolean => end.is !== 'done' && !(end.is === 'stopped' && end.by === 'signal');
  const moved = ends.some((end) => end.is === 'done' && end.moved);
  return ends.find(worse) ?? ends.find((end) => end.is !== 'done') ?? { is: 'done', moved };
}

async function runLane(options: LanesOptions, signal: AbortSignal): Promise<StepEnd> {
  const { store, writer, act, observer, lockTurns, longestStatementMs: longestTimeoutMs } = options;
  const knot = isKnot(act.step);
  const cascades = act.step.kind === 'delete' && act.step.cascades.length > 0 && !knot;
  let pace = firstPace({ tempo: options.tempo, cascades: cascades || knot, longestTimeoutMs });
  let idleMs = 2;
  let moved = false;
  while (!signal.aborted) {
    const outcome = await store.batch(writer, act, { ...pace, lockTimeoutMs: lockTimeoutMs(pace) });
    if (outcome.is === 'done') {
      observer.writes?.(outcome.writes);
      observer.batch?.({ table: act.step.table, rows: outcome.rows, ms: outcome.ms });
      if ((outcome.lockedTurns ?? 0) > lockTurns) return { is: 'finding', finding: lockedRows(act, lockTurns) };
      moved ||= outcome.moved === true;
      if (!outcome.more) return { is: 'done', moved };
      const rest = restMs(pace, outcome.ms);
      if (rest > 0) await sleep(rest, signal);
      pace = paced(pace, outcome.rows, outcome.ms);
      idleMs = 2;
    } else if (outcome.is === 'empty') {
      if (outcome.waiting === 0) return { is: 'done', moved };
      // The other lane has the rest in hand, or rows wait for their locks.
      await sleep(idleMs, signal);
      idleMs = Math.min(100, idleMs * 2);
    } else if (outcome.is === 'again') {
      const decided = decideMove(pace, outcome, cascades);
      pace = decided.pace;
      const end = await make(decided.move, { ...options, outcome, signal });
      if (end !== null) return end;
    } else {
      return outcome;
    }
  }
  return { is: 'stopped', by: 'signal' };
}

// Half of what others may wait for us in all: while we wait for a row we hold those already written.
function lockTimeoutMs(pace: Pace): number {
  return pace.size === 1 ? 100 : 50;
}

interface MoveContext extends LanesOptions {
  readonly outcome: Outcome & { is: 'again' };
}

const postponeMs = 1_000;

async function make(move: ReturnType<typeof decideMove>['move'], context: MoveContext): Promise<StepEnd | null> {
  const { store, writer, act, outcome, signal, lockTurns } = context;
  switch (move.do) {
    case 'go on':
      return null;
    case 'wait':
      await sleep(move.ms * (0.5 + Math.random()), signal);
      return null;
    case 'postpone':
      return postponed(await store.postpone(writer, act, 1, postponeMs), act, lockTurns);
    case 'drain': {
      const drained = await store.drain(writer, act);
      return drained.is === 'stopped' || drained.is === 'finding' ? drained : null;
    }
    case 'again from the start':
      return { is: 'late rows', table: outcome.detail };
    case 'give up':
      return {
        is: 'finding',
        finding: gaveUp(move.because, {
          table: act.step.table,
          detail: outcome.detail,
          longestMs: context.longestStatementMs,
        }),
      };
  }
}

function postponed(outcome: Outcome, act: Act, lockTurns: number): StepEnd | null {
  if (outcome.is === 'stopped' || outcome.is === 'finding') return outcome;
  if (outcome.is !== 'done' || outcome.rows <= lockTurns) return null;
  return { is: 'finding', finding: lockedRows(act, lockTurns) };
}

function lockedRows({ step: { table } }: Act, lockTurns: number): Finding {
  return {
    code: 'LOCKED_ROWS',
    table,
    message: `rows of ${table} have been locked by another session for more than ${lockTurns} turns; they are unresolved`,
    next: 'Find the session (pg_stat_activity, pg_locks), let it end, then resume the run.',
  };
}

function gaveUp(
  because: 'slow' | 'late rows' | 'conflict',
  { table, detail, longestMs }: { table: string; detail: string; longestMs: number },
): Finding {
  switch (because) {
    case 'slow':
      return {
        code: 'STATEMENT_TIMEOUT',
        table,
        message: `one row of ${table} could not be dealt with within ${longestMs / 1_000} s`,
        next: 'Look for a missing index on what refers to it, or a slow trigger; then resume the run.',
      };
    case 'late rows':
      return lateRows(detail);
    case 'conflict':
      return {
        code: 'DATABASE_REFUSES',
        table,
        message: `other sessions conflicted again and again at ${table}`,
        next: 'When those sessions have ended, resume the run.',
      };
  }
}

export function lateRows(table: string): Finding {
  return {
    code: 'LATE_ROWS',
    table,
    message: `rows that hang from the subject keep appearing, by ${table}; the run is not complete while they do`,
    next: 'Stop what still writes for this subject (jobs, imports, a tenant joined to it), or turn on insertGuard; then resume the run.',
  };
}
