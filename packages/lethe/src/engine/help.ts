import { LetheError } from '../errors.ts';
import { isKnot } from '../planner/knot-step.ts';
import type { RunRecord } from './control.ts';
import { runLanes, type StepEnd, usualLockTurns, usualLongestStatementMs } from './lanes.ts';
import type { Lead } from './lead.ts';
import type { Engine } from './run.ts';
import { sleep } from './sleep.ts';
import type { Store } from './store.ts';

export type HelpEnd =
  /** Nobody living carries the run out: it can be claimed. */
  | 'no lead'
  /** The run has a lead and, now, nothing to share. */
  | 'nothing to share'
  /** There may be more to do for a helper; others that wait come first. */
  | 'slice over';

export interface HelpOptions {
  readonly signal: AbortSignal;
  readonly sliceMs: number;
}

const lookEveryMs = 200;
const idleMs = 500;

/**
 * A second worker on a run: it takes batches of the step that the lead is at, and follows it to the next ones. It enters
 * no phase, ends no step and writes no journal. Its batches take their rows from the worklist like the lead's own lanes,
 * so each row is one batch's; the lead's step has ended only when the worklist is empty, which a batch that is still
 * open here prevents. What stops it (a gate, a finding, locked rows) is left for the lead to meet.
 */
export async function help(engine: Engine, runId: string, { signal, sliceMs }: HelpOptions): Promise<HelpEnd> {
  const first = await engine.lead(runId);
  if (first === null) return 'no lead';
  if (first.step === null) return 'nothing to share';
  const slice = AbortSignal.any([signal, AbortSignal.timeout(sliceMs)]);
  const run = await engine.control.load(runId);
  await using store = engine.openStore(first.writer, 'helper');
  await using watch = watchLead(engine, first, slice);
  try {
    const end = await shareSteps({ engine, store, run, first, signal: watch.signal });
    return end === 'slice over' && watch.gone() ? 'nothing to share' : end;
  } catch (error) {
    // A take-over ends these connections, and so does a server that stops. The lead, or who comes after it, goes on.
    if (error instanceof LetheError && error.code === 'DATABASE_UNREACHABLE') return 'nothing to share';
    throw error;
  }
}

interface Helping {
  readonly engine: Engine;
  readonly store: Store;
  readonly run: RunRecord;
  readonly first: Lead;
  readonly signal: AbortSignal;
}

async function shareSteps(helping: Helping): Promise<HelpEnd> {
  const { engine, run, first, signal } = helping;
  let idleSince = performance.now();
  while (!signal.aborted) {
    const lead = await engine.lead(first.writer.run);
    if (!follows(first, lead)) return 'nothing to share';
    if (lead.step === null || run.outline.steps.some((step) => step.no === lead.step && isKnot(step))) {
      // The lead lists the rows of the next step, or takes a knot apart alone, or is past all of them; it invites again.
      if (performance.now() - idleSince > idleMs) return 'nothing to share';
      await sleep(20, signal);
      continue;
    }
    const end = await shareStep(helping, lead.step);
    if (end.is === 'stopped' && end.by === 'signal') break;
    if (end.is !== 'done') return 'nothing to share';
    idleSince = performance.now();
  }
  return 'slice over';
}

function shareStep({ engine, store, run, first, signal }: Helping, no: number): Promise<StepEnd> {
  const step = run.outline.steps.find((candidate) => candidate.no === no);
  if (step === undefined) throw new Error(`bug: the worklist names step ${no}, which the plan does not have`);
  const act = { outline: run.outline, step, effects: run.outline.effects.filter(({ table }) => table === step.table) };
  const { tempo, observer = {}, lockTurns = usualLockTurns, longestStatementMs = usualLongestStatementMs } = engine;
  const lanes = { lanes: tempo.lanes, tempo, lockTurns, longestStatementMs };
  return runLanes({ store, writer: first.writer, act, signal, observer, ...lanes });
}

function follows(first: Lead, lead: Lead | null): lead is Lead {
  return lead !== null && lead.writer.epoch === first.writer.epoch && lead.phase === 'steps';
}

/** Ends the helping, after the batch in hand, soon after the lead has: nobody may think that it still lives. */
function watchLead(engine: Engine, first: Lead, slice: AbortSignal) {
  const gone = new AbortController();
  const over = new AbortController();
  const signal = AbortSignal.any([slice, gone.signal]);
  const look = async (): Promise<void> => {
    while (!signal.aborted && !over.signal.aborted) {
      await sleep(lookEveryMs, AbortSignal.any([signal, over.signal]));
      const lead = await engine.lead(first.writer.run);
      if (!follows(first, lead)) gone.abort();
    }
  };
  // Whether it lives cannot be told without the database: as if it did not.
  const looking = look().catch(() => gone.abort());
  return {
    signal,
    gone: () => gone.signal.aborted,
    async [Symbol.asyncDispose]() {
      over.abort();
      await looking;
    },
  };
}
