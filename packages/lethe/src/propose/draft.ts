import type { IgnoreRule } from '../policy/policy.ts';
import type { RuleWritten } from '../policy/rule.ts';
import type { ProposedLink } from './accepted-links.ts';

/** What a kind is said to be when lethe init is asked about it. */
export type SubjectAsked = RowAsked | ValueAsked;

export interface RowAsked {
  readonly kind: string;
  readonly table: string;
  readonly column: null;
  readonly ownership: 'tenant' | 'person';
}

/** A value that stands in a column of many tables, and has no row of its own. */
export interface ValueAsked {
  readonly kind: string;
  readonly table: null;
  readonly column: string;
  readonly ownership: 'tenant';
  /** Columns of other names that hold it too: `app.outbox.partition_key`. */
  readonly also?: readonly Proposed<`${string}.${string}`>[];
}

/** A part of the configuration to be written, with the reason to believe in it. */
export interface Proposed<T> {
  readonly value: T;
  readonly evidence: string;
  /** Of a rule: rows that it does not take may name the subject all the same, and are looked through. */
  readonly rest?: 'searched';
}

/** The row that `table` refers to goes with the row that refers to it. */
export interface ProposedOwner {
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  readonly evidence: string;
}

/** Something that only a person can say. Written into the map, and in the way of every plan until it is decided. */
export interface Undecided {
  readonly table: string;
  readonly question: string;
  readonly write: string;
}

export interface KindProposal {
  readonly subject: SubjectAsked;
  /** By which key its rows are named, where that is not their primary key; else empty. */
  readonly evidence: string;
  readonly rules: ReadonlyMap<string, Proposed<RuleWritten>>;
  readonly identifiers: readonly Proposed<string>[];
  readonly triggers: ReadonlyMap<string, Proposed<readonly string[]>>;
  readonly undecided: readonly Undecided[];
}

export interface Proposals {
  readonly schemas: readonly string[];
  readonly links: readonly ProposedLink[];
  readonly owned: readonly ProposedOwner[];
  readonly ignore: ReadonlyMap<string, IgnoreRule>;
  /** Columns in which an identifier may be found afterwards, with the reason. */
  readonly mayStay: ReadonlyMap<string, string>;
  readonly kinds: readonly KindProposal[];
}
