import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, TemplateRecipe } from '../../src/testing/database.ts';
import { seeded } from '../../src/testing/random.ts';
import { type ShopCase, shopCase } from '../shop/shop-case.ts';
import { undisturbed, violations } from '../shop/whole.ts';
import type { WorkerProcess } from '../shop/worker-process.ts';

export interface RandomKills {
  readonly admin: Admin;
  readonly template: TemplateRecipe;
  readonly kills: number;
  readonly seed: number;
  /** Runs that are killed side by side, each on a database of its own. */
  readonly atOnce: number;
  readonly progress?: (tally: Tally) => void;
}

export interface Tally {
  kills: number;
  /** Runs that came to their end, each after some kills. */
  runs: number;
  readonly violations: string[];
  /** Where the killed workers stood: phase, and table within the steps. */
  readonly landed: Map<string, number>;
}

/** Kills workers at random instants until each run is complete, and compares each with an undisturbed one. */
export async function randomKills(options: RandomKills): Promise<Tally> {
  const { admin, template, atOnce, seed } = options;
  const tally: Tally = { kills: 0, runs: 0, violations: [], landed: new Map() };
  await using reference = await shopCase({ admin, template });
  const whole = await undisturbed(reference);
  await Promise.all(
    Array.from({ length: atOnce }, async (_, lane) => {
      const random = seeded(seed + lane);
      while (tally.kills < options.kills) {
        await using shop = await shopCase({ admin, template });
        await killedToTheEnd(shop, random, options, tally);
        tally.runs += 1;
        const found = await violations(shop, whole);
        tally.violations.push(...found.map((violation) => `run ${tally.runs} of lane ${lane}: ${violation}`));
        options.progress?.(tally);
      }
    }),
  );
  return tally;
}

async function killedToTheEnd(
  shop: ShopCase,
  random: () => number,
  { kills }: RandomKills,
  tally: Tally,
): Promise<void> {
  let target = shop.subject;
  for (;;) {
    const worker = shop.worker(target);
    // From its first sign of life on: before it, there is nothing it could leave half done.
    await worker.until('phase');
    const left = tally.kills < kills && (await killedWithin(worker, 5 + random() * 395));
    if (!left) await worker.ended;
    target = await shop.run();
    const last = worker.said.at(-1);
    if (worker.process.signalCode === 'SIGKILL') {
      tally.kills += 1;
      const at = place(worker);
      tally.landed.set(at, (tally.landed.get(at) ?? 0) + 1);
    } else if (last?.result === 'completed') return;
    else throw new Error(`a worker that was not killed ended with ${JSON.stringify(last)}`);
  }
}

async function killedWithin(worker: WorkerProcess, ms: number): Promise<boolean> {
  await Promise.race([sleep(ms), worker.ended]);
  return worker.process.exitCode === null && worker.process.kill('SIGKILL') && (await worker.ended) === 'SIGKILL';
}

function place({ said }: WorkerProcess): string {
  const phase = said.findLast((one) => one.phase !== undefined)?.phase ?? 'before';
  const table = said.at(-1)?.batch;
  return table === undefined ? phase : `${phase}, ${table}`;
}
