import { uptime } from 'node:os';
import type { ClockReading } from '../engine/clock-step.ts';
import { readRawClock } from '../postgres/clock.ts';
import type { Database } from '../postgres/connection.ts';

/** An answer that was longer on its way says too little about the moment it is read. */
const promptMs = 5_000;

/** Counts on while the machine sleeps, which the process's own clock does not: waking up is no jump. */
export function monotonicMs(): number {
  return uptime() * 1_000;
}

/** Null: the answer took too long to mean anything. */
export async function readClock(database: Database, monotonic: () => number): Promise<ClockReading | null> {
  const before = monotonic();
  const databaseMs = await readRawClock(database);
  const after = monotonic();
  return after - before > promptMs ? null : { databaseMs, monotonicMs: after };
}
