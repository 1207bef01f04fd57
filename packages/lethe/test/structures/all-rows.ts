import type pg from 'pg';

/** By table, each row as the server writes it, with the partition it lies in. Materialised views hold rows too. */
export async function allRows(client: pg.Client): Promise<Record<string, readonly string[]>> {
  const { rows: tables } = await client.query<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and not c.relispartition and c.relispopulated and ${ofTheProduct} order by 1`);
  const all: Record<string, readonly string[]> = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(
      `select t.tableoid::regclass::text || ': ' || t::text as row from ${name} t order by 1`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

/** Tables, indexes, sequences and views by name, with triggers and constraints: what a run must leave as it is. */
export async function allObjects(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ object: string }>(`
    select format('%s %I.%I', c.relkind, n.nspname, c.relname) as object
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ofTheProduct}
    union all select format('trigger %I on %s, %s', t.tgname, t.tgrelid::regclass, t.tgenabled)
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where not t.tgisinternal and ${ofTheProduct}
    union all select format('constraint %I on %s: %s', k.conname, k.conrelid::regclass, pg_get_constraintdef(k.oid))
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      where ${ofTheProduct}
    order by 1`);
  return rows.map(({ object }) => object);
}

const ofTheProduct = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'lethe', 'lethe_jobs')
  and n.nspname not like 'pg_temp%'`;
