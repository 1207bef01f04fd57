import type { ClientBase } from 'pg';
import type { Database } from './connection.ts';
import { inLanes } from './in-lanes.ts';

/** Reads rows for each item, a transaction a lane: all rows, or the server says that a policy hides some. */
export function lookingInto<T>(
  database: Database,
  items: readonly T[],
  body: (client: ClientBase, item: T) => Promise<void>,
): Promise<void> {
  return inLanes(database.lanes, items, (waiting) =>
    database.transaction(async (client) => {
      await client.query('set local row_security = off');
      for (const item of waiting) await body(client, item);
    }, 'read only'),
  );
}
