import { change, same, type Verdict } from './decision.ts';
import { end } from './end.ts';
import type { Now, Request } from './request.ts';
import { ended, type Row, type Rule } from './row.ts';
import { findTarget, withTarget } from './target.ts';
import { closing, mayClose } from './tick.ts';

type RestoreEvent = 'restore opened' | 'restore used' | 'restore expired';

/** A target can have ended while others of the request still run. */
const afterStart = <Type extends RestoreEvent>(rule: Rule<Type>): Row<Type> => ({
  received: 'NOT_NOW',
  verifying: 'NOT_NOW',
  confirming: 'NOT_NOW',
  blocked: 'NOT_NOW',
  scheduled: 'NOT_NOW',
  held: rule,
  running: rule,
  completed: rule,
  ...ended,
});

export const restoreOpened: Row<'restore opened'> = afterStart((request, event) => {
  const target = findTarget(request, event.target);
  if (target === null) return 'TARGET_UNKNOWN';
  if (target.restore !== null) return same(request);
  if (target.outcome !== 'all' && target.outcome !== 'partial') return 'TARGET_NOT_ENDED';
  return change(withTarget(request, target, { restore: { state: 'open', openUntil: event.until } }), {});
});

export const restoreUsed: Row<'restore used'> = afterStart((request, event, now) => {
  const target = findTarget(request, event.target);
  if (target === null) return 'TARGET_UNKNOWN';
  const { restore } = target;
  if (restore?.state === 'restored') return same(request);
  if (restore?.state !== 'open' || now.lethe >= restore.openUntil) return 'RESTORE_NOT_OPEN';
  return change(withTarget(request, target, { restore: { ...restore, state: 'restored' } }), {});
});

export const restoreExpired: Row<'restore expired'> = afterStart((request, event, now) => {
  const target = findTarget(request, event.target);
  if (target === null) return 'TARGET_UNKNOWN';
  const { restore } = target;
  if (restore?.state === 'expired') return same(request);
  if (restore?.state !== 'open') return 'RESTORE_NOT_OPEN';
  if (request.holds.length > 0) return 'HELD';
  if (now.lethe < restore.openUntil) return 'RESTORE_NOT_OVER';
  return change(withTarget(request, target, { restore: { ...restore, state: 'expired' } }), {});
});

export const residualExpired: Row<'residual expired'> = {
  received: 'NOT_NOW',
  verifying: 'NOT_NOW',
  confirming: 'NOT_NOW',
  blocked: 'NOT_NOW',
  scheduled: 'NOT_NOW',
  held: 'HELD',
  running: 'NOT_NOW',
  completed: (request, { left, of }, now) => {
    if (request.holds.length > 0) return 'HELD';
    if (of === 'backups') return backupsGone(request, left, now);
    if (!Number.isInteger(left) || left < 0 || left > request.residualsLeft) return 'COUNT_INVALID';
    if (left === request.residualsLeft) return same(request);
    return without(request, { residualsLeft: left });
  },
  ...ended,
};

function backupsGone(request: Request, left: number, now: Now): Verdict {
  const { backups = null } = request;
  if (backups === null || left !== request.residualsLeft - (backups.goneAt === null ? 1 : 0)) return 'COUNT_INVALID';
  if (backups.goneAt !== null) return same(request);
  if (now.lethe < backups.until) return 'NOT_DUE';
  return without(request, { residualsLeft: left, backups: { ...backups, goneAt: now.lethe } });
}

function without(request: Request, fields: Partial<Request>): Verdict {
  const next = { ...request, ...fields };
  return mayClose(next) ? end(next, 'closed', closing) : change(next, {});
}
