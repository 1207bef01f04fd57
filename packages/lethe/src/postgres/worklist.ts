import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Act } from '../engine/store.ts';
import { isKnot } from '../planner/knot-step.ts';
import type { DeleteStep, Step } from '../planner/plan.ts';
import type { Reference } from '../schema/graph.ts';
import { tableName } from '../schema/table-name.ts';
import { asideSql } from './knot.ts';
import { pendingRowsSql } from './rows-sql.ts';
import { one, run, type Sql, tableSql } from './sql.ts';
import { pendingSql } from './step-sql.ts';

/** Rows of one chunk of the worklist, locked for this transaction. */
export interface Claim {
  readonly no: string;
  readonly ofStep: number;
  readonly table: string;
  readonly relation: Sql;
  /** Array of ctid in the server's own text form; never parsed here. */
  readonly tids: string;
  readonly rows: number;
  readonly rest: number;
  readonly attempts: number;
  readonly depth: number;
}

// Addresses of one chunk: what two lanes hand each other. Batches take slices of it. As many as the largest batch has; of rows that
// carry others along fewer, for a lane that is at the last chunk works alone.
const chunkRows = 5_000;
const carryingRows = 2_000;

/** One pass over the step's rows writes all their addresses. Answers how many; constant memory on this side. */
export async function fillWorklist(client: ClientBase, runId: string, act: Act): Promise<number> {
  await run(client, sql`delete from lethe.worklist where run = ${runId} and step = ${act.step.no}::int`);
  const pending = pendingRowsSql(act.step, act.outline, address);
  const aside = asideSql(act.outline, act.step);
  if (aside === null) return addRows(client, runId, act, { ofStep: act.step, rows: pending, depth: 0 });
  const rows = sql`select * from (${pending}) t where (relation, tid) not in (select rel, tid from aside)`;
  return addRows(client, runId, act, { ofStep: act.step, rows, depth: 0, beside: sql`${aside},` });
}

const address = sql`t.tableoid as relation, t.ctid as tid`;

interface Rows {
  readonly ofStep: Step;
  /** A query of their addresses. */
  readonly rows: Sql;
  readonly depth: number;
  /** Parts of the WITH that the query looks into. */
  readonly beside?: Sql;
}

async function addRows(
  client: ClientBase,
  runId: string,
  act: Act,
  { ofStep, rows, depth, beside = sql`` }: Rows,
): Promise<number> {
  // row_number() over () keeps the scan's order: an index on the tenant column yields addresses in physical order. In a
  // knot the newest rows come first: they refer to older ones, and few refer to them.
  const carries = isKnot(act.step) || (act.step.kind === 'delete' && act.step.cascades.length > 0);
  const chunk = sql.lit(carries ? carryingRows : chunkRows);
  const [order, way] = isKnot(ofStep) ? [sql`order by t.tid desc`, sql`desc`] : [sql``, sql``];
  const { found } = await one<{ found: string }>(
    client,
    sql`with recursive ${beside} chunks as (
          insert into lethe.worklist (run, step, of_step, depth, relation, tids)
          select ${runId}, ${act.step.no}::int, ${ofStep.no}::int, ${depth}::int, rows.relation, array_agg(rows.tid order by rows.tid ${way})
          from (select t.relation, t.tid, (row_number() over (${order}) - 1) / ${chunk} as chunk from (${rows}) t) rows
          group by rows.relation, rows.chunk
          order by rows.chunk
          returning cardinality(tids) as rows)
        select coalesce(sum(rows), 0) as found from chunks`,
  );
  return Number(found);
}

/** The next rows nobody else works on. Null: none now. Stays locked until the transaction ends. */
export async function claimRows(client: ClientBase, runId: string, step: number, size: number): Promise<Claim | null> {
  const { rows } = await run<{
    no: string;
    of_step: number;
    schema: string;
    name: string;
    root_schema: string;
    root_name: string;
    slice: string;
    rows: number;
    rest: number;
    attempts: number;
    depth: number;
  }>(
    client,
    sql`select w.no, w.of_step, n.nspname as schema, c.relname as name, rn.nspname as root_schema, r.relname as root_name,
          w.tids[w.done + 1 : w.done + ${size}::int]::text as slice,
          least(${size}::int, cardinality(w.tids) - w.done) as rows,
          greatest(0, cardinality(w.tids) - w.done - ${size}::int) as rest, w.attempts, w.depth
        from lethe.worklist w
          join pg_class c on c.oid = w.relation join pg_namespace n on n.oid = c.relnamespace
          join pg_class r on r.oid = coalesce(pg_partition_root(c.oid), c.oid) join pg_namespace rn on rn.oid = r.relnamespace
        where w.run = ${runId} and w.step = ${step}::int and w.not_before <= lethe.now()
        order by w.depth desc, w.no limit 1 for update of w skip locked`,
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    no: row.no,
    ofStep: row.of_step,
    table: tableName(row.root_schema, row.root_name),
    relation: sql`only ${sql.id(row.schema, row.name)}`,
    tids: row.slice,
    rows: row.rows,
    rest: row.rest,
    attempts: row.attempts,
    depth: row.depth,
  };
}

/**
 * The claimed rows are dealt with; a crash before COMMIT takes this back together with what was written. Answers whether
 * the step has further rows on the worklist, those that another lane has in hand included.
 */
export async function settleRows(client: ClientBase, runId: string, step: number, claim: Claim): Promise<boolean> {
  const own = sql`run = ${runId} and step = ${step}::int`;
  const chunk = sql`${own} and no = ${claim.no}::bigint`;
  const settle =
    claim.rest > 0
      ? sql`update lethe.worklist set done = done + ${claim.rows}::int where ${chunk}`
      : sql`delete from lethe.worklist where ${chunk}`;
  const { more } = await one<{ more: boolean }>(
    client,
    sql`with settled as (${settle})
        select ${claim.rest > 0}::boolean or exists (select from lethe.worklist where ${own} and no <> ${claim.no}::bigint) as more`,
  );
  return more;
}

/** The claimed rows (or those of `tids`) come again, after the others and not before `waitMs` have passed. */
export async function postponeRows(
  client: ClientBase,
  runId: string,
  step: number,
  claim: Claim,
  { tids = claim.tids, waitMs }: { tids?: string; waitMs: number },
): Promise<void> {
  await run(
    client,
    sql`insert into lethe.worklist (run, step, of_step, depth, relation, tids, not_before, attempts)
        select run, step, of_step, depth, relation, ${tids}::tid[], lethe.now() + ${waitMs} * interval '1 ms', attempts + 1
        from lethe.worklist where run = ${runId} and step = ${step}::int and no = ${claim.no}::bigint`,
  );
}

/** Rows left on the worklist of a step, those that wait included. A partition that was dropped meanwhile took its rows along. */
export async function waitingRows(client: ClientBase, runId: string, step: number): Promise<number> {
  const { waiting } = await one<{ waiting: string }>(
    client,
    sql`select coalesce(sum(cardinality(w.tids) - w.done), 0) as waiting from lethe.worklist w
        where w.run = ${runId} and w.step = ${step}::int and exists (select from pg_class c where c.oid = w.relation)`,
  );
  return Number(waiting);
}

/**
 * A parent whose cascade does not fit into one transaction: rows of every table the cascade takes along that hang from
 * it directly go onto the worklist before it. Answers how many.
 */
export async function drainBefore(
  client: ClientBase,
  runId: string,
  act: Act & { step: DeleteStep },
  claim: Claim,
  references: readonly Reference[],
): Promise<number> {
  let rows = 0;
  for (const reference of references) {
    const child = act.outline.steps.find((step) => step.kind === 'delete' && step.table === reference.table);
    if (child === undefined) continue;
    const hangs = sql`(${sql.join(reference.columns.map((column) => sql`${sql.id('t', column)}`))}) in
      (select ${sql.join(reference.toColumns.map((column) => sql`${sql.id('p', column)}`))} from ${claim.relation} as p where p.ctid = any(${claim.tids}::tid[]))`;
    const hanging = sql`select ${address} from ${tableSql(child.table)} t where ${pendingSql(child, act.outline)} and ${hangs}`;
    rows += await addRows(client, runId, act, { ofStep: child, rows: hanging, depth: claim.depth + 1 });
  }
  return rows;
}

/** Puts these rows before those of a lower depth. */
export async function putBefore(
  client: ClientBase,
  runId: string,
  no: number,
  { step, depth, relations, tids }: { step: Step; depth: number; relations: string; tids: string },
): Promise<void> {
  await run(
    client,
    sql`insert into lethe.worklist (run, step, of_step, depth, relation, tids)
        select ${runId}, ${no}::int, ${step.no}::int, ${depth}::int, rel, array_agg(tid)
        from unnest(${relations}::oid[], ${tids}::tid[]) as rows(rel, tid) group by rel`,
  );
}
