import type { View } from '../../schema/graph.ts';

/**
 * $1: schemas to read, $2: oids of every relation in scope, partitions included. One row for each view and table that it
 * reads, directly or through other views: views of the schemas read, and those of any schema that read a table in scope.
 */
export const introspectViews = `
with recursive view as materialized (
  select c.oid, c.relname::text as name, c.relkind = 'm' as materialised, n.nspname::text as schema
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('v', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
), direct as materialized (
  select distinct view.oid as view, d.refobjid as relation
  from view
  join pg_catalog.pg_rewrite r on r.ev_class = view.oid
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> view.oid
), reads(view, relation) as (
  select view, relation from direct
  union
  select reads.view, direct.relation from reads join direct on direct.view = reads.relation
), wanted as (
  select oid from view where schema = any($1::text[])
  union
  select view from reads where relation = any($2::oid[])
)
select view.schema, view.name, view.materialised, source.schema as "tableSchema", source.name as "tableName",
  case when c.relispopulated and view.materialised then json_build_object(
    'may', pg_catalog.pg_has_role(c.relowner, 'USAGE')
      -- The privilege came with PostgreSQL 17.
      or case when pg_catalog.current_setting('server_version_num')::int >= 170000
        then pg_catalog.has_table_privilege(c.oid, 'MAINTAIN') else false end,
    'concurrently', exists (
      select from pg_catalog.pg_index i
      where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null),
    'after', (
      select count(distinct reads.relation) from reads join view v on v.oid = reads.relation
      where reads.view = view.oid and v.materialised)
  ) end as refresh
from wanted
join view on view.oid = wanted.oid
join pg_catalog.pg_class c on c.oid = wanted.oid
left join lateral (
  select distinct n.nspname::text as schema, root.relname::text as name
  from reads
  join pg_catalog.pg_class c on c.oid = reads.relation and c.relkind in ('r', 'p', 'f')
  join pg_catalog.pg_class root on root.oid = coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace n on n.oid = root.relnamespace
  where reads.view = view.oid
) source on true`;

export interface ViewRow {
  readonly schema: string;
  readonly name: string;
  readonly materialised: boolean;
  readonly tableSchema: string | null;
  readonly tableName: string | null;
  readonly refresh: NonNullable<View['refresh']> | null;
}
