import { type Change, change, type Notice, notices, same } from './decision.ts';
import { hasStarted, type Request } from './request.ts';
import { ended, type Row, type Rule } from './row.ts';
import type { FinalState } from './state.ts';

/** Into a final state. Every token is void; what was waited for is over. */
export function end(
  request: Request,
  state: FinalState,
  notify: readonly Notice[],
  data: Readonly<Record<string, unknown>> = {},
): Change {
  return change(
    request,
    { state, blocked: null, resume: null, holds: [], attention: [] },
    { notify, voids: ['proof', 'confirmation', 'cancel'], data },
  );
}

const cancelled: Rule<'cancel'> = (request) =>
  hasStarted(request)
    ? 'TOO_LATE'
    : end(request, 'cancelled', notices('cancelled', 'requester', 'owners'), {
        absorbedBy: request.overlap?.is === 'absorbed' ? request.overlap.request : null,
      });

/** T5: at every state before `running`, a hold or not. F83: not afterwards. */
export const cancel: Row<'cancel'> = {
  received: cancelled,
  verifying: cancelled,
  confirming: cancelled,
  blocked: cancelled,
  scheduled: cancelled,
  held: cancelled,
  running: 'TOO_LATE',
  completed: 'TOO_LATE',
  ...ended,
  closed: 'TOO_LATE',
  cancelled: (request) => same(request),
};

/** F54: the reason is stored, and with it the clock that the request ran on. */
const refused: Rule<'refuse'> = (request, { reason, repeats }) => {
  if (reason === 'repeated' && (repeats === null || repeats === request.id)) return 'REASON_MISSING';
  const { receivedAt, ackDueAt, completeDueAt } = request;
  return end(request, 'refused', notices('refused', 'requester'), { receivedAt, ackDueAt, completeDueAt });
};

export const refuse: Row<'refuse'> = {
  received: refused,
  verifying: refused,
  confirming: 'NOT_NOW',
  blocked: refused,
  scheduled: 'NOT_NOW',
  held: 'HELD',
  running: 'ALREADY_RUNNING',
  completed: 'ALREADY_RUNNING',
  ...ended,
  refused: (request) => same(request),
};

/** F58: the one who answers for the data is told, and so is who asked; nothing is deleted here. */
const forwarded: Rule<'forward'> = (request, { controller }) =>
  controller.trim() === ''
    ? 'REASON_MISSING'
    : end(request, 'forwarded', notices('forwarded', 'requester', 'controller'), { receivedAt: request.receivedAt });

export const forward: Row<'forward'> = {
  received: forwarded,
  verifying: forwarded,
  confirming: 'NOT_NOW',
  blocked: 'NOT_NOW',
  scheduled: 'NOT_NOW',
  held: 'HELD',
  running: 'ALREADY_RUNNING',
  completed: 'ALREADY_RUNNING',
  ...ended,
  forwarded: (request) => same(request),
};
