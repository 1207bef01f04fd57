/** $1: oids of the tables. Exclusion constraints count as checks: an anonymised value may break them. */
export const introspectChecks = `
select
  c.conrelid as relation,
  c.conname::text as name,
  array(
    select a.attname::text
    from pg_catalog.pg_attribute a
    where a.attrelid = c.conrelid and a.attnum = any(c.conkey) and a.attnum > 0
    order by a.attnum
  ) as columns,
  case c.contype
    when 'c' then pg_catalog.pg_get_expr(c.conbin, c.conrelid)
    else pg_catalog.pg_get_constraintdef(c.oid)
  end as expression
from pg_catalog.pg_constraint c
where c.contype in ('c', 'x') and c.conrelid = any($1::oid[])`;

export interface CheckRow {
  readonly relation: number;
  readonly name: string;
  readonly columns: readonly string[];
  readonly expression: string;
}
