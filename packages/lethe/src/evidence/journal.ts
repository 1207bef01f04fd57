/**
 * What the journal remembers of one run, outside the database: after a restore or a failover the database may hold again
 * what was deleted, and only the journal knows. `intent` is written before the point of no return, `done` before a run
 * counts as completed. No personal data: the subject's key stands as an HMAC.
 */
export interface JournalEntry {
  readonly v: 1;
  readonly entry: 'intent' | 'done';
  readonly run: string;
  readonly subject: JournalSubject;
  /** The digest of the plan carried out. */
  readonly plan: string;
  /** RFC 3339 UTC with milliseconds. A replay spares what was created under the same key after this. */
  readonly at: string;
}

export interface JournalSubject {
  readonly kind: string;
  /** HMAC-SHA-256 of `kind:key`, in hex. */
  readonly hmac: string;
  /** Which key made the HMAC: with another one a replay would match nothing and look like success. */
  readonly hmacKey: string;
}

export type JournalFacts = Omit<JournalEntry, 'v' | 'entry'>;

/**
 * An append-only record, put-if-absent by run and kind of entry. A call that returns means the entry is durable.
 * Again with the same facts is no change, and the first `at` stands; with other facts, or a `done` without the intent
 * of the same subject and plan, it is JOURNAL_CONFLICT and changes nothing.
 */
export interface Journal {
  intent(facts: JournalFacts): Promise<void>;
  done(facts: JournalFacts): Promise<void>;
  /** All of them, ordered by run, a run's intent before its done. Damage throws JOURNAL_DAMAGED and names the entry. */
  entries(): AsyncIterable<JournalEntry>;
}
