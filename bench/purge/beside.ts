import type { TempoName } from '../../packages/lethe/src/engine/pace.ts';
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
    const measured: Record<Way, Noticed[]> = { cascade: [], usual: [], gentle: [] };
    for (let round = 1; round <= rounds; round += 1) {
      for (const way of ways) {
        const noticed = await noticedDuring(await on.copy(template, 'bench_beside'), deleteBy[way]);
        measured[way].push(noticed);
        console.log(`${title} ${round}: ${way}: ${inWords(noticed)}`);
      }
    }
    const longestOf = (by: readonly Noticed[]): number => Math.max(...by.map(({ longestMs }) => longestMs));
    const ratioOf = (by: readonly Noticed[]): number => median(by.map(({ p99Ms, idleP99Ms }) => p99Ms / idleP99Ms));
    for (const tempo of ['usual', 'gentle'] as const) {
      verdict(
        `${title}, ${tempo}: longest wait of another session, ms (the cascade: ${Math.round(longestOf(measured.cascade))})`,
        longestOf(measured[tempo]),
        { most: 250 },
      );
      verdict(
        `${title}, ${tempo}: p99 of a concurrent load / its idle value, median of ${rounds} (the cascade: ${ratioOf(measured.cascade).toFixed(2)})`,
        ratioOf(measured[tempo]),
        { most: 1.5 },
      );
    }
  }
}

type Way = 'cascade' | TempoName;

const deleteBy: Readonly<Record<Way, (url: string) => Promise<unknown>>> = {
  cascade: (url) => deleteByCascade(url, subject),
  usual: (url) => deleteByLethe(url, subject, 'usual'),
  gentle: (url) => deleteByLethe(url, subject, 'gentle'),
};
const ways: readonly Way[] = ['cascade', 'usual', 'gentle'];

interface Noticed {
  readonly tookMs: number;
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
  const begun = performance.now();
  await body(url);
  const tookMs = performance.now() - begun;
  const { waits, load } = await sessions.take();
  return {
    tookMs,
    longestMs: Math.max(waits.longestMs, load.longestMs),
    p99Ms: load.p99Ms,
    idleP99Ms: idle.load.p99Ms,
    statements: load.statements,
  };
}

function inWords({ tookMs, longestMs, p99Ms, idleP99Ms, statements }: Noticed): string {
  return `${(tookMs / 1_000).toFixed(1)} s, longest ${Math.round(longestMs)} ms, p99 ${p99Ms.toFixed(1)} ms of ${statements} statements (idle ${idleP99Ms.toFixed(1)} ms)`;
}
