import type { LinkView } from '../../http/backend.ts';
import { formatSubject } from '../../planner/subject.ts';
import { describeDuration } from '../../policy/duration.ts';
import type { Token } from '../../postgres/tokens.ts';
import { afterProof } from '../../requests/gate.ts';
import { momentAfter } from '../../requests/grace.ts';
import { hasStarted, type Now, type Request, stateBeneath } from '../../requests/request.ts';
import { isFinal } from '../../requests/state.ts';

/** The same for every token that we never sent: cut, altered, too long, or made up. */
export const unknownLink: LinkView = Object.freeze({
  purpose: 'unknown',
  is: 'unknown',
  request: null,
  subject: null,
  name: null,
  state: null,
  timeZone: 'UTC',
  dueAt: null,
  expiresAt: null,
  grace: null,
  wouldBeDueAt: null,
  afterProof: null,
  access: null,
});

export interface SeenLink {
  readonly token: Token;
  readonly request: Request;
  readonly now: Now;
  /** What people call the subject. */
  readonly name: string | null;
}

export function linkView(seen: SeenLink): LinkView {
  const { token, request, name } = seen;
  const { grace } = request.policy;
  return {
    purpose: token.kind,
    is: stateOfLink(seen),
    request: request.id,
    subject: formatSubject(request.targets[0].subject),
    name,
    state: request.state,
    timeZone: request.timeZone,
    dueAt: request.dueAt,
    expiresAt: endOf(seen),
    grace: grace.for === null ? null : describeDuration(grace.for),
    wouldBeDueAt: wouldBeDue(seen),
    afterProof: afterProof(request) === 'scheduled' ? 'scheduled' : 'confirmation',
    access: grace.access,
  };
}

/** Once grace runs, there is a date that does not move. */
function wouldBeDue({ request: { dueAt, policy, timeZone }, now }: SeenLink): number | null {
  const { grace } = policy;
  return grace.for === null || dueAt !== null ? null : momentAfter(now.lethe, grace.for, timeZone);
}

/** Whichever end comes first: the token's own, or that of what is waited for. */
function endOf({ token, request, now }: SeenLink): number {
  const waits = waitEnd(request, token);
  // Told by lethe.now(), by which people are told everything else.
  const own = token.expiresAt + (now.lethe - now.raw);
  return waits === null ? own : Math.min(own, waits);
}

function waitEnd({ confirmation, verifyDeadlineAt }: Request, { kind }: Token): number | null {
  if (kind === 'confirmation') return confirmation?.deadlineAt ?? null;
  return kind === 'proof' ? verifyDeadlineAt : null;
}

/** Each end in its own word. What became of the request says more than what became of the token. */
export function stateOfLink(seen: SeenLink): LinkView['is'] {
  const { token, request } = seen;
  if (request.state === 'cancelled') return 'cancelled';
  if (token.state === 'used') return 'used';
  if (request.state === 'expired') return 'expired';
  if (isFinal(request.state) || request.state === 'completed') return 'done';
  if (isSuperseded(token, request)) return 'superseded';
  if (hasStarted(request)) return 'done';
  if (token.kind === 'cancel') return token.state === 'open' ? 'open' : 'expired';
  if (isPassed(token, request)) return 'used';
  if (token.state !== 'open' || isOver(seen)) return 'expired';
  return request.state === 'held' ? 'held' : 'open';
}

/** The newer one may still be on its way. */
function isSuperseded(token: Token, { confirmation }: Request): boolean {
  if (token.state === 'superseded') return true;
  return token.kind === 'confirmation' && confirmation !== null && token.generation < confirmation.generation;
}

/** Proven or confirmed in another way, so this one is not needed any more. */
function isPassed({ kind }: Token, request: Request): boolean {
  const beneath = stateBeneath(request);
  return kind === 'proof' ? beneath !== 'received' && beneath !== 'verifying' : beneath !== 'confirming';
}

function isOver({ token, request, now }: SeenLink): boolean {
  const end = waitEnd(request, token);
  return now.raw >= token.expiresAt || (end !== null && now.lethe >= end);
}
