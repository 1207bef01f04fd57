import { change, notices, same } from './decision.ts';
import { end } from './end.ts';
import { pass } from './gate.ts';
import type { RefusalCode } from './refusal.ts';
import { type Confirmation, hasStarted, type Request } from './request.ts';
import { ended, onlyIn, type Row, type Rule } from './row.ts';

export const confirmationSent: Row<'confirmation sent'> = onlyIn('confirming', (request) => {
  const { confirmation } = request;
  if (confirmation === null || request.policy.confirm?.by !== 'mail') return 'NOT_NOW';
  return confirmation.generation > 0 ? same(request) : newToken(request, confirmation);
});

/** The new token supersedes the one before. The deadline stays: sending again must not keep a request alive. */
export const confirmationResent: Row<'confirmation resent'> = onlyIn('confirming', (request, _event, now) => {
  const { confirmation } = request;
  if (confirmation === null || confirmation.generation === 0) return 'TOKEN_NOT_SENT';
  if (isOver(confirmation, now)) return 'EXPIRED';
  return newToken(request, confirmation);
});

function newToken(request: Request, confirmation: Confirmation) {
  const generation = confirmation.generation + 1;
  const voids = generation === 1 ? ([] as const) : (['confirmation'] as const);
  return change(
    request,
    { confirmation: { ...confirmation, generation, failures: 0 } },
    { voids, data: { generation, superseded: generation - 1 } },
  );
}

export const confirmationFailed: Row<'confirmation failed'> = onlyIn('confirming', (request) => {
  const { confirmation } = request;
  if (confirmation === null || isUnsent(request, confirmation)) return 'TOKEN_NOT_SENT';
  if (isWornOut(request, confirmation)) return 'TOO_MANY_TRIES';
  const tried = { ...confirmation, failures: confirmation.failures + 1 };
  return change(request, { confirmation: tried }, { voids: isWornOut(request, tried) ? ['confirmation'] : [] });
});

const isUnsent = ({ policy }: Request, { generation }: Confirmation): boolean =>
  policy.confirm?.by === 'mail' && generation === 0;

const isWornOut = ({ policy }: Request, { failures }: Confirmation): boolean =>
  policy.confirm !== null && failures >= policy.confirm.tries;

// Both clocks, and whichever says first that it is over is believed: an advanced clock ends the wait, and one that was
// put back revives no token.
const isOver = (confirmation: Confirmation, now: { lethe: number; raw: number }): boolean =>
  now.lethe >= confirmation.deadlineAt || now.raw >= confirmation.tokenExpiresAt;

/** Why the token shown is not the one that counts; null: it is. */
function notCurrent(request: Request, confirmation: Confirmation, generation: number): RefusalCode | null {
  if (generation === confirmation.generation) {
    return isUnsent(request, confirmation) ? 'TOKEN_NOT_SENT' : null;
  }
  return wasSent(confirmation, generation) ? 'TOKEN_SUPERSEDED' : 'TOKEN_NOT_SENT';
}

const wasSent = (confirmation: Confirmation, generation: number): boolean =>
  Number.isInteger(generation) && generation > 0 && generation <= confirmation.generation;

/** F37: whoever comes second is answered like the first. Only a hold leaves a token unused outside of `confirming`. */
const confirmedBefore: Rule<'confirmed'> = (request, { generation }) => {
  const { confirmation } = request;
  if (confirmation === null) return 'TOKEN_NOT_SENT';
  const wrong = notCurrent(request, confirmation, generation);
  if (wrong !== null) return wrong;
  return confirmation.confirmedAt === null ? 'HELD' : same(request);
};

export const confirmed: Row<'confirmed'> = {
  received: 'TOKEN_NOT_SENT',
  verifying: 'TOKEN_NOT_SENT',
  confirming: (request, { generation }, now) => {
    const { confirmation } = request;
    if (confirmation === null) return 'TOKEN_NOT_SENT';
    const wrong = notCurrent(request, confirmation, generation);
    if (wrong !== null) return wrong;
    if (isOver(confirmation, now)) return 'EXPIRED';
    if (isWornOut(request, confirmation)) return 'TOO_MANY_TRIES';
    return pass({ ...request, confirmation: { ...confirmation, confirmedAt: now.lethe } }, 'scheduled', now);
  },
  blocked: confirmedBefore,
  scheduled: confirmedBefore,
  held: confirmedBefore,
  running: confirmedBefore,
  completed: confirmedBefore,
  closed: confirmedBefore,
  cancelled: 'CANCELLED',
  expired: 'EXPIRED',
  refused: 'ENDED',
  forwarded: 'ENDED',
};

/** Any token that was sent will do, superseded or over time: to stop a deletion needs less than to start one. */
const deny: Rule<'denied'> = (request, { generation }) => {
  if (request.confirmation === null || !wasSent(request.confirmation, generation)) return 'TOKEN_NOT_SENT';
  if (hasStarted(request)) return 'TOO_LATE';
  return end(request, 'cancelled', notices('denied', 'requester', 'owners', 'operators'));
};

export const denied: Row<'denied'> = {
  received: 'TOKEN_NOT_SENT',
  verifying: 'TOKEN_NOT_SENT',
  confirming: deny,
  blocked: deny,
  scheduled: deny,
  held: deny,
  running: 'TOO_LATE',
  completed: 'TOO_LATE',
  ...ended,
  cancelled: (request) => same(request),
};
