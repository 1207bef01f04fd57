import type { Finding } from '../planner/finding.ts';
import type { Counts, Outline, Subject } from '../planner/plan.ts';
import type { Receipt } from './receipt.ts';
import type { Writer } from './store.ts';

export type RunState = 'queued' | 'running' | 'verifying' | 'completed' | 'paused' | 'held' | 'failed';

/** Where a run stands. Each phase can be repeated from its beginning; a crash goes on with the one that is stored. */
export type Phase =
  | 'start'
  | 'effects before'
  | 'steps'
  | 'fence'
  | 'sweep'
  | 'root'
  | 'effects after'
  | 'verify'
  | 'certify'
  | 'end';

export interface RunRecord {
  readonly id: string;
  readonly request: string;
  readonly subject: Subject;
  readonly digest: string;
  readonly outline: Outline;
  readonly counts: Counts;
  readonly state: RunState;
  readonly phase: Phase;
  readonly attention: readonly Finding[];
  readonly epoch: number;
  /** RFC 3339 UTC. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export interface StepRecord {
  readonly no: number;
  readonly state: 'pending' | 'running' | 'done' | 'failed';
  readonly found: number | null;
}

export interface NewRun {
  readonly run: string;
  readonly request: string;
  readonly proof: string;
  readonly digest: string;
  readonly outline: Outline;
  readonly counts: Counts;
  /** kind:key of the subject and of every wider one that contains it. */
  readonly scopes: readonly string[];
}

/** One effect on one row, waiting to be carried out. */
export interface OutboxEntry {
  readonly id: string;
  readonly effect: string;
  readonly version: number;
  readonly idempotencyKey: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly attempts: number;
}

export type EffectEnd = 'done' | 'already' | 'unverifiable' | 'waived' | 'failed';

export interface EffectCount {
  readonly effect: string;
  readonly version: number;
  readonly state: 'pending' | EffectEnd;
  readonly rows: number;
}

/** A worker's right to a run: kept alive while it works, given back at the end. */
export interface Lease extends AsyncDisposable {
  readonly writer: Writer;
  /** Aborted when another worker has taken the run over, or the lease could not be renewed. */
  readonly lost: AbortSignal;
}

/** Lethe's own state. Every change is one transaction with its event; a stale epoch changes nothing. */
export interface Control {
  /** Records request and run. Refuses (SUBJECT_HELD, SUBJECT_BUSY, KILL_SWITCH) with nothing recorded. */
  record(run: NewRun): Promise<void>;
  load(run: string): Promise<RunRecord>;
  /** RFC 3339 UTC. Everything a certificate dates goes by this one clock, never by the worker's. */
  now(): Promise<string>;
  /** Takes the run over: ends the backends of a dead worker, waits for its open batch, raises the epoch. */
  claim(run: string): Promise<Lease>;
  /** The compare-and-set that is the point of no return. False: the run may not start now. */
  start(writer: Writer): Promise<boolean>;
  enter(writer: Writer, phase: Phase): Promise<void>;
  /** Whether the gate is closed to this writer: asked where no batch passes it, between phases and effects. */
  closed(writer: Writer): Promise<'hold' | 'pause' | 'kill switch' | 'epoch' | null>;
  steps(run: string): Promise<readonly StepRecord[]>;
  stepDone(writer: Writer, step: number): Promise<void>;
  /** Stays where it is, with what a person must look at. */
  fail(writer: Writer, findings: readonly Finding[]): Promise<void>;
  /** Why a closed gate stopped the worker; the run is left in that state. False: the gate is open again, it goes on. */
  stop(writer: Writer, by: 'hold' | 'pause' | 'kill switch'): Promise<boolean>;
  complete(writer: Writer): Promise<void>;
  receipts(run: string): Promise<readonly Receipt[]>;
  /** Effects that are due now, oldest first. */
  outboxDue(run: string, effects: readonly string[], limit: number): Promise<readonly OutboxEntry[]>;
  /** Milliseconds until the next pending effect is due; null: none is pending. */
  outboxWaitMs(run: string, effects: readonly string[]): Promise<number | null>;
  effectEnded(writer: Writer, id: string, end: EffectEnd, error: string | null): Promise<void>;
  effectRetry(writer: Writer, id: string, waitMs: number, error: string): Promise<void>;
  effectCounts(run: string): Promise<readonly EffectCount[]>;
  storeCertificate(writer: Writer, certificate: { id: string; stage: string; note: string }): Promise<void>;
  certificate(run: string): Promise<{ id: string; note: string } | null>;
  /** The salt of the subject's commitment, made at the first call. */
  salt(run: string): Promise<Uint8Array>;
}
