import { LetheError } from '../errors.ts';
import type { Subject } from '../planner/plan.ts';
import { formatSubject } from '../planner/subject.ts';
import type { SubjectPolicy } from '../policy/policy.ts';
import { ofNoRow, type SubjectRow, subjectRow } from '../postgres/people.ts';
import type { Schema } from '../schema/graph.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import { findSubject } from './find-subject.ts';
import type { Lethe } from './lethe.ts';

/** Where a subject stands: what its own row says, and what it lies in. */
export interface Place {
  readonly schema: Schema;
  readonly policy: SubjectPolicy;
  /** null: it is not there. */
  readonly row: SubjectRow | null;
  /** Widest first, without the subject itself. */
  readonly within: readonly Subject[];
}

/** Against configuration and database; refuses what could not name any subject. */
export async function placeOf(lethe: Lethe, subject: Subject): Promise<Place> {
  const { schema, policy, there } = await findSubject(lethe, subject);
  const read: ReadRow = (of, key) => rowOf(lethe, schema, of, key);
  const row = there ? await read(policy, subject.key) : null;
  return { schema, policy, row, within: await around(lethe, { policy, row }, read) };
}

export type ReadRow = (policy: SubjectPolicy, key: readonly string[]) => Promise<SubjectRow | null>;

/** What a subject lies in, widest first. */
export async function around(
  { loaded }: Pick<Lethe, 'loaded'>,
  start: { readonly policy: SubjectPolicy; readonly row: SubjectRow | null },
  read: ReadRow,
): Promise<readonly Subject[]> {
  const within: Subject[] = [];
  let at = start;
  // Validation has seen that it does not go round.
  for (let wider = widerOf(at); wider !== null; wider = widerOf(at)) {
    within.unshift(wider);
    const next = loaded.config.subjects[wider.kind];
    if (next === undefined)
      throw new LetheError('SUBJECT_INVALID', `${formatSubject(wider)} is of no kind of the configuration`);
    at = { policy: next, row: await read(next, wider.key) };
  }
  return within;
}

function widerOf({ policy, row }: { policy: SubjectPolicy; row: SubjectRow | null }): Subject | null {
  const key = row?.within ?? null;
  return policy.within === null || key === null ? null : { kind: policy.within.kind, key };
}

async function rowOf(
  { database }: Lethe,
  schema: Schema,
  policy: SubjectPolicy,
  key: readonly string[],
): Promise<SubjectRow | null> {
  if (policy.table === null) return ofNoRow;
  const columns = rowKeyIn(schema, policy.table);
  if (columns.length === 0) return null;
  return database.use((client) => subjectRow(client, policy, columns, key));
}
