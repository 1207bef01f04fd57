import { sql } from 'kysely';
import type { View } from '../schema/graph.ts';
import type { Database } from './connection.ts';
import { run, tableSql } from './sql.ts';

/**
 * Those that others are made of come first. Readers are held up only where the view has no unique index, and for so long
 * as the refresh takes; nobody is waited for longer than others may wait for us.
 */
export async function refreshViews(database: Database, views: readonly View[]): Promise<void> {
  const inOrder = views.toSorted((a, b) => (a.refresh?.after ?? 0) - (b.refresh?.after ?? 0));
  for (const { name, refresh } of inOrder) {
    const concurrently = refresh?.concurrently === true ? sql`concurrently ` : sql``;
    await database.transaction(async (client) => {
      await client.query('set local lock_timeout = 5000; set local statement_timeout = 0');
      await run(client, sql`refresh materialized view ${concurrently}${tableSql(name)}`);
    });
  }
}
