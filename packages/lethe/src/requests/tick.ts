import { change, type Job, notices, same, type Verdict } from './decision.ts';
import { end } from './end.ts';
import { enter, isObstructed } from './gate.ts';
import type { Moment, Now, Request } from './request.ts';
import type { Row, Rule } from './row.ts';

/** What there is to do for us in this state. A job may have died with its worker, so every tick names it again. */
export function jobsOf(request: Request, now: Now): readonly Job[] {
  switch (request.state) {
    case 'received':
      return ['identify'];
    case 'confirming':
      return request.policy.confirm?.by === 'mail' && request.confirmation?.generation === 0
        ? ['send confirmation']
        : [];
    case 'blocked':
      return ['look again'];
    case 'scheduled':
      return isPast(request.dueAt, now) ? ['start'] : [];
    case 'running':
      return ['run'];
    default:
      return [];
  }
}

const isPast = (at: Moment | null, now: Now): boolean => at !== null && now.lethe >= at;

const wait = (request: Request, now: Now): Verdict => same(request, ...jobsOf(request, now));

const idle: Rule<'tick'> = (request, _event, now) => wait(request, now);

const expireAt =
  (deadline: (request: Request) => Moment | null, otherwise: Rule<'tick'> = idle): Rule<'tick'> =>
  (request, event, now) =>
    isPast(deadline(request), now)
      ? end(request, 'expired', notices('expired', 'requester'))
      : otherwise(request, event, now);

/** What was cleared under a hold is noticed here. */
const unblock: Rule<'tick'> = (request, _event, now) => {
  const { blocked } = request;
  return blocked === null || isObstructed(request, blocked.resume, now)
    ? wait(request, now)
    : enter(request, blocked.resume, now);
};

/** Being due changes no state: only `start`, which has looked at everything again, does. */
const remind: Rule<'tick'> = (request, _event, now) => {
  const isDue = isPast(request.dueAt, now);
  if (isDue || request.remindedAt !== null || !isPast(request.remindAt, now)) return wait(request, now);
  return change(request, { remindedAt: now.lethe }, { notify: notices('reminder', 'requester', 'owners') });
};

const close: Rule<'tick'> = (request) => (mayClose(request) ? end(request, 'closed', closing) : same(request));

export const closing = notices('closed', 'operators');

/** A hold beats an expiry, and what can still be restored is not gone. */
export const mayClose = ({ residualsLeft, holds, targets }: Request): boolean =>
  residualsLeft === 0 && holds.length === 0 && targets.every(({ restore }) => restore?.state !== 'open');

export const tick: Row<'tick'> = {
  received: idle,
  verifying: expireAt(({ verifyDeadlineAt }) => verifyDeadlineAt),
  confirming: expireAt(({ confirmation }) => confirmation?.deadlineAt ?? null),
  blocked: expireAt(({ blocked }) => blocked?.deadlineAt ?? null, unblock),
  scheduled: remind,
  held: idle,
  running: idle,
  completed: close,
  closed: idle,
  cancelled: idle,
  expired: idle,
  refused: idle,
  forwarded: idle,
};
