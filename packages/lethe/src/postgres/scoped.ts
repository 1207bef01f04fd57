import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Database } from './connection.ts';
import { run, type Sql } from './sql.ts';

/** Reads for somebody: what they may see, by the code's own WHERE, and where to read it from. */
export interface Reader {
  readonly client: ClientBase;
  readonly from: Readonly<Record<'runs' | 'events' | 'receipts' | 'certificates' | 'effects', Sql>>;
  /** The first wall: a condition on a column of kind:key paths. */
  inScope(column: Sql): Sql;
}

const tables = {
  runs: sql`lethe.runs`,
  events: sql`lethe.events`,
  receipts: sql`lethe.receipts`,
  certificates: sql`lethe.certificates`,
  effects: sql`lethe.outbox`,
};

const views = {
  runs: sql`lethe.scoped_runs`,
  events: sql`lethe.scoped_events`,
  receipts: sql`lethe.scoped_receipts`,
  certificates: sql`lethe.scoped_certificates`,
  effects: sql`lethe.scoped_effects`,
};

/**
 * Reads as somebody who may see `scope` (kind:key) and what lies in it. The second wall: the transaction runs as a role
 * to which the database itself shows nothing else, so a WHERE that was forgotten leaks nothing. null: everything, for
 * keys of no tenant.
 */
export function scoped<T>(database: Database, scope: string | null, body: (reader: Reader) => Promise<T>): Promise<T> {
  // One snapshot: what is read second belongs to what was read first.
  return database.transaction(async (client) => {
    if (scope === null) return body({ client, from: tables, inScope: () => sql`true` });
    await run(client, sql`select set_config('lethe.scope', ${scope}, true)`);
    await client.query('set local role lethe_tenant');
    return body({ client, from: views, inScope: (column) => sql`${column} @> array[${scope}]::text[]` });
  }, 'isolation level repeatable read read only');
}
