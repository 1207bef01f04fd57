import { momentAfter } from './grace.ts';
import type { Moment } from './request.ts';
import type { RequestPolicy } from './request-policy.ts';

export interface DueDates {
  readonly ackDueAt: Moment | null;
  readonly completeDueAt: Moment;
}

/**
 * The legal clocks run from receipt, whatever verification takes, and nothing stops them. Of several the earliest
 * counts. A date is not carried from a holiday to the next working day: that would only be later.
 */
export function clocksOf(clocks: RequestPolicy['clocks'], receivedAt: Moment, timeZone: string): DueDates {
  const acknowledge = clocks.flatMap(({ acknowledgeWithin }) =>
    acknowledgeWithin === null ? [] : [momentAfter(receivedAt, acknowledgeWithin, timeZone)],
  );
  return {
    ackDueAt: acknowledge.length === 0 ? null : Math.min(...acknowledge),
    completeDueAt: Math.min(...clocks.map(({ completeWithin }) => momentAfter(receivedAt, completeWithin, timeZone))),
  };
}
