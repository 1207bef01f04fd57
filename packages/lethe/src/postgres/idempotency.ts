import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { run } from './sql.ts';

export interface IdempotencyEntry {
  readonly caller: string;
  readonly keyHash: Uint8Array;
}

export interface IdempotencyFound {
  readonly bodyHash: Uint8Array;
  /** null: still worked on. */
  readonly status: number | null;
  readonly answer: string | null;
}

/** How long a call that never ended keeps its key: its process is dead by then. */
const abandonedAfter = sql`interval '2 minutes'`;
const keptFor = sql`interval '1 day'`;

/** Null: it is new, and taken now. Of two at once one takes it. */
export async function takeKey(
  client: ClientBase,
  { caller, keyHash, bodyHash }: IdempotencyEntry & { readonly bodyHash: Uint8Array },
): Promise<IdempotencyFound | null> {
  await run(client, sql`delete from lethe.idempotency where created_at < clock_timestamp() - ${keptFor}`);
  const taken = await run(
    client,
    sql`insert into lethe.idempotency as t (caller, key_hash, body_hash)
        values (${caller}, ${Buffer.from(keyHash)}, ${Buffer.from(bodyHash)})
        on conflict (caller, key_hash) do update set created_at = clock_timestamp()
          where t.status is null and t.body_hash = excluded.body_hash
            and t.created_at < clock_timestamp() - ${abandonedAfter}`,
  );
  if (taken.affected === 1) return null;
  const { rows } = await run<{ body_hash: Buffer; status: number | null; answer: string | null }>(
    client,
    sql`select body_hash, status, answer from lethe.idempotency
        where caller = ${caller} and key_hash = ${Buffer.from(keyHash)}`,
  );
  const [row] = rows;
  // Given up between the two statements: to the caller it is still in flight, and the next try takes it.
  if (row === undefined) return { bodyHash, status: null, answer: null };
  return { bodyHash: new Uint8Array(row.body_hash), status: row.status, answer: row.answer };
}

export async function keepAnswer(
  client: ClientBase,
  { caller, keyHash }: IdempotencyEntry,
  { status, answer }: { readonly status: number; readonly answer: string },
): Promise<void> {
  await run(
    client,
    sql`update lethe.idempotency set status = ${status}::int, answer = ${answer}
        where caller = ${caller} and key_hash = ${Buffer.from(keyHash)}`,
  );
}

export async function dropKey(client: ClientBase, { caller, keyHash }: IdempotencyEntry): Promise<void> {
  await run(client, sql`delete from lethe.idempotency where caller = ${caller} and key_hash = ${Buffer.from(keyHash)}`);
}
