import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Request } from '../requests/request.ts';
import { run } from './sql.ts';

export interface NewWish {
  readonly id: string;
  readonly address: string;
  readonly kind: string;
  readonly named: string;
  readonly exportsNeeded: boolean;
}

/** As it was written, and nothing is looked up: what is answered, and how soon, must be the same for everyone. */
export async function keepWish(client: ClientBase, wish: NewWish): Promise<void> {
  await run(
    client,
    sql`insert into lethe.wishes (id, address, kind, named, exports_needed)
        values (${wish.id}, ${wish.address}, ${wish.kind}, ${wish.named}, ${wish.exportsNeeded})`,
  );
}

/** Found by the hash of a code: whoever has the code may know. */
export async function findByStatus(client: ClientBase, hash: Uint8Array): Promise<Request | null> {
  const { rows } = await run<{ body: Request }>(
    client,
    sql`select body from lethe.requests where status_hash = ${Buffer.from(hash)}`,
  );
  return rows[0]?.body ?? null;
}
