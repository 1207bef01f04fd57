import { readFile, writeFile } from 'node:fs/promises';
import { canonicalJson } from '../canonical-json.ts';
import { LetheError } from '../errors.ts';
import type { Counts, Outline, Plan } from '../planner/plan.ts';
import { seal } from '../planner/seal.ts';
import { shape } from '../planner/shape.ts';
import { formatSubject } from '../planner/subject.ts';

/** A plan as it is reviewed, kept and handed to `lethe apply`: the fields people read, and the outline they stand for. */
export interface PlanFile {
  readonly digest: string;
  readonly subject: string;
  readonly outline: Outline;
  readonly counts: Counts;
}

export async function writePlanFile(file: string, plan: Plan): Promise<void> {
  await writeFile(file, `${JSON.stringify(planFileOf(plan), null, 2)}\n`);
}

export function planFileOf(plan: Plan): object {
  return { lethe: 'plan/1', ...shape(plan), outline: plan.outline, counts: plan.counts };
}

/** Refuses a file whose outline is not what its digest says: a plan is not edited, it is made again. */
export async function readPlanFile(file: string): Promise<PlanFile> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new LetheError('PLAN_INVALID', `the plan file ${file} cannot be read`, { cause });
  });
  const value = parsed(file, text);
  if (!isPlanFile(value)) throw new LetheError('PLAN_INVALID', `${file} is no plan file of this version`);
  if (!saysWhatItIs(value)) throw new LetheError('PLAN_INVALID', `${file} was altered after it was made`);
  return {
    digest: value.digest,
    subject: formatSubject(value.outline.subject),
    outline: value.outline,
    counts: value.counts,
  };
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LetheError('PLAN_INVALID', `${file} is not JSON`, { cause });
  }
}

interface Written {
  readonly lethe: string;
  readonly digest: string;
  readonly outline: Outline;
  readonly counts: Counts;
}

/** What a person has read must be what is carried out: the file says, word for word, what its outline and counts say. */
function saysWhatItIs(value: Written): boolean {
  try {
    return canonicalJson(value) === canonicalJson(planFileOf(seal(value.outline, value.counts)));
  } catch {
    // Counts of another shape than the outline's, or values that no plan holds.
    return false;
  }
}

// The digest vouches for what is inside the outline; counts are read defensively where they are used.
function isPlanFile(value: unknown): value is Written {
  return (
    typeof value === 'object' &&
    value !== null &&
    'lethe' in value &&
    value.lethe === 'plan/1' &&
    'digest' in value &&
    typeof value.digest === 'string' &&
    'outline' in value &&
    typeof value.outline === 'object' &&
    value.outline !== null &&
    'subject' in value.outline &&
    'counts' in value &&
    typeof value.counts === 'object' &&
    value.counts !== null &&
    'steps' in value.counts &&
    Array.isArray(value.counts.steps)
  );
}
