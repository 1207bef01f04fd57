import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Writes } from '../engine/receipt.ts';
import { tableName } from '../schema/table-name.ts';
import { run } from './sql.ts';

export type WriteCounters = ReadonlyMap<string, Writes>;

/**
 * The server's own counters of what this transaction has written, by table, leaves counted with their root. They
 * include cascades and triggers, which rowCount does not. Earlier transactions of the session may still be in them:
 * only the difference between two readings inside one transaction is a receipt.
 */
export async function readWrites(client: ClientBase): Promise<WriteCounters> {
  const { rows } = await run<{ schema: string; name: string; inserted: string; updated: string; deleted: string }>(
    client,
    // Counters first, names only of the few tables that have any: a batch reads this twice. `offset 0` keeps it so.
    sql`select n.nspname as schema, root.relname as name,
          sum(w.inserted) as inserted, sum(w.updated) as updated, sum(w.deleted) as deleted
        from (select c.oid, pg_stat_get_xact_tuples_inserted(c.oid) as inserted,
                pg_stat_get_xact_tuples_updated(c.oid) as updated, pg_stat_get_xact_tuples_deleted(c.oid) as deleted
              from pg_class c where c.relkind = 'r' and c.oid >= 16384 offset 0) w
          join pg_class root on root.oid = coalesce(pg_partition_root(w.oid), w.oid)
          join pg_namespace n on n.oid = root.relnamespace
        where w.inserted + w.updated + w.deleted > 0
          and n.nspname not in ('pg_catalog', 'information_schema', 'lethe', 'lethe_jobs')
        group by 1, 2`,
  );
  return new Map(
    rows.map((row) => {
      const table = tableName(row.schema, row.name);
      const { inserted, updated, deleted } = row;
      return [table, { table, inserted: Number(inserted), updated: Number(updated), deleted: Number(deleted) }];
    }),
  );
}

export function writesBetween(before: WriteCounters, after: WriteCounters): Writes[] {
  const writes: Writes[] = [];
  for (const [table, now] of after) {
    const then = before.get(table);
    const inserted = now.inserted - (then?.inserted ?? 0);
    const updated = now.updated - (then?.updated ?? 0);
    const deleted = now.deleted - (then?.deleted ?? 0);
    if (inserted + updated + deleted > 0) writes.push({ table, inserted, updated, deleted });
  }
  return writes;
}
