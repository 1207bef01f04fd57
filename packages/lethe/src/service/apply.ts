import { carryOut, type Engine, type Observer, type RunResult } from '../engine/run.ts';
import { LetheError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Finding } from '../planner/finding.ts';
import type { Plan, Subject } from '../planner/plan.ts';
import { formatSubject, parseSubject } from '../planner/subject.ts';
import { refusedIndexes } from '../postgres/index-privileges.ts';
import { runIndexesOf, type WantedIndex } from '../postgres/run-indexes.ts';
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
import { buildRunIndexes, dropLeftIndexes, dropRunIndexes, recordedWithIndexes, wantedIndexes } from './run-indexes.ts';

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
  /** Indexes built for the run that are there still: to be dropped at its end, or that could not be dropped. */
  readonly indexesLeft: readonly string[];
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
  /** Builds the indexes without which the plan is blocked, and drops them afterwards. */
  readonly createMissingIndexes?: boolean;
  /** One is being built. */
  readonly onIndex?: (index: WantedIndex) => void;
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
  const refused = refusal(plan, options);
  if (refused !== null) return refused;
  const run = newId('run');
  const record = (of: Plan): Promise<ApplyResult | null> => recordRun(lethe, { subject, plan: of, run }, options);
  const indexes = options.createMissingIndexes === true ? await wantedIndexes(lethe, plan) : [];
  const notRecorded =
    indexes.length === 0 ? await record(plan) : await recordWithIndexes(lethe, { run, plan, indexes, record }, options);
  return notRecorded ?? carryOutRun(lethe, run, options);
}

/** Why this plan is not carried out; null: nothing speaks against it. */
function refusal(plan: Plan, { planFile, createMissingIndexes }: ApplyOptions): ApplyResult | null {
  const changed = planFile === null ? [] : planChanges(planFile, plan);
  if (changed.length > 0) return notRun('stale', { changed });
  const open = plan.findings.filter(({ code }) => code !== 'NO_INDEX' || createMissingIndexes !== true);
  const findings = [...open, ...(planFile === null ? [] : drift(planFile, plan))];
  return findings.length > 0 ? notRun('blocked', { findings }) : null;
}

interface Recording {
  readonly subject: Subject;
  readonly plan: Plan;
  readonly run: string;
}

/** Null: it is recorded. */
async function recordRun(
  lethe: Lethe,
  { subject, plan, run }: Recording,
  options: ApplyOptions,
): Promise<ApplyResult | null> {
  const built = { ...plan, findings: plan.findings.filter(({ code }) => code !== 'NO_INDEX') };
  const tried = options.rehearse === false ? [] : await rehearsal(lethe, built);
  if (tried.length > 0) return notRun('blocked', { findings: tried });

  // Keys and journal first: without them no run can go on, so none is recorded.
  await lethe.engine();
  await ensureMigrated(lethe);
  const { digest, outline, counts } = plan;
  const name = formatSubject(subject);
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
  return null;
}

interface Indexed {
  readonly run: string;
  readonly plan: Plan;
  readonly indexes: readonly WantedIndex[];
  readonly record: (plan: Plan) => Promise<ApplyResult | null>;
}

/** Indexes first, however long that takes; then the plan is looked at again, for it is the one of then that is recorded. */
async function recordWithIndexes(
  lethe: Lethe,
  { run, plan, indexes, record }: Indexed,
  options: ApplyOptions,
): Promise<ApplyResult | null> {
  const findings = await refusedIndexes(lethe.database, indexes);
  if (findings.length > 0) return notRun('blocked', { findings });
  await ensureMigrated(lethe);
  // What a process that died while it built has left, this one would leave for good: its run has another name.
  await dropLeftIndexes(lethe, { ended: true });
  const { is, left } = await recordedWithIndexes(lethe, { run, indexes }, options, async () => {
    const { plan: now } = await makePlan(lethe, plan.outline.subject);
    if (now.digest !== plan.digest) return notRun('stale', { changed: planChanges(plan, now) });
    return refusal(now, options) ?? record(now);
  });
  if (is === 'recorded') return null;
  return { ...(is === 'interrupted' ? interrupted : is), indexesLeft: left };
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
  { signal, observer, onIndex }: Pick<ApplyOptions, 'signal' | 'observer' | 'onIndex'>,
): Promise<ApplyResult> {
  try {
    await buildRunIndexes(lethe, run, { signal, ...(onIndex && { onIndex }) });
    const engine = await lethe.engine(observer);
    for (;;) {
      const result = (await unlessTaken(engine, run, signal)) ?? (await followRun(lethe, run, signal));
      if (result === null) continue;
      const indexesLeft =
        result.status === 'drained'
          ? await runIndexesOf(lethe.database, run)
          : await dropRunIndexes(lethe, run, { ended: result.status === 'completed' });
      return { ...(await resultOf(lethe, run, result)), indexesLeft };
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
    indexesLeft: [],
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
    indexesLeft: [],
  };
}

const interrupted: ApplyResult = { ...notRun('blocked', {}), status: 'paused', drained: true };

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
