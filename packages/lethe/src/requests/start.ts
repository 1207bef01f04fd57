import { change, notices, same } from './decision.ts';
import { block, isObstructed } from './gate.ts';
import type { Request } from './request.ts';
import { ended, type Row, type Rule } from './row.ts';

/** The point of no return. Everything that may still be in the way is looked at here, once more and together. */
export const start: Row<'start'> = {
  received: 'NOT_DUE',
  verifying: 'NOT_DUE',
  confirming: 'NOT_DUE',
  blocked: 'NOT_DUE',
  scheduled: (request, { digest, authority, overlap }, now) => {
    if (request.dueAt === null || now.lethe < request.dueAt) return 'NOT_DUE';
    const looked = withAuthority(withDigest(request, digest), authority === 'lost');
    if (isObstructed(looked, 'scheduled', now)) return block(looked, 'scheduled', now);
    if (overlap.is === 'wait') return waitBehind(request, overlap.behind);
    const absorbed = overlap.is === 'absorbed' ? ({ is: 'absorbed', request: overlap.by } as const) : null;
    return change(
      looked,
      { state: 'running', digest, overlap: absorbed },
      { wake: ['run'], notify: notices('started', 'requester', 'owners'), voids: ['cancel'] },
    );
  },
  held: 'HELD',
  // Not `same`: of two workers that start it, one has.
  running: 'ALREADY_RUNNING',
  completed: 'ALREADY_RUNNING',
  ...ended,
};

function waitBehind(request: Request, behind: string) {
  return request.overlap?.request === behind
    ? same(request)
    : change(request, { overlap: { is: 'behind', request: behind } });
}

/** F56: an approval of another plan is none. */
function withDigest(request: Request, digest: string): Request {
  const { approval, policy } = request;
  if (approval === null && !policy.approval.always) return request;
  return approval?.digest === digest ? request : { ...request, approval: { digest, given: null } };
}

function withAuthority(request: Request, lost: boolean): Request {
  const findings = request.findings.filter(({ code }) => code !== 'AUTHORITY_LOST');
  return { ...request, findings: lost ? [...findings, { code: 'AUTHORITY_LOST', table: '' }] : findings };
}

const absorb: Rule<'absorbed'> = (request, { by }) =>
  request.overlap?.is === 'absorbed'
    ? same(request)
    : change(request, { overlap: { is: 'absorbed', request: by } }, { notify: notices('absorbed', 'requester') });

/** Noted only: this one still goes through all its gates, and what it meets when it is due, `start` says. */
export const absorbed: Row<'absorbed'> = {
  received: absorb,
  verifying: absorb,
  confirming: absorb,
  blocked: absorb,
  scheduled: absorb,
  held: (request, event, now) => (request.digest === null ? absorb(request, event, now) : 'ALREADY_RUNNING'),
  running: 'ALREADY_RUNNING',
  completed: 'ALREADY_RUNNING',
  ...ended,
};
