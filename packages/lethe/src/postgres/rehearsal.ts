import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Writes } from '../engine/receipt.ts';
import type { Finding } from '../planner/finding.ts';
import { goesWithOwners } from '../planner/owned-step.ts';
import type { Outline, Step } from '../planner/plan.ts';
import { type Database, sqlState } from './connection.ts';
import { withAhead } from './look-ahead.ts';
import { ofFew } from './predicate-sql.ts';
import { type Attempt, attempt, type Tried } from './rehearsal-attempt.ts';
import { leftByTriggers } from './rehearsal-findings.ts';
import { pendingRowsSql } from './rows-sql.ts';
import { one, run, tableSql } from './sql.ts';
import { pendingSql } from './step-sql.ts';

/** Of so many rows the whole deletion is tried; of a larger subject some rows of each step. */
const wholeRows = 1_000;
const sampleRows = 20;

/** Triggers may make rows again while theirs go; a run comes back about as often before it gives up. */
const mostRounds = 8;

// While it is tried, others wait for these rows as for those of a batch.
const wholeLimits = { lockTimeoutMs: 100, statementTimeoutMs: 1_000 };
const sampleLimits = { lockTimeoutMs: 50, statementTimeoutMs: 200 };
const lookingMs = 5_000;
/** Others wait no longer than this for all of it, however many steps there are. */
const wholeMs = 5_000;

/**
 * Carries the plan out and takes it back: what the database refuses, and what triggers would write, is known before
 * anything is recorded. A lock that others hold, or a statement that takes long, ends the trying without a finding: the
 * run has its own ways with both.
 */
export async function rehearse(database: Database, planned: Outline, rows: number): Promise<readonly Finding[]> {
  const outline = await withAhead(database, planned);
  const found = rows <= wholeRows ? await tryWhole(database, outline) : await trySamples(database, outline);
  // A row that may not go is met again by what would take it along.
  const same = (a: Finding, b: Finding): boolean => a.code === b.code && a.message === b.message;
  return found.filter((finding, at) => found.findIndex((each) => same(each, finding)) === at);
}

interface Limits {
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

async function takenBack<T>(database: Database, limits: Limits, body: (client: ClientBase) => Promise<T>): Promise<T> {
  return database.use(async (client) => {
    await client.query(
      `begin isolation level read committed read write;
       set local row_security = off; set local "lethe.run" = 'rehearsal';
       set local lock_timeout = ${limits.lockTimeoutMs}; set local statement_timeout = ${limits.statementTimeoutMs}`,
    );
    try {
      return await body(client);
    } finally {
      await client.query('rollback');
    }
  });
}

function tryWhole(database: Database, outline: Outline): Promise<readonly Finding[]> {
  return takenBack(database, wholeLimits, async (client) => {
    const before = await rowsToGo(client, outline);
    const until = performance.now() + wholeMs;
    const all: Attempt[] = [];
    let latest: readonly Attempt[] = [];
    for (let round = 1; round <= mostRounds; round += 1) {
      const earlier = latest;
      latest = await tryRound(client, outline, until);
      all.push(...latest);
      const found = latest.flatMap(({ findings }) => findings);
      if (found.length > 0 || latest.some(({ is }) => is === 'unsure')) return found;
      if (latest.every(isSettled) || (round > 1 && comeFromOthers(outline, earlier, latest)))
        return leftByTriggers(outline, before, writesOf(all));
    }
    const [first] = latest.filter((each) => !isSettled(each));
    return first === undefined ? [] : [first.ifAgain];
  });
}

/** What nothing of ours has made in these two rounds, and the second met all the same, others write meanwhile: the run has its ways with that. */
function comeFromOthers(outline: Outline, earlier: readonly Attempt[], latest: readonly Attempt[]): boolean {
  const writes = writesOf([...earlier, ...latest]);
  if (writes === null) return false;
  const made = new Set(writes.filter((write) => write.inserted + write.updated > 0).map(({ table }) => table));
  return latest.some((each, at) => !isSettled(each) && !made.has(outline.steps[at]?.table ?? ''));
}

const isSettled = ({ is, rows }: Attempt): boolean => is === 'written' && rows === 0;

/** Null: something was taken back meanwhile, and the server's counters do not tell it apart. */
function writesOf(attempts: readonly Attempt[]): readonly Writes[] | null {
  return attempts.every(({ is }) => is === 'written') ? attempts.flatMap(({ writes }) => writes) : null;
}

/** In the order of the plan: what stops one of them may be why those behind it are stopped. */
async function tryRound(client: ClientBase, outline: Outline, until: number): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  for (const step of outline.steps.filter((each) => !goesWithOwners(outline, each))) {
    const where = pendingSql(step, outline);
    const made = await attempt(client, outline, step, { relation: tableSql(step.table), where, sample: false });
    const latest = performance.now() > until ? { ...made, is: 'unsure' as const } : made;
    attempts.push(latest);
    if (latest.is === 'unsure') break;
  }
  return attempts;
}

/** By table, rows that steps are to delete. */
async function rowsToGo(client: ClientBase, outline: Outline): Promise<ReadonlyMap<string, number>> {
  const rows = new Map<string, number>();
  for (const step of outline.steps) {
    if (step.kind !== 'delete') continue;
    const counted = await one<{ rows: string }>(
      client,
      sql`select count(*) as rows from (${pendingRowsSql(step, outline, sql`t.ctid`)}) t`,
    );
    rows.set(step.table, (rows.get(step.table) ?? 0) + Number(counted.rows));
  }
  return rows;
}

/** The subject's own row is not tried to be deleted: all that hangs from it is still there. */
async function trySamples(database: Database, outline: Outline): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const step of outline.steps) {
    if ((step.root && step.kind === 'delete') || goesWithOwners(outline, step)) continue;
    for (const sample of await samplesOf(database, outline, step)) {
      const made = await takenBack(database, sampleLimits, (client) => attempt(client, outline, step, sample));
      found.push(...made.findings);
    }
  }
  return found;
}

/** Some rows of the step by address: of one partition, or of as many as they lie in. */
async function samplesOf(database: Database, outline: Outline, step: Step): Promise<readonly Tried[]> {
  const pending = pendingSql(step, ofFew(outline));
  const looking = takenBack(database, { ...sampleLimits, statementTimeoutMs: lookingMs }, (client) =>
    run<{ schema: string; name: string; tids: string }>(
      client,
      sql`select n.nspname as schema, c.relname as name, array_agg(s.tid)::text as tids
          from (${pendingRowsSql(step, outline, sql`t.tableoid as relation, t.ctid as tid`)} limit ${sampleRows}::int) s
            join pg_class c on c.oid = s.relation join pg_namespace n on n.oid = c.relnamespace
          group by 1, 2`,
    ),
  );
  const rows = await looking.then((answer) => answer.rows).catch(nothingInTime);
  return rows.map(({ schema, name, tids }) => ({
    relation: sql`only ${sql.id(schema, name)}`,
    where: sql`t.ctid = any(${tids}::tid[]) and ${pending}`,
    sample: true,
  }));
}

function nothingInTime(error: unknown): [] {
  if (heldUp.has(sqlState(error) ?? '')) return [];
  throw error;
}

/** A statement that took too long, and a lock that was not given. */
const heldUp: ReadonlySet<string> = new Set(['57014', '55P03']);
