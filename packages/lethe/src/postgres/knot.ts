import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Finding } from '../planner/finding.ts';
import { isKnot, type KnotStep, knotSteps, largestGroup, tablesOf } from '../planner/knot-step.ts';
import type { Outline, Step, Tie } from '../planner/plan.ts';
import { tableName } from '../schema/table-name.ts';
import type { Part } from './delete-together.ts';
import { ofFew } from './predicate-sql.ts';
import { one, run, type Sql, tableSql } from './sql.ts';
import { pendingSql } from './step-sql.ts';
import { ledTo } from './tie-sql.ts';

/**
 * How often rows are put before one that too many refer to. Newest first, chains come apart by themselves; with their
 * rows in the worst order, one of two hundred thousand has come apart by then.
 */
const deepest = 10;

/** Rows of one table, by address; both arrays in the server's own text form. */
export interface Members {
  readonly table: string;
  readonly relations: string;
  readonly tids: string;
  readonly rows: number;
}

export interface Group {
  readonly members: readonly Members[];
  /** There are more than one statement takes; these are then the ones that were led to last: few refer to them. */
  readonly tooLarge: boolean;
}

const few = 100;

/** Some rows and all that refers to them round the knot. */
export async function groupOf(client: ClientBase, start: Sql, ties: readonly Tie[]): Promise<Group> {
  const { rows } = await run<Omit<Members, 'table'> & { schema: string; name: string; beyond: boolean }>(
    client,
    sql`with recursive ${ledTo('groups', start, ties, 'down')},
          led as (select rel, tid, row_number() over () as at from groups limit ${largestGroup + 1}::int)
        select n.nspname as schema, r.relname as name, array_agg(led.rel)::text as relations,
          array_agg(led.tid)::text as tids, count(*)::int as rows, bool_or(found.rows > ${largestGroup}::int) as beyond
        from (select max(at) as rows from led) found cross join led join pg_class c on c.oid = led.rel join pg_class r on r.oid = coalesce(pg_partition_root(c.oid), c.oid)
          join pg_namespace n on n.oid = r.relnamespace
        where found.rows <= ${largestGroup}::int or led.at > ${largestGroup + 1 - few}::int
        group by 1, 2 order by 1, 2`,
  );
  return {
    members: rows.map(({ schema, name, relations, tids, rows: count }) => {
      return { table: tableName(schema, name), relations, tids, rows: count };
    }),
    tooLarge: rows.some(({ beyond }) => beyond),
  };
}

/** The condition on `t` that it is one of these. The addresses find it, the relation tells partitions apart. */
export function amongSql({ relations, tids }: Pick<Members, 'relations' | 'tids'>): Sql {
  return sql`t.ctid = any(${tids}::tid[]) and (t.tableoid, t.ctid) in
    (select * from unnest(${relations}::oid[], ${tids}::tid[]))`;
}

/**
 * What the subject's own row refers to round the knot, `aside(rel, tid)`: it can only go with that row. Null: the row is
 * not in the knot, or this is its own step.
 */
export function asideSql(outline: Outline, step: Step): Sql | null {
  const root = outline.steps.find((other) => other.kind === 'delete' && other.root);
  if (!isKnot(step) || step.root || root === undefined || !step.knot.some(({ table }) => table === root.table))
    return null;
  const own = sql`select t.tableoid, t.ctid from ${tableSql(root.table)} t where ${pendingSql(root, outline)}`;
  return ledTo('aside', own, step.knot, 'up');
}

/** Ties of a batch: the subject's own row is not led to, it goes last. */
export function tiesInBatches(outline: Outline, step: KnotStep): readonly Tie[] {
  const root = outline.steps.find((other) => other.root);
  return step.knot.filter(({ table, to }) => step.root || (table !== root?.table && to !== root?.table));
}

export function tooDeep(depth: number): boolean {
  return depth >= deepest;
}

export function groupTooLarge(step: KnotStep): Finding {
  const [tie] = step.knot;
  return {
    code: 'CYCLE_UNBROKEN',
    table: step.table,
    message: `more than ${largestGroup.toLocaleString('en-US')} rows of ${tablesOf(step).join(', ')} refer to each other in a circle in which no link can be cut; so many are not deleted in one statement`,
    next: `Make the columns of one of these references nullable, such as ${tie?.table}.${tie?.columns.join(', ')}, and plan again; or delete some of the rows in the product, then resume the run.`,
  };
}

/** The rows of a group as parts of one statement, each tested again with the predicate of its table. */
export function partsOf(outline: Outline, step: KnotStep, members: readonly Members[]): readonly Part[] {
  return members.map((of) => {
    const own = stepOn(outline, step, of.table);
    const where = sql`${amongSql(of)} and ${pendingSql(own, ofFew(outline))}`;
    return { step: own, relation: tableSql(of.table), where };
  });
}

/** All that is left of the knot, with the last of its steps; null: before that. */
export function wholeKnot(outline: Outline, step: KnotStep): readonly Part[] | null {
  const steps = knotSteps(outline, step);
  if (steps.at(-1) !== step) return null;
  return steps.map((own) => ({
    ...{ step: own, relation: tableSql(own.table), where: pendingSql(own, outline) },
  }));
}

/** The step of the knot on this table. */
export function stepOn(outline: Outline, step: KnotStep, table: string): KnotStep {
  const own = knotSteps(outline, step).find((each) => each.table === table);
  if (own === undefined) throw new Error(`bug: ${table} is in a knot without a step of its own`);
  return own;
}

/** Whether what is left of a knot can go in one statement. */
export async function fitsOneStatement(client: ClientBase, parts: readonly Part[]): Promise<boolean> {
  const counts = parts.map(
    ({ relation, where }) =>
      sql`(select count(*) from (select from ${relation} t where ${where} limit ${largestGroup + 1}::int) c)`,
  );
  const { rows } = await one<{ rows: string }>(client, sql`select ${sql.join(counts, sql` + `)} as rows`);
  return Number(rows) <= largestGroup;
}
