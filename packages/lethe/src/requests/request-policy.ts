import type { Duration } from '../policy/duration.ts';

/**
 * What the policy of the day says about the life of a request. Stored with the request, by value: a policy that is
 * changed while a request is open changes nothing for it.
 */
export interface RequestPolicy {
  /** Roles of the host database that may ask. */
  readonly by: readonly string[];
  /** Roles that are told of it and may cancel it. Missing in what was stored before there was this word: those of `by`. */
  readonly tell?: readonly string[];
  /** Ways to prove identity and authority: any one is enough, and all parts of that one are needed. */
  readonly proof: readonly (readonly ProofKind[])[];
  readonly verifyWithin: Duration;
  /** Wrong tries until what was sent is void and must be sent again. */
  readonly proofTries: number;
  /** `mail`: by a link or code that was sent. `typed`: by a name or word typed where it was asked. null: no second step. */
  readonly confirm: { readonly by: 'mail' | 'typed'; readonly expiresIn: Duration; readonly tries: number } | null;
  readonly grace: Grace;
  readonly blockers: readonly BlockerPolicy[];
  /** How long a request may stay `blocked`. */
  readonly clearWithin: Duration;
  /** `always`: no deletion without a second person. Else only where one is called for (`approval needed`). */
  readonly approval: { readonly always: boolean; readonly expiresIn: Duration };
  /** Every legal clock that applies; the earliest of them counts. */
  readonly clocks: readonly [Clock, ...Clock[]];
  /** Roles that may deactivate and reactivate the subject. */
  readonly deactivateBy: readonly string[];
}

export const toldBy = ({ by, tell }: RequestPolicy): readonly string[] => tell ?? by;

/** To stop a deletion takes less than to ask for it. */
export const mayCancel = (policy: RequestPolicy, role: string): boolean =>
  policy.by.includes(role) || toldBy(policy).includes(role);

export type ProofKind =
  | 'mailbox'
  | 'password'
  | 'fresh session'
  | 'role'
  | 'operator decision'
  | 'database credentials';

export interface Grace {
  /** null: due at once. */
  readonly for: Duration | null;
  /** What the subject's people can do in the meantime. */
  readonly access: 'open' | 'restricted';
  readonly remindBefore: Duration | null;
}

export interface BlockerPolicy {
  readonly name: string;
  readonly version: number;
  readonly level: 'warn' | 'block';
}

export interface Clock {
  readonly acknowledgeWithin: Duration | null;
  readonly completeWithin: Duration;
}
