import type { LinkCandidate } from './link-candidates.ts';

/** What is known of the other tables by the time that those are looked at which nothing leads from. */
export interface Around {
  readonly reach: ReadonlySet<string>;
  /** Tables that are known to be others', with the reason. */
  readonly shared: ReadonlyMap<string, string>;
  /** Tables of which rows of several persons refer to the same rows: none of them is one's own. */
  readonly several: ReadonlySet<string>;
  /** Tables that are asked about already. */
  readonly asked: ReadonlySet<string>;
  /** Tables that triggers write when the subject's rows go: what they write comes from those. */
  readonly written: ReadonlySet<string>;
  /** Tables with a pair of a type and an id of which not every type is known: whose rows these are nobody can tell. */
  readonly untold: ReadonlySet<string>;
  /** What columns refer to by their names. */
  readonly named: readonly LinkCandidate[];
}
