import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { recordEvent } from './events.ts';
import { one } from './sql.ts';

/** Enough to see what goes on; a scanner that tries all day fills no table. */
const notedAtMost = 20;

/** A form was sent without the word it asks for. It voids nothing: scanners of mail do this to links that are good. */
export async function noteWrongWord(
  client: ClientBase,
  { request, token }: { readonly request: string; readonly token: string },
): Promise<void> {
  const { noted } = await one<{ noted: string }>(
    client,
    sql`select count(*) as noted from lethe.events
        where request = ${request} and type = 'link.wrong_word' and data ->> 'token' = ${token}`,
  );
  if (Number(noted) < notedAtMost) await recordEvent(client, { request, type: 'link.wrong_word', data: { token } });
}
