import { deleteByCascade } from './cascade.ts';
import type { Databases } from './databases.ts';
import { deleteByLethe } from './lethe-run.ts';

export interface Compared {
  readonly template: string;
  readonly subject: number;
  readonly rounds: number;
  readonly title: string;
}

/** Medians, of the run alone, and of all that `lethe apply` does: the plan it makes first is read by nobody here. */
export interface Ratios {
  readonly run: number;
  readonly withPlan: number;
}

/** Lethe ÷ cascade, each on a fresh copy, by turns; every round is printed, with where its time went. */
export async function ratioToCascade(on: Databases, { template, subject, rounds, title }: Compared): Promise<Ratios> {
  const runs: number[] = [];
  const withPlans: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const hand = await deleteByCascade(await on.copy(template, 'bench_cascade'), subject);
    const lethe = await deleteByLethe(await on.copy(template, 'bench_lethe'), subject);
    runs.push((lethe.ms - (lethe.phases['plan'] ?? 0)) / hand.ms);
    withPlans.push(lethe.ms / hand.ms);
    console.log(
      `${title} ${round}: cascade ${Math.round(hand.ms)} ms, lethe ${Math.round(lethe.ms)} ms for ${lethe.rows} rows (${shares(lethe.phases, lethe.ms)}); ` +
        `longest batch ${Math.round(lethe.longestBatchMs)} ms; RSS ${Math.round(lethe.rssMb)} MB`,
    );
    console.log(`${title} ${round}: batches took, lanes added up, ${shares(lethe.tables, lethe.ms)}`);
  }
  return { run: median(runs), withPlan: median(withPlans) };
}

/** The largest first, in milliseconds and as shares of the whole; what is under 1 % is added up. */
export function shares(parts: Readonly<Record<string, number>>, wholeMs: number): string {
  const sorted = Object.entries(parts).toSorted(([, a], [, b]) => b - a);
  const large = sorted.filter(([, ms]) => ms >= wholeMs / 100);
  const restMs = sorted.slice(large.length).reduce((sum, [, ms]) => sum + ms, 0);
  return [...large, ['the rest', restMs] as const]
    .map(([name, ms]) => `${name} ${Math.round(ms)} ms = ${Math.round((100 * ms) / wholeMs)} %`)
    .join(', ');
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
