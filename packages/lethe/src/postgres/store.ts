import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Act, BatchLimits, Outcome, Store, Writer } from '../engine/store.ts';
import { faultPoint } from '../fault-point.ts';
import { isKnot } from '../planner/knot-step.ts';
import type { EffectUse, Outline, Step } from '../planner/plan.ts';
import type { Schema } from '../schema/graph.ts';
import { referencesTo } from '../schema/references.ts';
import { boundedWrite, outcomeOf, type WriteBody } from './batch.ts';
import type { Database } from './connection.ts';
import { countBlockers, countPlan, countRemaining } from './count.ts';
import { type Crossing, crossingsOf, foreignRow } from './crossing.ts';
import { deleteTogether, rowsLeft } from './delete-together.ts';
import { finish } from './finish.ts';
import { installGuards } from './guard.ts';
import { introspect } from './introspect.ts';
import { type Strangers, writeKnot } from './knot-batch.ts';
import { rememberAhead, rememberBefore } from './look-ahead.ts';
import { lookBehindAgain } from './look-behind.ts';
import { ofFew, predicateSql } from './predicate-sql.ts';
import { refusalFinding } from './refusal.ts';
import { rehearse } from './rehearsal.ts';
import { one, run, type Sql, tableSql } from './sql.ts';
import { outboxSql, pendingSql, writeSql } from './step-sql.ts';
import { type Claim, claimRows, drainBefore, fillWorklist, postponeRows, settleRows, waitingRows } from './worklist.ts';
import { allowedWrites } from './writes-allowed.ts';

export interface PostgresStoreOptions {
  readonly database: Database;
  readonly schemas: readonly string[];
}

// Passes read much and write only addresses: they may take long, and hold nobody up.
const passTimeoutMs = 30 * 60_000;

/** The Store on PostgreSQL. Each method is one transaction; what it decided is in its Outcome, never in this object. */
export function postgresStore({ database, schemas }: PostgresStoreOptions): Store {
  const readSchema = (): Promise<Schema> => database.use((client) => introspect(client, { schemas: [...schemas] }));
  const crossings = crossingsOnce(readSchema);
  return {
    introspect: readSchema,
    count: (outline) => countPlan(database, outline),
    countBlockers: (outline) => countBlockers(database, outline),
    rehearse: (outline, rows) => rehearse(database, outline, rows),
    guard: (writer, outline) =>
      unbounded(database, writer, outline, 0, (client) => installGuards(client, writer, outline)),
    lookAhead: (writer, outline) =>
      unbounded(database, writer, outline, 0, async (client) => ({
        rows: await rememberAhead(client, writer, outline),
        more: false,
      })),
    fill: (writer, act) => fill(database, writer, act),
    batch: (writer, act, limits) => batch({ database, crossings }, writer, act, limits),
    postpone: (writer, act, size, waitMs) => postpone(database, writer, act, { size, waitMs }),
    drain: (writer, act) => drain(database, readSchema, writer, act),
    enumerate: (writer, outline, effect) => enumerate(database, writer, outline, effect),
    noteFence: (writer) => noteFence(database, writer),
    fencePassed: (writer) => fencePassed(database, writer),
    finish: (writer, outline, statementTimeoutMs) => finish(database, writer, outline, statementTimeoutMs),
    remaining: (outline) => countRemaining(database, outline),
  };
}

async function fill(database: Database, writer: Writer, act: Act): Promise<Outcome> {
  return unbounded(database, writer, act.outline, act.step.no, async (client) => {
    await lookBehindAgain(client, writer.run, act.step.no);
    await rememberBefore(client, writer, act);
    const rows = await fillWorklist(client, writer.run, act);
    const { affected } = await run(
      client,
      sql`update lethe.steps s set state = 'running', found = ${rows}::bigint, passes = passes + 1,
            started_at = coalesce(s.started_at, lethe.now())
          from lethe.runs r where s.run = ${writer.run} and s.no = ${act.step.no}::int
            and r.id = s.run and r.epoch = ${writer.epoch}::int`,
    );
    if (affected === 0) return { is: 'stopped', by: 'epoch' };
    faultPoint('step.filled');
    return { rows, more: rows > 0 };
  });
}

type Crossings = (act: Act, table: string) => Promise<readonly Crossing[]>;

/** Read at the first batch that cascades, and once: a worker's batches all follow the references it found. */
function crossingsOnce(readSchema: () => Promise<Schema>): Crossings {
  let schema: Promise<Schema> | undefined;
  const found = new Map<string, readonly Crossing[]>();
  return async ({ outline, step }, table) => {
    if (step.kind !== 'delete' || (step.cascades.length === 0 && !isKnot(step))) return [];
    const known = found.get(`${step.no}:${table}`);
    if (known !== undefined) return known;
    schema ??= readSchema().catch((error: unknown) => {
      schema = undefined;
      throw error;
    });
    // In a knot the rows of the step's own table may be reached by a cascade too.
    const cascades = isKnot(step) ? [step.table, ...step.cascades] : step.cascades;
    const crossings = crossingsOf(await schema, outline, { table, cascades });
    found.set(`${step.no}:${table}`, crossings);
    return crossings;
  };
}

/** Rows of others in the tables that the batch takes from: of the claimed ones, or of those that go with them. */
function strangersIn(client: ClientBase, act: Act, claim: Claim, crossings: Crossings): Strangers {
  return async (table, tids, owned) => {
    const relation = table === claim.table ? claim.relation : tableSql(table);
    const batch = { relation, tids, owned, asked: ofFew(act.outline) };
    const finding = await foreignRow(client, await crossings(act, table), batch);
    return finding === null ? null : { is: 'finding', finding };
  };
}

async function batch(
  { database, crossings }: { database: Database; crossings: Crossings },
  writer: Writer,
  act: Act,
  limits: BatchLimits,
): Promise<Outcome> {
  const bounded = {
    writer,
    outline: act.outline,
    step: act.step.no,
    gate: 'shared' as const,
    durable: false,
    allowed: allowedWrites(act.outline, [act.step]),
    lockTimeoutMs: limits.lockTimeoutMs,
    statementTimeoutMs: limits.statementTimeoutMs,
  };
  return boundedWrite(database, bounded, async (client) => {
    const claim = await claimRows(client, writer.run, act.step.no, limits.size);
    if (claim === null) return { is: 'empty', waiting: await waitingRows(client, writer.run, act.step.no) };
    const strangers = strangersIn(client, act, claim, crossings);
    if (isKnot(act.step)) return writeKnot(client, writer, { ...act, step: act.step }, claim, strangers);
    const stranger = await strangers(claim.table, claim.tids, stepOf(act, claim).predicate);
    if (stranger !== null) return stranger;
    return limits.skipLocked ? writeUnlocked(client, writer, act, claim) : writeAll(client, writer, act, claim);
  });
}

type Written = Awaited<ReturnType<WriteBody>>;

async function writeAll(client: ClientBase, writer: Writer, act: Act, claim: Claim): Promise<Written> {
  const written = await writeUntilGone(client, writer, act, claim, claim.tids);
  if ('is' in written) return written;
  const { affected, named } = written;
  const moved = affected < claim.rows;
  return { rows: affected, more: await settleRows(client, writer.run, act.step.no, claim), moved, named };
}

async function writeUnlocked(client: ClientBase, writer: Writer, act: Act, claim: Claim): Promise<Written> {
  const step = stepOf(act, claim);
  const where = sql`t.ctid = any(${claim.tids}::tid[]) and ${pendingSql(step, ofFew(act.outline))}`;
  const { free, locked } = await one<{ free: string; locked: string }>(
    client,
    sql`with free as (
          select t.ctid as tid from ${claim.relation} as t
          where ${where} for update skip locked),
        left_over as (
          select t.ctid as tid from ${claim.relation} as t
          where ${where})
        select coalesce((select array_agg(tid) from free), '{}')::text as free,
          coalesce((select array_agg(tid) from left_over where tid not in (select tid from free)), '{}')::text as locked`,
  );
  const written = await writeUntilGone(client, writer, act, claim, free);
  if ('is' in written) return written;
  const { affected, named } = written;
  if (locked !== '{}') await postponeRows(client, writer.run, act.step.no, claim, { tids: locked, waitMs: 500 });
  await settleRows(client, writer.run, act.step.no, claim);
  const moved = affected < claim.rows;
  return { rows: affected, more: true, lockedTurns: locked === '{}' ? 0 : claim.attempts + 1, moved, named };
}

/** The step whose rows the claim holds: the act's own, or a child's that is drained before its parent. */
function stepOf(act: Act, claim: Claim): Step {
  const step = act.outline.steps.find((candidate) => candidate.no === claim.ofStep);
  if (step === undefined) throw new Error(`bug: the worklist names step ${claim.ofStep}, which the plan does not have`);
  return step;
}

interface RowsWritten {
  readonly affected: number;
  readonly named: ReadonlyMap<string, number>;
}

type Failed = Exclude<Outcome, { is: 'done' }>;

const writeTries = 3;

/**
 * Fewer rows went than were there. Gone meanwhile is fine. What is there still is tried again, for a row that is written
 * to may have come to the address of one that has left it; there then too, a trigger or rule refuses.
 */
async function writeUntilGone(
  client: ClientBase,
  writer: Writer,
  act: Act,
  claim: Claim,
  tids: string,
): Promise<RowsWritten | Failed> {
  const step = stepOf(act, claim);
  const where = sql`t.ctid = any(${tids}::tid[]) and ${pendingSql(step, ofFew(act.outline))}`;
  const named = new Map<string, number>();
  let affected = 0;
  for (let tries = 1; ; tries += 1) {
    const written = await writeRows(client, writer, act, claim, where);
    if ('is' in written) return written;
    affected += written.affected;
    for (const [table, rows] of written.named) named.set(table, (named.get(table) ?? 0) + rows);
    const left = affected < claim.rows ? await rowsLeft(client, { relation: claim.relation, where }) : 0;
    if (left === 0) return { affected, named };
    if (tries === writeTries) return { is: 'finding', finding: await refusalFinding(client, step, left) };
  }
}

async function writeRows(
  client: ClientBase,
  writer: Writer,
  act: Act,
  claim: Claim,
  where: Sql,
): Promise<RowsWritten | Failed> {
  const step = stepOf(act, claim);
  if (step.kind !== 'delete') {
    const { affected } = await run(client, writeSql(step, act.outline, claim.relation, where));
    return { affected, named: new Map() };
  }
  const deletion = { runId: writer.run, outline: act.outline };
  const gone = await deleteTogether(client, deletion, [{ step, relation: claim.relation, where }]);
  return 'is' in gone ? gone : { affected: gone.rows[0] ?? 0, named: gone.named };
}

async function postpone(
  database: Database,
  writer: Writer,
  act: Act,
  { size, waitMs }: { size: number; waitMs: number },
): Promise<Outcome> {
  return unbounded(database, writer, act.outline, act.step.no, async (client) => {
    const claim = await claimRows(client, writer.run, act.step.no, size);
    if (claim === null) return { rows: 0, more: true };
    await postponeRows(client, writer.run, act.step.no, claim, { waitMs });
    await settleRows(client, writer.run, act.step.no, claim);
    return { rows: claim.attempts + 1, more: true };
  });
}

async function drain(
  database: Database,
  readSchema: () => Promise<Schema>,
  writer: Writer,
  act: Act,
): Promise<Outcome> {
  const { step } = act;
  if (step.kind !== 'delete') return { is: 'empty', waiting: 0 };
  const schema = await readSchema();
  return unbounded(database, writer, act.outline, step.no, async (client) => {
    const claim = await claimRows(client, writer.run, step.no, 1);
    if (claim === null) return { rows: 0, more: true };
    const references = referencesTo(schema, claim.table).filter((reference) => step.cascades.includes(reference.table));
    const rows = await drainBefore(client, writer.run, { ...act, step }, claim, references);
    await postponeRows(client, writer.run, step.no, claim, { waitMs: 0 });
    await settleRows(client, writer.run, step.no, claim);
    return { rows, more: true };
  });
}

async function enumerate(database: Database, writer: Writer, outline: Outline, effect: EffectUse): Promise<Outcome> {
  const step = outline.steps.find((candidate) => candidate.table === effect.table);
  const key = step?.key ?? [];
  const owned = predicateSql(effect.predicate, outline, 't');
  return unbounded(database, writer, outline, 0, async (client) => {
    const rows = sql`(select t.* from ${tableSql(effect.table)} t where ${owned})`;
    const { affected } = await run(client, outboxSql(writer.run, effect, key, rows));
    faultPoint('effect.enumerated');
    return { rows: affected, more: false };
  });
}

async function noteFence(database: Database, writer: Writer): Promise<Outcome> {
  const outcome = await database.transaction(async (client) => {
    const { affected } = await run(
      client,
      // Once: moved on at each slice, it would never be passed while long transactions overlap. One that lies ahead was
      // noted by another server, whose database was restored here.
      sql`update lethe.runs set fence_xid = least(fence_xid, pg_current_xact_id()) where id = ${writer.run} and epoch = ${writer.epoch}::int`,
    );
    return affected;
  });
  faultPoint('fence.noted');
  return outcome === 1 ? { is: 'done', rows: 0, writes: [], more: false, ms: 0 } : { is: 'stopped', by: 'epoch' };
}

/**
 * Transactions with an id are seen by the snapshot's xmin. One that has read but not yet written has no id; a foreign
 * key stops it all the same, but the insert guard reads with its old snapshot. Where guards are in use, such snapshots
 * (backend_xmin, as far as this role may see it) are waited for too.
 */
async function fencePassed(database: Database, writer: Writer): Promise<boolean> {
  return database.use(async (client) => {
    const { passed } = await one<{ passed: boolean }>(
      client,
      sql`select pg_snapshot_xmin(pg_current_snapshot()) > r.fence_xid
            and (not exists (select from lethe.tombstones d where d.run = r.id) or not exists (select from pg_stat_activity a where a.datname = current_database() and a.pid <> pg_backend_pid()
              and a.backend_type = 'client backend' and a.backend_xmin is not null
              and age(a.backend_xmin) > age((r.fence_xid::text::numeric % 4294967296)::text::xid))) as passed
          from lethe.runs r where r.id = ${writer.run}`,
    );
    return passed;
  });
}

/** A transaction that writes only Lethe's own tables: it looks at the gate, and there is no bound on its reading. */
async function unbounded(
  database: Database,
  writer: Writer,
  outline: Outline,
  step: number,
  body: WriteBody,
): Promise<Outcome> {
  try {
    return await boundedWrite(
      database,
      {
        writer,
        outline,
        step,
        gate: 'read',
        // Addresses can be written again; guards and outbox entries (step 0) are relied on outside the database.
        durable: step === 0,
        allowed: new Map(),
        lockTimeoutMs: 5_000,
        statementTimeoutMs: passTimeoutMs,
      },
      body,
    );
  } catch (error) {
    return outcomeOf(error, { outline, step });
  }
}
