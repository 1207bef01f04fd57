import type { Plan, Unindexed } from '../planner/plan.ts';
import { costlyOf } from '../planner/unindexed.ts';
import {
  holdRunIndexes,
  type IdleIndexes,
  idleRunIndexes,
  onLeaves,
  type RunIndexes,
  runIndexesOf,
  type WantedIndex,
} from '../postgres/run-indexes.ts';
import type { Lethe } from './lethe.ts';

type Of = Pick<Lethe, 'url' | 'database'>;

/** Whoever has been told to end must, soon. What is left then is noted. */
const dropWaitMs = { atTheEnd: 60_000, interrupted: 2_000 } as const;

export interface Building {
  readonly signal: AbortSignal;
  readonly onIndex?: (index: WantedIndex) => void;
}

/** The indexes without which a plan is blocked, one for each table or partition and its columns. */
export async function wantedIndexes({ database }: Of, { outline, counts }: Plan): Promise<readonly WantedIndex[]> {
  const costly = costlyOf(outline, counts).flatMap(({ relations, columns }: Unindexed) =>
    relations.map((relation) => ({ relation, columns })),
  );
  const wanted = await onLeaves(database, costly);
  const keyOf = ({ relation, columns }: WantedIndex): string => JSON.stringify([relation, columns.toSorted()]);
  return [...new Map(wanted.map((index) => [keyOf(index), index])).values()];
}

/** What came of it; `left`: names of indexes that could not be dropped, where nothing was recorded. */
export interface Recorded<T> {
  readonly is: 'recorded' | 'interrupted' | T;
  readonly left: readonly string[];
}

/**
 * Builds indexes for a run that is recorded then, unless `record` says why not. What is not recorded needs none: they
 * are dropped. A process that dies here leaves them noted, and the run unheard of.
 */
export async function recordedWithIndexes<T extends object>(
  { url, database }: Of,
  { run, indexes }: { readonly run: string; readonly indexes: readonly WantedIndex[] },
  { signal, onIndex = () => undefined }: Building,
  record: () => Promise<T | null>,
): Promise<Recorded<T>> {
  await using held = await holdRunIndexes(url, database, run);
  if (held === null) throw new Error(`bug: ${run} is new, and in the hands of another`);
  const without = async (is: Recorded<T>['is']): Promise<Recorded<T>> => {
    const left = await held.drop(is === 'interrupted' ? dropWaitMs.interrupted : dropWaitMs.atTheEnd);
    await held.forget(left);
    return { is, left };
  };
  try {
    await held.want(indexes);
    if (!(await held.build(signal, onIndex))) return await without('interrupted');
    const refused = await record();
    return refused === null ? { is: 'recorded', left: [] } : await without(refused);
  } catch (error) {
    // The error says more than that the indexes could not be dropped either; they are noted.
    await without('interrupted').catch(() => undefined);
    throw error;
  }
}

/** Builds what the run asks for and is not there: all of it, or those that an earlier process left or dropped. False: told to end first. */
export async function buildRunIndexes(
  of: Of,
  run: string,
  { signal, onIndex = () => undefined }: Building,
): Promise<boolean> {
  if ((await runIndexesOf(of.database, run)).length === 0) return true;
  return (await holding(of, run, (indexes) => indexes.build(signal, onIndex))) ?? true;
}

/** Drops them, for good where the run has ended. Answers the names of those that are there still. */
export async function dropRunIndexes(of: Of, run: string, { ended }: { ended: boolean }): Promise<readonly string[]> {
  if ((await runIndexesOf(of.database, run)).length === 0) return [];
  const dropped = await holding(of, run, async (indexes) => {
    const left = await indexes.drop(dropWaitMs.atTheEnd);
    if (ended) await indexes.forget(left);
    return left;
  });
  return dropped ?? [];
}

/** Null: another process has them in hand, and does the same. */
async function holding<T>(
  { url, database }: Of,
  run: string,
  body: (indexes: RunIndexes) => Promise<T>,
): Promise<T | null> {
  await using indexes = await holdRunIndexes(url, database, run);
  return indexes === null ? null : await body(indexes);
}

/** What processes that died, and ends that could not wait, have left. */
export async function leftIndexes({ database }: Of): Promise<readonly IdleIndexes[]> {
  return (await idleRunIndexes(database)).filter(({ names }) => names.length > 0);
}

/** `ended`: only what no run needs any more. */
export async function dropLeftIndexes(
  of: Of,
  { ended: endedAlone = false }: { readonly ended?: boolean } = {},
): Promise<{ dropped: readonly string[]; left: readonly string[] }> {
  const dropped: string[] = [];
  const left: string[] = [];
  for (const { run, ended, names } of await idleRunIndexes(of.database)) {
    if (endedAlone && !ended) continue;
    const still = await dropRunIndexes(of, run, { ended });
    left.push(...still);
    dropped.push(...names.filter((name) => !still.includes(name)));
  }
  return { dropped, left };
}
