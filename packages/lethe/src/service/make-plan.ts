import { LetheError } from '../errors.ts';
import { outline } from '../planner/outline.ts';
import type { Plan, Subject } from '../planner/plan.ts';
import { seal } from '../planner/seal.ts';
import { formatSubject } from '../planner/subject.ts';
import { policyHash } from '../policy/hash.ts';
import type { SubjectPolicy } from '../policy/policy.ts';
import { sqlState } from '../postgres/connection.ts';
import { postgresStore } from '../postgres/store.ts';
import { fingerprint } from '../schema/fingerprint.ts';
import type { Schema } from '../schema/graph.ts';
import type { Lethe } from './lethe.ts';

/** Reads the live schema, plans the subject and counts it. Writes nothing. */
export async function makePlan(lethe: Lethe, subject: Subject): Promise<{ plan: Plan; schema: Schema }> {
  const { loaded, database } = lethe;
  const policy = policyOf(lethe, subject);
  const store = postgresStore({ database, schemas: loaded.store.config.schemas });
  const schema = await store.introspect();
  loaded.checkAgainst(schema);
  requireWholeKey(schema, policy, subject);
  const made = outline({
    schema,
    store: loaded.store,
    policy,
    subject,
    policyHash: policyHash(policy, loaded.store.config),
    schemaFingerprint: fingerprint(schema),
  });
  // Nothing could be planned: the findings say why, and there is nothing to count.
  if (made.steps.length === 0) return { plan: seal(made, await store.count(made)), schema };
  const there = await store.exists(made).catch((error: unknown) => {
    // 22: the text is no value of the key column's type; 42883: no such comparison.
    if (sqlState(error)?.startsWith('22')) throw notASubject(subject, error);
    throw error;
  });
  if (!there) throw new LetheError('SUBJECT_UNKNOWN', `there is no ${formatSubject(subject)}`);
  return { plan: seal(made, await store.count(made)), schema };
}

function policyOf({ loaded }: Lethe, subject: Subject): SubjectPolicy {
  const { subjects } = loaded.config;
  const policy = Object.hasOwn(subjects, subject.kind) ? subjects[subject.kind] : undefined;
  if (policy !== undefined) return policy;
  throw new LetheError(
    'SUBJECT_INVALID',
    `"${subject.kind}" is no kind of ${loaded.file}; it has ${Object.keys(subjects).join(', ')}`,
  );
}

function requireWholeKey(schema: Schema, policy: SubjectPolicy, subject: Subject): void {
  const columns = schema.tables[policy.table]?.primaryKey?.columns ?? [];
  if (columns.length === subject.key.length) return;
  throw new LetheError(
    'SUBJECT_INVALID',
    `the key of ${subject.kind} has ${columns.length} part${columns.length === 1 ? '' : 's'} (${columns.join(', ')}), ${subject.key.length} given`,
  );
}

function notASubject(subject: Subject, cause: unknown): LetheError {
  return new LetheError('SUBJECT_INVALID', `"${formatSubject(subject)}" is no key of a ${subject.kind}`, { cause });
}
