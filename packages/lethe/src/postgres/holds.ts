import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Database } from './connection.ts';
import { recordEvent } from './events.ts';
import { closeGate, keepRecordsOut } from './gate.ts';
import { tellRequest, type Wakes } from './requests.ts';
import { one, run } from './sql.ts';

export interface NewHold {
  /** kind:key */
  readonly scope: string;
  readonly reason: string;
  readonly owner: string;
  /** Date `YYYY-MM-DD`: a hold without a day to look at it again would be one without an end. */
  readonly reviewOn: string;
}

export interface HoldPlaced {
  readonly hold: string;
  /** Runs it stopped, with the rows that were gone already when it took hold. */
  readonly runs: readonly { readonly run: string; readonly rowsGone: number }[];
}

export interface HoldRecord extends NewHold {
  readonly hold: string;
  readonly placedAt: string;
  readonly releasedAt: string | null;
}

/**
 * Places a hold. It waits for the batches that are open, at most; each batch after that sees it. What it answers is
 * therefore exact: the rows that were gone before, and none after.
 */
export async function placeHold(database: Database, hold: NewHold, wakes: Wakes): Promise<HoldPlaced> {
  requireWhole(hold);
  const id = newId('hold');
  return database.transaction(async (client) => {
    await requireReviewToCome(client, hold.reviewOn);
    await keepRecordsOut(client);
    const runs = await openRuns(client, hold.scope);
    for (const { id: runId } of runs) await closeGate(client, runId);
    await run(
      client,
      sql`insert into lethe.holds (id, scope, reason, owner, review_on) values (${id}, ${hold.scope}, ${hold.reason}, ${hold.owner}, ${hold.reviewOn}::date)`,
    );
    await recordEvent(client, { type: 'hold.placed', data: { hold: id, scope: hold.scope } });
    const stopped = [];
    for (const { id: runId } of runs) stopped.push(await holdRun(client, runId, id));
    for (const request of await openRequests(client, hold.scope)) {
      await tellRequest(client, wakes, request, { type: 'hold placed', hold: id });
    }
    return { hold: id, runs: stopped.filter((entry) => entry !== null) };
  });
}

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

async function openRuns(client: ClientBase, scope: string): Promise<{ id: string }[]> {
  // In one order everywhere, so that two holds never wait for each other's gates.
  const { rows } = await run<{ id: string }>(
    client,
    sql`select id from lethe.runs where state <> 'completed' and ${scope} = any(scopes) order by id`,
  );
  return rows;
}

/** In one order everywhere, so that nobody waits in a circle. */
async function openRequests(client: ClientBase, scope: string): Promise<string[]> {
  const { rows } = await run<{ id: string }>(
    client,
    sql`select id from lethe.requests where scopes @> array[${scope}]::text[]
          and state not in ('closed', 'cancelled', 'expired', 'refused', 'forwarded') order by id`,
  );
  return rows.map(({ id }) => id);
}

async function holdRun(
  client: ClientBase,
  runId: string,
  hold: string,
): Promise<{ run: string; rowsGone: number } | null> {
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
  return { run: runId, rowsGone };
}

/** Releases a hold; runs that no other hold stops may go on, without a new request. */
export async function releaseHold(
  database: Database,
  { hold, reason }: { hold: string; reason: string },
  wakes: Wakes,
): Promise<{ runs: string[] }> {
  if (reason.trim() === '') throw new LetheError('HOLD_INVALID', 'releasing a hold needs a reason');
  return database.transaction(async (client) => {
    const { rows } = await run<{ scope: string }>(
      client,
      sql`update lethe.holds set released_at = lethe.now(), released_because = ${reason}
          where id = ${hold} and released_at is null returning scope`,
    );
    const [row] = rows;
    if (row === undefined) throw new LetheError('HOLD_UNKNOWN', `there is no open hold ${hold}`);
    await recordEvent(client, { type: 'hold.released', data: { hold, scope: row.scope } });
    const freed = await run<{ id: string; request: string }>(
      client,
      sql`update lethe.runs r set state = 'queued' where r.state = 'held' and ${row.scope} = any(r.scopes)
            and not exists (select from lethe.holds h where h.released_at is null and h.scope = any(r.scopes))
          returning r.id, r.request`,
    );
    for (const entry of freed.rows) {
      await recordEvent(client, { request: entry.request, run: entry.id, type: 'run.released', data: { hold } });
      await wakes.run(client, entry.id);
    }
    const told = await run<{ id: string }>(
      client,
      sql`select id from lethe.requests where scopes @> array[${row.scope}]::text[]
            and body -> 'holds' ? ${hold} order by id`,
    );
    for (const { id } of told.rows) await tellRequest(client, wakes, id, { type: 'hold released', hold });
    return { runs: freed.rows.map((entry) => entry.id) };
  });
}

export async function listHolds(database: Database): Promise<HoldRecord[]> {
  const { rows } = await database.use((client) =>
    run<{
      hold: string;
      scope: string;
      reason: string;
      owner: string;
      review: string;
      placed: string;
      released: string | null;
    }>(
      client,
      sql`select id as hold, scope, reason, owner, review_on::text as review, to_json(placed_at)#>>'{}' as placed,
            to_json(released_at)#>>'{}' as released
          from lethe.holds order by placed_at`,
    ),
  );
  return rows.map(({ hold, scope, reason, owner, review, placed, released }) => ({
    hold,
    scope,
    reason,
    owner,
    reviewOn: review,
    placedAt: placed,
    releasedAt: released,
  }));
}
