import type { EventType } from './event.ts';
import type { Refusal, RefusalCode } from './refusal.ts';
import type { Moment, Request } from './request.ts';
import type { State } from './state.ts';

/** What becomes of an event. To be carried out in one transaction, under the lock of the request's row. */
export type Decision = Transition | Same | Refusal;

export interface Transition {
  readonly is: 'transition';
  readonly request: Request;
  /** Exactly one, stored with the new state. */
  readonly fact: Fact;
  readonly wake: readonly Job[];
  readonly notify: readonly Notice[];
  readonly voids: readonly TokenKind[];
}

/**
 * Nothing to store: it is so already, or nothing is due. Whoever confirms twice sees what the first one saw. A job to
 * wake may have been lost with its worker, so it is named again; waking it twice does no harm.
 */
export interface Same {
  readonly is: 'same';
  readonly request: Request;
  readonly wake: readonly Job[];
}

export interface Fact {
  readonly type: EventType;
  readonly from: State | null;
  readonly to: State;
  /** By lethe.now(). */
  readonly at: Moment;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Wakes a worker, which reads the request and finds what there is to do. */
export type Job = 'identify' | 'ask for proof' | 'send confirmation' | 'look again' | 'start' | 'run';

export type TokenKind = 'proof' | 'confirmation' | 'cancel';

export interface Notice {
  readonly name: NoticeName;
  readonly to: Audience;
}

export type Audience = 'requester' | 'owners' | 'operators' | 'approvers' | 'controller';

export type NoticeName =
  | 'received'
  | 'warned'
  | 'blocked'
  | 'approval needed'
  | 'scheduled'
  | 'reminder'
  | 'started'
  | 'completed'
  | 'cancelled'
  | 'denied'
  | 'expired'
  | 'refused'
  | 'forwarded'
  | 'held'
  | 'released'
  | 'attention'
  | 'absorbed'
  | 'closed';

/** What a rule answers; decide.ts makes the decision of it. */
export type Verdict = RefusalCode | Same | Change;

export interface Change {
  readonly is: 'change';
  readonly next: Request;
  readonly wake?: readonly Job[];
  readonly notify?: readonly Notice[];
  readonly voids?: readonly TokenKind[];
  /** Beside what the event itself says. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export const same = (request: Request, ...wake: readonly Job[]): Same => ({ is: 'same', request, wake });

type Consequences = Omit<Change, 'is' | 'next'>;

export const change = (request: Request, fields: Partial<Request>, rest: Consequences = {}): Change => ({
  is: 'change',
  next: { ...request, ...fields },
  ...rest,
});

export const notices = (name: NoticeName, ...audiences: readonly Audience[]): readonly Notice[] =>
  audiences.map((to) => ({ name, to }));
