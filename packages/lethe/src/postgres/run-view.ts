import { sql } from 'kysely';
import type { EffectEnd, RunRecord } from '../engine/control.ts';
import type { Receipt } from '../engine/receipt.ts';
import type { StoredEvent } from './request-list.ts';
import { readReceipts, readRuns, runUnknown } from './run-record.ts';
import type { Reader } from './scoped.ts';
import { run, type Sql } from './sql.ts';

/** A run and what has been done of it, as of one moment. */
export interface SeenRun {
  readonly run: RunRecord;
  readonly receipts: readonly Receipt[];
  readonly effects: readonly SeenEffect[];
  readonly certificate: string | null;
  /** Events up to this one are in it. */
  readonly lastEvent: string;
}

/** Entries of one effect that are in one state. */
export interface SeenEffect {
  readonly effect: string;
  readonly version: number;
  readonly state: 'pending' | EffectEnd;
  readonly rows: number;
  /** They were tried, did not succeed, and are tried again by themselves. */
  readonly retrying: boolean;
  /** Of the one that was tried most often. */
  readonly attempts: number;
  /** Of the newest entry that met an error: its kind, never its text. Null once they have ended. */
  readonly lastError: string | null;
  /** RFC 3339 UTC; null: nothing is tried again by itself. */
  readonly nextAttemptAt: string | null;
}

const runsInScope = ({ from, inScope }: Reader): Sql =>
  sql`(select id from ${from.runs} where ${inScope(sql`scopes`)})`;

export async function seeRun(reader: Reader, id: string): Promise<SeenRun> {
  const { client, from, inScope } = reader;
  const [found] = await readRuns(client, from.runs, sql`id = ${id} and ${inScope(sql`scopes`)}`);
  if (found === undefined) throw runUnknown(id);
  const { rows } = await run<{ certificate: string | null; last: string }>(
    client,
    sql`select (select id from ${from.certificates} where run = ${id} order by issued_at limit 1) as certificate,
          (select coalesce(max(id), 0) from ${from.events} where run = ${id})::text as last`,
  );
  return {
    run: found,
    receipts: await readReceipts(client, from.receipts, id),
    effects: await seeEffects(reader, id),
    certificate: rows[0]?.certificate ?? null,
    lastEvent: rows[0]?.last ?? '0',
  };
}

async function seeEffects({ client, from }: Reader, id: string): Promise<readonly SeenEffect[]> {
  const { rows } = await run<Omit<SeenEffect, 'rows'> & { rows: string }>(
    client,
    sql`select effect, version, state, count(*) as rows, max(attempts) as attempts,
          state = 'pending' and count(last_error) > 0 as retrying,
          case when state in ('pending', 'failed') then
            (array_agg(last_error order by id desc) filter (where last_error is not null))[1] end as "lastError",
          case when state = 'pending' then
            to_json(min(next_attempt_at) filter (where last_error is not null) at time zone 'UTC')#>>'{}' || 'Z' end as "nextAttemptAt"
        from ${from.effects} where run = ${id} group by 1, 2, 3 order by 1, 2, 3`,
  );
  return rows.map((row) => ({ ...row, rows: Number(row.rows) }));
}

/**
 * What has happened to a run since, and whether it had ended before that was read. Whoever records an event of a run has
 * locked the run's row first, so its events become visible in the order of their numbers and none is passed over.
 */
export async function eventsOfRun(
  reader: Reader,
  { id, after, limit }: { readonly id: string; readonly after: string; readonly limit: number },
): Promise<{ readonly events: readonly StoredEvent[]; readonly ended: boolean }> {
  const { client, from, inScope } = reader;
  const state = await run<{ state: string }>(
    client,
    sql`select state from ${from.runs} where id = ${id} and ${inScope(sql`scopes`)}`,
  );
  if (state.rows[0] === undefined) throw runUnknown(id);
  const { rows } = await run<StoredEvent & Record<string, unknown>>(
    client,
    sql`select e.id::text, to_json(e.at at time zone 'UTC')#>>'{}' || 'Z' as at, e.type, e.run, e.data
        from ${from.events} e
        where e.run = ${id} and e.run in ${runsInScope(reader)} and e.id > ${after}::bigint
        order by e.id limit ${limit}::int`,
  );
  return { events: rows, ended: state.rows[0].state === 'completed' };
}

export interface EvidenceOfRun {
  readonly run: RunRecord;
  readonly receipts: readonly Receipt[];
  /** Of its latest certificate. */
  readonly note: string | null;
}

/** Runs of a request, or of a subject and what lies in it. */
export async function seeRuns(
  reader: Reader,
  by: { readonly request: string | null; readonly subject: string | null },
): Promise<readonly EvidenceOfRun[]> {
  const { client, from, inScope } = reader;
  const runs = await readRuns(
    client,
    from.runs,
    sql`${inScope(sql`scopes`)} and started_at is not null
      and ${by.request === null ? sql`true` : sql`request = ${by.request}`}
      and ${by.subject === null ? sql`true` : sql`scopes @> array[${by.subject}]::text[]`}`,
  );
  const notes = await run<{ run: string; note: string }>(
    client,
    sql`select distinct on (run) run, note from ${from.certificates}
        where run = any(${runs.map(({ id }) => id)}::text[]) order by run, issued_at desc`,
  );
  const noteOf = new Map(notes.rows.map((row) => [row.run, row.note]));
  const seen: EvidenceOfRun[] = [];
  for (const found of runs) {
    const receipts = await readReceipts(client, from.receipts, found.id);
    seen.push({ run: found, receipts, note: noteOf.get(found.id) ?? null });
  }
  return seen;
}

export interface SeenCertificate {
  readonly id: string;
  readonly run: string;
  readonly stage: string;
  readonly issuedAt: string;
  readonly note: string;
}

export async function seeCertificate(reader: Reader, id: string): Promise<SeenCertificate | null> {
  const { client, from } = reader;
  const { rows } = await run<{ id: string; run: string; stage: string; issued: string; note: string }>(
    client,
    sql`select id, run, stage, to_json(issued_at at time zone 'UTC')#>>'{}' || 'Z' as issued, note
        from ${from.certificates} where id = ${id} and run in ${runsInScope(reader)}`,
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { issued, ...rest } = row;
  return { ...rest, issuedAt: issued };
}

/** The request that a run or certificate belongs to; read before it is decided who may see it. */
export async function requestOf(
  client: Reader['client'],
  of: { readonly run: string } | { readonly certificate: string },
): Promise<string | null> {
  const { rows } = await run<{ request: string }>(
    client,
    'run' in of
      ? sql`select request from lethe.runs where id = ${of.run}`
      : sql`select r.request from lethe.certificates c join lethe.runs r on r.id = c.run where c.id = ${of.certificate}`,
  );
  return rows[0]?.request ?? null;
}
