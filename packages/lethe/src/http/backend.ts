import type { RunRecord } from '../engine/control.ts';
import type { Finding } from '../planner/finding.ts';
import type { Plan, Subject } from '../planner/plan.ts';
import type { HoldPlaced, HoldRecord, NewHold } from '../postgres/holds.ts';
import type { Access } from '../requests/access.ts';
import type { RefuseReason } from '../requests/event.ts';
import type { Moment, Request } from '../requests/request.ts';
import type { State } from '../requests/state.ts';
import { scopes } from '../wire/api-key.ts';

export { scopes };

export type Scope = (typeof scopes)[number];

/** Who speaks: a person of the host, for whom the host has signed, or a program or operator with a key. */
export type Caller =
  | {
      readonly is: 'person';
      /** Their id in the host database. */
      readonly actor: string;
      /** What they signed in with, where the host says so. */
      readonly credential: string | null;
      /** By the raw clock. */
      readonly signedInAt: Moment | null;
      /** RFC 8176 names of how they signed in: `pwd`, `otp`, … */
      readonly methods: readonly string[];
    }
  | {
      readonly is: 'key';
      readonly id: string;
      readonly name: string;
      readonly scopes: readonly Scope[];
      /** kind:key it is confined to; null: every subject. */
      readonly tenant: string | null;
    };

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Opaque; null: there is no more. */
  readonly next: string | null;
}

/** One request as it is shown: the pure data, and what stands beside it. */
export interface RequestRecord {
  readonly request: Request;
  /** kind:key, and what people call it. */
  readonly subject: string;
  readonly name: string | null;
  readonly runs: readonly string[];
  readonly certificates: readonly string[];
  /** Messages of the blockers that are met, by `name@version`. */
  readonly blockerMessages: Readonly<Record<string, string>>;
  /** Words of the policy that say otherwise today than on the day it came in, whose policy it goes on by. */
  readonly policyChanged: readonly string[];
  /** Opaque; changes with every transition. For If-Match and ETag. */
  readonly version: string;
}

export interface EventRecord {
  readonly id: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly type: string;
  readonly run: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface NewRequest {
  /** kind:key. */
  readonly subject: string;
  readonly exportsNeeded: boolean;
  /** Only with a key: the mailbox of who asked, outside. It must belong to a person of the host. */
  readonly onBehalfOf: string | null;
}

export interface Requests {
  /** The code is the one for the public status, told this once. `made`: false where an open one was found. */
  receive(
    caller: Caller,
    wish: NewRequest,
  ): Promise<{ record: RequestRecord; statusCode: string | null; made: boolean }>;
  list(
    caller: Caller,
    by: { subject: string | null; states: readonly State[]; cursor: string | null; limit: number },
  ): Promise<Page<RequestRecord>>;
  load(caller: Caller, id: string): Promise<RequestRecord>;
  events(caller: Caller, id: string): Promise<readonly EventRecord[]>;
  /** `ifMatch`: the version the caller has seen; null: whatever it is. */
  prove(caller: Caller, id: string, proof: GivenProof, ifMatch: string | null): Promise<RequestRecord>;
  /** `typed`: the subject's name, or the code of the message. */
  confirm(caller: Caller, id: string, typed: string, ifMatch: string | null): Promise<RequestRecord>;
  resend(caller: Caller, id: string): Promise<RequestRecord>;
  cancel(caller: Caller, id: string, ifMatch: string | null): Promise<RequestRecord>;
  refuse(
    caller: Caller,
    id: string,
    why: { reason: RefuseReason; repeats: string | null },
    ifMatch: string | null,
  ): Promise<RequestRecord>;
  forward(caller: Caller, id: string, controller: string, ifMatch: string | null): Promise<RequestRecord>;
  acknowledge(caller: Caller, id: string): Promise<RequestRecord>;
  clearBlocker(caller: Caller, id: string, blocker: string): Promise<RequestRecord>;
}

export type GivenProof =
  | { readonly kind: 'fresh session' | 'password' }
  | { readonly kind: 'mailbox'; readonly code: string }
  | { readonly kind: 'operator decision'; readonly reason: string };

/** What a mailed link is for, and whether it still is. Reading one changes nothing. */
export interface LinkView {
  readonly purpose: 'proof' | 'confirmation' | 'cancel' | 'unknown';
  readonly is: 'open' | 'used' | 'superseded' | 'expired' | 'cancelled' | 'done' | 'held' | 'unknown';
  /** The rest is null where the link is unknown. */
  readonly request: string | null;
  readonly subject: string | null;
  readonly name: string | null;
  readonly state: State | null;
  readonly timeZone: string;
  readonly dueAt: Moment | null;
  readonly expiresAt: Moment | null;
  /** How long grace would be, in words. */
  readonly grace: string | null;
  /** When the deletion would begin if it were confirmed now; null where there is no grace, and once it runs. */
  readonly wouldBeDueAt: Moment | null;
  /** What a proof leads to: another message, or the deletion is scheduled with it. */
  readonly afterProof: 'confirmation' | 'scheduled' | null;
  /** What people can do until it begins. */
  readonly access: 'open' | 'restricted' | null;
}

export interface Links {
  read(token: string): Promise<LinkView>;
  /**
   * `typed`: the human step, the word that the page asks for. A wrong one changes nothing but the count of wrong tries.
   */
  use(token: string, action: 'prove' | 'confirm' | 'deny' | 'cancel', typed: string): Promise<LinkView>;
}

export interface PublicStatus {
  readonly state: State;
  readonly kind: string;
  readonly receivedAt: Moment;
  readonly dueAt: Moment | null;
  readonly completeDueAt: Moment;
  readonly outcome: Request['outcome'];
  readonly residuals: readonly { readonly reason: string; readonly until: string | null }[];
}

export interface PublicForms {
  /** Always the same, known or not, and as quick: what was written is looked at by a worker. */
  wish(written: { address: string; kind: string; named: string; exportsNeeded: boolean }): Promise<void>;
  /** Kinds that can be asked for by mailbox. */
  kinds(): readonly string[];
  status(code: string): Promise<PublicStatus | null>;
}

export interface StoredPlan {
  readonly id: string;
  readonly request: string | null;
  readonly subject: Subject;
  readonly madeAt: string;
  readonly plan: Plan;
}

export interface Plans {
  /** Of a request's subject, or of any. `store: false` plans and forgets. */
  make(caller: Caller, of: { subject: string } | { request: string }, options: { store: boolean }): Promise<StoredPlan>;
  load(caller: Caller, id: string): Promise<StoredPlan>;
  /** Throws PLAN_STALE with what changed where the plan of now is another. */
  approve(caller: Caller, id: string, digest: string): Promise<RequestRecord>;
}

export interface RunView {
  readonly run: RunRecord;
  readonly rows: { readonly done: number; readonly planned: number };
  readonly tables: readonly {
    readonly table: string;
    readonly kind: string;
    readonly done: number;
    readonly planned: number;
  }[];
  readonly effects: readonly {
    readonly effect: string;
    readonly version: number;
    readonly state: string;
    readonly rows: number;
    /** They were tried, did not succeed, and are tried again by themselves. */
    readonly retrying: boolean;
    readonly attempts: number;
    /** The kind of error, never its text. */
    readonly lastError: string | null;
    readonly nextAttemptAt: string | null;
  }[];
  readonly attention: readonly Finding[];
  readonly certificate: string | null;
  /** Events up to this one are in it. */
  readonly lastEvent: string;
}

export interface Runs {
  load(caller: Caller, id: string): Promise<RunView>;
  /** Events after the one named, as they come, until the run ends or the signal says so. */
  watch(caller: Caller, id: string, after: string, signal: AbortSignal): AsyncIterable<EventRecord>;
  pause(caller: Caller, id: string): Promise<RunView>;
  resume(caller: Caller, id: string): Promise<RunView>;
  waive(caller: Caller, id: string, why: { effect: string; reason: string }): Promise<RunView>;
}

export interface Holds {
  list(caller: Caller): Promise<readonly HoldRecord[]>;
  place(caller: Caller, hold: NewHold): Promise<HoldPlaced>;
  release(caller: Caller, hold: string, reason: string): Promise<readonly string[]>;
}

export interface SubjectView {
  readonly subject: string;
  readonly path: readonly string[];
  readonly there: boolean;
  readonly access: Access;
  readonly openRequests: readonly string[];
}

export interface Subjects {
  load(caller: Caller, subject: string): Promise<SubjectView>;
  deactivate(caller: Caller, subject: string): Promise<SubjectView>;
  reactivate(caller: Caller, subject: string): Promise<SubjectView>;
}

export interface CertificateRecord {
  readonly id: string;
  readonly run: string;
  readonly stage: string;
  readonly issuedAt: string;
  /** The signed note, as `lethe verify` reads it. */
  readonly note: string;
}

export interface ResidualRecord {
  readonly request: string;
  readonly run: string;
  /** `backups`: copies in backups, of all that was deleted. */
  readonly table: string;
  /** null: nobody counts them. */
  readonly rows: number | null;
  readonly reason: string;
  /** RFC 3339 UTC; null: no end is known. */
  readonly until: string | null;
}

export interface Evidence {
  /** The public key that certificates are checked with, as one line of text. */
  verifierKey(): Promise<string>;
  certificate(caller: Caller, id: string): Promise<CertificateRecord>;
  residuals(caller: Caller, by: { request: string | null; subject: string | null }): Promise<readonly ResidualRecord[]>;
}

export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly tenant: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

export interface Keys {
  /** The secret is told this once. */
  create(
    caller: Caller,
    key: { name: string; scopes: readonly Scope[]; tenant: string | null; expiresInDays: number | null },
  ): Promise<{ key: KeyRecord; secret: string }>;
  list(caller: Caller): Promise<readonly KeyRecord[]>;
  revoke(caller: Caller, id: string): Promise<KeyRecord>;
}

export interface Callers {
  /** The bearer token is a key of ours or a token signed by the host. Throws UNAUTHENTICATED, one text for all causes. */
  identify(bearer: string): Promise<Caller>;
}

/** What was answered before to the same key. */
export type Repeated =
  | { readonly is: 'new' }
  | { readonly is: 'same'; readonly status: number; readonly answer: string }
  | { readonly is: 'other body' }
  | { readonly is: 'in flight' };

export interface Idempotency {
  begin(entry: { caller: string; key: string; body: string }): Promise<Repeated>;
  /** `answer: null` forgets the key, so that the same call can be tried again. */
  end(entry: { caller: string; key: string }, answer: { status: number; text: string } | null): Promise<void>;
}

export interface Health {
  readonly parts: Readonly<Record<'database' | 'migrations' | 'jobs' | 'worker' | 'mail', boolean>>;
  /** Seconds since the oldest request that is due and not completed became due; 0: none. */
  readonly oldestPendingSeconds: number;
  readonly requests: Readonly<Partial<Record<State, number>>>;
  readonly runs: Readonly<Record<string, number>>;
  readonly deliveriesPending: number;
  readonly attention: number;
  /** Open holds whose review date has come. */
  readonly holdsReviewDue: number;
}

/** Everything the HTTP surface asks of the rest. The service composes it; what it answers is presented, never decided, here. */
export interface Backend {
  readonly callers: Callers;
  readonly requests: Requests;
  readonly links: Links;
  readonly forms: PublicForms;
  readonly plans: Plans;
  readonly runs: Runs;
  readonly holds: Holds;
  readonly subjects: Subjects;
  readonly evidence: Evidence;
  readonly keys: Keys;
  readonly idempotency: Idempotency;
  health(): Promise<Health>;
}
