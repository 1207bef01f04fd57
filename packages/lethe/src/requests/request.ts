import type { FindingCode } from '../planner/finding.ts';
import type { Subject } from '../planner/plan.ts';
import type { Duration } from '../policy/duration.ts';
import type { ProofKind, RequestPolicy } from './request-policy.ts';
import type { HoldableState, State } from './state.ts';

/** Milliseconds since 1970, UTC. */
export type Moment = number;

/** Waits are counted by `lethe`, which development may advance; tokens by `raw`, which nobody can. */
export interface Now {
  readonly lethe: Moment;
  readonly raw: Moment;
}

/** One wish to delete: plain, frozen data, stored as it is. Ids only; no name, address or text of a person. */
export interface Request {
  readonly id: string;
  readonly state: State;
  /** Kind of the subject that was named; a target may be of another kind (an account's workspaces). */
  readonly kind: string;
  readonly targets: readonly [Target, ...Target[]];
  /** Its target is a frozen selection of rows, so it can be stopped between batches. */
  readonly bulk: boolean;
  readonly requester: Requester;
  readonly policy: RequestPolicy;
  /** IANA name. Calendar waits are counted here. */
  readonly timeZone: string;

  readonly receivedAt: Moment;
  readonly ackDueAt: Moment | null;
  readonly completeDueAt: Moment;
  readonly acknowledgedAt: Moment | null;

  readonly proofs: readonly Proof[];
  /** Wrong tries since the proof was last asked for. */
  readonly proofFailures: number;
  /** End of `verifying`. */
  readonly verifyDeadlineAt: Moment | null;
  readonly confirmation: Confirmation | null;
  /** Every blocker that is met now. Those of level `warn` are shown and stop nothing. */
  readonly blockers: readonly MetBlocker[];
  readonly findings: readonly MetFinding[];
  readonly approval: Approval | null;
  /** There from the gate that was not passed until all is cleared; kept while a hold interrupts. */
  readonly blocked: Blocked | null;
  /** Ids of open holds. */
  readonly holds: readonly string[];
  /** Only while `held`: where the release of the last hold goes back to. */
  readonly resume: HoldableState | null;

  /** End of grace, from the moment it starts. */
  readonly dueAt: Moment | null;
  readonly remindAt: Moment | null;
  readonly remindedAt: Moment | null;
  /** Another request over the same rows: this one waits behind it, or what it asks for happens there. */
  readonly overlap: { readonly is: 'behind' | 'absorbed'; readonly request: string } | null;
  /** Digest of what is carried out; from the point of no return. */
  readonly digest: string | null;
  readonly stopAskedAt: Moment | null;
  readonly attention: readonly Attention[];
  readonly outcome: Outcome | null;
  /** Kept data whose end has not been proven. */
  readonly residualsLeft: number;
  /** One of the residuals, from the end of the first target on. Missing or null: no copies are known of. */
  readonly backups?: Backups | null;
}

/** Copies of what was deleted, in backups that go in rotation. */
export interface Backups {
  /** As the configuration said when the rows were gone. */
  readonly keptFor: Duration;
  readonly until: Moment;
  readonly goneAt: Moment | null;
}

export interface Target {
  readonly subject: Subject;
  /** From the widest to the subject itself, each written `kind:key`. */
  readonly path: readonly [string, ...string[]];
  readonly range: DayRange | null;
  readonly state: 'waiting' | 'running' | 'ended';
  readonly outcome: TargetOutcome | null;
  readonly restore: { readonly state: 'open' | 'restored' | 'expired'; readonly openUntil: Moment } | null;
}

/** Whole days, both included, `2026-11-22`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** `kept`: all of it stays, under a hold on its rows. `stopped`: it was not begun. */
export type TargetOutcome = 'all' | 'partial' | 'kept' | 'nothing_held' | 'stopped';
export type Outcome = 'all' | 'partial' | 'nothing_held';

export interface Requester {
  /** Id in the host database or ours; null: known by their mailbox alone. */
  readonly actor: string | null;
  /** Id of what they signed in with: one person's two accounts often share it. */
  readonly credential: string | null;
  readonly channel: 'self-service' | 'operator' | 'form' | 'email' | 'callback' | 'automation' | 'command';
}

export type Proof =
  | { readonly kind: Exclude<ProofKind, 'role' | 'operator decision'>; readonly at: Moment }
  | { readonly kind: 'role'; readonly at: Moment; readonly role: string }
  | { readonly kind: 'operator decision'; readonly at: Moment; readonly operator: string; readonly reason: string };

export interface Confirmation {
  /** Of the newest token; 0: none was sent. All before it are superseded. */
  readonly generation: number;
  /** Wrong tries against the newest token. */
  readonly failures: number;
  /** End of `confirming`, by lethe.now(). Sending again does not move it. */
  readonly deadlineAt: Moment;
  /** The same end by the raw clock, for the token itself. */
  readonly tokenExpiresAt: Moment;
  readonly confirmedAt: Moment | null;
}

export interface MetBlocker {
  readonly blocker: string;
  readonly level: 'warn' | 'block';
  readonly since: Moment;
}

export interface MetFinding {
  readonly code: FindingCode | 'AUTHORITY_LOST' | 'ADDRESS_CHANGED';
  /** '' where the finding is about no table. */
  readonly table: string;
}

/** Binds a digest: that of the plan, or for several targets one over all of their plans. */
export interface Approval {
  readonly digest: string;
  readonly given: { readonly by: string; readonly at: Moment; readonly expiresAt: Moment } | null;
}

export interface Blocked {
  readonly resume: 'confirming' | 'scheduled';
  readonly deadlineAt: Moment;
}

export type AttentionCode = 'NOTICE_BOUNCED' | 'RUN_FAILED' | 'EFFECT_FAILED' | 'OVERDUE' | 'HOLD_REVIEW_DUE';

export interface Attention {
  readonly code: AttentionCode;
  readonly since: Moment;
}

/** What the request would be without the hold. */
export const stateBeneath = ({ state, resume }: Request): State => resume ?? state;

/** Past the point of no return, held or not. */
export const hasStarted = (request: Request): boolean => request.digest !== null;
