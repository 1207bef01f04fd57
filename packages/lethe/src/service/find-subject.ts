import { LetheError } from '../errors.ts';
import type { Subject } from '../planner/plan.ts';
import { formatSubject } from '../planner/subject.ts';
import { withArticle } from '../policy/names.ts';
import type { RowSubject, SubjectPolicy, ValueSubject } from '../policy/policy.ts';
import { valueColumnsOf } from '../policy/value-columns.ts';
import { sqlState } from '../postgres/connection.ts';
import { introspect } from '../postgres/introspect.ts';
import { type SubjectKey, subjectKey, subjectValue } from '../postgres/subject-key.ts';
import type { Schema } from '../schema/graph.ts';
import { rowKeyIn } from '../schema/row-key.ts';
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
  return { schema, policy, there: await isThereIn(lethe, schema, policy, subject) };
}

async function isThereIn(lethe: Lethe, schema: Schema, policy: SubjectPolicy, subject: Subject): Promise<boolean> {
  if (policy.table === null) return isValueThere(lethe, schema, policy, subject);
  const columns = rowKeyIn(schema, policy.table);
  // Where nothing names a row there is no subject to find; the plan has that as a finding.
  return columns.length === 0 || isRowThere(lethe, policy, columns, subject);
}

export async function isRowThere(
  lethe: Pick<Lethe, 'database'>,
  { table }: RowSubject,
  columns: readonly string[],
  subject: Subject,
): Promise<boolean> {
  requireWholeKey(columns, subject);
  return isFound(lethe, subject, (client) => subjectKey(client, table, columns, subject.key));
}

/** Whether any row with the value is there that this role may see. What it may not look at, the plan has as findings. */
export async function isValueThere(
  { database, loaded }: Pick<Lethe, 'database' | 'loaded'>,
  schema: Schema,
  policy: ValueSubject,
  subject: Subject,
): Promise<boolean> {
  requireWholeKey([policy.value.column], subject);
  const [value = ''] = subject.key;
  const { columns, type } = valueColumnsOf(policy, { schema, store: loaded.store.config }, value);
  // Where no column is sure to hold it there is nothing to find it in; the plan has that as a finding.
  if (type === null) return true;
  const readable = columns.filter(({ table }) => schema.tables[table]?.privileges.select);
  return isFound({ database }, subject, (client) => subjectValue(client, { columns: readable, type }, value));
}

/** Refuses a key that is not written as the database writes it: holds and runs are found by its text. */
async function isFound(
  { database }: Pick<Lethe, 'database'>,
  subject: Subject,
  read: Parameters<typeof database.use<SubjectKey>>[0],
): Promise<boolean> {
  const found = await database.use(read).catch((error: unknown) => {
    if (isNoValue(sqlState(error))) throw notASubject(subject, error);
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

/** The text is no value of the key column's type: it cannot be read as one, or its domain refuses it. */
function isNoValue(state: string | null): boolean {
  return state !== null && (state.startsWith('22') || state === '23514' || state === '23502');
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
  return new LetheError('SUBJECT_INVALID', `"${shown(subject)}" is no key of ${withArticle(subject.kind)}`, { cause });
}
