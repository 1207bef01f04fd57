import { sql } from 'kysely';
import type { Backups } from '../requests/request.ts';
import type { Reader } from './scoped.ts';
import { run } from './sql.ts';

export interface BackupCopies {
  readonly request: string;
  /** The last of the request's runs, whose rows are the last to go from the copies. */
  readonly run: string;
  readonly backups: Backups;
}

/** Copies that are still waited for, of a request, or of a subject and what lies in it. */
export async function seeBackupCopies(
  { client, from, inScope }: Reader,
  by: { readonly request: string | null; readonly subject: string | null },
): Promise<readonly BackupCopies[]> {
  const { rows } = await run<{ request: string; run: string; backups: Backups }>(
    client,
    sql`select q.id as request, r.id as run, q.body -> 'backups' as backups
        from lethe.requests q join lateral (
          select id from ${from.runs} where request = q.id order by finished_at desc nulls last, id desc limit 1) r on true
        where ${inScope(sql`q.scopes`)} and q.state in ('running', 'held', 'completed')
          and q.body #>> '{backups,until}' is not null and q.body #>> '{backups,goneAt}' is null
          and ${by.request === null ? sql`true` : sql`q.id = ${by.request}`}
          and ${by.subject === null ? sql`true` : sql`q.scopes @> array[${by.subject}]::text[]`}
        order by q.id`,
  );
  return rows;
}
