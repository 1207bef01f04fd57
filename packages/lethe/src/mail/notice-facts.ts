import type { Audience, NoticeName } from '../requests/decision.ts';
import type { RefuseReason } from '../requests/event.ts';
import type { AttentionCode, MetFinding, Moment, Outcome } from '../requests/request.ts';

/** What is mailed: the notices of a decision, and the two that carry a token. */
export type MessageName = NoticeName | 'proof' | 'confirmation';

export type RecipientRole = 'requester' | 'owner' | 'operator' | 'approver' | 'controller';

/** Who the one message to one person is written for. */
export const roleOf: Readonly<Record<Audience, RecipientRole>> = {
  requester: 'requester',
  owners: 'owner',
  operators: 'operator',
  approvers: 'approver',
  controller: 'controller',
};

/** Everything a message may say. What is left empty here is not said. */
export interface NoticeFacts {
  readonly request: string;
  /** Of the subject, as the policy names it. */
  readonly kind: string;
  /**
   * What people call the subject, or `kind:key`. Text of a person or tenant, never shown to operators. null: not said,
   * as long as the mailbox has not been shown to be that of somebody who may know it.
   */
  readonly shownName: string | null;
  /** Of the product, as its people know it. */
  readonly brand: string;
  readonly to: RecipientRole;
  readonly timeZone: string;
  readonly dates: NoticeDates;
  /** It has been shown that the request comes from somebody who may ask. */
  readonly proven: boolean;
  /** What comes of the proof: another message, or the deletion is scheduled with it. */
  readonly afterProof: 'confirmation' | 'scheduled';
  /** How long grace is, in words; null: there is none. */
  readonly graceFor: string | null;
  /** What the subject's people can do during grace; `none`: there is no grace. */
  readonly grace: 'open' | 'restricted' | 'none';
  readonly links: NoticeLinks;
  readonly code: string | null;
  /** Shown name or role of who asked; null: not said. */
  readonly askedBy: string | null;
  /** Where a person reaches a person. */
  readonly contact: string | null;
  readonly blockers: readonly BlockerFact[];
  readonly findings: readonly MetFinding[];
  /** Exports the requester said are still needed. */
  readonly exportsNeeded: readonly string[];
  /** Rows of each class that are deleted. */
  readonly deleted: readonly { readonly what: string; readonly rows: number }[];
  readonly rowsDeleted: number | null;
  readonly outcome: Outcome | null;
  readonly residuals: readonly ResidualFact[];
  /** When the last backup that still holds the data is gone. */
  readonly backupsUntil: Moment | null;
  readonly certificate: string | null;
  readonly refusal: RefusalFact | null;
  readonly controllerName: string | null;
  /** What the person gave for the controller to find them by; nothing else about them is passed on. */
  readonly passedOn: readonly (readonly [label: string, value: string])[];
  readonly holds: readonly { readonly id: string; readonly reviewAt: Moment | null }[];
  readonly attention: readonly AttentionCode[];
  readonly approval: { readonly digest: string; readonly rows: number | null } | null;
  /** The wider request that takes these rows along. */
  readonly absorbedBy: string | null;
}

export interface NoticeDates {
  readonly receivedAt?: Moment;
  readonly ackDueAt?: Moment;
  readonly completeDueAt?: Moment;
  /** End of what is waited for now: of proof, of the second step, of being blocked. */
  readonly deadlineAt?: Moment;
  /** End of grace. In `confirmation`: as it would be if confirmed now. */
  readonly dueAt?: Moment;
  readonly startedAt?: Moment;
  /** When it was completed, cancelled, refused, forwarded, or ran out. */
  readonly endedAt?: Moment;
}

/** Complete addresses; they go into the message as they are. */
export interface NoticeLinks {
  readonly prove?: string;
  readonly confirm?: string;
  readonly cancel?: string;
  /** "It was not me." */
  readonly deny?: string;
  readonly status?: string;
  readonly export?: string;
  /** Where an operator or approver sees the request. */
  readonly review?: string;
}

export interface BlockerFact {
  /** `name@version`. */
  readonly name: string;
  readonly level: 'warn' | 'block';
  /** For the requester, from the policy's code. */
  readonly message: string;
}

export interface ResidualFact {
  readonly what: string;
  /** null: not counted yet. */
  readonly rows: number | null;
  readonly reason: string;
  /** null: no end is known. */
  readonly until: Moment | null;
}

export interface RefusalFact {
  readonly reason: RefuseReason;
  /** The request it repeats. */
  readonly repeats: string | null;
  /** A sentence of the operator to the requester. */
  readonly explanation: string | null;
}

/** Without a default: a forgotten `grace` would say that nothing can be cancelled. */
type Always = 'request' | 'kind' | 'shownName' | 'brand' | 'to' | 'timeZone' | 'grace';

const nothing: Omit<NoticeFacts, Always> = {
  dates: {},
  proven: false,
  afterProof: 'confirmation',
  graceFor: null,
  links: {},
  code: null,
  askedBy: null,
  contact: null,
  blockers: [],
  findings: [],
  exportsNeeded: [],
  deleted: [],
  rowsDeleted: null,
  outcome: null,
  residuals: [],
  backupsUntil: null,
  certificate: null,
  refusal: null,
  controllerName: null,
  passedOn: [],
  holds: [],
  attention: [],
  approval: null,
  absorbedBy: null,
};

/** The facts given; the rest is empty. */
export function noticeFacts(given: Pick<NoticeFacts, Always> & Partial<NoticeFacts>): NoticeFacts {
  return Object.freeze({ ...nothing, ...given });
}
