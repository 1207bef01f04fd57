import { LetheError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import type { Finding } from '../planner/finding.ts';
import type { EffectRun } from '../policy/effect.ts';
import type { Control, OutboxEntry } from './control.ts';
import { sleep } from './sleep.ts';
import type { Writer } from './store.ts';

/** Waits between attempts at one effect. Then it counts as failed, and blocks completion, until the run is resumed. */
export const effectWaitsMs: readonly number[] = [200, 1_000, 3_000, 10_000, 30_000];
const attemptTimeoutMs = 15_000;
const atOnce = 8;

export interface Delivery {
  readonly control: Control;
  readonly writer: Writer;
  readonly runs: ReadonlyMap<string, EffectRun>;
  /** `name@version` of the effects to deliver. */
  readonly effects: readonly string[];
  readonly waitsMs: readonly number[];
  readonly signal: AbortSignal;
}

/** Carries pending effects out until none is pending, or the gate closes. Each attempt bears the same idempotency key. */
export async function deliver(delivery: Delivery): Promise<'hold' | 'pause' | 'kill switch' | 'epoch' | null> {
  const { control, writer, effects, signal } = delivery;
  requireCode(delivery);
  while (!signal.aborted && effects.length > 0) {
    const by = await control.closed(writer);
    if (by !== null) return by;
    const due = await control.outboxDue(writer.run, effects, atOnce);
    if (due.length > 0) {
      await Promise.all(due.map((entry) => attempt(delivery, entry)));
      continue;
    }
    const waitMs = await control.outboxWaitMs(writer.run, effects);
    if (waitMs === null) return null;
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
  const { control, writer, runs, waitsMs, signal } = delivery;
  const run = runs.get(`${entry.effect}@${entry.version}`);
  if (run === undefined) throw new Error('bug: required before');
  const limit = AbortSignal.any([signal, AbortSignal.timeout(attemptTimeoutMs)]);
  faultPoint('effect.before-call');
  const result = await run(entry.values, { idempotencyKey: entry.idempotencyKey, signal: limit }).catch(
    (error: unknown) => failureOf(error),
  );
  faultPoint('effect.after-call');
  // Drained in the middle of a call: nothing is known, so nothing is recorded; the next attempt bears the same key.
  if (signal.aborted && typeof result !== 'string') return;
  if (typeof result === 'string') await control.effectEnded(writer, entry.id, result, null);
  else if (result.permanent || entry.attempts >= waitsMs.length)
    await control.effectEnded(writer, entry.id, 'failed', result.error);
  else await control.effectRetry(writer, entry.id, result.retryAfterMs ?? waitsMs[entry.attempts] ?? 0, result.error);
  faultPoint('effect.recorded');
}

interface Failure {
  readonly permanent: boolean;
  readonly retryAfterMs: number | null;
  readonly error: string;
}

function failureOf(error: unknown): Failure {
  // A vendor's message may quote what it was sent. Only the kind of error is kept.
  const kind = error instanceof Error ? error.name : typeof error;
  const status = error instanceof Error && 'status' in error ? ` ${String(error.status)}` : '';
  const permanent = error instanceof Error && 'permanent' in error && error.permanent === true;
  const retryAfterMs =
    error instanceof Error && 'retryAfterMs' in error && typeof error.retryAfterMs === 'number'
      ? error.retryAfterMs
      : null;
  return { permanent, retryAfterMs, error: `${kind}${status}` };
}

export function effectFailed(effect: string, rows: number): Finding {
  return {
    code: 'EFFECT_FAILED',
    table: '',
    message: `${effect} failed for ${rows} row${rows === 1 ? '' : 's'} after all attempts; the run is not complete without it`,
    next: 'Bring the other system back and resume the run.',
  };
}
