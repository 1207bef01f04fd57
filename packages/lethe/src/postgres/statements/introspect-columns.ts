import type { Column } from '../../schema/graph.ts';

/** $1: oids of the tables. A domain is followed down to the type under it, gathering what it demands on the way. */
export const introspectColumns = `
with recursive attribute as materialized (
  select * from pg_catalog.pg_attribute where attrelid = any($1::oid[]) and attnum > 0 and not attisdropped
), domain(oid, base, typmod, required, defaulted) as (
  select distinct atttypid, atttypid, -1, false, false from attribute
  union all
  select domain.oid, t.typbasetype, case when domain.typmod = -1 then t.typtypmod else domain.typmod end,
    domain.required or t.typnotnull, domain.defaulted or t.typdefault is not null
  from domain join pg_catalog.pg_type t on t.oid = domain.base
  where t.typtype = 'd'
)
select
  a.attrelid as oid,
  a.attname::text as name,
  pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
  case when base.oid <> a.atttypid then pg_catalog.format_type(base.oid, m.typmod) end as "baseType",
  base.typcategory::text as category,
  not a.attnotnull and not domain.required as nullable,
  (a.atthasdef and a.attgenerated = '') or domain.defaulted as "hasDefault",
  case
    when a.attgenerated = 's' then 'stored'
    when a.attgenerated = 'v' then 'virtual'
    when a.attidentity = 'a' then 'identity always'
    when a.attidentity = 'd' then 'identity by default'
    else 'no'
  end as generated,
  -- varchar(n) and char(n) store n + 4.
  case when base.oid in ('pg_catalog.varchar'::pg_catalog.regtype, 'pg_catalog.bpchar'::pg_catalog.regtype)
    and m.typmod > 4 then m.typmod - 4 end as "maxLength",
  case when base.typtype = 'e' then array(
    select e.enumlabel::text from pg_catalog.pg_enum e where e.enumtypid = base.oid order by e.enumsortorder
  ) end as "enumLabels",
  coalesce(not co.collisdeterministic, false) as "looseCollation"
from attribute a
left join pg_catalog.pg_collation co on co.oid = a.attcollation
join domain on domain.oid = a.atttypid
join pg_catalog.pg_type base on base.oid = domain.base and base.typtype <> 'd'
cross join lateral (select case when a.atttypmod = -1 then domain.typmod else a.atttypmod end as typmod) m
order by a.attrelid, a.attnum`;

export type ColumnRow = Omit<Column, 'baseType' | 'looseCollation'> & {
  readonly oid: number;
  readonly baseType: string | null;
  readonly looseCollation: boolean;
};
