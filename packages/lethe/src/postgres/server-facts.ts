import { sql } from 'kysely';
import type { Database } from './connection.ts';
import { one } from './sql.ts';

export interface ServerFacts {
  readonly version: string;
  /** Without it the server counts no writes, and there are no receipts. */
  readonly trackCounts: boolean;
  /** Of the role this connection has. */
  readonly superuser: boolean;
}

export async function serverFacts(database: Database): Promise<ServerFacts> {
  return database.use((client) =>
    one<ServerFacts>(
      client,
      sql`select current_setting('server_version') as version, current_setting('track_counts') = 'on' as "trackCounts",
            (select rolsuper from pg_roles where rolname = current_user) as superuser`,
    ),
  );
}
