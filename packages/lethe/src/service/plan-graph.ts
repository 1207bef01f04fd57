import { writeFile } from 'node:fs/promises';
import { drawPlan } from '../drawing/plan-drawing.ts';
import { LetheError } from '../errors.ts';
import { codeOf } from '../evidence/durable-file.ts';
import type { Plan } from '../planner/plan.ts';
import type { Schema } from '../schema/graph.ts';
import type { Lethe } from './lethe.ts';

/** The plan as a picture, for people; `apply` takes the plan file. */
export async function writePlanGraph(
  file: string,
  { loaded }: Pick<Lethe, 'loaded'>,
  { plan, schema }: { readonly plan: Plan; readonly schema: Schema },
): Promise<void> {
  const table = loaded.config.subjects[plan.outline.subject.kind]?.table ?? null;
  const picture = drawPlan({ plan, schema, links: loaded.store.config.links, table });
  await writeFile(file, picture).catch((cause: unknown) => {
    throw new LetheError('USAGE', `${file} cannot be written (${codeOf(cause) ?? 'unknown'})`, { cause });
  });
}
