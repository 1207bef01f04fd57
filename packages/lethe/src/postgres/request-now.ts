import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import type { Now, Request } from '../requests/request.ts';
import { readNow } from './requests.ts';
import { run } from './sql.ts';

export interface RequestNow {
  readonly request: Request;
  readonly now: Now;
}

/** Not locked: to find out what there is to do. What is done is decided again under the lock. */
export async function requestNow(client: ClientBase, id: string): Promise<RequestNow> {
  const { rows } = await run<{ body: Request }>(client, sql`select body from lethe.requests where id = ${id}`);
  const [row] = rows;
  if (row === undefined) throw new LetheError('REQUEST_UNKNOWN', `there is no request ${id}`);
  return { request: row.body, now: await readNow(client) };
}

/** Its runs that no worker has taken up. */
export async function queuedRuns(client: ClientBase, request: string): Promise<readonly string[]> {
  const { rows } = await run<{ id: string }>(
    client,
    sql`select id from lethe.runs where request = ${request} and state = 'queued' order by id`,
  );
  return rows.map(({ id }) => id);
}

/** Its runs, oldest first. */
export async function runsOf(client: ClientBase, request: string): Promise<readonly string[]> {
  const { rows } = await run<{ id: string }>(
    client,
    sql`select id from lethe.runs where request = ${request} order by created_at, id`,
  );
  return rows.map(({ id }) => id);
}
