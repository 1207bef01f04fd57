import { change, notices, same } from './decision.ts';
import type { Request } from './request.ts';
import { ended, type Row, type Rule } from './row.ts';
import type { HoldableState } from './state.ts';
import { jobsOf } from './tick.ts';

const interrupt =
  (resume: HoldableState): Rule<'hold placed'> =>
  (request, { hold }) =>
    change(request, { state: 'held', resume, holds: [hold] }, { notify: notices('held', 'operators') });

const join: Rule<'hold placed'> = (request, { hold }) =>
  request.holds.includes(hold) ? same(request) : change(request, { holds: [...request.holds, hold] });

export const holdPlaced: Row<'hold placed'> = {
  received: interrupt('received'),
  verifying: interrupt('verifying'),
  confirming: interrupt('confirming'),
  blocked: interrupt('blocked'),
  scheduled: interrupt('scheduled'),
  held: join,
  running: interrupt('running'),
  // What remains is kept as long as the hold stands; there is nothing else left to interrupt.
  completed: join,
  ...ended,
};

const without = ({ holds }: Request, hold: string): readonly string[] => holds.filter((each) => each !== hold);

/** F85: the last release goes back to where it was, without a new request. What fell due meanwhile, a tick finds. */
const release: Rule<'hold released'> = (request, { hold }, now) => {
  const holds = without(request, hold);
  if (holds.length === request.holds.length) return 'HOLD_UNKNOWN';
  const { resume } = request;
  if (holds.length > 0 || resume === null) return change(request, { holds });
  const next = { ...request, state: resume, holds, resume: null };
  return change(next, {}, { wake: jobsOf(next, now), notify: notices('released', 'operators') });
};

export const holdReleased: Row<'hold released'> = {
  received: 'HOLD_UNKNOWN',
  verifying: 'HOLD_UNKNOWN',
  confirming: 'HOLD_UNKNOWN',
  blocked: 'HOLD_UNKNOWN',
  scheduled: 'HOLD_UNKNOWN',
  held: release,
  running: 'HOLD_UNKNOWN',
  completed: release,
  ...ended,
};
