import { sql } from 'kysely';
import { tableName } from '../schema/table-name.ts';
import { type Database, sqlState } from './connection.ts';
import type { Stale } from './gone-samples.ts';
import { inLanes } from './in-lanes.ts';
import { run, tableSql } from './sql.ts';

/**
 * The server samples values of every column for its planner and keeps them until the table is analysed again. Answers
 * the tables in whose statistics values of rows that are gone may stand still: the role may not analyse them, or another
 * session keeps them from being analysed. `note` is called after each that is.
 */
export async function analyse(database: Database, stale: readonly Stale[], note: Note): Promise<readonly string[]> {
  const may = await analysable(database);
  const kept = stale.filter(({ table }) => may.has(table));
  const left = new Set(kept.filter(({ table }) => may.get(table) === false).map(({ table }) => table));
  const free = kept.filter(({ table }) => !left.has(table));
  await inLanes(database.lanes, free, async (waiting) => {
    for (const each of waiting) if (!(await analyseTable(database, each, note))) left.add(each.table);
  });
  return kept.map(({ table }) => table).filter((table) => left.has(table));
}

type Note = (table: string) => Promise<void>;

/** Tables of which samples are kept, of their partitions included; false: the role may not analyse them. */
async function analysable(database: Database): Promise<ReadonlyMap<string, boolean>> {
  const { rows } = await database.use((client) =>
    run<{ schema: string; name: string; may: boolean }>(
      client,
      // ANALYZE passes over what the role may not analyse, with a warning. MAINTAIN came with PostgreSQL 17.
      sql`select n.nspname as schema, c.relname as name, bool_and(pg_has_role(part.relowner, 'USAGE') or pg_has_role(d.datdba, 'USAGE')
            or case when current_setting('server_version_num')::int >= 170000
              then has_table_privilege(part.oid, 'MAINTAIN') else false end) as may
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_database d on d.datname = current_database()
            cross join lateral (select relid from pg_partition_tree(c.oid) union select c.oid) tree
            join pg_class part on part.oid = tree.relid join pg_namespace pn on pn.oid = part.relnamespace
          where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema$)'
          group by c.oid, 1, 2
          having bool_or((pn.nspname, part.relname) in (select s.schemaname, s.tablename from pg_stats s))`,
    ),
  );
  return new Map(rows.map(({ schema, name, may }) => [tableName(schema, name), may]));
}

/** False: somebody else keeps it locked. */
async function analyseTable(database: Database, { table, columns }: Stale, note: Note): Promise<boolean> {
  const named = columns === null ? sql`` : sql` (${sql.join(columns.map((column) => sql.id(column)))})`;
  try {
    await database.transaction(async (client) => {
      await client.query('set local lock_timeout = 2000; set local statement_timeout = 0');
      await run(client, sql`analyze ${tableSql(table)}${named}`);
    });
  } catch (error) {
    if (sqlState(error) !== '55P03') throw error;
    return false;
  }
  await note(table);
  return true;
}

/** Of these, tables that somebody has analysed since: rows that were still there may have been sampled anew. */
export async function analysedSince(
  database: Database,
  tables: readonly string[],
  since: string,
): Promise<readonly string[]> {
  const { rows } = await database.use((client) =>
    run<{ schema: string; name: string }>(
      client,
      sql`select distinct n.nspname as schema, root.relname as name
          from pg_stat_all_tables s join pg_class root on root.oid = coalesce(pg_partition_root(s.relid), s.relid)
            join pg_namespace n on n.oid = root.relnamespace
          where greatest(s.last_analyze, s.last_autoanalyze) >= ${since}::timestamptz`,
    ),
  );
  return rows.map(({ schema, name }) => tableName(schema, name)).filter((table) => tables.includes(table));
}
