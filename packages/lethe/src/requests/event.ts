import type { Duration } from '../policy/duration.ts';
import type { Overlap } from './overlap.ts';
import type { AttentionCode, MetFinding, Moment, Proof, TargetOutcome } from './request.ts';

/** Everything that can happen to a request, by name. Only ids: an event is stored as it is, as a fact. */
interface Events {
  /** The same wish came in again: a callback repeated, a form sent twice. receive.ts makes the first. */
  received: Nothing;
  /** The subject is here and we answer for it. Somebody else's is `forward`. */
  identified: Nothing;
  acknowledged: Nothing;

  'proof asked': Nothing;
  'proof given': { readonly proof: Proof };
  'proof failed': Nothing;

  'confirmation sent': Nothing;
  'confirmation resent': Nothing;
  'confirmation failed': Nothing;
  /** `generation`: of the token shown; 0 where it was typed. */
  confirmed: { readonly generation: number };
  /** "It was not me." */
  denied: { readonly generation: number };

  /** `more`: another of its level was found at the same look and follows; one message tells of both. */
  'blocker met': { readonly blocker: string; readonly more?: true };
  'blocker cleared': { readonly blocker: string };
  'finding met': { readonly finding: MetFinding };
  'finding cleared': { readonly finding: MetFinding };

  /** Also when the plan has changed: an approval of another digest is void from here. */
  'approval needed': { readonly digest: string };
  'approval given': { readonly digest: string; readonly by: string; readonly credential: string | null };
  'approval voided': { readonly because: 'withdrawn' | 'plan changed' };

  'hold placed': { readonly hold: string };
  'hold released': { readonly hold: string };

  /** Time has passed. What is due by now is found out here, whatever the caller believes. */
  tick: Nothing;
  /** The worker has planned again and looked at everything: the one way over the point of no return. */
  start: { readonly digest: string; readonly authority: 'holds' | 'lost' | 'attested'; readonly overlap: Overlap };
  /** A wider request has passed its point of no return and takes these rows along. */
  absorbed: { readonly by: string };

  'target started': { readonly target: string };
  /** `backupsKeptFor`: rows went, and copies of them are kept so long. Left out: no copies are known of. */
  'target ended': {
    readonly target: string;
    readonly outcome: TargetOutcome;
    readonly residuals: number;
    readonly backupsKeptFor?: Duration;
  };
  stop: { readonly by: string };

  cancel: { readonly by: 'requester' | 'owner' | 'admin' | 'operator'; readonly actor: string | null };
  refuse: { readonly operator: string; readonly reason: RefuseReason; readonly repeats: string | null };
  forward: { readonly controller: string };

  'attention raised': { readonly code: AttentionCode };
  'attention settled': { readonly code: AttentionCode };

  'restore opened': { readonly target: string; readonly until: Moment };
  'restore used': { readonly target: string };
  'restore expired': { readonly target: string };
  /** `proof`: what speaks for it, where nobody has looked. */
  'residual expired': { readonly left: number; readonly of?: 'backups'; readonly proof?: string };
}

type Nothing = Readonly<Record<never, never>>;

/** Why an operator will not do it. `repeated` names the request that it repeats. */
export type RefuseReason = 'not verified' | 'not entitled' | 'unfounded' | 'repeated' | 'must be kept';

export type EventType = keyof Events;

/** All events, or the one of a type. */
export type RequestEvent<Type extends EventType = EventType> = {
  [Each in Type]: { readonly type: Each } & Events[Each];
}[Type];
