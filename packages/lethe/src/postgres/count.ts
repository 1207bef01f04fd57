import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Counts, Kept, Outline, Step } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import { withSpineEnds } from '../planner/spine-end.ts';
import { untilOf } from '../policy/retention.ts';
import type { Database } from './connection.ts';
import { inTurn } from './in-turn.ts';
import { withAhead } from './look-ahead.ts';
import { lookBehind } from './look-behind.ts';
import { pendingRowsSql, rowsSql } from './rows-sql.ts';
import { one, type Sql } from './sql.ts';
import { findTraces } from './traces.ts';

/** Exact counts of a whole plan in one snapshot, on two connections where the tempo allows it: the second joins the first one's. */
export async function countPlan(database: Database, planned: Outline): Promise<Counts> {
  const outline = await withAhead(database, planned);
  const counted = await inOneSnapshot<Counts>(database, 'ahead', async (count) => {
    const rowsOf = (use: { table: string; predicate: Predicate }): Promise<number> =>
      count.rows(rowsSql(use, outline, address));
    const [steps, kept, effects, blockers, checks, shared] = await Promise.all([
      Promise.all(outline.steps.map((step) => rowsOf(step))),
      keptRows(count, outline),
      Promise.all(outline.effects.map((effect) => rowsOf(effect))),
      Promise.all(outline.blockers.map((blocker) => rowsOf(blocker))),
      Promise.all(outline.checks.map((check) => rowsOf(check))),
      Promise.all((outline.owned ?? []).map((owned) => rowsOf({ table: owned.table, predicate: owned.shared }))),
    ]);
    const counts = { steps, kept, effects, blockers, checks };
    return outline.owned === undefined ? counts : { ...counts, owned: shared };
  });
  const traces = await findTraces(database, outline);
  return traces.length === 0 ? counted : { ...counted, traces };
}

/** Of what blocks the plan, rows. */
export async function countBlockers(database: Database, planned: Outline): Promise<Counts['blockers']> {
  if (planned.blockers.length === 0) return [];
  const outline = await withAhead(database, planned);
  return inOneSnapshot(database, 'ahead', (count) =>
    Promise.all(outline.blockers.map((blocker) => count.rows(rowsSql(blocker, outline, address)))),
  );
}

/** Rows that a step still has to deal with: none after a run. */
export async function countRemaining(database: Database, outline: Outline): Promise<{ step: Step; rows: number }[]> {
  return inOneSnapshot(database, 'behind', (count) =>
    Promise.all(
      outline.steps.map(async (step) => ({
        step,
        rows: await count.rows(pendingRowsSql(step, outline, address)),
      })),
    ),
  );
}

/** What stays, alone: all that a certificate counts when the rows are gone. */
export async function countKept(database: Database, outline: Outline): Promise<Counts['kept']> {
  if (outline.kept.length === 0) return [];
  return inOneSnapshot(database, 'ahead', (count) => keptRows(count, outline));
}

async function keptRows(count: Counting, outline: Outline): Promise<Counts['kept']> {
  return withSpineEnds(outline, await Promise.all(outline.kept.map((entry) => count.kept(outline, entry))));
}

const address = sql`t.ctid`;

interface Counting {
  rows(of: Sql): Promise<number>;
  kept(outline: Outline, entry: Kept): Promise<{ rows: number; until: string | null }>;
}

type Ask = <T>(body: (client: ClientBase) => Promise<T>) => Promise<T>;

/** `behind`: what is counted should be gone. */
async function inOneSnapshot<T>(
  database: Database,
  look: 'ahead' | 'behind',
  body: (count: Counting) => Promise<T>,
): Promise<T> {
  const mode = 'isolation level repeatable read read only';
  const prepare = async (client: ClientBase): Promise<void> => {
    await client.query('set local row_security = off');
    if (look === 'behind') await lookBehind(client);
  };
  const alone = (): Promise<T> =>
    database.transaction(async (client) => {
      await prepare(client);
      return body(counting(taking([client])));
    }, mode);
  const together = (): Promise<T> =>
    database.transaction(async (first) => {
      const { snapshot } = await one<{ snapshot: string }>(first, sql`select pg_export_snapshot() as snapshot`);
      return database.transaction(async (second) => {
        await second.query(`set transaction snapshot '${snapshot}'`);
        for (const client of [first, second]) await prepare(client);
        return body(counting(taking([first, second])));
      }, mode);
    }, mode);
  return database.lanes === 1 ? alone() : inTurn(database, together);
}

/** Hands each question to the connection that is free first: node-pg queues, so both lanes stay busy to the end. */
function taking(clients: readonly ClientBase[]): Ask {
  const free = [...clients];
  const waiting: ((client: ClientBase) => void)[] = [];
  const take = (): Promise<ClientBase> => {
    const client = free.pop();
    return client === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(client);
  };
  return async (body) => {
    const client = await take();
    try {
      return await body(client);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free.push(client);
      else next(client);
    }
  };
}

function counting(ask: Ask): Counting {
  return {
    rows: (of) =>
      ask(async (client) => {
        const { rows } = await one<{ rows: string }>(client, sql`select count(*) as rows from (${of}) t`);
        return Number(rows);
      }),
    kept: (outline, entry) =>
      ask(async (client) => {
        const latest = entry.from === null ? sql`null::text` : sql`to_json(max(${sql.id('t', entry.from)}))#>>'{}'`;
        const { rows, from, now } = await one<{ rows: string; from: string | null; now: string }>(
          client,
          sql`select count(*) as rows, ${latest} as from, to_json(clock_timestamp())#>>'{}' as now
              from (${rowsSql(entry, outline, sql`t.*`)}) t`,
        );
        const retention =
          entry.for === null ? null : { for: entry.for, from: entry.from, endOf: entry.endOf, because: entry.reason };
        return { rows: Number(rows), until: retention === null ? null : untilOf(retention, { from, deletedAt: now }) };
      }),
  };
}
