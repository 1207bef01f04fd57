import { deleteByCascade } from '../cascade.ts';
import { median } from '../compare.ts';
import type { Databases } from '../databases.ts';
import { deleteByLethe } from '../lethe-run.ts';
import { layouts, subject } from './extent.ts';
import type { PurgeOptions } from './purge.ts';
import { verdict } from './verdict.ts';

const tenantsBefore = 10;

/** The same tenant among ten, and among as many more as make the whole database up: 10,000 rows of 100,000 and of 10 million. */
export async function growthPart(on: Databases, { rows, rounds }: PurgeOptions): Promise<void> {
  const rowsPerWorkspace = Math.max(1_000, Math.floor(rows / 1_000));
  const tenants = Math.floor(rows / rowsPerWorkspace);
  for (const layout of layouts) {
    const costsAmong = async (workspaces: number): Promise<Costs> =>
      costs(on, { template: await on.template({ workspaces, rowsPerWorkspace, layout }), rounds });
    const before = await costsAmong(tenantsBefore);
    const after = await costsAmong(tenants);
    const title = `purge, ${layout}`;
    const inAll = (count: number): string => (count * rowsPerWorkspace).toLocaleString('en-US');
    console.log(
      `${title}: a tenant of ${rowsPerWorkspace.toLocaleString('en-US')} rows takes lethe ${Math.round(before.lethe)} ms among ${inAll(tenantsBefore)} rows, ` +
        `${Math.round(after.lethe)} ms among ${inAll(tenants)}; the cascade ${Math.round(before.cascade)} ms and ${Math.round(after.cascade)} ms`,
    );
    verdict(
      `${title}: cost of the same tenant, large / small database, medians of ${rounds} (the cascade: ${(after.cascade / before.cascade).toFixed(2)})`,
      after.lethe / before.lethe,
      { most: 1.3 },
    );
  }
}

interface Costs {
  readonly lethe: number;
  readonly cascade: number;
}

async function costs(on: Databases, { template, rounds }: { template: string; rounds: number }): Promise<Costs> {
  const lethe: number[] = [];
  const cascade: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    cascade.push((await deleteByCascade(await on.copy(template, 'bench_cascade'), subject)).ms);
    lethe.push((await deleteByLethe(await on.copy(template, 'bench_lethe'), subject)).ms);
  }
  return { lethe: median(lethe), cascade: median(cascade) };
}
