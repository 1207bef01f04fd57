import type { Trigger } from '../../schema/graph.ts';

/**
 * $1: oids of every relation in scope, partitions included. User triggers that fire in an ordinary session; the copies
 * that partitions have of a root's trigger only where that one does not fire.
 */
export const introspectTriggers = `
select
  t.tgrelid as relation,
  t.tgname::text as name,
  case when t.tgtype & 64 <> 0 then 'instead of' when t.tgtype & 2 <> 0 then 'before' else 'after' end as timing,
  case when t.tgtype & 1 <> 0 then 'row' else 'statement' end as level,
  array_remove(array[
    case when t.tgtype & 4 <> 0 then 'insert' end,
    case when t.tgtype & 16 <> 0 then 'update' end,
    case when t.tgtype & 8 <> 0 then 'delete' end,
    case when t.tgtype & 32 <> 0 then 'truncate' end
  ], null) as events,
  n.nspname::text as "functionSchema",
  p.proname::text as "functionName"
from pg_catalog.pg_trigger t
join pg_catalog.pg_proc p on p.oid = t.tgfoid
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
left join pg_catalog.pg_trigger parent on parent.oid = t.tgparentid
where t.tgrelid = any($1::oid[]) and not t.tgisinternal and t.tgenabled in ('O', 'A')
  and (parent.oid is null or parent.tgenabled in ('D', 'R'))
  -- The insert guard is ours: it comes with a run and must not make the next plan look like another schema.
  and n.nspname <> 'lethe'`;

export type TriggerRow = Pick<Trigger, 'name' | 'timing' | 'level' | 'events'> & {
  readonly relation: number;
  readonly functionSchema: string;
  readonly functionName: string;
};
