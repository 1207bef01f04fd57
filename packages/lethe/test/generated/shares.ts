import type { Verdict } from './judge.ts';
import { type Structure, structures } from './structure.ts';

/** What was tried, added up. */
export interface Tally {
  cases: number;
  readonly structures: Map<Structure, number>;
  /** How they ended, and after which disturbance. */
  readonly ends: Map<string, number>;
  /** By code of a finding, the cases that it stopped. */
  readonly stops: Map<string, number>;
  /** Cases in which a person must decide nothing, and how many of these were completed. */
  plain: number;
  completed: number;
}

export function emptyTally(): Tally {
  return { cases: 0, structures: new Map(), ends: new Map(), stops: new Map(), plain: 0, completed: 0 };
}

export function add(tally: Tally, verdict: Verdict): void {
  tally.cases += 1;
  for (const structure of verdict.structures) count(tally.structures, structure);
  count(tally.ends, `${verdict.status}${verdict.disturbance}`);
  if (verdict.status !== 'completed') for (const code of verdict.codes) count(tally.stops, code);
  if (!verdict.plain) return;
  tally.plain += 1;
  if (verdict.status === 'completed') tally.completed += 1;
}

/** The second's figures are added to the first's. */
export function merge(tally: Tally, other: Tally): void {
  tally.cases += other.cases;
  tally.plain += other.plain;
  tally.completed += other.completed;
  for (const part of ['structures', 'ends', 'stops'] as const) {
    const into: Map<string, number> = tally[part];
    for (const [name, times] of other[part]) into.set(name, (into.get(name) ?? 0) + times);
  }
}

function count<K>(of: Map<K, number>, name: K): void {
  of.set(name, (of.get(name) ?? 0) + 1);
}

/** Which structures are in fewer than every tenth case. */
export function rare(tally: Tally, expected: readonly Structure[]): readonly Structure[] {
  return expected.filter((name) => (tally.structures.get(name) ?? 0) * 10 < tally.cases);
}

export function table(tally: Tally): string {
  const share = (times: number, of: number): string => `${((100 * times) / Math.max(1, of)).toFixed(1).padStart(5)} %`;
  const lines = (of: ReadonlyMap<string, number>): string[] =>
    [...of].toSorted((a, b) => b[1] - a[1]).map(([name, times]) => `  ${share(times, tally.cases)}  ${name}`);
  return [
    `${tally.cases} cases; share of them with`,
    ...structures.map((name) => `  ${share(tally.structures.get(name) ?? 0, tally.cases)}  ${name}`),
    'that ended',
    ...lines(tally.ends),
    'that were stopped by (some by several)',
    ...lines(tally.stops),
    `completed where nothing is left to decide: ${tally.completed} of ${tally.plain}`,
  ].join('\n');
}
