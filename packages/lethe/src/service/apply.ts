import { carryOut, type Engine, type Observer, type RunResult } from '../engine/run.ts';
import { LetheError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Finding } from '../planner/finding.ts';
import type { Plan } from '../planner/plan.ts';
import { formatSubject, parseSubject } from '../planner/subject.ts';
import { shown } from './find-subject.ts';
import { followRun } from './follow-run.ts';
import { ensureMigrated, type Lethe } from './lethe.ts';
import { makePlan } from './make-plan.ts';
import { outcomesOf, type TableOutcome } from './outcome.ts';
import { placeOf } from './place-of.ts';
import { planChanges } from './plan-changes.ts';
import type { PlanFile } from './plan-file.ts';
import { rehearsal } from './rehearsal.ts';
import { type Remains, remainsIn } from './remains.ts';

export type ApplyStatus = 'completed' | 'blocked' | 'stale' | 'held' | 'paused' | 'failed';

export interface ApplyResult {
  readonly run: string | null;
  readonly status: ApplyStatus;
  readonly rows: number;
  readonly tables: readonly TableOutcome[];
  readonly verified: boolean;
  readonly certificate: { readonly id: string; readonly note: string } | null;
  readonly findings: readonly Finding[];
  /** What remains that is no row kept on purpose, as the certificate says. */
  readonly remains: readonly Remains[];
  /** What changed since the plan was made, in sentences; only when stale. */
  readonly changed: readonly string[];
  /** The process was told to end: the run waits to be resumed. */
  readonly drained: boolean;
}

export interface ApplyOptions {
  /** A reviewed plan; it must be the plan of now, to the digest. */
  readonly planFile: PlanFile | null;
  readonly subject: string;
  readonly confirm: string;
  readonly signal: AbortSignal;
  readonly observer?: Observer;
  /** False: the steps are not tried first. Triggers that reach out of the database would do so then too. */
  readonly rehearse?: boolean;
  readonly onPlan?: (plan: Plan, run: string) => void;
}

/** Counts may move between review and run; beyond this many rows and this share somebody must look again. */
const driftRows = 100;
const driftShare = 0.1;

/**
 * From plan to certificate in this process, with database credentials as the proof. Refuses before anything is
 * recorded; after that, whatever happens, the run is there and `lethe resume` goes on with it.
 */
export async function apply(lethe: Lethe, options: ApplyOptions): Promise<ApplyResult> {
  const subject = parseSubject(options.subject);
  const name = formatSubject(subject);
  if (sameSubject(options.confirm) !== name) {
    throw new LetheError(
      'CONFIRM_MISMATCH',
      `--confirm says "${options.confirm.slice(0, 100)}", the plan deletes ${shown(subject)}`,
    );
  }
  const { plan } = await makePlan(lethe, subject);
  const changed = options.planFile === null ? [] : planChanges(options.planFile, plan);
  if (changed.length > 0) return notRun('stale', { changed });
  const findings = [...plan.findings, ...(options.planFile === null ? [] : drift(options.planFile, plan))];
  if (findings.length > 0) return notRun('blocked', { findings });
  const tried = options.rehearse === false ? [] : await rehearsal(lethe, plan);
  if (tried.length > 0) return notRun('blocked', { findings: tried });

  // Keys and journal first: without them no run can go on, so none is recorded.
  await lethe.engine();
  await ensureMigrated(lethe);
  const run = newId('run');
  const { digest, outline, counts } = plan;
  const proof = 'database credentials';
  // A hold on what it lies in forbids it too.
  const scopes = [...(await placeOf(lethe, subject)).within.map(formatSubject), name].toReversed();
  try {
    await lethe.control.record({ run, request: newId('req'), proof, digest, outline, counts, scopes });
  } catch (error) {
    if (error instanceof LetheError && error.code === 'SUBJECT_HELD')
      return notRun('held', { findings: [held(name, outline)] });
    if (error instanceof LetheError && error.code === 'PLAN_STALE')
      return notRun('stale', { changed: [error.message] });
    throw error;
  }
  options.onPlan?.(plan, run);
  return carryOutRun(lethe, run, options);
}

/** As a subject is written here, so that `a b` confirms `a%20b`; null: it is none, and confirms nothing. */
function sameSubject(confirm: string): string | null {
  try {
    return formatSubject(parseSubject(confirm));
  } catch (error) {
    if (error instanceof LetheError) return null;
    throw error;
  }
}

/** Goes on with a run from where it stands: the end of `apply`, and all of `resume`. */
export async function carryOutRun(
  lethe: Lethe,
  run: string,
  { signal, observer }: { signal: AbortSignal; observer?: Observer },
): Promise<ApplyResult> {
  try {
    const engine = await lethe.engine(observer);
    for (;;) {
      const result = (await unlessTaken(engine, run, signal)) ?? (await followRun(lethe, run, signal));
      if (result !== null) return await resultOf(lethe, run, result);
    }
  } catch (error) {
    // What was recorded stays: whoever reads the failure must learn which run to go on with.
    if (!(error instanceof LetheError)) throw error;
    const { code, message, details } = error;
    throw new LetheError(code, `${message} (${run})`, { cause: error, details: { ...details, run } });
  }
}

/** Null: a living worker has it. If that one dies, the next try gets it. */
async function unlessTaken(engine: Engine, run: string, signal: AbortSignal): Promise<RunResult | null> {
  try {
    return await carryOut(engine, run, signal);
  } catch (error) {
    if (error instanceof LetheError && error.code === 'SUBJECT_BUSY') return null;
    throw error;
  }
}

async function resultOf(lethe: Lethe, id: string, result: RunResult): Promise<ApplyResult> {
  const run = await lethe.control.load(id);
  const receipts = await lethe.control.receipts(id);
  const tables = outcomesOf(run, receipts, run.counts);
  const certificate = await lethe.control.certificate(id);
  return {
    run: id,
    status: statusOf(result),
    rows: tables.filter(({ action }) => action !== 'kept').reduce((sum, { rows }) => sum + rows, 0),
    tables,
    verified: run.state === 'completed',
    certificate,
    findings: result.status === 'failed' ? result.findings : [],
    remains: certificate === null ? [] : remainsIn(certificate.note),
    changed: [],
    drained: result.status === 'drained',
  };
}

function statusOf(result: RunResult): ApplyStatus {
  if (result.status === 'taken over') {
    throw new LetheError('EPOCH_STALE', 'another worker has taken this run over; it goes on there');
  }
  return result.status === 'drained' ? 'paused' : result.status;
}

function held(name: string, outline: Plan['outline']): Finding {
  return {
    code: 'HELD',
    table: outline.steps.at(-1)?.table ?? '',
    message: `a hold forbids deleting ${name}; nothing was recorded`,
    next: 'Release the hold first (lethe release <hold> --reason …).',
  };
}

function notRun(
  status: 'stale' | 'blocked' | 'held',
  { findings = [], changed = [] }: { findings?: readonly Finding[]; changed?: string[] },
): ApplyResult {
  return {
    run: null,
    status,
    rows: 0,
    tables: [],
    verified: false,
    certificate: null,
    findings,
    remains: [],
    changed,
    drained: false,
  };
}

function drift(reviewed: PlanFile, now: Plan): Finding[] {
  const rows = reviewed.counts.steps.reduce((sum, count) => sum + count, 0);
  const off = Math.abs(now.rows - rows);
  if (off <= driftRows || off <= rows * driftShare) return [];
  return [
    {
      code: 'COUNT_DRIFT',
      table: now.outline.steps.at(-1)?.table ?? '',
      message: `the plan was reviewed with ${rows} rows and would now touch ${now.rows}`,
      next: 'Make the plan again, look at the counts, and apply that one.',
    },
  ];
}
