import { LetheError } from '../errors.ts';
import type { Subject } from '../planner/plan.ts';
import { formatSubject, parseSubject } from '../planner/subject.ts';
import type { SubjectPolicy } from '../policy/policy.ts';
import { notedPath } from '../postgres/deactivation.ts';
import { introspect } from '../postgres/introspect.ts';
import { ofNoRow, subjectRow } from '../postgres/people.ts';
import { rowKeyOf } from '../postgres/row-key.ts';
import { isTimeZone } from '../requests/grace.ts';
import type { Target } from '../requests/request.ts';
import { isRowThere, isValueThere, policyOf, shown } from './find-subject.ts';
import type { Lethe } from './lethe.ts';
import { around, type ReadRow } from './place-of.ts';

/** A subject that somebody named, and where it lies. */
export interface Located {
  readonly subject: Subject;
  /** kind:key, as it is written everywhere. */
  readonly text: string;
  readonly policy: SubjectPolicy;
  readonly there: boolean;
  /** What people call it; null: kind:key. */
  readonly name: string | null;
  readonly timeZone: string;
  /** Widest first, without itself. */
  readonly within: readonly Subject[];
  /** From the widest to itself, written kind:key. */
  readonly path: Target['path'];
}

/** Refuses what could name no subject; one that is not there is answered with what was noted of it. */
export async function locate(lethe: Lethe, written: string): Promise<Located> {
  const subject = parseSubject(written);
  const policy = policyOf(lethe, subject);
  const { database } = lethe;
  const read: ReadRow = async (of, key) => {
    const { table } = of;
    if (table === null) return ofNoRow;
    return database.use(async (client) => subjectRow(client, of, await rowKeyOf(client, table), key));
  };
  const row = (await isThere(lethe, policy, subject)) ? await read(policy, subject.key) : null;
  const within = await around(lethe, { policy, row }, read);
  const text = formatSubject(subject);
  const noted = row === null ? await database.use((client) => notedPath(client, text)) : null;
  return {
    subject,
    text,
    policy,
    there: row !== null,
    name: nameIn(row),
    // What the row says may be no zone. A request must not fail for that.
    timeZone: row !== null && isTimeZone(row.timeZone) ? row.timeZone : 'UTC',
    within,
    path: pathOf(noted ?? [...within.map(formatSubject), text], text),
  };
}

/** The whole schema is read where something is planned; and, as this is asked at every call, where a value may stand in any table. */
async function isThere(lethe: Lethe, policy: SubjectPolicy, subject: Subject): Promise<boolean> {
  const { database, loaded } = lethe;
  if (policy.table === null) {
    const schema = await database.use((client) => introspect(client, { schemas: loaded.store.config.schemas }));
    return isValueThere(lethe, schema, policy, subject);
  }
  const columns = await database.use((client) => rowKeyOf(client, policy.table));
  return isRowThere(lethe, policy, columns, subject);
}

/** A name of blanks names nothing. */
export function nameIn(row: { readonly name: string | null } | null): string | null {
  const name = row?.name?.trim() ?? '';
  return name === '' ? null : name;
}

function pathOf(path: readonly string[], own: string): Target['path'] {
  const [widest, ...others] = path;
  return widest === undefined ? [own] : [widest, ...others];
}

/** The same words for one that is not there and one that is not theirs. */
export function subjectUnknown({ subject }: Pick<Located, 'subject'>): LetheError {
  return new LetheError('SUBJECT_UNKNOWN', `there is no ${shown(subject)}`);
}
