import { LetheError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import type { Finding } from '../planner/finding.ts';
import { type EffectOutcome, type EffectRun, isPermanent } from '../policy/effect.ts';
import { allEnded } from './all-ended.ts';
import type { Control, OutboxEntry } from './control.ts';
import { sleep } from './sleep.ts';
import type { Writer } from './store.ts';

/**
 * Waits between attempts at one effect, while somebody looks on. Then it counts as failed, and blocks completion, until
 * the run is resumed or the effect is waived.
 */
export const effectWaitsMs: readonly number[] = [200, 1_000, 3_000, 10_000, 30_000];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The same for a service, which has time: the schedule that Standard Webhooks recommends, a good three days. */
export const patientEffectWaitsMs: readonly number[] = [
  ...[5_000, 5 * minuteMs, 30 * minuteMs],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs),
];

const attemptTimeoutMs = 15_000;
const atOnce = 8;
// A vendor may ask for patience, but not put a deletion off for good.
const longestWaitMs = hourMs;

export interface Delivery {
  readonly control: Control;
  readonly writer: Writer;
  readonly runs: ReadonlyMap<string, EffectRun>;
  /** `name@version` of the effects to deliver. */
  readonly effects: readonly string[];
  readonly waitsMs: readonly number[];
  /** Waits longer than this are not waited for here. If not said, all are. */
  readonly patienceMs?: number;
  readonly signal: AbortSignal;
  /** No further attempts after this; those under way are not cut off. */
  readonly slice?: AbortSignal;
  /** For one attempt, whether the effect heeds its signal or not. */
  readonly timeoutMs?: number;
}

/**
 * Carries pending effects out until none is pending, the gate closes, or the next attempt is further off than patience
 * reaches. Each attempt at one entry bears the same idempotency key.
 */
export async function deliver(
  delivery: Delivery,
): Promise<'hold' | 'pause' | 'kill switch' | 'epoch' | 'later' | null> {
  const { control, writer, effects, patienceMs = Number.POSITIVE_INFINITY } = delivery;
  requireCode(delivery);
  const signal = AbortSignal.any([delivery.signal, ...(delivery.slice === undefined ? [] : [delivery.slice])]);
  while (!signal.aborted && effects.length > 0) {
    const by = await control.closed(writer);
    if (by !== null) return by;
    const due = await control.outboxDue(writer.run, effects, atOnce);
    if (due.length > 0) {
      await allEnded(due.map((entry) => attempt(delivery, entry)));
      continue;
    }
    const waitMs = await control.outboxWaitMs(writer.run, effects);
    if (waitMs === null) return null;
    if (waitMs > patienceMs) return 'later';
    // Not longer than the kill switch may wait to be seen.
    await sleep(Math.min(1_000, Math.max(10, waitMs)), signal);
  }
  return null;
}

function requireCode({ effects, runs }: Delivery): void {
  for (const name of effects) {
    if (!runs.has(name))
      throw new LetheError(
        'EFFECT_UNKNOWN',
        `the plan needs the effect ${name}, which the configuration does not have`,
      );
  }
}

async function attempt(delivery: Delivery, entry: OutboxEntry): Promise<void> {
  const { control, writer, waitsMs, signal } = delivery;
  faultPoint('effect.before-call');
  const result = await call(delivery, entry).catch((error: unknown) => failureOf(error));
  faultPoint('effect.after-call');
  // Drained in the middle of a call: nothing is known, so nothing is recorded; the next attempt bears the same key.
  if (signal.aborted && typeof result !== 'string') return;
  if (typeof result === 'string') await control.effectEnded(writer, entry.id, result, null);
  else if (result.permanent || entry.attempts >= waitsMs.length)
    await control.effectEnded(writer, entry.id, 'failed', result.error);
  else await control.effectRetry(writer, entry.id, waitFor(result, waitsMs[entry.attempts] ?? 0), result.error);
  faultPoint('effect.recorded');
}

/** As long as the vendor asks; if that is sooner than planned, it must not use the attempts up. */
function waitFor({ retryAfterMs }: Failure, plannedMs: number): number {
  return retryAfterMs === null ? plannedMs : Math.max(retryAfterMs, Math.min(plannedMs, longestWaitMs));
}

/** One call of the effect's own code, which may throw at once, answer nonsense, or never end. */
async function call(delivery: Delivery, entry: OutboxEntry): Promise<EffectOutcome> {
  const run = delivery.runs.get(`${entry.effect}@${entry.version}`);
  if (run === undefined) throw new Error('bug: required before');
  const limit = AbortSignal.any([delivery.signal, AbortSignal.timeout(delivery.timeoutMs ?? attemptTimeoutMs)]);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(limit.reason);
  limit.addEventListener('abort', end, { once: true });
  try {
    const outcome = await Promise.race([
      run(entry.values, { idempotencyKey: entry.idempotencyKey, signal: limit }),
      ended,
    ]);
    if (!outcomes.includes(outcome)) throw new InvalidOutcome();
    return outcome;
  } finally {
    limit.removeEventListener('abort', end);
  }
}

const outcomes: readonly unknown[] = ['done', 'already', 'unverifiable'] satisfies EffectOutcome[];

/** Not to be tried again: what the effect answers depends on its code, and the work may well be done. */
class InvalidOutcome extends Error {
  override readonly name = 'InvalidOutcome';
  readonly permanent = true;
}

interface Failure {
  readonly permanent: boolean;
  readonly retryAfterMs: number | null;
  readonly error: string;
}

/** A vendor's message may quote what it was sent. Only the kind of error is kept, and only what looks like one. */
function failureOf(error: unknown): Failure {
  const kind = error instanceof Error && /^\w{1,60}$/u.test(error.name) ? error.name : 'Error';
  const status = numberIn(error, 'status');
  const code = error instanceof Error ? (codeOf(error) ?? codeOf(error.cause)) : null;
  const retryAfterMs = numberIn(error, 'retryAfterMs');
  return {
    permanent: isPermanent(error),
    retryAfterMs: retryAfterMs === null ? null : Math.min(longestWaitMs, Math.max(0, retryAfterMs)),
    error: [kind, status, code].filter((part) => part !== null).join(' '),
  };
}

function numberIn(error: unknown, name: 'status' | 'retryAfterMs'): number | null {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : null;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** As of Node's network errors: ECONNREFUSED, UND_ERR_SOCKET. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^[A-Z][A-Z_]{2,40}$/u.test(error.code) ? error.code : null;
}

export function effectFailed(effect: string, rows: number): Finding {
  return {
    code: 'EFFECT_FAILED',
    table: '',
    message: `${effect} failed for ${rows} row${rows === 1 ? '' : 's'} after all attempts; the run is not complete without it`,
    next: 'Bring the other system back and resume the run; if it is gone for good, waive the effect (lethe waive) with the reason.',
  };
}
