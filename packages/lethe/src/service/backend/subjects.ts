import type { Caller, Subjects, SubjectView } from '../../http/backend.ts';
import { readAccess } from '../../postgres/access.ts';
import { changeDeactivation } from '../../postgres/deactivation.ts';
import { openRequestsOf } from '../../postgres/request-list.ts';
import { refused } from '../../postgres/requests.ts';
import { scoped } from '../../postgres/scoped.ts';
import { type DeactivationEvent, decideDeactivation } from '../../requests/deactivate.ts';
import type { Located } from '../subject-path.ts';
import type { Ground } from './ground.ts';
import { readingRoles, type SubjectStanding, standingOnSubject } from './standing.ts';

export function subjectsOf(ground: Ground): Subjects {
  const { lethe } = ground;
  return {
    async load(caller, subject) {
      const standing = await standingOnSubject(lethe, caller, subject, { scope: 'access:read', roles: null });
      return viewOf(ground, standing);
    },
    deactivate: (caller, subject) => turn(ground, caller, subject, 'deactivate'),
    reactivate: (caller, subject) => turn(ground, caller, subject, 'reactivate'),
  };
}

/** Any member may know how the subject stands; what is asked of it, only who could ask it. */
async function viewOf({ lethe }: Ground, { located, scope, as, role }: SubjectStanding): Promise<SubjectView> {
  const { text, path, there } = located;
  const seesRequests = as === 'key' || (role !== null && readingRoles(located).includes(role));
  const [access, openRequests] = await scoped(lethe.database, scope, async ({ client }) => [
    await readAccess(client, path),
    seesRequests ? await openRequestsOf(client, text) : [],
  ]);
  return { subject: text, path, there, access, openRequests };
}

async function turn(
  ground: Ground,
  caller: Caller,
  subject: string,
  type: DeactivationEvent['type'],
): Promise<SubjectView> {
  const { lethe } = ground;
  const roles = ({ policy }: Located): readonly string[] => policy.deactivate.by;
  const standing = await standingOnSubject(lethe, caller, subject, { scope: 'access:write', roles });
  const { located } = standing;
  // A key stands for the role: the host, or an operator, has looked at who it is.
  const [role, actor] = standing.role === null ? ['a key', idOf(caller)] : [standing.role, idOf(caller)];
  const deactivateBy = standing.role === null ? [role] : located.policy.deactivate.by;
  const decision = await lethe.database.transaction((client) =>
    changeDeactivation(client, {
      path: located.path,
      by: { actor, role },
      decide: (facts, now) => decideDeactivation({ ...facts, policy: { deactivateBy } }, { type, role, actor }, now),
    }),
  );
  if (decision.is === 'refused') throw refused(located.text, decision);
  return viewOf(ground, standing);
}

const idOf = (caller: Caller): string => (caller.is === 'key' ? caller.id : caller.actor);
