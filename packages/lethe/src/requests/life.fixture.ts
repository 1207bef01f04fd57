import { days, hours } from '../policy/duration.ts';
import { decide } from './decide.ts';
import type { Decision, Transition } from './decision.ts';
import type { EventType, RequestEvent } from './event.ts';
import { receive, type Wish } from './receive.ts';
import type { Now, Proof, Request } from './request.ts';
import type { RequestPolicy } from './request-policy.ts';
import type { State } from './state.ts';

export const begin = Date.UTC(2026, 2, 2, 9);
export const hour = 3_600_000;
export const day = 24 * hour;

/** Both clocks, so many milliseconds after the beginning. */
export const at = (ms = 0): Now => ({ lethe: begin + ms, raw: begin + ms });

export function policyWith(changes: Partial<RequestPolicy> = {}): RequestPolicy {
  return {
    by: ['owner', 'admin'],
    proof: [['role', 'fresh session'], ['mailbox'], ['operator decision']],
    verifyWithin: days(14),
    proofTries: 5,
    confirm: { by: 'mail', expiresIn: hours(24), tries: 5 },
    grace: { for: days(7), access: 'open', remindBefore: days(1) },
    blockers: [
      { name: 'unpaid', version: 1, level: 'block' },
      { name: 'exports', version: 1, level: 'warn' },
    ],
    clearWithin: days(30),
    approval: { always: false, expiresIn: hours(48) },
    clocks: [{ acknowledgeWithin: days(7), completeWithin: days(30) }],
    deactivateBy: ['owner'],
    ...changes,
  };
}

export const workspace = (key: string) => ({ subject: { kind: 'workspace', key: [key] }, within: [], range: null });

export function wishWith(changes: Partial<Wish> = {}): Wish {
  return {
    id: 'req_1',
    kind: 'workspace',
    targets: [workspace('7')],
    bulk: false,
    requester: { actor: 'ann', credential: 'key-ann', channel: 'self-service' },
    policy: policyWith(),
    timeZone: 'UTC',
    ...changes,
  };
}

/** The decision is known to be a transition; where it is not, the test is wrong. */
export function made(decision: Decision): Transition {
  if (decision.is !== 'transition') throw new Error(`expected a transition: ${JSON.stringify(decision)}`);
  return decision;
}

export const born = (wish: Partial<Wish> = {}): Request => made(receive(wishWith(wish), at())).request;

/** One event after the other; each must be a transition. */
export function follow(request: Request, events: readonly RequestEvent[], now: Now = at(1)): Request {
  return events.reduce((each, event) => made(decide(each, event, now)).request, request);
}

export const mailbox: RequestEvent = { type: 'proof given', proof: { kind: 'mailbox', at: begin } satisfies Proof };
export const unpaid: RequestEvent = { type: 'blocker met', blocker: 'unpaid@1' };
export const run = { is: 'run', absorbs: [] } as const;
export const starting: RequestEvent<'start'> = { type: 'start', digest: 'd1', authority: 'holds', overlap: run };

const identified: readonly RequestEvent[] = [{ type: 'identified' }];
const confirming: readonly RequestEvent[] = [...identified, mailbox, { type: 'confirmation sent' }];
const scheduled: readonly RequestEvent[] = [...confirming, { type: 'confirmed', generation: 1 }];
const due = at(7 * day + 1);

/** A request brought to a state by the shortest way, and the moment it is then. */
export function lifeIn(state: State, wish: Partial<Wish> = {}): { request: Request; now: Now } {
  const start = born(wish);
  const soon = at(1);
  const before = (events: readonly RequestEvent[]) => ({ request: follow(start, events), now: soon });
  const running = () => follow(follow(start, scheduled), [starting], due);
  const completed = () =>
    follow(running(), [
      { type: 'target started', target: 'workspace:7' },
      { type: 'target ended', target: 'workspace:7', outcome: 'all', residuals: 2 },
    ]);
  const lives: Record<State, () => { request: Request; now: Now }> = {
    received: () => before([]),
    verifying: () => before(identified),
    confirming: () => before(confirming),
    blocked: () => before([...identified, unpaid, mailbox]),
    scheduled: () => ({ request: follow(start, scheduled), now: due }),
    held: () => before([...scheduled, { type: 'hold placed', hold: 'hold_1' }]),
    running: () => ({ request: running(), now: due }),
    completed: () => ({ request: completed(), now: due }),
    closed: () => ({ request: follow(completed(), [{ type: 'residual expired', left: 0 }]), now: due }),
    cancelled: () => before([...scheduled, { type: 'cancel', by: 'requester', actor: 'ann' }]),
    expired: () => ({ request: follow(follow(start, confirming), [{ type: 'tick' }], at(2 * day)), now: at(2 * day) }),
    refused: () => before([{ type: 'refuse', operator: 'op', reason: 'unfounded', repeats: null }]),
    forwarded: () => before([{ type: 'forward', controller: 'tenant:9' }]),
  };
  return lives[state]();
}

/** One event of every type, as it would come. */
export const samples: { readonly [Type in EventType]: RequestEvent<Type> } = {
  received: { type: 'received' },
  identified: { type: 'identified' },
  acknowledged: { type: 'acknowledged' },
  'proof asked': { type: 'proof asked' },
  'proof given': { type: 'proof given', proof: { kind: 'mailbox', at: begin } },
  'proof failed': { type: 'proof failed' },
  'confirmation sent': { type: 'confirmation sent' },
  'confirmation resent': { type: 'confirmation resent' },
  'confirmation failed': { type: 'confirmation failed' },
  confirmed: { type: 'confirmed', generation: 1 },
  denied: { type: 'denied', generation: 1 },
  'blocker met': { type: 'blocker met', blocker: 'unpaid@1' },
  'blocker cleared': { type: 'blocker cleared', blocker: 'unpaid@1' },
  'finding met': { type: 'finding met', finding: { code: 'UNDECIDED', table: 'app.notes' } },
  'finding cleared': { type: 'finding cleared', finding: { code: 'UNDECIDED', table: 'app.notes' } },
  'approval needed': { type: 'approval needed', digest: 'd1' },
  'approval given': { type: 'approval given', digest: 'd1', by: 'boss', credential: 'key-boss' },
  'approval voided': { type: 'approval voided', because: 'withdrawn' },
  'hold placed': { type: 'hold placed', hold: 'hold_1' },
  'hold released': { type: 'hold released', hold: 'hold_1' },
  tick: { type: 'tick' },
  start: starting,
  absorbed: { type: 'absorbed', by: 'req_0' },
  'target started': { type: 'target started', target: 'workspace:7' },
  'target ended': { type: 'target ended', target: 'workspace:7', outcome: 'nothing_held', residuals: 0 },
  stop: { type: 'stop', by: 'op' },
  cancel: { type: 'cancel', by: 'owner', actor: 'ann' },
  refuse: { type: 'refuse', operator: 'op', reason: 'not entitled', repeats: null },
  forward: { type: 'forward', controller: 'tenant:9' },
  'attention raised': { type: 'attention raised', code: 'NOTICE_BOUNCED' },
  'attention settled': { type: 'attention settled', code: 'NOTICE_BOUNCED' },
  'restore opened': { type: 'restore opened', target: 'workspace:7', until: begin + 90 * day },
  'restore used': { type: 'restore used', target: 'workspace:7' },
  'restore expired': { type: 'restore expired', target: 'workspace:7' },
  'residual expired': { type: 'residual expired', left: 0 },
};
