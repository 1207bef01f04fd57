import { LetheError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import type { Finding } from '../planner/finding.ts';
import type { EffectRun } from '../policy/effect.ts';
import type { Control, Lease, Phase, RunRecord } from './control.ts';
import { effectWaitsMs } from './deliver.ts';
import type { Lead } from './lead.ts';
import type { Tempo } from './pace.ts';
import { type PhaseContext, type PhaseEnd, phases } from './phases.ts';
import type { Writes } from './receipt.ts';
import { sleep } from './sleep.ts';
import type { Store, Writer } from './store.ts';

/** What the engine needs of the world. Everything with a side effect is behind one of these. */
export interface Engine {
  readonly control: Control;
  /** A helper's connections do not count as a sign that the run's lead lives. */
  readonly openStore: (writer: Writer, as?: 'helper') => Store & AsyncDisposable;
  /** Who carries the run out now; null: nobody living. */
  readonly lead: (run: string) => Promise<Lead | null>;
  /** Tells other workers that there is a step to share. */
  readonly invite?: (run: string) => Promise<void>;
  readonly journal: RunJournal;
  readonly certifier: Certifier;
  readonly scanner: Scanner;
  readonly leftovers: Leftovers;
  /** Tables that came after the plan and may hold the subject's rows. */
  readonly unplanned: (run: RunRecord) => Promise<readonly Finding[]>;
  readonly effects: ReadonlyMap<string, EffectRun>;
  readonly tempo: Tempo;
  readonly effectWaitsMs?: readonly number[];
  /** How often a row that another session has locked is come back to before it becomes a finding; 60 if not said. */
  readonly lockTurns?: number;
  /** How long one row's statement may take before it becomes a finding; a minute if not said. */
  readonly longestStatementMs?: number;
  readonly observer?: Observer;
}

/** The record outside the database: what a restore must delete again. */
export interface RunJournal {
  intent(run: RunRecord): Promise<void>;
  done(run: RunRecord): Promise<void>;
}

export interface Certifier {
  /** The signed note of the run's certificate, from what the database says was done. */
  certify(
    run: RunRecord,
    facts: { verifiedTables: number; scan: ScanResult | null; leftovers: readonly Leftover[] },
  ): Promise<{ id: string; stage: string; note: string }>;
}

/** Copies of rows that the database itself keeps. Both can be repeated. */
export interface Leftovers {
  /** Looks which there are, while the rows are there. */
  note(run: RunRecord): Promise<void>;
  /** Does what may be done about them; answers what is left. */
  settle(run: RunRecord): Promise<readonly Leftover[]>;
}

/** What remains that is no row: until somebody refreshes, analyses or drops it. */
export interface Leftover {
  readonly kind: 'view' | 'statistics' | 'sequence';
  readonly what: string;
  readonly reason: string;
}

/** Looks for values that must be gone, wherever they may have been copied to. */
export interface Scanner {
  /** Remembers what to look for, while the rows that hold it are there. */
  remember(writer: Writer, run: RunRecord): Promise<void>;
  scan(writer: Writer, run: RunRecord): Promise<ScanResult | null>;
  forget(writer: Writer): Promise<void>;
}

export interface ScanResult {
  readonly at: string;
  readonly identifiers: number;
  readonly searched: number;
  readonly ms: number;
  readonly found: readonly {
    readonly table: string;
    readonly column: string;
    readonly rows: number;
    /** It stands there on purpose. */
    readonly kept: boolean;
  }[];
}

export interface Observer {
  readonly phase?: (phase: Phase) => void;
  readonly writes?: (writes: readonly Writes[]) => void;
  /** One committed batch: rows of the step's own table and how long its transaction took. */
  readonly batch?: (batch: { readonly table: string; readonly rows: number; readonly ms: number }) => void;
  readonly waiting?: (what: string) => void;
}

export type RunResult =
  | { readonly status: 'completed' }
  | { readonly status: 'held' | 'paused' }
  | { readonly status: 'failed'; readonly findings: readonly Finding[] }
  /** Told to end: the batch in hand was finished and the run can go on; at once, or when an effect is due again. */
  | { readonly status: 'drained'; readonly waitMs?: number }
  /** Another worker has the run now. */
  | { readonly status: 'taken over' };

/** Carries a run from where it stands to its end, or to what stops it. Call it again after anything: it goes on. */
export function carryOut(engine: Engine, runId: string, signal: AbortSignal): Promise<RunResult> {
  const never = new AbortController().signal;
  return carryOutUntil(engine, runId, { signal, startSlice: () => never, patienceMs: Number.POSITIVE_INFINITY });
}

/** Like carryOut, for so long; then it is drained, and others that wait come first. */
export function carryOutSlice(
  engine: Engine,
  runId: string,
  { signal, sliceMs }: { signal: AbortSignal; sliceMs: number },
): Promise<RunResult> {
  // Counted from the claim, so that each slice gets something done however long that took.
  return carryOutUntil(engine, runId, { signal, startSlice: () => AbortSignal.timeout(sliceMs), patienceMs: 1_000 });
}

interface Until {
  readonly signal: AbortSignal;
  readonly startSlice: () => AbortSignal;
  readonly patienceMs: number;
}

async function carryOutUntil(
  engine: Engine,
  runId: string,
  { signal, startSlice, patienceMs }: Until,
): Promise<RunResult> {
  await using lease = await claimPatiently(engine, runId, signal);
  const { writer } = lease;
  faultPoint('run.claimed');
  await using store = engine.openStore(writer);
  const stopping = AbortSignal.any([signal, lease.lost]);
  const slice = AbortSignal.any([stopping, startSlice()]);
  const waitsMs = engine.effectWaitsMs ?? effectWaitsMs;
  const context = { store, writer, waitsMs, patienceMs, signal: stopping, slice };
  let losses = 0;
  const calm = (): void => {
    losses = 0;
  };
  for (;;) {
    try {
      const result = await advance({ ...context, engine: noticing(engine, calm) });
      if (result !== null) return lease.lost.aborted ? { status: 'taken over' } : result;
      calm();
    } catch (error) {
      if (!(error instanceof LetheError)) throw error;
      if (error.code === 'EPOCH_STALE') return { status: 'taken over' };
      losses += 1;
      if (error.code !== 'DATABASE_UNREACHABLE' || stopping.aborted || losses > patience) throw error;
      // What became of the last statement is unknown, and need not be known: the stored phase is repeated.
      engine.observer?.waiting?.('the database');
      await sleep(Math.min(8_000, 100 * 2 ** losses), stopping);
    }
  }
}

/** A claim whose connection was lost may have been made or not; making it again only raises the epoch once more. */
async function claimPatiently({ control, observer }: Engine, runId: string, signal: AbortSignal): Promise<Lease> {
  for (let losses = 1; ; losses += 1) {
    try {
      return await control.claim(runId);
    } catch (error) {
      const isLost = error instanceof LetheError && error.code === 'DATABASE_UNREACHABLE';
      if (!isLost || signal.aborted || losses > patience) throw error;
      observer?.waiting?.('the database');
      await sleep(Math.min(8_000, 100 * 2 ** losses), signal);
    }
  }
}

/** A batch that committed is a sign of life: patience with the connection begins anew. */
function noticing(engine: Engine, alive: () => void): Engine {
  const { observer = {} } = engine;
  const batch: Observer['batch'] = (done) => {
    alive();
    observer.batch?.(done);
  };
  return { ...engine, observer: { ...observer, batch } };
}

// About 40 s in all: longer than a server needs to come back from a crash.
const patience = 10;

/** The phase that is stored, and what came of it. Null: on with the next. */
async function advance(context: Omit<PhaseContext, 'run'>): Promise<RunResult | null> {
  const { engine, writer } = context;
  const run = await engine.control.load(writer.run);
  engine.observer?.phase?.(run.phase);
  if (run.epoch !== writer.epoch) return { status: 'taken over' };
  if (run.phase === 'end') return { status: 'completed' };
  return settle(engine, writer, await nextEnd({ ...context, run }));
}

async function nextEnd(context: PhaseContext): Promise<PhaseEnd> {
  const { engine, writer, run, slice: signal } = context;
  if (run.phase === 'end') throw new Error('bug: nothing comes after the end');
  if (signal.aborted) return { is: 'stopped', by: 'signal' };
  const by = await engine.control.closed(writer);
  return by === null ? phases[run.phase](context) : { is: 'stopped', by };
}

/** Stores what a phase came to. Null: on with the next phase. */
async function settle({ control }: Engine, writer: Writer, end: PhaseEnd): Promise<RunResult | null> {
  switch (end.is) {
    case 'next':
      await control.enter(writer, end.phase);
      return null;
    case 'stored':
      return null;
    case 'findings':
      if (end.findings.length === 0) throw new Error('bug: a run failed without a finding');
      await control.fail(writer, end.findings);
      return { status: 'failed', findings: end.findings };
    case 'waiting':
      return { status: 'drained', waitMs: end.waitMs };
    case 'stopped':
      if (end.by === 'epoch') return { status: 'taken over' };
      if (end.by === 'signal') return { status: 'drained' };
      // Opened again meanwhile: the run would wait for a release that has been.
      if (!(await control.stop(writer, end.by))) return null;
      return { status: end.by === 'hold' ? 'held' : 'paused' };
  }
}
