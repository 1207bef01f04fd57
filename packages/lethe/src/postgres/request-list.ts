import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import type { Subject } from '../planner/plan.ts';
import { formatSubject } from '../planner/subject.ts';
import type { Request } from '../requests/request.ts';
import type { State } from '../requests/state.ts';
import type { Reader } from './scoped.ts';
import { run } from './sql.ts';

/** A request as it is stored, and what hangs from it. */
export interface StoredRequest {
  readonly request: Request;
  readonly version: string;
  readonly runs: readonly string[];
  readonly certificates: readonly string[];
}

export interface StoredEvent {
  readonly id: string;
  readonly at: string;
  readonly type: string;
  readonly run: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where a request belongs: enough to decide who may see it, and read before that is decided. */
export interface RequestRoute {
  /** kind:key of what was named. */
  readonly subject: string;
  readonly request: Request;
}

export async function routeOf(client: ClientBase, id: string): Promise<RequestRoute | null> {
  const { rows } = await run<{ body: Request }>(client, sql`select body from lethe.requests where id = ${id}`);
  const [row] = rows;
  return row === undefined ? null : { subject: formatSubject(row.body.targets[0].subject), request: row.body };
}

const columns = ({ from }: Reader) => sql`q.body,
  (select coalesce(max(e.id), 0) from ${from.events} e where e.request = q.id and e.type like 'request.%') as version,
  array(select r.id from ${from.runs} r where r.request = q.id order by r.created_at, r.id) as runs,
  array(select c.id from ${from.certificates} c join ${from.runs} r on r.id = c.run
        where r.request = q.id order by c.issued_at, c.id) as certificates`;

interface Row {
  body: Request;
  version: string;
  runs: string[];
  certificates: string[];
}

const storedOf = ({ body, ...rest }: Row): StoredRequest => ({ request: body, ...rest });

export async function readRequest(reader: Reader, id: string): Promise<StoredRequest> {
  const { rows } = await run<Row>(
    reader.client,
    sql`select ${columns(reader)} from lethe.requests q where q.id = ${id} and ${reader.inScope(sql`q.scopes`)}`,
  );
  const [row] = rows;
  if (row === undefined) throw requestUnknown(id);
  return storedOf(row);
}

/** The same words for one that is not there and one that is not theirs. */
export function requestUnknown(id: string): LetheError {
  return new LetheError('REQUEST_UNKNOWN', `there is no request ${id.slice(0, 100)}`);
}

export interface ListBy {
  /** kind:key of what was named, or of what it lies in. */
  readonly subject: string | null;
  readonly requester: string | null;
  readonly states: readonly State[];
  readonly after: Position | null;
  readonly limit: number;
}

/** Where a page ended: newest first. */
export interface Position {
  /** Microseconds since 1970: as exact as the database writes them. */
  readonly receivedAtUs: string;
  readonly id: string;
}

export async function listRequests(
  reader: Reader,
  { subject, requester, states, after, limit }: ListBy,
): Promise<readonly (StoredRequest & { readonly at: Position })[]> {
  const { rows } = await run<Row & { at: string }>(
    reader.client,
    sql`select ${columns(reader)}, (extract(epoch from q.received_at) * 1000000)::bigint::text as at from lethe.requests q
        where ${reader.inScope(sql`q.scopes`)}
          and ${subject === null ? sql`true` : sql`q.scopes @> array[${subject}]::text[]`}
          and ${requester === null ? sql`true` : sql`q.requester = ${requester}`}
          and ${states.length === 0 ? sql`true` : sql`q.state = any(${[...states]}::text[])`}
          and ${after === null ? sql`true` : sql`(q.received_at, q.id) < (timestamptz 'epoch' + ${after.receivedAtUs}::bigint * interval '1 microsecond', ${after.id})`}
        order by q.received_at desc, q.id desc limit ${limit}::int`,
  );
  return rows.map(({ at, ...row }) => ({ ...storedOf(row), at: { receivedAtUs: at, id: row.body.id } }));
}

/** What a person of the host has asked for, wherever: their own rows, by their own id. */
export async function subjectsAskedFor(client: ClientBase, requester: string): Promise<readonly string[]> {
  const { rows } = await run<{ kind: string; key: string[] }>(
    client,
    sql`select distinct kind, key from lethe.requests where requester = ${requester} order by kind, key limit 100`,
  );
  return rows.map(formatSubject);
}

export async function requestEvents(reader: Reader, id: string): Promise<readonly StoredEvent[]> {
  const { rows } = await run<StoredEvent & Record<string, unknown>>(
    reader.client,
    sql`select e.id::text, to_json(e.at at time zone 'UTC')#>>'{}' || 'Z' as at, e.type, e.run, e.data
        from ${reader.from.events} e join lethe.requests q on q.id = e.request
        where e.request = ${id} and ${reader.inScope(sql`q.scopes`)} order by e.id limit 10000`,
  );
  return rows;
}

/** The version of a request whose row is locked: the number of the last thing that happened to it. */
export async function versionOf(client: ClientBase, id: string): Promise<string> {
  const { rows } = await run<{ version: string }>(
    client,
    sql`select coalesce(max(id), 0) as version from lethe.events where request = ${id} and type like 'request.%'`,
  );
  return rows[0]?.version ?? '0';
}

/** The open request for exactly this subject. Whoever asks holds off others who ask, until the transaction ends. */
export async function lockOpenRequest(client: ClientBase, subject: string): Promise<string | null> {
  await run(client, sql`select pg_advisory_xact_lock(hashtextextended(${`lethe:ask:${subject}`}, 0))`);
  const [open] = await openRequestsOf(client, subject);
  return open ?? null;
}

export async function openRequestsOf(client: ClientBase, subject: string): Promise<readonly string[]> {
  const { rows } = await run<{ id: string; body: Request }>(
    client,
    sql`select id, body from lethe.requests where scopes @> array[${subject}]::text[]
          and state not in ('completed', 'closed', 'cancelled', 'expired', 'refused', 'forwarded')
        order by received_at, id`,
  );
  return rows
    .filter(({ body }) =>
      body.targets.some((target) => target.range === null && formatSubject(target.subject) === subject),
    )
    .map(({ id }) => id);
}

/** How often its own people asked for a subject's deletion during the last day, and when the next time may be. */
export async function timesAskedFor(
  client: ClientBase,
  { kind, key }: Subject,
): Promise<{ readonly today: number; readonly freeInSeconds: number }> {
  const { rows } = await run<{ today: string; free: number | null }>(
    client,
    sql`select count(*) as today, ceil(extract(epoch from min(received_at) + interval '1 day' - lethe.now()))::float8 as free
        from lethe.requests where kind = ${kind} and key = ${[...key]}::text[] and received_at > (select lethe.now()) - interval '1 day'
          and body -> 'requester' ->> 'channel' = 'self-service'`,
  );
  return { today: Number(rows[0]?.today ?? 0), freeInSeconds: Math.max(1, rows[0]?.free ?? 1) };
}

/** How often, and when last, a message of this request was asked for again: by the raw clock. */
export async function timesAskedAgain(
  client: ClientBase,
  id: string,
): Promise<{ readonly today: number; readonly lastAgoMs: number | null }> {
  const { rows } = await run<{ today: string; ago: number | null }>(
    client,
    sql`select count(*) as today, (extract(epoch from lethe.now() - max(at)) * 1000)::float8 as ago from lethe.events
        where request = ${id} and type in ('request.confirmation_resent', 'request.proof_asked')
          and at > lethe.now() - interval '1 day'`,
  );
  return { today: Number(rows[0]?.today ?? 0), lastAgoMs: rows[0]?.ago ?? null };
}
