import { deleteByCascade } from '../cascade.ts';
import { median } from '../compare.ts';
import type { Databases } from '../databases.ts';
import { deleteByLethe } from '../lethe-run.ts';
import { amongTen, another, layouts, other, subject } from './extent.ts';
import type { PurgeOptions } from './purge.ts';
import { type Sessions, sessionsBeside } from './sessions.ts';
import { verdict } from './verdict.ts';

const warmMs = 2_000;
const idleMs = 10_000;

/** What other sessions notice: the longest wait of one that writes the subject's rows too, and a load of other tenants. */
export async function besidePart(on: Databases, { rows, rounds }: PurgeOptions): Promise<void> {
  for (const layout of layouts) {
    const template = await on.template(amongTen(rows, layout));
    const title = `purge, ${layout}`;
    const measured = { lethe: [] as Noticed[], cascade: [] as Noticed[] };
    for (let round = 1; round <= rounds; round += 1) {
      const byCascade = (url: string) => deleteByCascade(url, subject);
      const byLethe = (url: string) => deleteByLethe(url, subject);
      const hand = await noticedDuring(await on.copy(template, 'bench_cascade'), byCascade);
      const lethe = await noticedDuring(await on.copy(template, 'bench_lethe'), byLethe);
      measured.cascade.push(hand);
      measured.lethe.push(lethe);
      console.log(`${title} ${round}: with the cascade ${inWords(hand)}; with lethe ${inWords(lethe)}`);
    }
    const longestOf = (by: readonly Noticed[]): number => Math.max(...by.map(({ longestMs }) => longestMs));
    const ratioOf = (by: readonly Noticed[]): number => median(by.map(({ p99Ms, idleP99Ms }) => p99Ms / idleP99Ms));
    verdict(
      `${title}: longest wait of another session, ms (the cascade: ${Math.round(longestOf(measured.cascade))})`,
      longestOf(measured.lethe),
      { most: 250 },
    );
    verdict(
      `${title}: p99 of a concurrent load / its idle value, median of ${rounds} (the cascade: ${ratioOf(measured.cascade).toFixed(2)})`,
      ratioOf(measured.lethe),
      { most: 1.5 },
    );
  }
}

interface Noticed {
  /** Of one that writes the subject's rows too, and of the load. */
  readonly longestMs: number;
  readonly p99Ms: number;
  readonly idleP99Ms: number;
  readonly statements: number;
}

async function noticedDuring(url: string, body: (url: string) => Promise<unknown>): Promise<Noticed> {
  await using sessions: Sessions = await sessionsBeside(url, { subject, workspaces: [other, another] });
  await sessions.during(warmMs);
  const idle = await sessions.during(idleMs);
  await body(url);
  const { waits, load } = await sessions.take();
  return {
    longestMs: Math.max(waits.longestMs, load.longestMs),
    p99Ms: load.p99Ms,
    idleP99Ms: idle.load.p99Ms,
    statements: load.statements,
  };
}

function inWords({ longestMs, p99Ms, idleP99Ms, statements }: Noticed): string {
  return `longest ${Math.round(longestMs)} ms, p99 ${p99Ms.toFixed(1)} ms of ${statements} statements (idle ${idleP99Ms.toFixed(1)} ms)`;
}
