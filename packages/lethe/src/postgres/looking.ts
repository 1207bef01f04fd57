import type { ClientBase } from 'pg';
import type { Database } from './connection.ts';

/** Reads rows: all of them, or the server says that a policy hides some. */
export function looking<T>(database: Database, body: (client: ClientBase) => Promise<T>): Promise<T> {
  return database.transaction(async (client) => {
    await client.query('set local row_security = off');
    return body(client);
  }, 'read only');
}
