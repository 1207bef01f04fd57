import { approvalGiven, approvalNeeded, approvalVoided } from './approve.ts';
import { attentionRaised, attentionSettled } from './attention.ts';
import { confirmationFailed, confirmationResent, confirmationSent, confirmed, denied } from './confirm.ts';
import type { Change, Decision, Transition } from './decision.ts';
import { cancel, forward, refuse } from './end.ts';
import type { EventType, RequestEvent } from './event.ts';
import { frozen } from './frozen.ts';
import { holdPlaced, holdReleased } from './hold.ts';
import { blockerCleared, blockerMet, findingCleared, findingMet } from './obstacle.ts';
import { refusal } from './refusal.ts';
import type { Now, Request } from './request.ts';
import { residualExpired, restoreExpired, restoreOpened, restoreUsed } from './residual.ts';
import type { Row } from './row.ts';
import { absorbed, start } from './start.ts';
import { stop, targetEnded, targetStarted } from './target.ts';
import { tick } from './tick.ts';
import { acknowledged, identified, proofAsked, proofFailed, proofGiven, received } from './verify.ts';

/** What each event does in each state. An event or a state without an answer does not compile. */
const table: { readonly [Type in EventType]: Row<Type> } = {
  received,
  identified,
  acknowledged,
  'proof asked': proofAsked,
  'proof given': proofGiven,
  'proof failed': proofFailed,
  'confirmation sent': confirmationSent,
  'confirmation resent': confirmationResent,
  'confirmation failed': confirmationFailed,
  confirmed,
  denied,
  'blocker met': blockerMet,
  'blocker cleared': blockerCleared,
  'finding met': findingMet,
  'finding cleared': findingCleared,
  'approval needed': approvalNeeded,
  'approval given': approvalGiven,
  'approval voided': approvalVoided,
  'hold placed': holdPlaced,
  'hold released': holdReleased,
  tick,
  start,
  absorbed,
  'target started': targetStarted,
  'target ended': targetEnded,
  stop,
  cancel,
  refuse,
  forward,
  'attention raised': attentionRaised,
  'attention settled': attentionSettled,
  'restore opened': restoreOpened,
  'restore used': restoreUsed,
  'restore expired': restoreExpired,
  'residual expired': residualExpired,
};

export const eventTypes = Object.keys(table) as readonly EventType[];

/**
 * What becomes of the event. Pure and total: the same three values give the same answer, and there is always one. The
 * caller holds the lock of the request's row, has read `now` behind it, and stores all of the answer or nothing.
 */
export function decide<Type extends EventType>(request: Request, event: RequestEvent<Type>, now: Now): Decision {
  const row: Row<Type> = table[event.type];
  const rule = row[request.state];
  const verdict = typeof rule === 'string' ? rule : rule(request, event, now);
  if (typeof verdict === 'string') return refusal(verdict);
  return verdict.is === 'same' ? verdict : transition(request, event, now, verdict);
}

function transition(request: Request, event: { readonly type: EventType }, now: Now, made: Change): Transition {
  const { type, ...told } = event;
  return {
    is: 'transition',
    request: frozen(made.next),
    fact: { type, from: request.state, to: made.next.state, at: now.lethe, data: { ...told, ...made.data } },
    wake: made.wake ?? [],
    notify: made.notify ?? [],
    voids: made.voids ?? [],
  };
}
