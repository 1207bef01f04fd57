import type { Verdict } from './decision.ts';
import type { EventType, RequestEvent } from './event.ts';
import type { RefusalCode } from './refusal.ts';
import { hasStarted, type Now, type Request, stateBeneath } from './request.ts';
import type { FinalState, State } from './state.ts';

export type Rule<Type extends EventType> = (request: Request, event: RequestEvent<Type>, now: Now) => Verdict;

/** What an event does in each state. A state that is left out does not compile. */
export type Row<Type extends EventType> = Readonly<Record<State, Rule<Type> | RefusalCode>>;

export const ended: Readonly<Record<FinalState, RefusalCode>> = {
  closed: 'ENDED',
  cancelled: 'ENDED',
  expired: 'ENDED',
  refused: 'ENDED',
  forwarded: 'ENDED',
};

/** Of an event that has its place between identification and the point of no return, hold or not. */
export function beforeStart<Type extends EventType>(rule: Rule<Type>): Row<Type> {
  return {
    received: 'NOT_NOW',
    verifying: rule,
    confirming: rule,
    blocked: rule,
    scheduled: rule,
    held: (request, event, now) => {
      if (hasStarted(request)) return 'ALREADY_RUNNING';
      return stateBeneath(request) === 'received' ? 'NOT_NOW' : rule(request, event, now);
    },
    running: 'ALREADY_RUNNING',
    completed: 'ALREADY_RUNNING',
    ...ended,
  };
}

/** Of an event that has its place in one state only. */
export function onlyIn<Type extends EventType>(state: 'verifying' | 'confirming', rule: Rule<Type>): Row<Type> {
  const elsewhere = 'NOT_NOW' as const;
  return {
    received: elsewhere,
    verifying: elsewhere,
    confirming: elsewhere,
    blocked: elsewhere,
    scheduled: elsewhere,
    held: 'HELD',
    running: elsewhere,
    completed: elsewhere,
    ...ended,
    [state]: rule,
  };
}

/** Of an event that can come at any time until the request has ended. */
export function untilEnd<Type extends EventType>(rule: Rule<Type>): Row<Type> {
  return {
    received: rule,
    verifying: rule,
    confirming: rule,
    blocked: rule,
    scheduled: rule,
    held: rule,
    running: rule,
    completed: rule,
    ...ended,
  };
}
