import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Control, Phase, RunRecord, StepRecord } from '../engine/control.ts';
import type { Writer } from '../engine/store.ts';
import { faultPoint } from '../fault-point.ts';
import type { Finding } from '../planner/finding.ts';
import type { Counts } from '../planner/plan.ts';
import { formatSubject } from '../planner/subject.ts';
import type { Duration } from '../policy/duration.ts';
import { claimRun, labelOf } from './claim.ts';
import type { Database } from './connection.ts';
import { recordEvent } from './events.ts';
import { passGate } from './gate.ts';
import { effectCounts, effectEnded, effectRetry, outboxDue, outboxWaitMs } from './outbox.ts';
import { recordCommand } from './record-command.ts';
import { mustTellRequest, type Wakes } from './requests.ts';
import { raiseRunAttention } from './run-attention.ts';
import { readReceipts, readRuns, runUnknown } from './run-record.ts';
import { one, run, type Sql } from './sql.ts';
import { stale } from './stale.ts';
import { stops } from './table-holds.ts';

/** Wakes a worker for the run, in the transaction that made it runnable. */
export type Wake = (client: ClientBase, run: string) => Promise<void>;

export interface ControlOptions {
  readonly url: string;
  readonly database: Database;
  readonly wakes: Wakes;
  /** How long copies of what is deleted are kept in backups; left out: there are none. */
  readonly backupsKeptFor?: Duration | undefined;
}

/** Lethe's own state in PostgreSQL. Every write names the writer's epoch; a stale one changes nothing and throws. */
export function postgresControl({ url, database, wakes, backupsKeptFor }: ControlOptions): Control {
  const tx = database.transaction;
  // Found by a take-over like a batch: a worker that is stopped in the midst of this holds the run's row.
  const as = <T>(writer: Writer, body: (client: ClientBase) => Promise<T>): Promise<T> =>
    tx(async (client) => {
      await run(client, sql`select set_config('application_name', ${labelOf(writer.run, writer.epoch)}, true)`);
      return body(client);
    });
  return {
    record: (newRun) => tx((client) => recordCommand(client, wakes, newRun)).then(() => faultPoint('apply.recorded')),
    load: (id) => database.use((client) => load(client, id)),
    now: () =>
      database.use(
        async (client) => (await one<{ now: string }>(client, sql`select to_json(lethe.now())#>>'{}' as now`)).now,
      ),
    claim: (id) => claimRun({ url, database, run: id }),
    start: (writer) => as(writer, (client) => start(client, wakes, writer)),
    enter: (writer, phase) => as(writer, (client) => enter(client, writer, phase)),
    closed: (writer) => database.use(async (client) => (await passGate(client, writer, 'read'))?.by ?? null),
    steps: (id) => database.use((client) => steps(client, id)),
    stepDone: (writer, step) => as(writer, (client) => stepDone(client, writer, step)),
    fail: (writer, findings) => as(writer, (client) => fail(client, wakes, writer, findings)),
    stop: (writer, by) => as(writer, (client) => stop(client, writer, by)),
    complete: (writer) => as(writer, (client) => complete(client, wakes, writer, backupsKeptFor)),
    receipts: (id) => database.use((client) => readReceipts(client, sql`lethe.receipts`, id)),
    outboxDue: (id, effects, limit) => database.use((client) => outboxDue(client, id, effects, limit)),
    outboxWaitMs: (id, effects) => database.use((client) => outboxWaitMs(client, id, effects)),
    effectEnded: (writer, id, end, error) => as(writer, (client) => effectEnded(client, writer, { id, end, error })),
    effectRetry: (writer, id, waitMs, error) =>
      as(writer, (client) => effectRetry(client, writer, { id, waitMs, error })),
    effectCounts: (id) => database.use((client) => effectCounts(client, id)),
    storeCertificate: (writer, certificate) => as(writer, (client) => storeCertificate(client, writer, certificate)),
    certificate: (id) => database.use((client) => certificate(client, id)),
    salt: (id) => tx((client) => salt(client, id)),
  };
}

async function load(client: ClientBase, id: string): Promise<RunRecord> {
  const [found] = await readRuns(client, sql`lethe.runs`, sql`id = ${id}`);
  if (found === undefined) throw runUnknown(id);
  return found;
}

/** Writes to the run's own row, if the writer still has the right to; with the event of that change. */
async function change(
  client: ClientBase,
  writer: Writer,
  set: Sql,
  event: { type: string; data?: object },
): Promise<{ request: string; kind: string; key: string[]; counts: Counts }> {
  const { rows } = await run<{ request: string; kind: string; key: string[]; counts: Counts }>(
    client,
    sql`update lethe.runs set ${set} where id = ${writer.run} and epoch = ${writer.epoch}::int
        returning request, kind, key, counts`,
  );
  const [row] = rows;
  if (row === undefined) throw stale(writer);
  await recordEvent(client, { request: row.request, run: writer.run, type: event.type, data: event.data ?? {} });
  return row;
}

async function start(client: ClientBase, wakes: Wakes, writer: Writer): Promise<boolean> {
  const { rows } = await run<{ request: string; kind: string; key: string[] }>(
    client,
    sql`update lethe.runs r set state = 'running', started_at = coalesce(r.started_at, lethe.now())
        from lethe.kill_switch k
        where r.id = ${writer.run} and r.epoch = ${writer.epoch}::int and r.state in ('queued', 'running', 'failed') and k.engaged_at is null
          and not exists (select from lethe.holds h where ${stops})
        returning r.request, r.kind, r.key`,
  );
  const [row] = rows;
  if (row === undefined) return false;
  const target = formatSubject(row);
  await mustTellRequest(client, wakes, row.request, { type: 'target started', target });
  await recordEvent(client, {
    request: row.request,
    run: writer.run,
    type: 'run.started',
    data: { epoch: writer.epoch },
  });
  return true;
}

async function enter(client: ClientBase, writer: Writer, phase: Phase): Promise<void> {
  const state = phase === 'verify' || phase === 'certify' ? sql`'verifying'` : sql`'running'`;
  await change(
    client,
    writer,
    sql`phase = ${phase}, state = case when state in ('paused', 'held') then state else ${state} end`,
    {
      type: 'run.phase',
      data: { phase },
    },
  );
}

async function steps(client: ClientBase, id: string): Promise<StepRecord[]> {
  const { rows } = await run<{ no: number; state: StepRecord['state']; found: string | null }>(
    client,
    sql`select no, state, found from lethe.steps where run = ${id} order by no`,
  );
  return rows.map(({ no, state, found }) => ({ no, state, found: found === null ? null : Number(found) }));
}

async function stepDone(client: ClientBase, writer: Writer, step: number): Promise<void> {
  // Lost in a crash of the server, it is found out again: the step's worklist is empty.
  await client.query('set local synchronous_commit = off');
  await run(
    client,
    sql`update lethe.steps s set state = 'done', finished_at = lethe.now() from lethe.runs r
        where s.run = ${writer.run} and s.no = ${step}::int and r.id = s.run and r.epoch = ${writer.epoch}::int`,
  );
}

async function fail(client: ClientBase, wakes: Wakes, writer: Writer, findings: readonly Finding[]): Promise<void> {
  const { request } = await change(
    client,
    writer,
    sql`state = 'failed', attention = ${JSON.stringify(findings)}::jsonb, lease_until = null`,
    {
      type: 'run.failed',
      data: { codes: findings.map((finding) => finding.code), tables: findings.map((finding) => finding.table) },
    },
  );
  await raiseRunAttention(client, wakes, request, findings);
}

/**
 * Between the gate and this, the hold may have been released or the kill switch lifted, by one that found no stopped
 * run to wake. Their rows are locked, so that either they see the run stopped or this sees them gone.
 */
async function stop(client: ClientBase, writer: Writer, by: 'hold' | 'pause' | 'kill switch'): Promise<boolean> {
  const closing: Readonly<Record<typeof by, Sql>> = {
    hold: sql`select from lethe.holds h
      where exists (select from lethe.runs r where r.id = ${writer.run} and ${stops}) for share of h`,
    pause: sql`select from lethe.runs where id = ${writer.run} and state = 'paused' for update`,
    'kill switch': sql`select from lethe.kill_switch where engaged_at is not null for share`,
  };
  if ((await run(client, closing[by])).rows.length === 0) return false;
  const state = by === 'hold' ? 'held' : 'paused';
  await change(client, writer, sql`state = ${state}, lease_until = null`, { type: `run.${state}`, data: { by } });
  return true;
}

async function complete(
  client: ClientBase,
  wakes: Wakes,
  writer: Writer,
  backupsKeptFor: Duration | undefined,
): Promise<void> {
  const { request, counts, ...subject } = await change(
    client,
    writer,
    sql`state = 'completed', phase = 'end', attention = null, lease_until = null, finished_at = lethe.now()`,
    { type: 'run.completed' },
  );
  // What stays has been planned, table by table; its end is proven one by one.
  const residuals = counts.kept.filter(({ rows }) => rows > 0).length;
  const target = formatSubject(subject);
  const copies = backupsKeptFor === undefined ? {} : { backupsKeptFor };
  const ended = { type: 'target ended', target, outcome: 'all', residuals, ...copies } as const;
  await mustTellRequest(client, wakes, request, ended);
}

async function storeCertificate(
  client: ClientBase,
  writer: Writer,
  made: { id: string; stage: string; note: string },
): Promise<void> {
  // Locked, so that a take-over waits: after it, a certificate of the earlier worker would be a second one.
  const { rows } = await run<{ request: string }>(
    client,
    sql`select request from lethe.runs where id = ${writer.run} and epoch = ${writer.epoch}::int for update`,
  );
  const [row] = rows;
  if (row === undefined) throw stale(writer);
  const { affected } = await run(
    client,
    sql`insert into lethe.certificates (id, run, stage, note) values (${made.id}, ${writer.run}, ${made.stage}, ${made.note})
        on conflict (run, stage) do nothing`,
  );
  if (affected === 0) return;
  const data = { certificate: made.id };
  await recordEvent(client, { request: row.request, run: writer.run, type: 'run.certified', data });
}

async function certificate(client: ClientBase, id: string): Promise<{ id: string; note: string } | null> {
  const { rows } = await run<{ id: string; note: string }>(
    client,
    sql`select id, note from lethe.certificates where run = ${id} order by issued_at limit 1`,
  );
  return rows[0] ?? null;
}

async function salt(client: ClientBase, id: string): Promise<Uint8Array> {
  await run(
    client,
    sql`insert into lethe.salts (run, salt) values (${id}, ${randomBytes(32)}) on conflict (run) do nothing`,
  );
  const row = await one<{ salt: Buffer }>(client, sql`select salt from lethe.salts where run = ${id}`);
  return new Uint8Array(row.salt);
}
