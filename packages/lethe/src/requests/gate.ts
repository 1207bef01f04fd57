import { type Change, change, notices } from './decision.ts';
import { dueAt, momentAfter, momentBefore } from './grace.ts';
import type { Now, Request } from './request.ts';

/**
 * Three gates: proof is complete, the second step is done, grace is over. Blockers and findings are noted whenever they
 * are met, and looked at here. An approval is looked at when grace is over, because it is an approval of what is
 * carried out then.
 */
export type GateTo = 'confirming' | 'scheduled';

export const afterProof = ({ policy }: Request): GateTo => (policy.confirm === null ? 'scheduled' : 'confirming');

/** On to the next state, or to `blocked` with that state to go on to. */
export function pass(request: Request, to: GateTo, now: Now): Change {
  return isObstructed(request, to, now) ? block(request, to, now) : enter(request, to, now);
}

export function isObstructed(request: Request, to: GateTo, now: Now): boolean {
  const stopping = request.blockers.some(({ level }) => level === 'block') || request.findings.length > 0;
  return stopping || (isAtDueGate(request, to) && lacksApproval(request, now));
}

function lacksApproval({ policy, approval }: Request, now: Now): boolean {
  if (!policy.approval.always && approval === null) return false;
  const given = approval?.given ?? null;
  return given === null || now.lethe >= given.expiresAt;
}

// Grace begins once, so where it has begun, what is ahead is its end.
const isAtDueGate = (request: Request, to: GateTo): boolean => to === 'scheduled' && request.dueAt !== null;

export function block(request: Request, resume: GateTo, now: Now): Change {
  const deadlineAt = momentAfter(now.lethe, request.policy.clearWithin, request.timeZone);
  const asks = isAtDueGate(request, resume) && lacksApproval(request, now);
  return change(
    request,
    { state: 'blocked', blocked: { resume, deadlineAt } },
    {
      notify: [
        ...notices('blocked', 'requester', 'operators'),
        ...(asks ? notices('approval needed', 'approvers') : []),
      ],
      voids: ['proof', 'confirmation'],
    },
  );
}

/** Nothing is in the way. */
export function enter(request: Request, to: GateTo, now: Now): Change {
  const confirm = request.policy.confirm;
  return to === 'confirming' && confirm !== null
    ? enterConfirming(request, confirm, now)
    : enterScheduled(request, now);
}

type Confirm = NonNullable<Request['policy']['confirm']>;

function enterConfirming(request: Request, confirm: Confirm, now: Now): Change {
  const { timeZone } = request;
  const confirmation = {
    generation: 0,
    failures: 0,
    deadlineAt: momentAfter(now.lethe, confirm.expiresIn, timeZone),
    tokenExpiresAt: momentAfter(now.raw, confirm.expiresIn, timeZone),
    confirmedAt: null,
  };
  return change(
    request,
    { state: 'confirming', blocked: null, confirmation },
    { wake: confirm.by === 'mail' ? ['send confirmation'] : [], voids: ['proof'] },
  );
}

function enterScheduled(request: Request, now: Now): Change {
  const scheduled = { state: 'scheduled', blocked: null } as const;
  const voids = ['proof', 'confirmation'] as const;
  if (request.dueAt !== null) return change(request, scheduled, { wake: ['start'], voids });
  const { grace } = request.policy;
  const due = dueAt(now.lethe, grace.for, request.timeZone);
  const remind = grace.remindBefore === null ? null : momentBefore(due, grace.remindBefore, request.timeZone);
  // A reminder that would come together with the first notice says nothing new.
  const remindAt = remind === null || remind <= now.lethe ? null : remind;
  return change(
    request,
    { ...scheduled, dueAt: due, remindAt },
    {
      wake: due <= now.lethe ? ['start'] : [],
      notify: notices('scheduled', 'requester', 'owners'),
      voids,
      data: { dueAt: due },
    },
  );
}

/** After something was cleared: goes on where nothing is left in the way, unless its time is over, which a tick says. */
export function settle(request: Request, now: Now): Change {
  const { state, blocked } = request;
  const open = state !== 'blocked' || blocked === null || now.lethe >= blocked.deadlineAt;
  if (open || isObstructed(request, blocked.resume, now)) return change(request, {});
  return enter(request, blocked.resume, now);
}
