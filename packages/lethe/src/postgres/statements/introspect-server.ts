/** $1: schemas to read. Whether this server and these schemas can be read at all. */
export const introspectServer = `
select
  pg_catalog.current_setting('server_version_num')::int as version,
  array(
    select wanted.name
    from unnest($1::text[]) wanted(name)
    where not exists (select from pg_catalog.pg_namespace n where n.nspname = wanted.name)
  ) as "missingSchemas"`;

export interface ServerRow {
  readonly version: number;
  readonly missingSchemas: readonly string[];
}
