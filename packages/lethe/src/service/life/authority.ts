import { LetheError } from '../../errors.ts';
import type { SubjectPolicy } from '../../policy/policy.ts';
import { rolesOf } from '../../postgres/people.ts';
import type { RequestEvent } from '../../requests/event.ts';
import type { Request, Target } from '../../requests/request.ts';
import type { Life } from './life-context.ts';

/** The policy of today for a target: what is read from the host's rows goes by it. */
export function policyOfTarget({ lethe }: Life, { subject }: Target): SubjectPolicy {
  const { subjects } = lethe.loaded.config;
  const policy = Object.hasOwn(subjects, subject.kind) ? subjects[subject.kind] : undefined;
  if (policy !== undefined) return policy;
  throw new LetheError('SUBJECT_INVALID', `"${subject.kind}" is no kind of the configuration any more`);
}

/** A role, read from the host database now, by which the requester may ask for all of the targets; null: there is none. */
export async function roleNow(life: Life, request: Request, targets: readonly Target[]): Promise<string | null> {
  const { actor } = request.requester;
  if (actor === null) return null;
  let first: string | null = null;
  for (const target of targets) {
    const policy = policyOfTarget(life, target);
    const roles = await life.lethe.database.use((client) => rolesOf(client, policy, target.subject, actor));
    const role = roles.find((each) => request.policy.by.includes(each)) ?? null;
    if (role === null) return null;
    first ??= role;
  }
  return first;
}

const answeredFor = ['operator decision', 'database credentials'];

/**
 * Whether the requester may still ask, when it is due. An operator's decision stands for the role. Of what is not there
 * any more nobody has a role; nothing of it is deleted either.
 */
export async function authorityNow(
  life: Life,
  request: Request,
  there: readonly Target[],
): Promise<RequestEvent<'start'>['authority']> {
  if (request.proofs.some(({ kind }) => answeredFor.includes(kind))) return 'attested';
  return there.length === 0 || (await roleNow(life, request, there)) !== null ? 'holds' : 'lost';
}
