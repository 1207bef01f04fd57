import type { Duration } from './duration.ts';

/**
 * What a configuration says, after validation: frozen data. Code (effects, blockers) is referred to by `name@version`.
 * The language that writes it is in define.ts; what may be wrong with it is in validate.ts.
 */
export interface Config {
  readonly stores: Readonly<Record<string, StoreConfig>>;
  readonly subjects: Readonly<Record<string, SubjectPolicy>>;
}

/** A PostgreSQL database of the customer. Exactly one for now. */
export interface StoreConfig {
  readonly type: 'postgres';
  /** Name of the environment variable that holds the URL; a URL is never written in a configuration. */
  readonly urlFrom: string;
  readonly schemas: readonly string[];
  /** References that the schema does not declare as foreign keys. */
  readonly links: readonly Link[];
  /** Rows that go with those that refer to them, instead of the other way round. */
  readonly owned: readonly Owns[];
  /** Tables no subject reaches, with the reason why that is right. */
  readonly ignore: Readonly<Record<string, string>>;
  /** Those of them in which each plan looks for the subject, with columns of numbers to look in as well. Left out: none. */
  readonly searched?: Readonly<Record<string, readonly string[]>>;
  /** Those of these whose rows are linked to what they mention, and by which keys. Left out: none. */
  readonly mentioning?: Readonly<Record<string, MentionsLink>>;
  /** Columns that look personal, or hold an identifier in an ignored table, and may stay, with the reason: `app.invoices.bill_to`. */
  readonly mayStay: Readonly<Record<string, string>>;
  /** Materialised views that are refreshed when rows that they read have gone. Others show them until somebody does. */
  readonly refresh: readonly string[];
  /** Where the host's people and their mail addresses are; null: nobody can be written to. */
  readonly people: People | null;
  /** Rolling copies, in which what was deleted is found until they are too old to be kept; null: there are none. */
  readonly backups: { readonly keptFor: Duration } | null;
}

/** The actors of `members` are values of `key`. */
export interface People {
  readonly table: string;
  readonly key: string;
  readonly email: string;
  /** When the address was changed last. What was proven by a mailbox that changed just before is not believed; null: not known. */
  readonly changedAt: string | null;
  /** The address before that, which is told as well; null: not known. */
  readonly previous: string | null;
}

/** An undeclared reference; `when` makes it one arm of a polymorphic pair (`owner_type = 'order'`). */
export interface Link {
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  readonly when: { readonly column: string; readonly equals: string } | null;
  /** The single column is json: the way to the value in it. Left out: the column is the value. */
  readonly path?: readonly string[];
  /** Only some of the rows refer to it: other values of the columns are keys of other tables. */
  readonly some?: true;
  /** What the value of `when` means, where it is the key of a row that says so. Left out: it says it itself. */
  readonly says?: TypeSays;
  /** What becomes of the row when what it refers to goes, whatever the schema says. Left out: what the schema says. */
  readonly onDelete?: 'cascade' | 'set null';
}

/** The row of `table` with that value in `key` holds these words. */
export interface TypeSays {
  readonly table: string;
  readonly key: string;
  readonly row: Readonly<Record<string, string>>;
}

/** Rows of `table` own the row of `to` that they refer to. */
export interface Owns {
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
}

export type SubjectPolicy = RowSubject | ValueSubject;

export interface RowSubject extends SubjectCommon {
  /** The table whose row is the subject. */
  readonly table: string;
}

/** A subject without a row of its own: a value that stands in many tables, and each row with it is the subject's. */
export interface ValueSubject extends SubjectCommon {
  readonly table: null;
  readonly value: ValueSource;
  // What only a row of its own could say.
  readonly name: null;
  readonly handle: null;
  readonly timeZone: null;
  readonly within: null;
}

export interface ValueSource {
  /** Holds the value in every table of the store's schemas that has a column of this name. */
  readonly column: string;
  /** Columns of other names that hold it too: `app.events.tenant_ns`. */
  readonly also: readonly string[];
  /** Columns of this name that mean something else. */
  readonly except: readonly string[];
}

/** A column in which rows say whose they are by the subject's value itself. */
export interface ValueColumn {
  readonly table: string;
  readonly column: string;
}

interface SubjectCommon {
  readonly kind: string;
  /** `tenant`: all that reaches the subject is its own. `person`: only what is declared ON DELETE CASCADE is. */
  readonly ownership: 'tenant' | 'person';
  /** Column of its own row: what people call it, shown in messages and typed to confirm. null: `kind:key` is shown. */
  readonly name: string | null;
  /** Column of its own row that may be written instead of the key in a request from outside; null: the key only. */
  readonly handle: string | null;
  /** Column of its own row with an IANA name, in which its waits are counted and its dates are told; null: UTC. */
  readonly timeZone: string | null;
  readonly within: Within | null;
  readonly members: Members | null;
  readonly request: SubjectRequest;
  readonly grace: SubjectGrace;
  readonly approval: SubjectApproval;
  /** Every legal clock that applies; the earliest counts. */
  readonly deadlines: readonly [Deadline, ...Deadline[]];
  /** How long a request may stay `blocked`. */
  readonly clear: Duration;
  /** Roles that may deactivate and reactivate it. */
  readonly deactivate: { readonly by: readonly string[] };
  readonly rules: Readonly<Record<string, Rule>>;
  readonly effects: readonly Effect[];
  readonly blockers: readonly Blocker[];
  /** Columns of the subject's rows whose values the residual scan looks for: `app.workspaces.slug`. */
  readonly identifiers: readonly string[];
  /** Triggers of which it is known what they write: `app.campaigns.log_history` → the tables, or none. */
  readonly triggers: Readonly<Record<string, readonly string[]>>;
  /** Refuse rows for the deleted subject by a trigger on tables that no foreign key protects. */
  readonly insertGuard: boolean;
}

export interface Members {
  readonly table: string;
  readonly actor: string;
  readonly subject: string;
  readonly role: string;
}

/** The wider kind a subject lies in; the columns of its own row hold the key of that one, part by part. */
export interface Within {
  readonly kind: string;
  readonly columns: readonly string[];
}

/** Who may ask, how they prove that it is them and that they may, and what they have to do then. */
export interface SubjectRequest {
  /** Roles of the host database. */
  readonly by: readonly string[];
  /** Roles that are told of the deletion and may cancel it; null: those of `by`. */
  readonly tell: readonly string[] | null;
  /** Any one is enough; all but the operator's decision need the role too. */
  readonly proof: readonly ProofWay[];
  /** null: no second step. */
  readonly confirm: SecondStep | null;
  /** How long the proof may take. */
  readonly within: Duration;
  /** What it does when somebody says that exports are still needed. */
  readonly exports: 'warn' | 'block';
  /** How long a mailbox proves nothing after the person's address has changed; null: as people.ts says. */
  readonly cooling: Duration | null;
}

export type ProofWay =
  | { readonly kind: 'fresh session' | 'password'; readonly within: Duration }
  | { readonly kind: 'mailbox'; readonly expiresIn: Duration }
  | { readonly kind: 'operator decision' };

/** `mail`: a link or code that was sent. `typed`: the subject's name, typed where it was asked for. */
export interface SecondStep {
  readonly by: 'mail' | 'typed';
  readonly expiresIn: Duration;
}

export interface SubjectGrace {
  /** null: due at once. */
  readonly for: Duration | null;
  /** What the subject's people can do in the meantime. */
  readonly access: 'open' | 'restricted';
  /** How long before the end they are reminded; null: not. */
  readonly remind: Duration | null;
}

/** When a second person has to agree. */
export interface SubjectApproval {
  readonly always: boolean;
  readonly aboveRows: number | null;
  readonly expiresIn: Duration;
}

export interface Deadline {
  readonly acknowledge: Duration | null;
  readonly complete: Duration;
}

export type Rule = DeleteRule | AnonymiseRule | DetachRule | KeepRule | IgnoreRule;
export type RuleKind = Rule['rule'];

export interface DeleteRule {
  readonly rule: 'delete';
}

export interface AnonymiseRule {
  readonly rule: 'anonymise';
  readonly columns: Readonly<Record<string, Replacement>>;
  /** How long the anonymised row stays; null: for good. */
  readonly keepFor: Retention | null;
  /** Only rows that kept rows hang from stay, the others are deleted. So it is on the subject's own table without keepFor. */
  readonly spine?: true;
}

/** What stands in an anonymised column: NULL, a constant, or a text made of the row's primary key. */
export type Replacement =
  | { readonly with: 'null' }
  | { readonly with: 'constant'; readonly value: string | number | boolean }
  | { readonly with: 'key'; readonly prefix: string; readonly suffix: string };

/** The row stays, its link to the subject becomes NULL; out of a list what goes is taken. Empty `columns`: every link to what is deleted. */
export interface DetachRule {
  readonly rule: 'detach';
  readonly columns: readonly string[];
}

export interface KeepRule {
  readonly rule: 'keep';
  readonly retention: Retention;
}

export interface IgnoreRule {
  readonly rule: 'ignore';
  readonly because: string;
  /** Each plan looks for the subject in it, and stops where it is found. */
  readonly unlessFound?: true;
  /** Columns of numbers, or of lists of them, that may be keys: they are looked through as well as the texts. */
  readonly numbers?: readonly string[];
  /** What a row mentions by its key, it hangs from: where a rule says so, it goes with that. */
  readonly mentionsLink?: MentionsLink;
}

/** `long keys`: numbers tell nothing, as they come from elsewhere. */
export type MentionsLink = true | 'long keys';

/** Until when, and why. Counted from a column of the row, or from the deletion where `from` is null. */
export interface Retention {
  readonly for: Duration;
  readonly from: string | null;
  readonly endOf: 'year' | 'month' | null;
  readonly because: string;
}

/** Something outside the rows that must happen, once for each row of `table` that the subject owns. */
export interface Effect {
  readonly name: string;
  readonly version: number;
  readonly table: string;
  /** Columns whose values the effect needs. They are cleared from the outbox when the effect has ended. */
  readonly values: readonly string[];
  /** `before`: ended before the rows go (revoke a token). `after`: when they are gone (release a number). */
  readonly order: 'before' | 'after';
  /** SQL-free narrowing: only rows where the column has one of these values; null: all rows. */
  readonly where: { readonly column: string; readonly in: readonly string[] } | null;
}

/** A condition that stops (`block`) or is only shown (`warn`): rows of `table` that the subject owns and that match. */
export interface Blocker {
  readonly name: string;
  readonly version: number;
  readonly table: string;
  readonly where: { readonly column: string; readonly in: readonly string[] } | null;
  readonly level: 'warn' | 'block';
  readonly message: string;
}
