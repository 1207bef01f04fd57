import { makePlan, makeUncountedPlan } from '../../packages/lethe/src/service/make-plan.ts';
import { rehearsal } from '../../packages/lethe/src/service/rehearsal.ts';
import { ratioToCascade, shares } from '../compare.ts';
import type { Databases } from '../databases.ts';
import { withLethe } from '../lethe-run.ts';
import { amongTen, layouts, other, subject } from './extent.ts';
import type { PurgeOptions } from './purge.ts';
import { verdict } from './verdict.ts';

/** A whole run of two lanes beside the hand-written cascade. */
export async function cascadePart(on: Databases, { rows, rounds }: PurgeOptions): Promise<void> {
  for (const layout of layouts) {
    const template = await on.template(amongTen(rows, layout));
    const title = `purge, ${layout}`;
    const ratios = await ratioToCascade(on, { template, subject, rounds, title });
    console.log(`${title}: before a run, ${await beforeARun(await on.copy(template, 'bench_lethe'))}`);
    verdict(`${title}: whole run / cascade, median of ${rounds}`, ratios.run, { most: 1.2 });
    console.log(`${title}: with the plan before it, / cascade, median of ${rounds} = ${ratios.withPlan.toFixed(2)}`);
  }
}

/** What phase `plan` is made of: one who reviews a plan pays it twice. */
async function beforeARun(url: string): Promise<string> {
  return withLethe(url, async (lethe) => {
    const of = { kind: 'workspace', key: [String(subject)] };
    const times: number[] = [performance.now()];
    await makeUncountedPlan(lethe, of);
    times.push(performance.now());
    const { plan } = await makePlan(lethe, { kind: 'workspace', key: [String(other)] });
    times.push(performance.now());
    await rehearsal(lethe, plan);
    times.push(performance.now());
    const [begun = 0, planned = 0, counted = 0, tried = 0] = times;
    const planMs = planned - begun;
    return shares({ plan: planMs, counts: counted - planned - planMs, rehearsal: tried - counted }, tried - planned);
  });
}
