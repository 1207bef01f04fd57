import { change, notices, same } from './decision.ts';
import { settle } from './gate.ts';
import { momentAfter } from './grace.ts';
import type { Requester } from './request.ts';
import { beforeStart, type Row } from './row.ts';

export const approvalNeeded: Row<'approval needed'> = beforeStart((request, { digest }) =>
  request.approval?.digest === digest
    ? same(request)
    : change(
        request,
        { approval: { digest, given: null } },
        { notify: notices('approval needed', 'approvers'), data: { voided: request.approval?.given != null } },
      ),
);

export const approvalGiven: Row<'approval given'> = beforeStart((request, event, now) => {
  const { approval, policy, timeZone } = request;
  const { digest, by } = event;
  if (approval === null) return 'APPROVAL_NOT_NEEDED';
  if (isRequester(request.requester, event)) return 'APPROVER_IS_REQUESTER';
  // F56: what was looked at is not what would be carried out.
  if (approval.digest !== digest) return 'DIGEST_CHANGED';
  const { given } = approval;
  if (given !== null && given.by === by && now.lethe < given.expiresAt) return same(request);
  const expiresAt = momentAfter(now.lethe, policy.approval.expiresIn, timeZone);
  return settle({ ...request, approval: { digest, given: { by, at: now.lethe, expiresAt } } }, now);
});

/** F55: not the same id, and not the same sign-in under another id. */
function isRequester(requester: Requester, { by, credential }: { by: string; credential: string | null }): boolean {
  return requester.actor === by || (credential !== null && requester.credential === credential);
}

export const approvalVoided: Row<'approval voided'> = beforeStart((request) => {
  const { approval } = request;
  if (approval === null) return 'APPROVAL_NOT_NEEDED';
  if (approval.given === null) return same(request);
  return change(
    request,
    { approval: { ...approval, given: null } },
    { notify: notices('approval needed', 'approvers') },
  );
});
