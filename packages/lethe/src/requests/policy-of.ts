import type { ProofWay, SubjectPolicy } from '../policy/policy.ts';
import { exportsNeeded, toldOf } from '../policy/request.ts';
import { frozen } from './frozen.ts';
import type { Clock, ProofKind, RequestPolicy } from './request-policy.ts';

/** As many as a person mistypes; whoever guesses a code of eight characters gets nowhere with it. */
const tries = 5;

/** What the policy of today says about the life of a request, in the words a request carries with it. */
export function requestPolicyOf(policy: SubjectPolicy): RequestPolicy {
  const { request, grace, approval, deadlines } = policy;
  const [first, ...rest] = deadlines;
  return frozen({
    by: [...request.by],
    tell: [...toldOf(request)],
    // Whoever holds the credentials of the database could delete the rows without asking.
    proof: [...request.proof.map(partsOf), ['database credentials' as const]],
    verifyWithin: request.within,
    proofTries: tries,
    confirm: request.confirm === null ? null : { ...request.confirm, tries },
    grace: { for: grace.for, access: grace.access, remindBefore: grace.remind },
    blockers: [
      ...policy.blockers.map(({ name, version, level }) => ({ name, version, level })),
      { ...exportsNeeded, level: request.exports },
    ],
    clearWithin: policy.clear,
    approval: { always: approval.always, expiresIn: approval.expiresIn },
    clocks: [clockOf(first), ...rest.map(clockOf)] as const,
    deactivateBy: [...policy.deactivate.by],
  });
}

/** To prove who one is proves no right to delete: that is the role, unless an operator answers for it. */
const partsOf = ({ kind }: ProofWay): readonly ProofKind[] => (kind === 'operator decision' ? [kind] : [kind, 'role']);

const clockOf = ({ acknowledge, complete }: SubjectPolicy['deadlines'][number]): Clock => ({
  acknowledgeWithin: acknowledge,
  completeWithin: complete,
});
