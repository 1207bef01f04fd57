/** The database's clock and one that only counts up, read at one moment. */
export interface ClockReading {
  /** Raw, without the offset of Lethe's clock: moving that on purpose is no jump. */
  readonly databaseMs: number;
  readonly monotonicMs: number;
}

export type ClockStep = 'steady' | 'jumped' | 'set back';

/** Clocks are corrected by seconds; what waits, waits for minutes at least. */
const clockToleranceMs = 60_000;

/**
 * Whether the database's clock went on as long as really passed. A worker that was suspended in between finds both
 * clocks advanced alike.
 */
export function clockStep(previous: ClockReading, current: ClockReading): ClockStep {
  const off = clockOffMs(previous, current);
  if (off > clockToleranceMs) return 'jumped';
  return off < -clockToleranceMs ? 'set back' : 'steady';
}

/** How far the database's clock is ahead of where it should be by now. */
export function clockOffMs(previous: ClockReading, current: ClockReading): number {
  return current.databaseMs - previous.databaseMs - (current.monotonicMs - previous.monotonicMs);
}

export interface ClockWatch {
  /** The last reading that nothing contradicts. */
  readonly good: ClockReading;
  /** Since a jump nothing is begun. `agreesSinceMs`: since when (monotonic) the clock is back where it should be. */
  readonly stopped: { readonly agreesSinceMs: number | null } | null;
}

export type ClockNews = 'jumped' | 'set back' | 'agrees again';

/** A clock that was corrected must stay so for a while: some are pulled to and fro. */
const clockAgreesForMs = 60_000;

export function startClockWatch(good: ClockReading): ClockWatch {
  return { good, stopped: null };
}

/**
 * What a reading means. A jump forwards would execute early all that waits: it stops the worker until the clock is back
 * where the time that really passed puts it, or somebody starts the worker anew and so vouches for the new time. A
 * clock that is set back only makes things wait longer.
 */
export function watchClock(watch: ClockWatch, current: ClockReading): { watch: ClockWatch; news: ClockNews | null } {
  const step = clockStep(watch.good, current);
  if (watch.stopped === null) {
    if (step === 'jumped') return { watch: { ...watch, stopped: { agreesSinceMs: null } }, news: 'jumped' };
    return { watch: startClockWatch(current), news: step === 'set back' ? 'set back' : null };
  }
  if (step === 'jumped') return { watch: { ...watch, stopped: { agreesSinceMs: null } }, news: null };
  const agreesSinceMs = watch.stopped.agreesSinceMs ?? current.monotonicMs;
  if (current.monotonicMs - agreesSinceMs < clockAgreesForMs)
    return { watch: { ...watch, stopped: { agreesSinceMs } }, news: null };
  return { watch: startClockWatch(current), news: 'agrees again' };
}
