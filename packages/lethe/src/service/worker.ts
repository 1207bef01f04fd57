import { type ClockWatch, clockOffMs, startClockWatch, watchClock } from '../engine/clock-step.ts';
import { patientEffectWaitsMs } from '../engine/deliver.ts';
import type { Observer } from '../engine/run.ts';
import { sleep } from '../engine/sleep.ts';
import { LetheError } from '../errors.ts';
import { recordEvent } from '../postgres/events.ts';
import { wakeIdleRuns } from '../postgres/idle-runs.ts';
import { type Handle, type Handlers, type Jobs, openJobs } from '../postgres/jobs.ts';
import { carryRun } from './carry-run.ts';
import type { Lethe } from './lethe.ts';
import { monotonicMs, readClock } from './read-clock.ts';

/** What a worker has to say: a sentence, and ids and codes for a program. Never personal data. */
export type WorkerLog = (level: 'info' | 'error', message: string, facts: Readonly<Record<string, unknown>>) => void;

export interface WorkerOptions {
  /** Aborted: finish the batch in hand, take up nothing more. */
  readonly signal: AbortSignal;
  readonly log: WorkerLog;
  /** How long a run is carried out before the others that wait. */
  readonly sliceMs?: number;
  /** A request has something to do. Left out, requests are left to other workers; so are notices. */
  readonly onRequest?: (request: string, signal: AbortSignal) => Promise<void>;
  readonly onNotice?: (notice: string, signal: AbortSignal) => Promise<void>;
  /** Finds what is due and wakes it. About every second, never twice at once. */
  readonly tick?: (signal: AbortSignal) => Promise<void>;
  /** Jobs are taken up from here on. */
  readonly onReady?: () => void;
  readonly observer?: Observer;
  readonly monotonicMs?: () => number;
}

const usualSliceMs = 30_000;
const tickEveryMs = 1_000;
/** Two seconds are left for the rest of the process. */
const drainWithinMs = 8_000;

/**
 * A worker's life: takes up what is woken, ticks, until told to end. `abandoned`: something in hand, a long pass of the
 * database, did not end in time; the process must exit now, and whoever comes after goes on from what is stored.
 */
export async function runWorker(lethe: Lethe, options: WorkerOptions): Promise<'drained' | 'abandoned'> {
  const { signal, log } = options;
  const jobs = await openJobs(lethe.url, {
    worker: true,
    onError: (error) => log('error', 'the job library met an error', factsOf(error)),
  });
  const worker = await workerOf(lethe, jobs, options);
  await worker.begin();
  options.onReady?.();
  const ticking = tickUntil(worker, options);
  await untilAborted(signal);
  const drained = Promise.all([ticking, worker.rest()]).then(() => jobs[Symbol.asyncDispose]());
  // Behind the deadline nobody waits for it any more.
  drained.catch((error: unknown) => log('error', 'the worker did not end cleanly', factsOf(error)));
  const late = new AbortController();
  const end = await Promise.race([
    drained.then(() => 'drained' as const),
    sleep(drainWithinMs, late.signal).then(() => 'abandoned' as const),
  ]);
  late.abort();
  return end;
}

interface Worker {
  readonly lethe: Lethe;
  readonly jobs: Jobs;
  /** Takes jobs up. */
  begin(): Promise<void>;
  /** Ends what is in hand, after its batch, and takes nothing up. */
  rest(): Promise<void>;
}

async function workerOf(lethe: Lethe, jobs: Jobs, options: WorkerOptions): Promise<Worker> {
  const { signal, observer, sliceMs = usualSliceMs } = options;
  const invite = (run: string): Promise<void> => lethe.database.transaction((client) => jobs.invite(client, run));
  const alone = lethe.settings.tempo === 'gentle';
  const engine = { ...(await lethe.engine(observer)), effectWaitsMs: patientEffectWaitsMs, ...(!alone && { invite }) };
  let resting = new AbortController();
  return {
    lethe,
    jobs,
    async begin() {
      resting = new AbortController();
      const until = AbortSignal.any([signal, resting.signal]);
      await jobs.work(handlersOf({ ...options, signal: until }, { lethe, jobs, engine, sliceMs, signal: until }));
    },
    async rest() {
      resting.abort();
      await jobs.rest();
    },
  };
}

function handlersOf(options: WorkerOptions, carry: Parameters<typeof carryRun>[0]): Handlers {
  const { log, onRequest, onNotice, signal } = options;
  // What fails is tried again by the queue, so it is told here and thrown on.
  const telling =
    (what: string, handle: Handle): Handle =>
    async (id) => {
      try {
        await handle(id);
      } catch (error) {
        log('error', `${id}: failed, and is tried again`, { [what]: id, ...factsOf(error) });
        throw error;
      }
    };
  return {
    run: telling('run', async (run) => {
      const carried = await carryRun(carry, run);
      if (carried !== 'nothing to do') log('info', `${run}: ${carried}`, { run, carried });
    }),
    ...(onRequest && { request: telling('request', (request) => onRequest(request, signal)) }),
    ...(onNotice && { notice: telling('notice', (notice) => onNotice(notice, signal)) }),
  };
}

async function tickUntil(worker: Worker, options: WorkerOptions): Promise<void> {
  const { signal, log, tick } = options;
  let watch: ClockWatch | null = null;
  let failing: string | null = null;
  while (!signal.aborted) {
    try {
      watch = await lookAtClock(worker, options, watch);
      if (watch !== null && watch.stopped === null) {
        await wakeIdleRuns(worker.lethe.database, worker.jobs.wake);
        await tick?.(signal);
      }
      if (failing !== null) log('info', 'ticking again', {});
      failing = null;
    } catch (error) {
      // Once for as long as it stays the same: a database that is away is told of by the second otherwise.
      const facts = factsOf(error);
      if (failing !== facts['code']) log('error', 'a tick failed; the next one tries again', facts);
      failing = String(facts['code']);
    }
    await sleep(tickEveryMs * (0.8 + 0.4 * Math.random()), signal);
  }
}

/** Before every tick, so that nothing is found due by a clock that cannot be right. */
async function lookAtClock(
  worker: Worker,
  { log, monotonicMs: monotonic = monotonicMs }: WorkerOptions,
  before: ClockWatch | null,
): Promise<ClockWatch | null> {
  const { database } = worker.lethe;
  const reading = await readClock(database, monotonic);
  if (reading === null) return before;
  if (before === null) return startClockWatch(reading);
  const { watch, news } = watchClock(before, reading);
  if (news === null) return watch;
  const byMs = Math.round(clockOffMs(before.good, reading));
  if (news === 'agrees again') {
    log('info', "the database's clock is right again; going on", { byMs });
    await worker.begin();
    return watch;
  }
  const direction = byMs > 0 ? 'forwards' : 'backwards';
  if (news === 'jumped') {
    log('error', jumpedText(byMs), { code: 'clock.jumped', byMs });
    await worker.rest();
  } else {
    log('error', `the database's clock was set back by ${seconds(byMs)}; what waits, waits longer`, { byMs });
  }
  await database.transaction(async (client) => {
    await recordEvent(client, { type: 'clock.jumped', data: { direction, byMs } });
  });
  return watch;
}

function jumpedText(byMs: number): string {
  return (
    `the database's clock jumped forwards by ${seconds(byMs)} more than really passed: nothing is carried out by it. ` +
    'Correct the clock of the database server and this worker goes on a minute later; or, if the new time is the right ' +
    'one, restart the worker.'
  );
}

function seconds(ms: number): string {
  return `${Math.round(Math.abs(ms) / 1_000)} s`;
}

/** Code, kind and place of an error. Its text may quote a row, unless it is our own. */
function factsOf(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof LetheError) return { code: error.code, message: error.message, next: error.next };
  if (!(error instanceof Error)) return { code: 'not an error' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { code, at: (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line)) };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
