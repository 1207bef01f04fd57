import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { quoteName } from './quote.ts';
import { run } from './sql.ts';

/** The columns of a table's primary key, in key order; [] where it has none. Also inside a transaction. */
export async function primaryKeyOf(client: ClientBase, table: string): Promise<readonly string[]> {
  const { rows } = await run<{ name: string }>(
    client,
    sql`select a.attname::text as name from pg_index i
          cross join unnest(i.indkey) with ordinality k (attnum, at)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = to_regclass(${quoteName(table)}) and i.indisprimary order by k.at`,
  );
  return rows.map(({ name }) => name);
}
