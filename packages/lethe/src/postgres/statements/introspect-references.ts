import type { DeleteAction } from '../../schema/graph.ts';

/**
 * $1: oids of every relation in scope, partitions included. Foreign keys from them; what refers to them is among them.
 * A clone that partitioning made (conparentid) is not a foreign key of its own, but its triggers do the work: they are
 * asked whether it is carried out. `conenforced` and `conperiod` came with PostgreSQL 18, hence the way by JSON.
 */
export const introspectReferences = `
with recursive family(top, oid) as (
  select oid, oid from pg_catalog.pg_constraint
  where contype = 'f' and conparentid = 0 and conrelid = any($1::oid[])
  union all
  select family.top, c.oid from family join pg_catalog.pg_constraint c on c.conparentid = family.oid
  where c.contype = 'f'
), silent as (
  -- 8: fires on DELETE, that is, on the parent. D disabled, R replica only.
  select family.top as oid, bool_or(t.tgtype & 8 <> 0) as "noAction"
  from family join pg_catalog.pg_trigger t on t.tgconstraint = family.oid
  where t.tgenabled in ('D', 'R')
  group by family.top
)
select
  c.conname::text as name,
  c.conrelid as relation,
  array(
    select a.attname::text
    from unnest(c.conkey) with ordinality k(attnum, place)
    join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum
    order by k.place
  ) as columns,
  c.confrelid as target,
  n.nspname::text as "targetSchema",
  root.relname::text as "targetName",
  tn.nspname::text as "targetPartitionSchema",
  target.relname::text as "targetPartitionName",
  root.oid <> target.oid as "targetIsPartition",
  array(
    select a.attname::text
    from unnest(c.confkey) with ordinality k(attnum, place)
    join pg_catalog.pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum
    order by k.place
  ) as "toColumns",
  case
    when not f.enforced or coalesce(silent."noAction", false) then 'no action'
    else case c.confdeltype
      when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade'
      when 'n' then 'set null' when 'd' then 'set default'
    end
  end as "onDelete",
  case when c.confdelsetcols is not null then array(
    select a.attname::text
    from unnest(c.confdelsetcols) with ordinality k(attnum, place)
    join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum
    order by k.place
  ) end as "onDeleteColumns",
  case c.confmatchtype when 'f' then 'full' else 'simple' end as match,
  c.condeferrable as deferrable,
  c.condeferred as "initiallyDeferred",
  c.convalidated and f.enforced and silent.oid is null as validated,
  f.period
from pg_catalog.pg_constraint c
cross join lateral (
  select coalesce((to_jsonb(c) ->> 'conenforced')::bool, true) as enforced,
    coalesce((to_jsonb(c) ->> 'conperiod')::bool, false) as period
) f
join pg_catalog.pg_class target on target.oid = c.confrelid
join pg_catalog.pg_namespace tn on tn.oid = target.relnamespace
join pg_catalog.pg_class root on root.oid = coalesce(pg_catalog.pg_partition_root(target.oid), target.oid)
join pg_catalog.pg_namespace n on n.oid = root.relnamespace
left join silent on silent.oid = c.oid
where c.contype = 'f' and c.conparentid = 0 and c.conrelid = any($1::oid[])`;

export interface ReferenceRow {
  readonly name: string;
  readonly relation: number;
  readonly columns: readonly string[];
  readonly target: number;
  readonly targetSchema: string;
  readonly targetName: string;
  readonly targetPartitionSchema: string;
  readonly targetPartitionName: string;
  readonly targetIsPartition: boolean;
  readonly toColumns: readonly string[];
  readonly onDelete: DeleteAction;
  readonly onDeleteColumns: readonly string[] | null;
  readonly match: 'simple' | 'full';
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly validated: boolean;
  /** The last column is a range that parents must cover, not a value that one parent has. */
  readonly period: boolean;
}
