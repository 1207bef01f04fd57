import type { ClientBase } from 'pg';
import { allEnded } from '../engine/all-ended.ts';
import type { Database } from './connection.ts';

/** Reads rows for each item, a transaction a lane: all rows, or the server says that a policy hides some. */
export async function lookingInto<T>(
  database: Database,
  items: readonly T[],
  body: (client: ClientBase, item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const lane = (): Promise<void> =>
    database.transaction(async (client) => {
      await client.query('set local row_security = off');
      for (let next = waiting.next(); !next.done; next = waiting.next()) await body(client, next.value);
    }, 'read only');
  await allEnded(Array.from({ length: Math.min(database.lanes, items.length) }, lane));
}
