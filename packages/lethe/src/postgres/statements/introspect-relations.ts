/**
 * $1: schemas to read. Every table in scope: those of the schemas, those of other schemas that refer to, inherit from or
 * are partitions of one in scope, and the roots of partitions in scope. What a table in scope refers to outside of it is
 * not read: it refers to nothing in scope in turn, or it would be in scope.
 */
export const introspectRelations = `
with recursive pull(taken, by) as materialized (
  select conrelid, confrelid from pg_catalog.pg_constraint where contype = 'f'
  union all
  select inhrelid, inhparent from pg_catalog.pg_inherits
  union all
  select i.inhparent, i.inhrelid
  from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
  where c.relispartition
), scope(oid) as (
  select c.oid
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1::text[]) and c.relkind in ('r', 'p', 'f')
  union
  select pull.taken from scope join pull on pull.by = scope.oid
)
select
  c.oid,
  n.nspname::text as schema,
  c.relname::text as name,
  c.relkind::text as kind,
  c.relispartition as "isPartition",
  coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)::oid as root,
  case when c.relispartition then '{}'::oid[] else array(
    select i.inhparent from pg_catalog.pg_inherits i where i.inhrelid = c.oid
  ) end as parents,
  case when c.relrowsecurity and c.relforcerowsecurity then 'forced' when c.relrowsecurity then 'on' else 'off' end
    as "rowSecurity",
  -- As check_enable_rls() decides: an inherited membership in the owner counts, one in a BYPASSRLS role does not.
  not c.relrowsecurity or me.rolsuper or me.rolbypassrls
    or (not c.relforcerowsecurity and pg_catalog.pg_has_role(c.relowner, 'USAGE')) as "seesAllRows",
  has.usage and coalesce(pg_catalog.has_table_privilege(c.oid, 'SELECT'), false) as "canSelect",
  has.usage and coalesce(pg_catalog.has_table_privilege(c.oid, 'INSERT'), false) as "canInsert",
  has.usage and coalesce(pg_catalog.has_table_privilege(c.oid, 'UPDATE'), false) as "canUpdate",
  has.usage and coalesce(pg_catalog.has_table_privilege(c.oid, 'DELETE'), false) as "canDelete",
  -- A table that was never analysed says -1; what was written to it since the server's counters began is known all the same.
  greatest(c.reltuples, pg_catalog.pg_stat_get_live_tuples(c.oid), 0)::float8 as rows,
  greatest(c.relpages, 0)::float8 * pg_catalog.current_setting('block_size')::int as bytes,
  (
    select e.extname::text
    from pg_catalog.pg_depend d join pg_catalog.pg_extension e on e.oid = d.refobjid
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.objsubid = 0
      and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
  ) as extension
from scope
join pg_catalog.pg_class c on c.oid = scope.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_roles me on me.rolname = current_user
cross join lateral (
  select coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false) as usage
) has
where c.relkind in ('r', 'p', 'f') and c.relpersistence <> 't'`;

export interface RelationRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** pg_class.relkind: r ordinary, p partitioned, f foreign. */
  readonly kind: string;
  readonly isPartition: boolean;
  readonly root: number;
  /** What it inherits from, partitioning apart. */
  readonly parents: readonly number[];
  readonly rowSecurity: 'off' | 'on' | 'forced';
  readonly seesAllRows: boolean;
  readonly canSelect: boolean;
  readonly canInsert: boolean;
  readonly canUpdate: boolean;
  readonly canDelete: boolean;
  readonly rows: number;
  readonly bytes: number;
  readonly extension: string | null;
}
