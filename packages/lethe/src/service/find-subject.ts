import { LetheError } from '../errors.ts';
import type { Subject } from '../planner/plan.ts';
import { formatSubject } from '../planner/subject.ts';
import type { SubjectPolicy } from '../policy/policy.ts';
import { sqlState } from '../postgres/connection.ts';
import { introspect } from '../postgres/introspect.ts';
import { subjectKey } from '../postgres/subject-key.ts';
import type { Schema } from '../schema/graph.ts';
import type { Lethe } from './lethe.ts';

export interface FoundSubject {
  readonly schema: Schema;
  readonly policy: SubjectPolicy;
  /** Whether its row is there now. */
  readonly there: boolean;
}

/** What a person wrote as kind:key, against configuration and database. Refuses what could not name any subject. */
export async function findSubject(lethe: Lethe, subject: Subject): Promise<FoundSubject> {
  const { loaded, database } = lethe;
  const policy = policyOf(lethe, subject);
  const schema = await database.use((client) => introspect(client, { schemas: loaded.store.config.schemas }));
  loaded.checkAgainst(schema);
  const columns = schema.tables[policy.table]?.primaryKey?.columns;
  // Without a primary key there is no subject to find; the plan has that as a finding.
  if (columns === undefined) return { schema, policy, there: true };
  return { schema, policy, there: await isThere(lethe, policy, columns, subject) };
}

/** Refuses a key that is not written as the database writes it: holds and runs are found by its text. */
export async function isThere(
  { database }: Pick<Lethe, 'database'>,
  policy: SubjectPolicy,
  columns: readonly string[],
  subject: Subject,
): Promise<boolean> {
  requireWholeKey(columns, subject);
  const found = await database
    .use((client) => subjectKey(client, policy.table, columns, subject.key))
    .catch((error: unknown) => {
      // 22: the text is no value of the key column's type.
      if (sqlState(error)?.startsWith('22')) throw notASubject(subject, error);
      throw error;
    });
  const written = formatSubject({ ...subject, key: found.key });
  if (written !== formatSubject(subject)) {
    throw new LetheError(
      'SUBJECT_INVALID',
      `${shown(subject)} is written ${written}: write it so, and check that it is meant`,
    );
  }
  return found.there;
}

/** For a message: what was given may be very long. */
export function shown(subject: Subject): string {
  const text = formatSubject(subject);
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}

export function policyOf({ loaded }: Pick<Lethe, 'loaded'>, subject: Subject): SubjectPolicy {
  const { subjects } = loaded.config;
  const policy = Object.hasOwn(subjects, subject.kind) ? subjects[subject.kind] : undefined;
  if (policy !== undefined) return policy;
  throw new LetheError(
    'SUBJECT_INVALID',
    `"${subject.kind.slice(0, 100)}" is no kind of the configuration; it has ${Object.keys(subjects).join(', ')}`,
  );
}

function requireWholeKey(columns: readonly string[], subject: Subject): void {
  if (columns.length === subject.key.length) return;
  throw new LetheError(
    'SUBJECT_INVALID',
    `the key of ${subject.kind} has ${columns.length} part${columns.length === 1 ? '' : 's'} (${columns.join(', ')}), ${subject.key.length} given`,
  );
}

function notASubject(subject: Subject, cause: unknown): LetheError {
  return new LetheError('SUBJECT_INVALID', `"${shown(subject)}" is no key of a ${subject.kind}`, { cause });
}
