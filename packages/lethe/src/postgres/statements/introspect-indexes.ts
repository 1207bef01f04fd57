/** $1: oids of every relation in scope, partitions included. */
export const introspectIndexes = `
select
  i.indrelid as relation,
  i.indexrelid as oid,
  c.relname::text as name,
  array(
    select a.attname::text
    from generate_series(0, i.indnkeyatts - 1) place
    left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[place] and a.attnum > 0
    order by place
  ) as columns,
  -- Columns that only an expression or the condition uses; needed only where the key has an expression.
  case when i.indexprs is not null then array(
    select distinct a.attname::text
    from pg_catalog.pg_depend d
    join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = i.indexrelid
      and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = i.indrelid and d.refobjsubid > 0
    order by 1
  ) else '{}' end as "expressionColumns",
  i.indisunique as unique,
  i.indisprimary as primary,
  i.indnullsnotdistinct as "nullsNotDistinct",
  not i.indimmediate as deferrable,
  pg_catalog.pg_get_expr(i.indpred, i.indrelid) as condition,
  i.indisvalid and i.indisready and i.indislive as valid,
  am.amname::text as method
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_am am on am.oid = c.relam
where i.indrelid = any($1::oid[])`;

export interface IndexRow {
  readonly relation: number;
  readonly oid: number;
  readonly name: string;
  readonly columns: readonly (string | null)[];
  readonly expressionColumns: readonly string[];
  readonly unique: boolean;
  readonly primary: boolean;
  readonly nullsNotDistinct: boolean;
  readonly deferrable: boolean;
  readonly condition: string | null;
  readonly valid: boolean;
  readonly method: string;
}
