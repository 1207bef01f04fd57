import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import type { Subject } from '../planner/plan.ts';
import type { Members, People, RowSubject, SubjectPolicy } from '../policy/policy.ts';
import type { Moment } from '../requests/request.ts';
import { run, type Sql, tableSql } from './sql.ts';
import { spelled, spelledKey } from './subject-key.ts';

/** A person of the host. The address is never stored, but where a message must be sent when the row is gone. */
export interface Person {
  /** Their id in the host database, as the database writes it. */
  readonly actor: string;
  readonly address: string;
  /** When the address was changed last, as far as the host says. */
  readonly changedAt: Moment | null;
  /** The one before. */
  readonly previous: string | null;
}

export interface Member extends Person {
  readonly role: string;
}

/** The roles a person has for the subject, read from the host database now. */
export async function rolesOf(
  client: ClientBase,
  { members }: Pick<SubjectPolicy, 'members'>,
  { key }: Pick<Subject, 'key'>,
  actor: string,
): Promise<readonly string[]> {
  if (members === null) return [];
  const { rows } = await run<{ role: string }>(
    client,
    sql`select distinct ${column('m', members.role)}::text as role from ${tableSql(members.table)} m
        where ${isSubject(members, key)} and ${column('m', members.actor)}::text = ${actor}`,
  );
  return rows.map(({ role }) => role);
}

/** Everyone who has one of the roles for the subject, with their mailbox. */
export async function membersOf(
  client: ClientBase,
  { members, people }: { members: Members | null; people: People | null },
  { key }: Pick<Subject, 'key'>,
  roles: readonly string[],
): Promise<readonly Member[]> {
  if (members === null || people === null || roles.length === 0) return [];
  const { rows } = await run<Member>(
    client,
    sql`select ${personColumns(people)}, min(${column('m', members.role)}::text) as role
        from ${tableSql(members.table)} m join ${tableSql(people.table)} p
          on ${column('p', people.key)} = ${column('m', members.actor)}
        where ${isSubject(members, key)} and ${column('m', members.role)}::text = any(${[...roles]}::text[])
          and ${column('p', people.email)} is not null
        group by 1, 2, 3, 4 order by 1`,
  );
  return rows;
}

/** The person with this mailbox; null: nobody, or more than one. */
export async function personByAddress(client: ClientBase, people: People, address: string): Promise<Person | null> {
  const { rows } = await run<Person>(
    client,
    sql`select ${personColumns(people)} from ${tableSql(people.table)} p where lower(${column('p', people.email)}::text) = lower(${address}) limit 2`,
  );
  return rows.length === 1 ? (rows[0] ?? null) : null;
}

export async function personOf(client: ClientBase, people: People, actor: string): Promise<Person | null> {
  const { rows } = await run<Person>(
    client,
    sql`select ${personColumns(people)} from ${tableSql(people.table)} p
        where ${column('p', people.key)}::text = ${actor} and ${column('p', people.email)} is not null`,
  );
  return rows[0] ?? null;
}

export interface SubjectRow {
  /** What people call it; null: the policy names no column, or the row says nothing. */
  readonly name: string | null;
  readonly handle: string | null;
  readonly timeZone: string;
  /** Key of the wider subject it lies in. */
  readonly within: readonly string[] | null;
}

/** Of a subject that has no row: nothing more is said of it anywhere. */
export const ofNoRow: SubjectRow = { name: null, handle: null, timeZone: 'UTC', within: null };

/** What the subject's own row says about it; null: there is no such row. */
export async function subjectRow(
  client: ClientBase,
  policy: RowSubject,
  keyColumns: readonly string[],
  key: readonly string[],
): Promise<SubjectRow | null> {
  const text = (name: string | null): Sql => (name === null ? sql`null::text` : sql`${column('t', name)}::text`);
  const within = policy.within?.columns.map((name) => spelled(column('t', name))) ?? [];
  const { rows } = await run<{
    name: string | null;
    handle: string | null;
    zone: string | null;
    within: (string | null)[];
  }>(
    client,
    sql`select ${text(policy.name)} as name, ${text(policy.handle)} as handle, ${text(policy.timeZone)} as zone,
          array[${sql.join(within)}]::text[] as within
        from ${tableSql(policy.table)} t
        where ${sql.join(
          keyColumns.map((name, part) => sql`${spelled(column('t', name))} = ${key[part]}`),
          sql` and `,
        )}`,
  );
  const [row] = rows;
  if (row === undefined) return null;
  const wider = row.within.filter((part) => part !== null);
  return {
    name: row.name,
    handle: row.handle,
    timeZone: row.zone ?? 'UTC',
    within: wider.length > 0 && wider.length === row.within.length ? wider : null,
  };
}

/** The key of the one subject with this handle; null: none, or several. */
export async function keyByHandle(
  client: ClientBase,
  policy: RowSubject,
  keyColumns: readonly string[],
  handle: string,
): Promise<readonly string[] | null> {
  if (policy.handle === null) return null;
  const { rows } = await run<{ key: string[] }>(
    client,
    sql`select ${spelledKey('t', keyColumns)} as key
        from ${tableSql(policy.table)} t where lower(${column('t', policy.handle)}::text) = lower(${handle}) limit 2`,
  );
  return rows.length === 1 ? (rows[0]?.key ?? null) : null;
}

const personColumns = ({ key, email, changedAt, previous }: People): Sql => sql`
  ${column('p', key)}::text as actor, ${column('p', email)}::text as address,
  ${changedAt === null ? sql`null::float8` : momentSql(column('p', changedAt))} as "changedAt",
  ${previous === null ? sql`null::text` : sql`${column('p', previous)}::text`} as previous`;

/** What is infinite is no moment. */
const momentSql = (value: Sql): Sql =>
  sql`case when isfinite(${value}) then floor(extract(epoch from ${value}) * 1000)::float8 end`;

const column = (alias: string, name: string): Sql => sql`${sql.id(alias, name)}`;

function isSubject(members: Members, key: readonly string[]): Sql {
  const [part, ...more] = key;
  // The language has one column for it; a key of several parts is refused when the policy is read.
  if (part === undefined || more.length > 0) throw new LetheError('SUBJECT_INVALID', 'members are known by one column');
  return sql`${spelled(column('m', members.subject))} = ${part}`;
}
