import { type ApprovalWritten, noApproval, readApproval } from './approval.ts';
import { type BlockerWritten, readBlocker } from './blocker.ts';
import { type DeadlineWritten, readDeadlines, usualDeadlines } from './deadlines.ts';
import { type Duration, days } from './duration.ts';
import { type EffectRead, type EffectWritten, readEffect } from './effect.ts';
import { type GraceWritten, noGrace, readGrace } from './grace.ts';
import { readColumn, readInTable, readTable } from './names.ts';
import type { Blocker, Members, RowSubject, Rule } from './policy.ts';
import { distinct, type Field, list, object, oneOf, optional, record, required, truth } from './read.ts';
import { nobodyAsks, type RequestWritten, readRequest } from './request.ts';
import { readRoles } from './roles.ts';
import { type RuleWritten, readRule } from './rule.ts';
import type { ColumnIn, ColumnPathIn, TableIn } from './tables.ts';
import { waitLike } from './wait.ts';

/** What is said of a subject of any kind, whether or not it has a row of its own. */
export interface CommonOptions<Tables> {
  readonly ownership?: 'tenant' | 'person';
  readonly members?: MembersIn<Tables>;
  readonly request?: RequestWritten;
  readonly grace?: GraceWritten;
  readonly approval?: ApprovalWritten;
  readonly deadlines?: readonly DeadlineWritten[];
  /** How long a request may stay blocked. */
  readonly clear?: Duration;
  readonly deactivate?: { readonly by: readonly string[] };
  readonly rules?: { readonly [Table in TableIn<Tables>]?: RuleWritten<ColumnIn<Tables, Table>> };
  readonly effects?: readonly EffectWritten[];
  readonly blockers?: readonly BlockerWritten[];
  readonly identifiers?: readonly ColumnPathIn<Tables>[];
  readonly triggers?: { readonly [Trigger in `${TableIn<Tables>}.${string}`]?: readonly TableIn<Tables>[] };
  readonly insertGuard?: boolean;
}

type MembersIn<Tables> = {
  [Table in TableIn<Tables>]: {
    readonly table: Table;
    readonly actor: ColumnIn<Tables, Table>;
    readonly subject: ColumnIn<Tables, Table>;
    readonly role: ColumnIn<Tables, Table>;
  };
}[TableIn<Tables>];

const readMembers = object<Members>(
  {
    expected: 'the table that says who may act for the subject',
    write: "members: { table: 'app.memberships', actor: 'user_id', subject: 'workspace_id', role: 'role' }",
  },
  {
    table: required(readTable),
    actor: required(readColumn),
    subject: required(readColumn),
    role: required(readColumn),
  },
);

const readRules = record<Rule>(
  { expected: 'tables, each with a rule', write: "rules: { 'app.invoices': keep({ … }) }" },
  (name, value, at) => {
    readTable(name, at);
    return readRule(value, at);
  },
);

const readWrites = distinct(
  { expected: 'the tables the trigger writes, or [] where it writes none', write: "['app.campaign_history']" },
  readTable,
);

const readTriggers = record<readonly string[]>(
  {
    expected: 'triggers, each with the tables it writes',
    write: "triggers: { 'app.campaigns.log_history': ['app.campaign_history'] }",
  },
  (name, value, at) => {
    readInTable(name, at);
    return readWrites(value, at);
  },
);

const readIdentifiers = distinct(
  { expected: 'a list of columns', write: "identifiers: ['app.workspaces.slug']" },
  readInTable,
);

const readDeactivate = object<RowSubject['deactivate']>(
  { expected: 'the roles that may deactivate it', write: "deactivate: { by: ['owner'] }" },
  { by: required(readRoles) },
);

const nobodyDeactivates: RowSubject['deactivate'] = Object.freeze({ by: Object.freeze([]) });

/** A policy as it is read, with the code of its effects. */
export type PolicyRead<Policy> = Omit<Policy, 'kind' | 'effects'> & { readonly effects: readonly EffectRead[] };

type OwnRow = 'table' | 'name' | 'handle' | 'timeZone' | 'within';
type Common = Omit<PolicyRead<RowSubject>, OwnRow>;

export const commonFields: { readonly [Name in keyof Common]: Field<Common[Name]> } = {
  ownership: optional<'tenant' | 'person'>(oneOf('tenant', 'person'), 'tenant'),
  members: optional<Members | null>(readMembers, null),
  request: optional(readRequest, nobodyAsks),
  grace: optional(readGrace, noGrace),
  approval: optional(readApproval, noApproval),
  deadlines: optional(readDeadlines, usualDeadlines),
  clear: optional(waitLike('days(30)'), days(30)),
  deactivate: optional(readDeactivate, nobodyDeactivates),
  rules: optional<Readonly<Record<string, Rule>>>(readRules, Object.freeze({})),
  effects: optional<readonly EffectRead[]>(
    list({ expected: 'a list of effects', write: 'effects: [effect(…)]' }, readEffect),
    [],
  ),
  blockers: optional<readonly Blocker[]>(
    list({ expected: 'a list of blockers', write: 'blockers: [blocker(…)]' }, readBlocker),
    [],
  ),
  identifiers: optional<readonly string[]>(readIdentifiers, []),
  triggers: optional<Readonly<Record<string, readonly string[]>>>(readTriggers, Object.freeze({})),
  insertGuard: optional(truth, false),
};
