import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Database } from './connection.ts';
import { recordEvent } from './events.ts';
import { closeGate, keepRecordsOut } from './gate.ts';
import { settleReview } from './hold-reviews.ts';
import { tellRequest, type Wakes } from './requests.ts';
import { one, run } from './sql.ts';
import { stops } from './table-holds.ts';

export interface NewHold {
  /** kind:key */
  readonly scope: string;
  /** What it lies in, and itself. A hold on a part forbids deleting the whole. Left out: it lies in nothing. */
  readonly path?: readonly string[] | undefined;
  /** schema.table: only the subject's rows of it are held, and the rest goes. Left out: all of the subject. */
  readonly table?: string | undefined;
  readonly reason: string;
  readonly owner: string;
  /** Date `YYYY-MM-DD`: a hold without a day to look at it again would be one without an end. */
  readonly reviewOn: string;
  /** Who places it: the name of a key. Left out: its owner. */
  readonly by?: string | undefined;
}

export interface HoldPlaced {
  readonly hold: string;
  /** When it is to be looked at again: as was written, but in a year at the latest. */
  readonly reviewOn: string;
  /** Runs it stopped, with the rows that were gone already when it took hold. */
  readonly runs: readonly { readonly run: string; readonly rowsGone: number }[];
}

export interface HoldRecord extends Omit<NewHold, 'table' | 'by' | 'path'> {
  readonly table: string | null;
  readonly hold: string;
  readonly placedAt: string;
  readonly releasedAt: string | null;
}

/**
 * Places a hold. It waits for the batches that are open, at most; each batch after that sees it. What it answers is
 * therefore exact: the rows that were gone before, and none after. On one table, it stops the runs whose plans take rows
 * of that table; a request without a run is planned again before it starts, and then keeps them.
 */
export async function placeHold(database: Database, hold: NewHold, wakes: Wakes): Promise<HoldPlaced> {
  requireWhole(hold);
  const id = newId('hold');
  return database.transaction(async (client) => {
    await requireReviewToCome(client, hold.reviewOn);
    await keepRecordsOut(client);
    const runs = await openRuns(client, hold);
    for (const { id: runId } of runs) await closeGate(client, runId);
    const { review: reviewOn } = await one<{ review: string }>(
      client,
      sql`insert into lethe.holds (id, scope, path, on_table, reason, owner, review_on)
          values (${id}, ${hold.scope}, ${pathOf(hold)}::text[], ${hold.table ?? null}, ${hold.reason}, ${hold.owner},
            least(${hold.reviewOn}::date, (lethe.now()::date + interval '1 year')::date)) returning review_on::text as review`,
    );
    const by = hold.by ?? hold.owner;
    await recordEvent(client, { type: 'hold.placed', data: { ...factsOf(id, hold), by, reviewOn } });
    const stopped = [];
    for (const { id: runId } of runs) stopped.push(await holdRun(client, runId, id));
    const held = stopped.filter((entry) => entry !== null);
    for (const request of await openRequests(client, hold, held)) {
      await tellRequest(client, wakes, request, { type: 'hold placed', hold: id });
    }
    return { hold: id, reviewOn, runs: held.map(({ run: runId, rowsGone }) => ({ run: runId, rowsGone })) };
  });
}

const pathOf = ({ scope, path }: NewHold): string[] => [...(path ?? [scope])];

const factsOf = (
  hold: string,
  { scope, table }: { readonly scope: string; readonly table?: string | null | undefined },
) => (typeof table === 'string' ? { hold, scope, table } : { hold, scope });

function requireWhole({ scope, reason, owner, reviewOn }: NewHold): void {
  const missing = Object.entries({ reason, owner, scope })
    .filter(([, text]) => text.trim() === '')
    .map(([name]) => name);
  if (missing.length > 0) throw new LetheError('HOLD_INVALID', `the hold has no ${missing.join(' and no ')}`);
  if (!isDate(reviewOn)) throw new LetheError('HOLD_INVALID', `"${reviewOn}" is no review date (YYYY-MM-DD)`);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // The 30th of February is read as the 2nd of March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

async function requireReviewToCome(client: ClientBase, reviewOn: string): Promise<void> {
  const { past } = await one<{ past: boolean }>(client, sql`select ${reviewOn}::date < lethe.now()::date as past`);
  if (past) throw new LetheError('HOLD_INVALID', `the review date ${reviewOn} has passed`);
}

async function openRuns(client: ClientBase, hold: NewHold): Promise<{ id: string }[]> {
  const { scope } = hold;
  const table = hold.table ?? null;
  // In one order everywhere, so that two holds never wait for each other's gates.
  const { rows } = await run<{ id: string }>(
    client,
    sql`select id from lethe.runs where state <> 'completed'
          and (${scope} = any(scopes) or scopes[1] = any(${pathOf(hold)}::text[]))
          and (${table}::text is null or takes ? ${table}::text) order by id`,
  );
  return rows;
}

interface StoppedRun {
  readonly run: string;
  readonly request: string;
  readonly rowsGone: number;
}

/**
 * In one order everywhere, so that nobody waits in a circle. A hold on a table interrupts what it has stopped, and what
 * would delete the whole that the held part lies in and has not begun.
 */
async function openRequests(client: ClientBase, hold: NewHold, held: readonly StoppedRun[]): Promise<string[]> {
  const { scope } = hold;
  const table = hold.table ?? null;
  const wider = pathOf(hold).filter((each) => each !== scope);
  const { rows } = await run<{ id: string }>(
    client,
    sql`select id from lethe.requests q
        where state not in ('closed', 'cancelled', 'expired', 'refused', 'forwarded')
          and ((${table}::text is null and scopes @> array[${scope}]::text[])
            or ((${table}::text is null or body ->> 'digest' is null)
              and exists (select from jsonb_array_elements(q.body -> 'targets') t
                where t #>> '{path,-1}' = any(${wider}::text[]))))`,
  );
  return [...new Set([...rows.map(({ id }) => id), ...held.map(({ request }) => request)])].sort();
}

async function holdRun(client: ClientBase, runId: string, hold: string): Promise<StoppedRun | null> {
  const { rows } = await run<{ request: string }>(
    client,
    sql`update lethe.runs set state = 'held' where id = ${runId} and state <> 'completed' returning request`,
  );
  const [row] = rows;
  // Completed while the hold waited at its gate: there was nothing left to hold.
  if (row === undefined) return null;
  const gone = await run<{ gone: string }>(
    client,
    sql`select coalesce(sum(deleted + updated - inserted), 0) as gone from lethe.receipts where run = ${runId}`,
  );
  const rowsGone = Number(gone.rows[0]?.gone ?? 0);
  await recordEvent(client, { request: row.request, run: runId, type: 'run.held', data: { hold, rowsGone } });
  return { run: runId, request: row.request, rowsGone };
}

/** Who it was where nobody says who they are: the command line. */
const databaseCredentials = 'database credentials';

/** Releases a hold; runs that no other hold stops may go on, without a new request. */
export async function releaseHold(
  database: Database,
  { hold, reason, by = databaseCredentials }: { readonly hold: string; readonly reason: string; readonly by?: string },
  wakes: Wakes,
): Promise<{ runs: string[] }> {
  if (reason.trim() === '') throw new LetheError('HOLD_INVALID', 'releasing a hold needs a reason');
  return database.transaction(async (client) => {
    const { rows } = await run<{ scope: string; path: string[]; table: string | null }>(
      client,
      sql`update lethe.holds set released_at = lethe.now(), released_because = ${reason}
          where id = ${hold} and released_at is null returning scope, path, on_table as table`,
    );
    const [row] = rows;
    if (row === undefined) throw new LetheError('HOLD_UNKNOWN', `there is no open hold ${hold}`);
    await recordEvent(client, { type: 'hold.released', data: { ...factsOf(hold, row), by } });
    await settleReview(client, wakes, hold);
    await recordFreed(client, hold, row);
    const freed = await run<{ id: string; request: string }>(
      client,
      sql`update lethe.runs r set state = 'queued' where r.state = 'held'
            and (${row.scope} = any(r.scopes) or r.scopes[1] = any(${row.path}::text[]))
            and not exists (select from lethe.holds h where ${stops})
          returning r.id, r.request`,
    );
    for (const entry of freed.rows) {
      await recordEvent(client, { request: entry.request, run: entry.id, type: 'run.released', data: { hold } });
      await wakes.run(client, entry.id);
    }
    const told = await run<{ id: string }>(
      client,
      sql`select id from lethe.requests where body -> 'holds' ? ${hold} order by id`,
    );
    for (const { id } of told.rows) await tellRequest(client, wakes, id, { type: 'hold released', hold });
    return { runs: freed.rows.map((entry) => entry.id) };
  });
}

/** What completed runs had to leave because of the hold may go now, by an ordinary run; each request's record says so. */
async function recordFreed(
  client: ClientBase,
  hold: string,
  { scope, table }: { readonly scope: string; readonly table: string | null },
): Promise<void> {
  if (table === null) return;
  const { rows } = await run<{ id: string; request: string }>(
    client,
    sql`select r.id, r.request from lethe.runs r
        where r.state = 'completed' and r.scopes @> array[${scope}]::text[]
          and exists (select from jsonb_array_elements(r.outline -> 'kept') k
            where k ->> 'table' = ${table} and ${hold} = any(string_to_array(k ->> 'reason', ' ')))
        order by r.id`,
  );
  for (const { id, request } of rows)
    await recordEvent(client, { request, run: id, type: 'residual.released', data: { hold, table } });
}

export async function listHolds(database: Database): Promise<HoldRecord[]> {
  const { rows } = await database.use((client) =>
    run<{
      hold: string;
      scope: string;
      table: string | null;
      reason: string;
      owner: string;
      review: string;
      placed: string;
      released: string | null;
    }>(
      client,
      sql`select id as hold, scope, on_table as table, reason, owner, review_on::text as review, to_json(placed_at)#>>'{}' as placed,
            to_json(released_at)#>>'{}' as released
          from lethe.holds order by placed_at`,
    ),
  );
  return rows.map(({ hold, scope, table, reason, owner, review, placed, released }) => ({
    hold,
    scope,
    table,
    reason,
    owner,
    reviewOn: review,
    placedAt: placed,
    releasedAt: released,
  }));
}
