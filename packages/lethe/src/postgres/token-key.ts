import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { run } from './sql.ts';

/** For whoever has lost the key: the next one that is used is noted instead. */
export const forgetTokenKey = 'delete from lethe.token_key';

/** Of the key that this installation mails links with; null: none has been noted. */
export async function notedTokenKey(client: ClientBase): Promise<string | null> {
  const { rows } = await run<{ fingerprint: string }>(client, sql`select fingerprint from lethe.token_key`);
  return rows[0]?.fingerprint ?? null;
}

/** The one that was noted first counts, and is answered. */
export async function noteTokenKey(client: ClientBase, fingerprint: string): Promise<string> {
  await run(client, sql`insert into lethe.token_key (fingerprint) values (${fingerprint}) on conflict do nothing`);
  return (await notedTokenKey(client)) ?? fingerprint;
}
