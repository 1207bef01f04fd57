import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import type { Database } from './connection.ts';
import { recordEvent } from './events.ts';
import type { Wakes } from './requests.ts';
import { settleRunAttention } from './run-attention.ts';
import { one, run } from './sql.ts';

export interface NewWaiver {
  readonly run: string;
  /** Name, or name@version: all of its entries that failed. */
  readonly effect?: string;
  /** One entry of the outbox. */
  readonly entry?: string;
  /** Stands on the certificate for ever: it must hold no personal data. */
  readonly reason: string;
  /** An operator's id, never a name or an address. */
  readonly by: string;
}

/** Entries of one effect that were let go for one reason. */
export interface Waiver {
  readonly effect: string;
  readonly version: number;
  readonly items: number;
  readonly reason: string;
  readonly by: string;
}

export interface Waived {
  readonly waived: number;
  /** False: the run goes on only when its pause or hold ends. */
  readonly resumed: boolean;
}

const longestReason = 500;

/**
 * Lets go of effects that will never succeed, for the reason given, so that the run can end without them. Such are those
 * that failed for good; and, while nobody carries the run out, those that failed and wait for their next attempt.
 */
export async function waiveEffects(database: Database, waiver: NewWaiver, wakes: Wakes): Promise<Waived> {
  const reason = wholeReason(waiver);
  return database.transaction(async (client) => {
    const at = await lockRun(client, waiver.run);
    const entries = await waiveEntries(client, { ...waiver, reason }, at.led);
    if (entries.length === 0) throw await nothingToWaive(client, waiver, at.led);
    for (const [name, items] of countByName(entries)) {
      const data = { effect: name, items, by: waiver.by };
      await recordEvent(client, { request: at.request, run: waiver.run, type: 'effect.waived', data });
    }
    return { waived: entries.length, resumed: await goOn(client, waiver.run, at, wakes) };
  });
}

function wholeReason({ reason, effect, entry }: NewWaiver): string {
  const text = reason.trim();
  if (text === '') throw new LetheError('WAIVER_INVALID', 'a waiver needs a reason');
  if ([...text].length > longestReason)
    throw new LetheError('WAIVER_INVALID', `the reason is longer than ${longestReason} characters`);
  if (effect === undefined && entry === undefined)
    throw new LetheError('WAIVER_INVALID', 'a waiver names an effect or one of its entries');
  return text;
}

interface RunAt {
  readonly request: string;
  readonly state: string;
  readonly led: boolean;
}

/** Locked, so that no worker takes it up before its entries are waived. */
async function lockRun(client: ClientBase, id: string): Promise<RunAt> {
  const { rows } = await run<RunAt>(
    client,
    sql`select request, state, coalesce(lease_until > lethe.now(), false) as led from lethe.runs where id = ${id} for update`,
  );
  const [row] = rows;
  if (row === undefined) throw new LetheError('RUN_UNKNOWN', `there is no run ${id}`);
  if (row.state === 'completed') throw new LetheError('RUN_STATE', `${id} is completed: its certificate is issued`);
  return row;
}

interface Named {
  readonly effect: string;
  readonly version: number;
}

async function waiveEntries(client: ClientBase, waiver: NewWaiver, led: boolean): Promise<Named[]> {
  const { run: id, effect = null, entry = null, reason, by } = waiver;
  // Somebody at it may have a call under way whose outcome would be lost.
  const { rows } = await run<Named>(
    client,
    sql`update lethe.outbox set state = 'waived', row_values = null, ended_at = lethe.now(),
          waived = ${JSON.stringify({ reason, by })}::jsonb
        where run = ${id}
          and (${effect}::text is null or ${effect} in (effect, effect || '@' || version))
          and (${entry}::text is null or id::text = ${entry})
          and (state = 'failed' or (state = 'pending' and last_error is not null and not ${led}::boolean))
        returning effect, version`,
  );
  return rows;
}

function countByName(entries: readonly Named[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { effect, version } of entries) {
    const name = `${effect}@${version}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

async function nothingToWaive(client: ClientBase, waiver: NewWaiver, led: boolean): Promise<LetheError> {
  const { run: id, effect = null, entry = null } = waiver;
  const named = entry === null ? `effect ${effect}` : `entry ${entry}`;
  const { entries, waiting } = await one<{ entries: string; waiting: string }>(
    client,
    sql`select count(*) as entries, count(*) filter (where state = 'pending' and last_error is not null) as waiting
        from lethe.outbox where run = ${id}
          and (${effect}::text is null or ${effect} in (effect, effect || '@' || version))
          and (${entry}::text is null or id::text = ${entry})`,
  );
  if (entries === '0') return new LetheError('WAIVER_INVALID', `${id} has no ${named.slice(0, 200)}`);
  const text =
    led && waiting !== '0'
      ? `${id} is being carried out, and its attempts at ${named} go on: pause it first`
      : `${named} of ${id} has not failed`;
  return new LetheError('WAIVER_INVALID', text);
}

/** A run that failed for them goes on, and finds by itself whether anything else is open. */
async function goOn(client: ClientBase, id: string, { state, request }: RunAt, wakes: Wakes): Promise<boolean> {
  if (state === 'paused' || state === 'held') return false;
  if (state === 'failed') {
    await run(client, sql`update lethe.runs set state = 'queued', attention = null where id = ${id}`);
    await recordEvent(client, { request, run: id, type: 'run.resumed', data: { by: 'waiver' } });
    await settleRunAttention(client, wakes, request);
  }
  await wakes.run(client, id);
  return true;
}

/** What the certificate says of them. */
export async function waiversOf(client: ClientBase, id: string): Promise<Waiver[]> {
  const { rows } = await run<Omit<Waiver, 'items'> & { items: string }>(
    client,
    sql`select effect, version, waived ->> 'reason' as reason, waived ->> 'by' as by, count(*) as items
        from lethe.outbox where run = ${id} and state = 'waived' group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
  );
  return rows.map((row) => ({ ...row, items: Number(row.items) }));
}

/** An entry that failed at least once and has not ended. */
export interface FailedEffect {
  readonly entry: string;
  readonly effect: string;
  readonly version: number;
  readonly attempts: number;
  /** The kind of error; never its text. */
  readonly error: string;
  /** RFC 3339 UTC; null: given up, until the run is resumed. */
  readonly nextAttemptAt: string | null;
}

const shownAtMost = 1_000;

export async function failedEffects(client: ClientBase, id: string): Promise<FailedEffect[]> {
  const { rows } = await run<FailedEffect>(
    client,
    sql`select id::text as entry, effect, version, attempts, last_error as error,
          case when state = 'pending' then to_json(next_attempt_at)#>>'{}' end as "nextAttemptAt"
        from lethe.outbox where run = ${id} and state in ('pending', 'failed') and last_error is not null
        order by id limit ${shownAtMost}::int`,
  );
  return rows;
}
