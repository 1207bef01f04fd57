import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { backupsExpired } from '../requests/backups.ts';
import { overdueAt } from '../requests/next-moment.ts';
import type { Moment, Request } from '../requests/request.ts';
import { eraseAddresses } from './addresses.ts';
import type { Database } from './connection.ts';
import { tellReviewsDue } from './hold-reviews.ts';
import { lookAgainAt, readNow, tellRequest, type Wakes } from './requests.ts';
import { one, run, type Sql } from './sql.ts';

export interface TickOptions {
  /** Of each kind of work. */
  readonly limit: number;
  /** One request failed; the others go on. */
  readonly failed: (request: string, code: string) => void;
}

export interface TickCounts {
  /** Requests for which time had something to say. */
  readonly due: number;
  readonly failed: number;
  /** Requests, notices and wishes that were named again, in case their job was lost. */
  readonly requests: number;
  readonly notices: number;
  readonly wishes: number;
  readonly addressesErased: number;
  /** How long the oldest request that is due and not completed has been due; 0: there is none. By lethe.now(). */
  readonly oldestPendingSeconds: number;
}

/**
 * Everything that is due by now. No wait lives anywhere else, so whatever moved the clock, the next tick finds what it
 * made due. Any number may run at once: what one is at, the others pass over.
 */
export async function tickDue(database: Database, wakes: Wakes, { limit, failed }: TickOptions): Promise<TickCounts> {
  const due = await idsOf(
    database,
    sql`select id from lethe.requests where next_at <= (select lethe.now()) order by next_at, id limit ${limit}::int`,
  );
  let failures = 0;
  for (const id of due) {
    try {
      await database.transaction((client) => tickRequest(client, wakes, id));
    } catch (error) {
      // A database that is away fails for all of them, and is told of once.
      if (error instanceof LetheError && error.code === 'DATABASE_UNREACHABLE') throw error;
      failures += 1;
      failed(id, error instanceof LetheError ? error.code : error instanceof Error ? error.name : 'not an error');
    }
  }
  const [requests, notices, wishes] = await Promise.all([
    nameAgain(database, wakes.request, lostRequests(limit)),
    nameAgain(database, wakes.notice, dueNotices(limit)),
    nameAgain(database, wakes.request, lostWishes(limit)),
  ]);
  await tellReviewsDue(database, wakes, limit);
  const addressesErased = await database.transaction(eraseAddresses);
  await database.use(forgetAnswers);
  const oldestPendingSeconds = await database.use(oldestPending);
  return { due: due.length, failed: failures, requests, notices, wishes, addressesErased, oldestPendingSeconds };
}

/** What a tick named and nobody took up is named again so much later, not at once. */
const againSeconds = 15;

async function tickRequest(client: ClientBase, wakes: Wakes, id: string): Promise<void> {
  const { rows } = await run(
    client,
    sql`select id from lethe.requests where id = ${id} and next_at <= lethe.now() for update skip locked`,
  );
  if (rows.length === 0) return;
  const told = await tellRequest(client, wakes, id, { type: 'tick' });
  if (told.is === 'refused') throw new Error(`bug: a tick is refused: ${told.code}`);
  const now = await readNow(client);
  const gone = backupsExpired(told.request, now);
  if (gone !== null) await tellRequest(client, wakes, id, gone);
  const late = overdueAt(told.request);
  if (late !== null && now.lethe >= late)
    await tellRequest(client, wakes, id, { type: 'attention raised', code: 'OVERDUE' });
  else if (told.is === 'same' && gone === null) await lookLater(client, told.request, now.lethe);
  faultPoint('tick.told');
}

/** Nothing has changed; without this, every tick would find the same again. */
async function lookLater(client: ClientBase, request: Request, now: Moment): Promise<void> {
  await lookAgainAt(client, request, now);
  await run(
    client,
    sql`update lethe.requests set next_at = greatest(next_at, lethe.now() + ${againSeconds}::int * interval '1 s')
        where id = ${request.id} and next_at is not null`,
  );
}

/** Wakes each in the transaction that notes that it was looked at. */
async function nameAgain(database: Database, wake: Wakes['request'], lost: Sql): Promise<number> {
  return database.transaction(async (client) => {
    const { rows } = await run<{ id: string }>(client, lost);
    for (const { id } of rows) await wake(client, id);
    return rows.length;
  });
}

/**
 * Once a minute, requests at which a worker has something to do, should its job have been lost. By the raw clock: this
 * is no wait of theirs.
 */
const lostRequests = (limit: number): Sql => sql`
  update lethe.requests set looked_at = clock_timestamp() where id in (
    select q.id from lethe.requests q
    where q.looked_at < clock_timestamp() - case when q.state = 'running' and q.body #>> '{overlap,is}' = 'absorbed'
        and exists (select from lethe.requests w where w.id = q.body #>> '{overlap,request}' and w.state in ('completed', 'closed'))
        then interval '5 s' else interval '1 minute' end
      and q.state in ('received', 'verifying', 'confirming', 'running') and (q.state in ('received', 'running')
        or (q.state = 'verifying' and q.body -> 'policy' -> 'proof' @> '[["mailbox"]]'
          and q.body #>> '{requester,channel}' in ('form', 'email', 'operator')
          and not exists (select from lethe.tokens t where t.request = q.id and t.kind = 'proof'))
        or (q.state = 'confirming' and q.body #>> '{policy,confirm,by}' = 'mail'
          and (q.body #>> '{confirmation,generation}')::int = 0))
    order by q.looked_at limit ${limit}::int for update skip locked)
  returning id`;

/** Deliveries whose time has come, and notices that nobody has found the recipients of. */
const dueNotices = (limit: number): Sql => sql`
  (select n.id from lethe.notices n join lethe.events e on e.id = n.event
   where n.addressed_at is null and e.at < (select lethe.now()) - interval '10 s' order by n.id limit ${limit}::int)
  union
  (select distinct d.notice as id from lethe.deliveries d
   where d.state = 'pending' and d.next_attempt_at <= clock_timestamp() limit ${limit}::int)`;

const lostWishes = (limit: number): Sql => sql`
  select id from lethe.wishes where looked_at is null and received_at < (select lethe.now()) - interval '10 s'
  order by id limit ${limit}::int`;

/** What was answered is repeated for a day, by the raw clock. */
async function forgetAnswers(client: ClientBase): Promise<void> {
  await run(client, sql`delete from lethe.idempotency where created_at < clock_timestamp() - interval '1 day'`);
}

/** Of requests under way after their grace: a hold and a blocker count too, for the clock runs on. */
async function oldestPending(client: ClientBase): Promise<number> {
  const { seconds } = await one<{ seconds: string | null }>(
    client,
    sql`select floor(extract(epoch from (select lethe.now()) - min(to_timestamp((body ->> 'dueAt')::bigint / 1000.0)))) as seconds
        from lethe.requests where state in ('scheduled', 'running', 'held', 'blocked')
          and (body ->> 'dueAt')::bigint <= extract(epoch from (select lethe.now())) * 1000`,
  );
  return Math.max(Number(seconds ?? 0), 0);
}

async function idsOf(database: Database, statement: Sql): Promise<readonly string[]> {
  const { rows } = await database.use((client) => run<{ id: string }>(client, statement));
  return rows.map(({ id }) => id);
}
