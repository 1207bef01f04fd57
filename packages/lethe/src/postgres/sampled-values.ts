import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { RunRecord } from '../engine/control.ts';
import type { Step } from '../planner/plan.ts';
import { tableName } from '../schema/table-name.ts';
import type { Database } from './connection.ts';
import { columnsOf } from './named-sets.ts';
import { quoteName } from './quote.ts';
import { one, run, type Sql, tableSql } from './sql.ts';
import { pendingSql } from './step-sql.ts';

/** Of so large a share of a table some values are bound to be sampled: nobody need look. */
const sureShare = 0.01;

/**
 * Tables in whose statistics values of the subject's rows stand, looked at while these are there. Analysing a table costs
 * what its size asks for; looking costs what the subject's does.
 */
export async function sampledTables(database: Database, { outline, counts }: RunRecord): Promise<readonly string[]> {
  return database.transaction(async (client) => {
    await client.query('set local row_security = off');
    const samples = await samplesOf(client);
    const found = new Set<string>();
    for (const [at, step] of outline.steps.entries()) {
      const sample = samples.get(step.table);
      const rows = counts.steps[at] ?? 0;
      if (sample === undefined || rows === 0 || step.kind === 'detach' || found.has(step.table)) continue;
      const sure = rows >= sample.rows * sureShare || sample.hasElements;
      if (sure || (await holdsSampled(client, step, sample.columns, pendingSql(step, outline)))) found.add(step.table);
    }
    return [...found];
  }, 'read only');
}

interface Sample {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Words of texts and members of arrays are sampled one by one: such tables are not looked into. */
  readonly hasElements: boolean;
}

/** By table, the columns of which the server keeps values, those of its partitions included. */
async function samplesOf(client: ClientBase): Promise<ReadonlyMap<string, Sample>> {
  const { rows } = await run<{ schema: string; name: string } & Sample>(
    client,
    sql`select n.nspname as schema, c.relname as name, array_agg(distinct s.attname::text) as columns,
          (select sum(greatest(l.reltuples, 0))::float8 from pg_class l
           where l.relkind = 'r' and l.oid in (select relid from pg_partition_tree(c.oid) union select c.oid)) as rows,
          bool_or(s.most_common_elems is not null) as "hasElements"
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
          cross join lateral (select relid from pg_partition_tree(c.oid) union select c.oid) tree
          join pg_class part on part.oid = tree.relid join pg_namespace pn on pn.oid = part.relnamespace
          join pg_stats s on s.schemaname = pn.nspname and s.tablename = part.relname
        where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema', 'lethe', 'lethe_jobs')
          and num_nonnulls(s.most_common_vals::text, s.histogram_bounds::text, s.most_common_elems::text) > 0
        group by c.oid, 1, 2`,
  );
  return new Map(
    rows.map(({ schema, name, rows: estimate, columns, hasElements }) => [
      tableName(schema, name),
      { rows: estimate, columns, hasElements },
    ]),
  );
}

/** What a row is called and found by is no value of it: the tenant's key stands in every statistic. */
async function holdsSampled(client: ClientBase, step: Step, columns: readonly string[], where: Sql): Promise<boolean> {
  const names = new Set([...step.key, ...columnsOf(step.predicate)]);
  const looked = columns.filter((column) => !names.has(column));
  if (looked.length === 0) return false;
  const { holds } = await one<{ holds: boolean }>(
    client,
    sql`select exists (select from ${tableSql(step.table)} t where ${where} and (${sql.join(
      looked.map((column) => sql`${sql.id('t', column)}::text in (${valuesSql(step.table, column)})`),
      sql` or `,
    )})) as holds`,
  );
  return holds;
}

function valuesSql(table: string, column: string): Sql {
  return sql`select unnest(coalesce(s.most_common_vals::text::text[], '{}') || coalesce(s.histogram_bounds::text::text[], '{}'))
    from (select relid from pg_partition_tree(to_regclass(${quoteName(table)})) union select to_regclass(${quoteName(table)})) tree
      join pg_class part on part.oid = tree.relid join pg_namespace pn on pn.oid = part.relnamespace
      join pg_stats s on s.schemaname = pn.nspname and s.tablename = part.relname where s.attname = ${column}`;
}
