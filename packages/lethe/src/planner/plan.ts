import type { Duration } from '../policy/duration.ts';
import type { Replacement } from '../policy/policy.ts';
import type { Edge } from './edges.ts';
import type { Finding } from './finding.ts';
import type { Named } from './named.ts';
import type { Predicate } from './predicate.ts';

export interface Subject {
  readonly kind: string;
  /** Parts of the key in key order, as text. */
  readonly key: readonly string[];
}

/** What will be done, in order, without counts. One value: shown, hashed, stored and carried out. */
export interface Outline {
  readonly v: 1;
  readonly subject: Subject;
  readonly store: string;
  readonly policyHash: string;
  readonly schemaFingerprint: string;
  /** In the order they are carried out; the subject's own row is the last. */
  readonly steps: readonly Step[];
  readonly kept: readonly Kept[];
  readonly ignored: readonly { readonly table: string; readonly because: string; readonly unlessFound?: true }[];
  readonly effects: readonly EffectUse[];
  readonly blockers: readonly BlockerUse[];
  /** Counts that must be zero before and during the run: rows of others that a step would take along. */
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** Tables into which rows for the subject could still be inserted after the last transaction. */
  readonly unfenced: readonly string[];
  /** Those of them of which the insert guard may not know a row that is written in another way; left out: none. */
  readonly unguarded?: readonly string[];
  /** Tables of which rows are the subject's because its rows own them; left out: none. */
  readonly owned?: readonly OwnedTable[];
  readonly insertGuard: boolean;
  /**
   * References that the database has no index of the child for; left out: none. Not part of the digest: an index that is
   * built, for the run or for good, changes nothing of what the plan does.
   */
  readonly unindexed?: readonly Unindexed[];
  /** Conditions that predicates of the outline look into by name; left out: none. */
  readonly named?: readonly Named[];
  /** What is looked for in tables that are left alone unless it is found there; left out: there are none. */
  readonly traces?: Traces;
  /** Rows that hang from what rows of their own table own; left out: none do. */
  readonly returning?: readonly Returning[];
}

/** What can be seen of a table's rows round by round: those that hang from what is known of them, and are not known yet. */
export interface Returning {
  readonly table: string;
  /** By which they are known again. */
  readonly columns: readonly string[];
  /** Tables that they hang from, whose rows go before them. */
  readonly through: readonly string[];
  readonly rows: Predicate;
}

/** Values of rows that go, and where they may have been written down as well, with nothing that leads there. */
export interface Traces {
  readonly places: readonly TracePlace[];
  readonly values: readonly TraceValues[];
  /** Those of the names that are of the subject itself. */
  readonly called: readonly string[];
  /** What rows of any table are called in texts: `supportticket`, `supporttickets`; and what a tenant is called anywhere. */
  readonly names: readonly string[];
  /** How rows of places that link them mention others; left out: no place does. */
  readonly mentions?: {
    /** What a row mentions of another subject speaks against its going. */
    readonly keys: readonly KeyMentioned[];
    /** Those of `called` that mean the subject in this product, and nothing else's account or group. */
    readonly subject: readonly string[];
  };
  /** Keys of rows that stay. What stands there is theirs, whoever else refers to them. */
  readonly keys: readonly { readonly table: string; readonly column: string; readonly uuid: boolean }[];
}

/**
 * A key by which a row is mentioned: a `handle` behind what the subject is called, a `number` behind what the row is
 * called, the others by themselves. `called`: what its rows are called in texts. `step`: the one by which rows go; null: all
 * rows stay.
 */
export interface KeyMentioned {
  readonly table: string;
  readonly column: string;
  readonly is: 'text' | 'uuid' | 'number' | 'handle';
  readonly called: readonly string[];
  readonly step: number | null;
}

export interface TracePlace {
  readonly table: string;
  /** The key of its rows, which go where they mention rows that go; left out: they do not. */
  readonly links?: readonly string[];
  /** By numbers they do not; left out: by these too. */
  readonly longKeys?: true;
  /** Others go, or are of somebody else, and are not looked through. Left out: all of them are. */
  readonly rows?: Predicate;
  /** `refers`: by its name it holds keys, so a number that is written there as a text is one. */
  readonly columns: readonly {
    readonly name: string;
    readonly is: 'text' | 'array' | 'bytes' | 'number' | 'numbers';
    readonly refers: boolean;
  }[];
}

/**
 * `is`: of a list each member is a value, of a json each address in it; a telephone number is told by its last digits.
 * `least`: a shorter value stands there by chance. Of less than 8, a code tells too. `unique`: no two rows may hold the
 * same. `own`: a row is called by it, and not another that it refers to; `key`: and by no other that has the same; `beside`: an
 * `id` of such a row is another number, which is its key. `handle`: it is what stands in addresses, and tells there whatever its letters are.
 */
export interface TraceValues {
  readonly step: number;
  /** Those of the names that are of its rows. */
  readonly called: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly is: 'text' | 'number' | 'texts' | 'json' | 'phone';
    readonly least: number;
    readonly unique?: true;
    readonly own?: true;
    readonly key?: true;
    readonly beside?: true;
    readonly handle?: true;
    /** A mailbox, a number, a host: where others have it too, it is theirs as well. */
    readonly address?: true;
  }[];
}

/** A column of a table that is left alone, and how many values in it only the subject's rows hold, in which columns. */
export interface Trace {
  readonly table: string;
  readonly column: string;
  readonly values: number;
  /** `app.contacts.email`, … */
  readonly of: readonly string[];
}

export type Step = DeleteStep | AnonymiseStep | DetachStep;
export type StepKind = Step['kind'];

interface StepBase {
  /** 1, 2, 3… in order. */
  readonly no: number;
  readonly table: string;
  readonly predicate: Predicate;
  /** By which a row is named: the primary key, or else a unique key; [] where there is none. */
  readonly key: readonly string[];
  /** The path in words and by constraint names: `messages.conversation_id → conversations.workspace_id (fk names)`. */
  readonly why: string;
  /** The subject's own row: carried out in the last transaction, under its lock. */
  readonly root: boolean;
}

export interface DeleteStep extends StepBase {
  readonly kind: 'delete';
  /** Tables whose rows the database's own cascade takes along with these, all of them planned `delete`. */
  readonly cascades: readonly string[];
  /** This table's rows go with the cascade of that earlier step; null: batches of its own. */
  readonly carriedBy: string | null;
  /** Carried, but some rows may hang from nothing that carries them: a pass of its own follows. */
  readonly leftovers: boolean;
  /** Tables that triggers of these rows are known to write. */
  readonly triggerWrites: readonly string[];
  /**
   * The references of a circle that nothing cuts. A batch is some rows and all that refers to them round the circle, in
   * one statement; what the subject's own row refers to by them waits for the last transaction.
   */
  readonly knot?: readonly Tie[];
  /** Rows of other tables go with these, in the same transaction, unless a row still refers to them: see Outline.owned. */
  readonly owns?: readonly Owns[];
}

/** `columns` of the step's rows refer to the row of `table` that they own, by its `toColumns`. */
export interface Owns {
  readonly columns: readonly string[];
  readonly table: string;
  readonly toColumns: readonly string[];
  /** Read from the owned row to its owner. */
  readonly compare: Edge['compare'];
}

/** Rows that go with the last of the rows that own them. */
export interface OwnedTable {
  readonly table: string;
  /** Everything that may refer to a row of it. */
  readonly holders: readonly Holder[];
  /** Rows that are owned by rows that go, and stay because a row that stays refers to them. */
  readonly shared: Predicate;
}

/** Both are conditions on the owned row: that rows of `table` refer to it, and that such do which are no late ones. */
export interface Holder {
  readonly table: string;
  readonly rows: Predicate;
  /** Null: all of them go before the owned row, so one that is there has come late. */
  readonly keeping: Predicate | null;
}

/** A reference or link by which rows of `table` hang from rows of `to`, as the store needs it to follow it. */
export interface Tie {
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  readonly when: { readonly column: string; readonly equals: string } | null;
  readonly compare: Edge['compare'];
}

export interface AnonymiseStep extends StepBase {
  readonly kind: 'anonymise';
  readonly columns: Readonly<Record<string, Replacement>>;
  /** `rule`: the policy says so. `spine`: kept rows hang from these, so they stay, emptied. */
  readonly because: 'rule' | 'spine';
  readonly triggerWrites: readonly string[];
}

export interface DetachStep extends StepBase {
  readonly kind: 'detach';
  /** Set to NULL where they point at a row that goes. */
  readonly columns: readonly string[];
  /** The only column is a list, out of which such members are taken. */
  readonly members?: Members;
  readonly triggerWrites: readonly string[];
}

/** Keys of rows that go: the subject's own, or those of a table for which the condition holds. */
export type Members =
  | { readonly of: 'subject'; readonly asText?: true }
  | { readonly of: 'table'; readonly table: string; readonly key: string; readonly where: Predicate };

/** Rows that stay, with a reason and an end. Anonymised rows that stay for a time are listed here too. */
export interface Kept {
  readonly table: string;
  readonly predicate: Predicate;
  readonly reason: string;
  readonly for: Duration | null;
  readonly from: string | null;
  readonly endOf: 'year' | 'month' | null;
}

/** A reference by which the server finds children of a row only by reading all of the child. */
export interface Unindexed {
  readonly table: string;
  readonly reference: string;
  readonly columns: readonly string[];
  readonly to: string;
  /** What lacks the index: the table, or some of these partitions of it. */
  readonly relations: readonly string[];
  /** As the server's statistics say. */
  readonly childRows: number;
  readonly parentRows: number;
}

export interface EffectUse {
  readonly name: string;
  readonly version: number;
  readonly table: string;
  readonly values: readonly string[];
  readonly order: 'before' | 'after';
  /** The policy's narrowing, already part of the predicate; needed again for rows met while they are deleted. */
  readonly where: { readonly column: string; readonly in: readonly string[] } | null;
  /** Rows the effect is run for. */
  readonly predicate: Predicate;
}

export interface BlockerUse {
  readonly name: string;
  readonly version: number;
  readonly level: 'warn' | 'block';
  readonly message: string;
  readonly table: string;
  readonly predicate: Predicate;
}

/**
 * Rows of another tenant (or of nobody) that hang from the subject's rows by this reference; or rows of a polymorphic
 * pair whose type no link names, so that nobody knows whose they are.
 */
export interface Check {
  readonly code: 'CROSS_TENANT' | 'UNKNOWN_TYPE' | 'TYPE_CHANGED';
  readonly table: string;
  readonly reference: string;
  readonly predicate: Predicate;
  readonly message: string;
  /** What the policy can say to it; left out: nothing, and the rows are to be repaired. */
  readonly write?: string;
}

/** What counting found, by position in the outline. Attached to the plan, not part of its digest. */
export interface Counts {
  readonly steps: readonly number[];
  /** `until`: RFC 3339 date, or null for good. */
  readonly kept: readonly { readonly rows: number; readonly until: string | null }[];
  readonly effects: readonly number[];
  readonly blockers: readonly number[];
  readonly checks: readonly number[];
  /** Sequences named after the subject; left out: none. */
  readonly sequences?: readonly string[];
  /** Rows that stay because others refer to them too; left out where no table is owned. */
  readonly owned?: readonly number[];
  /** Where the subject was found in tables that are left alone; left out: nowhere. */
  readonly traces?: readonly Trace[];
  /** Nobody counted: zeros stand for what is not known. */
  readonly uncounted?: true;
}

export interface Plan {
  readonly outline: Outline;
  readonly counts: Counts;
  /** SHA-256, hex, over the canonical JSON of the outline. */
  readonly digest: string;
  /** Findings of the outline, and those that counting brought. Any one blocks. */
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** Rows that steps will delete, anonymise or detach. */
  readonly rows: number;
}
