import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { tableName } from '../schema/table-name.ts';
import { run } from './sql.ts';

/** A column that can hold a text: all but numbers, times, truths, shapes and bit strings, arrays of these included. */
export interface SearchedColumn {
  readonly name: string;
  readonly is: 'text' | 'array' | 'bytes' | 'byte arrays';
}

/** A table whose rows are searched: a partitioned one as a whole, one with heirs without them. */
export interface SearchedTable {
  readonly name: string;
  readonly partitioned: boolean;
  readonly columns: readonly SearchedColumn[];
}

/**
 * Materialised views hold copies of rows, so they are searched like tables. A foreign table's rows are another server's:
 * the plan speaks of them, the scan does not fetch them.
 */
export async function searchedTables(client: ClientBase, schemas: readonly string[]): Promise<SearchedTable[]> {
  const { rows } = await run<{ schema: string; name: string; partitioned: boolean; columns: SearchedColumn[] }>(
    client,
    sql`with roots as (
          select distinct coalesce(pg_partition_root(c.oid), c.oid::regclass)::oid as oid
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = any(${[...schemas]}::text[]) and c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't'),
        typed as (
          select a.attrelid, a.attnum, a.attname, b.typname, b.typcategory, e.typname as element, e.typcategory as element_category
          from roots join pg_attribute a on a.attrelid = roots.oid and a.attnum > 0 and not a.attisdropped
          cross join lateral ${underDomains(sql`a.atttypid`)} b
          left join lateral ${underDomains(sql`b.typelem`)} e on b.typcategory = 'A'),
        searched as (
          select attrelid, json_agg(json_build_object('name', attname, 'is', case
              when element = 'bytea' then 'byte arrays' when typcategory = 'A' then 'array'
              when typname = 'bytea' then 'bytes' else 'text' end) order by attnum) as columns
          from typed where coalesce(element_category, typcategory) not in ('N', 'D', 'T', 'B', 'G', 'V') group by attrelid)
        select n.nspname as schema, c.relname as name, c.relkind = 'p' as partitioned, s.columns
        from searched s join pg_class c on c.oid = s.attrelid join pg_namespace n on n.oid = c.relnamespace
        where c.relispopulated order by 1, 2`,
  );
  return rows.map(({ schema, name, partitioned, columns }) => ({
    name: tableName(schema, name),
    partitioned,
    columns,
  }));
}

/** The type itself, or what a domain (of a domain…) is made of. */
function underDomains(type: ReturnType<typeof sql>): ReturnType<typeof sql> {
  return sql`(with recursive under as (
      select t.oid, t.typtype, t.typbasetype, t.typname, t.typcategory, t.typelem from pg_type t where t.oid = ${type}
      union all
      select t.oid, t.typtype, t.typbasetype, t.typname, t.typcategory, t.typelem
      from under u join pg_type t on t.oid = u.typbasetype where u.typtype = 'd')
    select typname, typcategory, typelem from under where typtype <> 'd')`;
}
