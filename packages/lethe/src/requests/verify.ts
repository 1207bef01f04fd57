import { change, notices, same } from './decision.ts';
import { afterProof, pass } from './gate.ts';
import { momentAfter } from './grace.ts';
import type { RefusalCode } from './refusal.ts';
import type { Proof, Request } from './request.ts';
import type { ProofKind, RequestPolicy } from './request-policy.ts';
import { ended, onlyIn, type Row, type Rule, untilEnd } from './row.ts';

const again: Rule<'received' | 'identified'> = (request) => same(request);

/** F69: a wish that comes in twice is one request, in whatever state it is by then. */
export const received: Row<'received'> = {
  ...untilEnd(again),
  received: (request) => same(request, 'identify'),
  closed: again,
  cancelled: again,
  expired: again,
  refused: again,
  forwarded: again,
};

export const identified: Row<'identified'> = {
  ...untilEnd(again),
  received: (request, _event, now) => {
    const verifyDeadlineAt = momentAfter(now.lethe, request.policy.verifyWithin, request.timeZone);
    return change(request, { state: 'verifying', verifyDeadlineAt }, { wake: ['ask for proof'] });
  },
  held: (request) => (request.resume === 'received' ? 'HELD' : same(request)),
};

export const acknowledged: Row<'acknowledged'> = untilEnd((request, _event, now) =>
  request.acknowledgedAt === null ? change(request, { acknowledgedAt: now.lethe }) : same(request),
);

/** Asking again makes a new token, and that one may be tried afresh. */
export const proofAsked: Row<'proof asked'> = onlyIn('verifying', (request) =>
  change(request, { proofFailures: 0 }, { voids: ['proof'] }),
);

export const proofFailed: Row<'proof failed'> = onlyIn('verifying', (request) => {
  const { proofFailures, policy } = request;
  if (proofFailures >= policy.proofTries) return 'TOO_MANY_TRIES';
  const failures = proofFailures + 1;
  return change(
    request,
    { proofFailures: failures },
    failures < policy.proofTries ? {} : { voids: ['proof'], notify: notices('attention', 'operators') },
  );
});

const isKnown = (request: Request, { kind }: Proof): boolean => request.proofs.some((each) => each.kind === kind);

const knownOr =
  (code: RefusalCode): Rule<'proof given'> =>
  (request, { proof }) =>
    isKnown(request, proof) ? same(request) : code;

export const proofGiven: Row<'proof given'> = {
  received: 'NOT_NOW',
  verifying: (request, { proof }, now) => {
    if (request.verifyDeadlineAt !== null && now.lethe >= request.verifyDeadlineAt) return 'EXPIRED';
    const wrong = whyNot(request, proof);
    if (wrong !== null) return wrong;
    if (isKnown(request, proof)) return same(request);
    const proofs = [...request.proofs, proof];
    const proven = { ...request, proofs };
    return isProven(request.policy, proofs) ? pass(proven, afterProof(request), now) : change(proven, {});
  },
  confirming: knownOr('NOT_NOW'),
  blocked: knownOr('NOT_NOW'),
  scheduled: knownOr('NOT_NOW'),
  held: knownOr('HELD'),
  running: knownOr('NOT_NOW'),
  completed: knownOr('NOT_NOW'),
  ...ended,
};

/** What can be guessed is refused once it was guessed wrong too often. */
const guessable: readonly ProofKind[] = ['mailbox', 'password'];

function whyNot({ policy, proofFailures }: Request, proof: Proof): RefusalCode | null {
  if (!policy.proof.some((way) => way.includes(proof.kind))) return 'PROOF_NOT_ACCEPTED';
  if (guessable.includes(proof.kind) && proofFailures >= policy.proofTries) return 'TOO_MANY_TRIES';
  if (proof.kind === 'role' && !policy.by.includes(proof.role)) return 'ROLE_NOT_ALLOWED';
  if (proof.kind === 'operator decision' && proof.reason.trim() === '') return 'REASON_MISSING';
  return null;
}

/** A way without parts would prove by nothing, so it is none. */
export function isProven(policy: RequestPolicy, proofs: readonly Proof[]): boolean {
  const given = proofs.map(({ kind }) => kind);
  return policy.proof.some((way) => way.length > 0 && way.every((kind) => given.includes(kind)));
}
