/** Schemas that hold tables of an application: not the server's, not Lethe's, not an extension's own. */
export const applicationSchemas = `
  select n.nspname as name, count(*)::int as tables
  from pg_namespace n
  join pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'f')
  where n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'lethe', 'lethe_jobs')
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    and has_schema_privilege(n.oid, 'usage')
  group by n.nspname
  order by n.nspname`;
