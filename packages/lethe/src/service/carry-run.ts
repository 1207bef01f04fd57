import { help } from '../engine/help.ts';
import { carryOutSlice, type Engine, type RunResult } from '../engine/run.ts';
import { LetheError } from '../errors.ts';
import type { Waking } from '../postgres/jobs.ts';
import type { Lethe } from './lethe.ts';
import { buildRunIndexes, dropRunIndexes } from './run-indexes.ts';

export interface CarryRun {
  readonly lethe: Pick<Lethe, 'control' | 'database' | 'url'>;
  readonly jobs: Pick<Waking, 'wake' | 'invite'>;
  readonly engine: Engine;
  readonly sliceMs: number;
  readonly signal: AbortSignal;
}

export type Carried = RunResult['status'] | 'helped' | 'nothing to do';

/**
 * One job of a run: a slice of it, or of helping whoever carries it out; then everybody else's turn. Where there is
 * nothing to do, nothing is lost: a living lead goes on by itself, and the tick names a run that nobody is at.
 */
export async function carryRun(given: CarryRun, run: string): Promise<Carried> {
  const { lethe, jobs, engine, signal, sliceMs } = given;
  const { state } = await lethe.control.load(run);
  if (state === 'completed' || state === 'paused' || state === 'held' || state === 'failed') return 'nothing to do';
  const helped = await help(engine, run, { signal, sliceMs });
  if (helped === 'slice over') {
    await lethe.database.transaction((client) => jobs.invite(client, run));
    return 'helped';
  }
  if (helped === 'nothing to share') return 'nothing to do';
  // Those that the run was begun with, and that were dropped while it stood.
  if (!(await buildRunIndexes(lethe, run, { signal }))) return 'nothing to do';
  const result = await unlessBusy(carryOutSlice(engine, run, { signal, sliceMs }));
  if (result === null) return 'nothing to do';
  if (result.status !== 'drained' && result.status !== 'taken over')
    await dropRunIndexes(lethe, run, { ended: result.status === 'completed' });
  // An effect's next attempt is waited for in the outbox; the tick sees when it is due.
  if (result.status === 'drained' && result.waitMs === undefined)
    await lethe.database.transaction((client) => jobs.wake(client, run));
  return result.status;
}

/** Null: another worker was quicker. */
async function unlessBusy(carried: Promise<RunResult>): Promise<RunResult | null> {
  try {
    return await carried;
  } catch (error) {
    if (error instanceof LetheError && error.code === 'SUBJECT_BUSY') return null;
    throw error;
  }
}
