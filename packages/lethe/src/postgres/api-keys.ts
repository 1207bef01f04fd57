import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { recordEvent } from './events.ts';
import { one, run } from './sql.ts';

/** A key as it is stored: whoever reads the database learns what it may do, and cannot use it. */
export interface StoredKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** kind:key it is confined to; null: every subject. */
  readonly tenant: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

export interface NewKey {
  readonly id: string;
  readonly hash: Uint8Array;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly tenant: string | null;
  readonly expiresInDays: number | null;
  /** Id of the key of whoever makes it. */
  readonly maker: string;
}

interface Row {
  id: string;
  name: string;
  scopes: string[];
  tenant: string | null;
  created: string;
  expires: string | null;
  revoked: string | null;
  used: string | null;
}

const utc = (column: string) => sql`to_json(${sql.id(column)} at time zone 'UTC')#>>'{}' || 'Z'`;

const columns = sql`id, name, scopes, tenant, ${utc('created_at')} as created, ${utc('expires_at')} as expires,
  ${utc('revoked_at')} as revoked, ${utc('last_used_at')} as used`;

const keyOf = ({ created, expires, revoked, used, ...rest }: Row): StoredKey => ({
  ...rest,
  createdAt: created,
  expiresAt: expires,
  revokedAt: revoked,
  lastUsedAt: used,
});

/** It ends with its maker at the latest, or a key that ends would be one that does not. */
export async function insertKey(client: ClientBase, key: NewKey): Promise<StoredKey> {
  const { id, maker, scopes, tenant } = key;
  const row = await one<Row & Record<string, unknown>>(
    client,
    sql`insert into lethe.api_keys (id, hash, name, scopes, tenant, expires_at, made_by)
        values (${id}, ${Buffer.from(key.hash)}, ${key.name}, ${[...scopes]}::text[], ${tenant},
          least(clock_timestamp() + ${key.expiresInDays}::int * interval '1 day',
            (select expires_at from lethe.api_keys where id = ${maker})),
          (select id from lethe.api_keys where id = ${maker})) returning ${columns}`,
  );
  await recordEvent(client, { type: 'key.made', data: { key: id, by: maker, scopes: [...scopes], tenant } });
  return keyOf(row);
}

/** The key at the beginning of those that were made with one another: all of them are known to whoever has that one. */
export async function firstMaker(client: ClientBase, id: string): Promise<string> {
  const { rows } = await run<{ id: string }>(
    client,
    sql`with recursive up as (
          select id, made_by from lethe.api_keys where id = ${id}
          union select k.id, k.made_by from lethe.api_keys k join up on k.id = up.made_by
        ) select id from up where made_by is null`,
  );
  return rows[0]?.id ?? id;
}

/** The key with this hash, if it counts now; that it was used is noted once a minute at most. */
export async function useKey(client: ClientBase, hash: Uint8Array): Promise<StoredKey | null> {
  const { rows } = await run<Row & Record<string, unknown>>(
    client,
    sql`select ${columns} from lethe.api_keys where hash = ${Buffer.from(hash)} and revoked_at is null
          and (expires_at is null or expires_at > clock_timestamp())`,
  );
  const [row] = rows;
  if (row === undefined) return null;
  await run(
    client,
    sql`update lethe.api_keys set last_used_at = clock_timestamp()
        where id = ${row.id} and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')`,
  );
  return keyOf(row);
}

export async function listKeys(client: ClientBase): Promise<readonly StoredKey[]> {
  const { rows } = await run<Row & Record<string, unknown>>(
    client,
    sql`select ${columns} from lethe.api_keys order by created_at, id`,
  );
  return rows.map(keyOf);
}

/** Null: there is none. One that is revoked already keeps its date. */
export async function revokeKey(client: ClientBase, id: string, by: string): Promise<StoredKey | null> {
  const { rows } = await run<Row & Record<string, unknown>>(
    client,
    sql`update lethe.api_keys set revoked_at = coalesce(revoked_at, clock_timestamp()) where id = ${id}
        returning ${columns}`,
  );
  const [row] = rows;
  if (row === undefined) return null;
  await recordEvent(client, { type: 'key.revoked', data: { key: id, by } });
  return keyOf(row);
}
