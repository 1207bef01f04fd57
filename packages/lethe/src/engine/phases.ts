import { faultPoint } from '../fault-point.ts';
import type { Finding } from '../planner/finding.ts';
import { isKnot } from '../planner/knot-step.ts';
import { goesWithOwners } from '../planner/owned-step.ts';
import type { EffectUse, Outline, Step } from '../planner/plan.ts';
import { looksAhead } from '../planner/returning.ts';
import type { Phase, RunRecord } from './control.ts';
import { deliver, effectFailed } from './deliver.ts';
import { lateRows, runLanes, type StepEnd, usualLockTurns, usualLongestStatementMs } from './lanes.ts';
import type { Engine, ScanResult } from './run.ts';
import { sleep } from './sleep.ts';
import type { Outcome, Store, Writer } from './store.ts';

export interface PhaseContext {
  readonly engine: Engine;
  readonly store: Store;
  readonly writer: Writer;
  readonly run: RunRecord;
  readonly waitsMs: readonly number[];
  /** A longer wait of an effect than this is left to whoever wakes the run when it is over. */
  readonly patienceMs: number;
  /** Stop after the batch in hand. */
  readonly signal: AbortSignal;
  /** Aborted with `signal`, and when others that wait come first. Heeded where what was done is stored and not repeated. */
  readonly slice: AbortSignal;
}

export type PhaseEnd =
  | { readonly is: 'next'; readonly phase: Phase }
  /** The phase stored where the run stands now by itself, together with what it did. */
  | { readonly is: 'stored' }
  | { readonly is: 'findings'; readonly findings: readonly Finding[] }
  /** Nothing can be done before an effect's next attempt is due. */
  | { readonly is: 'waiting'; readonly waitMs: number }
  | { readonly is: 'stopped'; readonly by: 'hold' | 'pause' | 'kill switch' | 'epoch' | 'signal' };

type PhaseBody = (context: PhaseContext) => Promise<PhaseEnd>;

/** A run's life, in order. Each body can be repeated: what it did before it was interrupted is found done. */
export const phases: Readonly<Record<Exclude<Phase, 'end'>, PhaseBody>> = {
  start: startPhase,
  'effects before': (context) => effectsPhase(context, 'before', 'steps'),
  steps: stepsPhase,
  fence: fencePhase,
  sweep: sweepPhase,
  root: rootPhase,
  'effects after': (context) => effectsPhase(context, 'after', 'verify'),
  verify: verifyPhase,
  certify: certifyPhase,
};

const next = (phase: Phase): PhaseEnd => ({ is: 'next', phase });

async function startPhase(context: PhaseContext): Promise<PhaseEnd> {
  const { engine, store, writer, run } = context;
  // Before the point of no return: a restore of the database must find in the journal all that may have begun.
  await engine.journal.intent(run);
  faultPoint('run.journalled');
  if (!(await engine.control.start(writer))) return notStarted(await engine.control.closed(writer));
  faultPoint('run.started');
  const unremembered = await lookAhead(context);
  if (unremembered !== null) return unremembered;
  await engine.scanner.remember(writer, run);
  await engine.leftovers.note(run);
  if (run.outline.insertGuard) {
    const guarded = await untilDone(() => store.guard(writer, run.outline));
    if (guarded !== null) return guarded;
  }
  return next('effects before');
}

/** Before anything has gone, and when no row can come any more that nobody has looked at. Null: done. */
async function lookAhead({ store, writer, run }: PhaseContext): Promise<PhaseEnd | null> {
  return looksAhead(run.outline) ? untilDone(() => store.lookAhead(writer, run.outline)) : null;
}

/** A hold, a pause or the kill switch came between the last look and the compare-and-set. Null: it has gone again. */
function notStarted(by: 'hold' | 'pause' | 'kill switch' | 'epoch' | null): PhaseEnd {
  return by === null ? next('start') : { is: 'stopped', by };
}

/** Repeats an act of bookkeeping that met a lock or lost its connection. Null: done. */
async function untilDone(act: () => Promise<Outcome>): Promise<PhaseEnd | null> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await act();
    if (outcome.is === 'stopped') return outcome;
    if (outcome.is === 'finding') return { is: 'findings', findings: [outcome.finding] };
    if (outcome.is !== 'again') return null;
    if (tries === patience) return { is: 'findings', findings: [refusedAgain(outcome)] };
    await sleep(tries * 100, new AbortController().signal);
  }
}

const patience = 10;

function refusedAgain({ because, detail }: Outcome & { is: 'again' }): Finding {
  return {
    code: because === 'locked' ? 'LOCKED_ROWS' : 'DATABASE_REFUSES',
    table: detail,
    message: `${detail}: ${because}, again and again`,
    next: 'Look for what holds the table (pg_locks), then resume the run.',
  };
}

const nameOf = (effect: EffectUse): string => `${effect.name}@${effect.version}`;

/** Effects that must have ended before their rows go are enumerated first; the others were caught as the rows went. */
async function effectsPhase(context: PhaseContext, order: 'before' | 'after', then: Phase): Promise<PhaseEnd> {
  const { engine, store, writer, run } = context;
  const due =
    order === 'before' ? run.outline.effects.filter((effect) => effect.order === 'before') : run.outline.effects;
  if (order === 'before') {
    for (const effect of due) {
      const stopped = await untilDone(() => store.enumerate(writer, run.outline, effect));
      if (stopped !== null) return stopped;
    }
  }
  const effects = due.map(nameOf);
  const stopped = await deliverAll(context, effects);
  if (stopped !== null) return stopped;
  const counts = await engine.control.effectCounts(run.id);
  const failed = counts.filter(
    (count) => count.state === 'failed' && effects.includes(`${count.effect}@${count.version}`),
  );
  if (failed.length > 0) {
    return {
      is: 'findings',
      findings: failed.map((count) => effectFailed(`${count.effect}@${count.version}`, count.rows)),
    };
  }
  return next(then);
}

async function deliverAll(context: PhaseContext, effects: readonly string[]): Promise<PhaseEnd | null> {
  const { engine, writer, waitsMs, patienceMs, signal, slice } = context;
  const { control, effects: runs } = engine;
  const by = await deliver({ control, writer, runs, effects, waitsMs, patienceMs, signal, slice });
  if (by === 'later') return { is: 'waiting', waitMs: (await control.outboxWaitMs(writer.run, effects)) ?? 0 };
  if (by !== null) return { is: 'stopped', by };
  return slice.aborted ? { is: 'stopped', by: 'signal' } : null;
}

/** Steps with batches of their own, in the plan's order. The subject's own row is for the last transaction. */
async function stepsPhase(whole: PhaseContext): Promise<PhaseEnd> {
  const context = { ...whole, signal: whole.slice };
  const { engine, run, signal } = context;
  const states = new Map((await engine.control.steps(run.id)).map((step) => [step.no, step]));
  for (const step of run.outline.steps) {
    const record = states.get(step.no);
    if (step.root || record?.state === 'done') continue;
    if (goesWithOwners(run.outline, step)) {
      await engine.control.stepDone(context.writer, step.no);
      continue;
    }
    if (signal.aborted) return { is: 'stopped', by: 'signal' };
    if (record?.state === 'running') await inviteTo(context, step, record.found ?? 0);
    const carried = step.kind === 'delete' && step.carriedBy !== null && !step.leftovers;
    const end = carried ? null : await stepWithLateRows(context, step, record?.state === 'running');
    if (end !== null) return end;
    await engine.control.stepDone(context.writer, step.no);
    faultPoint('step.done');
  }
  return next('fence');
}

/** Rows of a step from which on other workers are asked to help. */
const shareFrom = 4_000;

async function inviteTo({ engine, run }: PhaseContext, step: Step, rows: number): Promise<void> {
  if (run.phase === 'steps' && rows > shareFrom && !isKnot(step)) await engine.invite?.(run.id);
}

const lateRowRounds = 8;

/** Rows that came late to tables already emptied block this step by their references: those tables come again first. */
async function stepWithLateRows(context: PhaseContext, step: Step, filled: boolean): Promise<PhaseEnd | null> {
  const { outline } = context.run;
  const earlier = outline.steps.filter((other) => other.no < step.no && !other.root && !goesWithOwners(outline, other));
  for (let round = 1; ; round += 1) {
    const end = await carryStep(context, step, filled || round > 1);
    if (end.is === 'done') return null;
    if (end.is !== 'late rows') return phaseEnd(end);
    if (round === lateRowRounds) return { is: 'findings', findings: [lateRows(end.table)] };
    for (const other of earlier) {
      const again = await carryStep(context, other, false);
      if (again.is !== 'done' && again.is !== 'late rows') return phaseEnd(again);
    }
  }
}

function phaseEnd(end: Exclude<StepEnd, { is: 'done' }>): PhaseEnd {
  if (end.is === 'stopped') return end;
  return { is: 'findings', findings: [end.is === 'finding' ? end.finding : lateRows(end.table)] };
}

/**
 * One pass over the step's rows, with batches until they are dealt with. Where nothing would find a row once its parent
 * is gone, passes until none was missed: one that is written to meanwhile, by a key of its own table with SET NULL as by
 * others, is no longer where it was found. `filled`: the first pass was made before a crash.
 */
async function carryStep(context: PhaseContext, step: Step, filled: boolean): Promise<StepEnd> {
  for (let pass = 1; ; pass += 1) {
    const end = await carryPass(context, step, filled && pass === 1);
    if (end.is !== 'done' || !end.moved || !isOpen(context.run.outline, step)) return end;
    if (pass === mostPasses) return { is: 'finding', finding: lateRows(step.table) };
  }
}

const mostPasses = 8;

/**
 * No key makes the database refuse that a parent goes before these rows. Those that name the subject itself are found by
 * the sweep as well.
 */
function isOpen({ unfenced }: Outline, { kind, table, predicate }: Step): boolean {
  return predicate.op !== 'subject' && (kind === 'detach' || unfenced.includes(table));
}

async function carryPass(context: PhaseContext, step: Step, filled: boolean): Promise<StepEnd> {
  const { engine, store, writer, run, signal } = context;
  const effects = run.outline.effects.filter((effect) => effect.table === step.table);
  const act = { outline: run.outline, step, effects };
  let rows = Number.POSITIVE_INFINITY;
  if (!filled) {
    const end = await untilDone(async () => {
      const outcome = await store.fill(writer, act);
      if (outcome.is === 'done') rows = outcome.rows;
      return outcome;
    });
    if (end !== null) return stepEnd(end);
    await inviteTo(context, step, rows);
  }
  if (rows === 0) return { is: 'done', moved: false };
  // Groups of a knot may share rows: two lanes would wait for each other.
  const { tempo, observer = {}, lockTurns = usualLockTurns, longestStatementMs = usualLongestStatementMs } = engine;
  const lanes = rows < smallStep || isKnot(step) ? 1 : tempo.lanes;
  const end = await runLanes({ store, writer, act, lanes, tempo, signal, lockTurns, longestStatementMs, observer });
  // What workers before a crash, and those that helped, have missed they have told nobody.
  return end.is === 'done' && (filled || rows > shareFrom) ? { ...end, moved: true } : end;
}

// Fewer rows than this are not worth a second connection's transactions.
const smallStep = 200;

function stepEnd(end: PhaseEnd): StepEnd {
  if (end.is === 'stopped') return end;
  const [finding] = end.is === 'findings' ? end.findings : [];
  if (finding === undefined) throw new Error('bug: a pass ends stopped or with a finding');
  return { is: 'finding', finding };
}

/** Waits for every transaction that may not know yet that the subject goes. After it, what is found is all there is. */
async function fencePhase(context: PhaseContext): Promise<PhaseEnd> {
  const { engine, store, writer, slice: signal } = context;
  const noted = await untilDone(() => store.noteFence(writer));
  if (noted !== null) return noted;
  for (let waitMs = 5; !(await store.fencePassed(writer)); waitMs = Math.min(1_000, waitMs * 2)) {
    if (signal.aborted) return { is: 'stopped', by: 'signal' };
    engine.observer?.waiting?.('transactions older than the fence');
    await sleep(waitMs, signal);
    const by = await engine.control.closed(writer);
    if (by !== null) return { is: 'stopped', by };
  }
  faultPoint('fence.passed');
  return (await lookAhead(context)) ?? next('sweep');
}

async function sweepPhase(context: PhaseContext): Promise<PhaseEnd> {
  const { outline } = context.run;
  for (const step of outline.steps) {
    if (step.root || goesWithOwners(outline, step)) continue;
    const end = await stepWithLateRows(context, step, false);
    if (end !== null) return end;
  }
  faultPoint('sweep.done');
  return next('root');
}

const lateRowTries = 6;

/** Nearly nothing is left for the last transaction; where rows can only go with the subject's own, it may take longer. */
const usualFinishMs = 2_000;

/** A last transaction that meets rows or locks is rolled back; the sweep comes again, then the transaction. */
async function rootPhase(context: PhaseContext): Promise<PhaseEnd> {
  const { store, writer, run, engine, signal } = context;
  let statementTimeoutMs = usualFinishMs;
  for (let tries = 1; ; tries += 1) {
    const outcome = await store.finish(writer, run.outline, statementTimeoutMs);
    if (outcome.is === 'done') {
      engine.observer?.writes?.(outcome.writes);
      engine.observer?.batch?.({ table: 'the last transaction', rows: outcome.rows, ms: outcome.ms });
      return { is: 'stored' };
    }
    if (outcome.is === 'stopped') return outcome;
    if (outcome.is === 'finding') return { is: 'findings', findings: [outcome.finding] };
    if (outcome.is === 'empty') throw new Error('bug: the last transaction claims nothing');
    if (outcome.because === 'late rows' && tries >= lateRowTries)
      return { is: 'findings', findings: [lateRows(outcome.detail)] };
    if (tries >= (engine.lockTurns ?? usualLockTurns)) return { is: 'findings', findings: [refusedAgain(outcome)] };
    if (outcome.because === 'slow') {
      const longestMs = engine.longestStatementMs ?? usualLongestStatementMs;
      if (statementTimeoutMs >= longestMs) return { is: 'findings', findings: [refusedAgain(outcome)] };
      statementTimeoutMs = Math.min(longestMs, statementTimeoutMs * 4);
    }
    await sleep(Math.min(800, tries * 150), signal);
    if (signal.aborted) return { is: 'stopped', by: 'signal' };
    const swept = await sweepPhase(context);
    if (swept.is !== 'next') return swept;
  }
}

const verifyRounds = 4;

/** Counts again, from a snapshot younger than the last transaction; looks for the subject's identifiers everywhere. */
async function verifyPhase(context: PhaseContext): Promise<PhaseEnd> {
  const { store, writer, run, engine } = context;
  for (let round = 1; ; round += 1) {
    const left = (await store.remaining(run.outline)).filter(({ rows }) => rows > 0);
    if (left.length === 0) break;
    if (round === verifyRounds) return { is: 'findings', findings: left.map(({ step }) => lateRows(step.table)) };
    const swept = await sweepPhase(context);
    if (swept.is !== 'next') return swept;
    const end = await rootPhase(context);
    if (end.is !== 'stored') return end;
    // Rows met in this round may have brought effects.
    const delivered = await effectsPhase(context, 'after', 'verify');
    if (delivered.is !== 'next') return delivered;
    await engine.control.enter(writer, 'verify');
  }
  const unplanned = await engine.unplanned(run);
  if (unplanned.length > 0) return { is: 'findings', findings: unplanned };
  faultPoint('verify.done');
  return next('certify');
}

async function certifyPhase({ engine, writer, run }: PhaseContext): Promise<PhaseEnd> {
  // Before the scan, which looks into materialised views too.
  const leftovers = await engine.leftovers.settle(run);
  const scan = await engine.scanner.scan(writer, run);
  const residue = scan?.found.filter(({ kept }) => !kept) ?? [];
  if (residue.length > 0) return { is: 'findings', findings: residue.map((hit) => residualFound(run.outline, hit)) };
  if ((await engine.control.certificate(run.id)) === null) {
    const certificate = await engine.certifier.certify(run, {
      verifiedTables: run.outline.steps.length,
      scan,
      leftovers,
    });
    faultPoint('certify.signed');
    await engine.control.storeCertificate(writer, certificate);
  }
  faultPoint('certify.stored');
  await engine.scanner.forget(writer);
  // Before `completed`: a restore of the database must be able to tell a run that ended from one that was under way.
  await engine.journal.done(run);
  faultPoint('journal.done');
  await engine.control.complete(writer);
  faultPoint('run.completed');
  return { is: 'stored' };
}

type Residue = ScanResult['found'][number];

function residualFound({ ignored }: Outline, { table, column, rows }: Residue): Finding {
  const stay = `link it to the subject, or write mayStay: { '${table}.${column}': '<why>' } in the store`;
  const rest = ignored.some((each) => each.table === table) ? stay : 'or link it to the subject';
  return {
    code: 'RESIDUAL_FOUND',
    table,
    message: `an identifier of the subject still stands in ${table}.${column} (${rows} row${rows === 1 ? '' : 's'})`,
    next: `Delete or empty those values (a materialised view: refresh it), give the table a rule, ${rest}; then resume the run.`,
  };
}
