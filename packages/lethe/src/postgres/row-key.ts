import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { quoteName } from './quote.ts';
import { run } from './sql.ts';

/**
 * The columns by which a row of the table is named, in key order; [] where nothing names one. Also inside a transaction.
 * The same choice as schema/row-key.ts makes, for who has not read the schema.
 */
export async function rowKeyOf(client: ClientBase, table: string): Promise<readonly string[]> {
  const { rows } = await run<{ columns: string[] }>(
    client,
    sql`select array_agg(a.attname::text order by k.at) as columns
        from pg_index i
          join pg_class c on c.oid = i.indexrelid
          cross join unnest(i.indkey) with ordinality k (attnum, at)
          left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and a.attnum > 0
          left join pg_type t on t.oid = a.atttypid
        where i.indrelid = to_regclass(${quoteName(table)}) and k.at <= i.indnkeyatts
          and (i.indisprimary or (i.indisunique and i.indimmediate and i.indpred is null and i.indexprs is null
            and i.indisvalid and i.indisready and i.indislive))
        group by i.indexrelid, i.indisprimary, i.indnkeyatts, c.relname
        having i.indisprimary or bool_and(a.attnotnull or exists (
          with recursive domain as (
            select t.typtype, t.typbasetype, t.typnotnull
            union all
            select b.typtype, b.typbasetype, b.typnotnull from domain join pg_type b on b.oid = domain.typbasetype
            where domain.typtype = 'd')
          select from domain where typnotnull))
        order by i.indisprimary desc, i.indnkeyatts, count(*) filter (where t.typcategory = 'S'), c.relname collate "C"
        limit 1`,
  );
  return rows[0]?.columns ?? [];
}
