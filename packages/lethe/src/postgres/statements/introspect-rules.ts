/** $1: oids of every relation in scope, partitions included. Rules that act in an ordinary session; 1 would be a view's. */
export const introspectRules = `
select ev_class as relation, rulename::text as name
from pg_catalog.pg_rewrite
where ev_class = any($1::oid[]) and ev_type in ('2', '3', '4') and ev_enabled in ('O', 'A')`;

export interface RuleRow {
  readonly relation: number;
  readonly name: string;
}
