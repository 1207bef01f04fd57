import type { Store } from '../engine/store.ts';
import { LetheError } from '../errors.ts';
import { noCounts } from '../planner/no-counts.ts';
import { outline } from '../planner/outline.ts';
import type { Counts, Outline, Plan, Subject } from '../planner/plan.ts';
import { seal } from '../planner/seal.ts';
import { policyHash } from '../policy/hash.ts';
import type { SubjectPolicy } from '../policy/policy.ts';
import { sequencesNamedAfter } from '../postgres/named-sequences.ts';
import { postgresStore } from '../postgres/store.ts';
import { fingerprint } from '../schema/fingerprint.ts';
import type { Schema } from '../schema/graph.ts';
import { rowKey } from '../schema/row-key.ts';
import { findSubject, shown } from './find-subject.ts';
import { holdsOnTables } from './held-tables.ts';
import type { Lethe } from './lethe.ts';

/**
 * Reads the live schema and the holds, plans the subject and counts it. Writes nothing. `within`: what else it is known
 * to lie in, kind:key, beside what its row says now.
 */
export async function makePlan(
  lethe: Lethe,
  subject: Subject,
  within: readonly string[] = [],
): Promise<{ plan: Plan; schema: Schema }> {
  return planned(lethe, { subject, within }, (made, store) => store.count(made));
}

/** The same plan, of which only the blockers are counted: quick, whatever size the subject has. */
export async function makeUncountedPlan(
  lethe: Lethe,
  subject: Subject,
  within: readonly string[] = [],
): Promise<{ plan: Plan; schema: Schema }> {
  return planned(lethe, { subject, within }, async (made, store) => ({
    ...noCounts(made),
    blockers: await store.countBlockers(made),
  }));
}

async function planned(
  lethe: Lethe,
  { subject, within }: { readonly subject: Subject; readonly within: readonly string[] },
  counted: (made: Outline, store: Store) => Promise<Counts>,
): Promise<{ plan: Plan; schema: Schema }> {
  const { loaded, database } = lethe;
  const { schema, policy, there } = await findSubject(lethe, subject);
  const made = outline({
    schema,
    store: loaded.store,
    policy,
    subject,
    holds: canBeHeld(policy, schema) ? await holdsOnTables(lethe, subject, within) : [],
    policyHash: policyHash(policy, loaded.store.config),
    schemaFingerprint: fingerprint(schema),
  });
  // A row that row security hides is not "unknown".
  if (!there && !cannotBeRead(made)) throw new LetheError('SUBJECT_UNKNOWN', `there is no ${shown(subject)}`);
  const store = postgresStore({ database, schemas: loaded.store.config.schemas });
  const counts = cannotBeRead(made) ? noCounts(made) : await counted(made, store);
  const { schemas } = loaded.store.config;
  const sequences = await database.use((client) => sequencesNamedAfter(client, subject, schemas));
  return { plan: seal(made, sequences.length === 0 ? counts : { ...counts, sequences }), schema };
}

/** Where nothing names its row it can be no scope of a hold; the plan has that as a finding. */
function canBeHeld({ table }: SubjectPolicy, { tables }: Schema): boolean {
  const own = table === null ? undefined : tables[table];
  return table === null || (own !== undefined && rowKey(own) !== null);
}

/** Findings that forbid the counting itself; they block the plan, so its numbers stand for nothing. */
function cannotBeRead({ findings }: Outline): boolean {
  return findings.some(({ code }) => code === 'ROWS_HIDDEN' || code === 'PRIVILEGE_MISSING');
}
