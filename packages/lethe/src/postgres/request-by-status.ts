import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Request } from '../requests/request.ts';
import { run } from './sql.ts';

/** Found by the hash of a code: whoever has the code may know. */
export async function requestByStatus(client: ClientBase, hash: Uint8Array): Promise<Request | null> {
  const { rows } = await run<{ body: Request }>(
    client,
    sql`select body from lethe.requests where status_hash = ${Buffer.from(hash)}`,
  );
  return rows[0]?.body ?? null;
}
