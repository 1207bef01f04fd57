import { type ApprovalWritten, noApproval, readApproval } from './approval.ts';
import { type BlockerWritten, readBlocker } from './blocker.ts';
import { type DeadlineWritten, readDeadlines, usualDeadlines } from './deadlines.ts';
import { type Duration, days } from './duration.ts';
import { type EffectRead, type EffectWritten, readEffect } from './effect.ts';
import { type GraceWritten, noGrace, readGrace } from './grace.ts';
import { readColumn, readInTable, readTable } from './names.ts';
import type { Blocker, Members, Rule, SubjectPolicy, Within } from './policy.ts';
import { distinct, list, object, oneOf, optional, type Read, record, required, truth } from './read.ts';
import { nobodyAsks, type RequestWritten, readRequest } from './request.ts';
import { readRoles } from './roles.ts';
import { type RuleWritten, readRule } from './rule.ts';
import type { AnyTables, ColumnIn, ColumnPathIn, TableIn } from './tables.ts';
import { waitLike } from './wait.ts';
import { readWithin } from './within.ts';

export interface SubjectOptions<Tables, Table extends TableIn<Tables> = TableIn<Tables>> {
  readonly ownership?: 'tenant' | 'person';
  /** Columns of the subject's own row. */
  readonly name?: ColumnIn<Tables, Table>;
  readonly handle?: ColumnIn<Tables, Table>;
  readonly timeZone?: ColumnIn<Tables, Table>;
  /** One wider kind, with the columns that hold the key of that one. */
  readonly within?: Readonly<Record<string, ColumnIn<Tables, Table> | readonly ColumnIn<Tables, Table>[]>>;
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

export interface SubjectWritten extends SubjectOptions<AnyTables> {
  readonly table: string;
}

/** What is deleted with all that hangs on it, and what is to be done with the tables where that is not simply `delete`. */
export function subject(table: string, options: SubjectOptions<AnyTables> = {}): SubjectWritten {
  return { ...options, table };
}

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
  { expected: 'the tables the trigger writes, at least one', write: "['app.campaign_history']" },
  readTable,
  1,
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

const readDeactivate = object<SubjectPolicy['deactivate']>(
  { expected: 'the roles that may deactivate it', write: "deactivate: { by: ['owner'] }" },
  { by: required(readRoles) },
);

const nobodyDeactivates: SubjectPolicy['deactivate'] = Object.freeze({ by: Object.freeze([]) });

type SubjectRead = Omit<SubjectPolicy, 'kind' | 'effects'> & { readonly effects: readonly EffectRead[] };

export const readSubject: Read<SubjectRead> = object<SubjectRead>(
  { expected: 'a subject', write: "subject('app.workspaces', { … })" },
  {
    table: required(readTable),
    ownership: optional<'tenant' | 'person'>(oneOf('tenant', 'person'), 'tenant'),
    name: optional<string | null>(readColumn, null),
    handle: optional<string | null>(readColumn, null),
    timeZone: optional<string | null>(readColumn, null),
    within: optional<Within | null>(readWithin, null),
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
  },
);
