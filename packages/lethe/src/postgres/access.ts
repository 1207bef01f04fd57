import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { type Access, accessOf } from '../requests/access.ts';
import type { Request, Target } from '../requests/request.ts';
import { one, run } from './sql.ts';

/**
 * What the host is told about the subjects of a request, kept beside the requests so that the host can ask in its own
 * SQL. A subject's row says what is so for itself; what it lies in has rows of its own, and the strictest counts.
 */
export async function storeAccess(client: ClientBase, { targets }: Request): Promise<void> {
  for (const target of targets) if (target.range === null) await storeAccessOf(client, target.path);
}

/** Derived anew from every request that names the subject and from what is noted beside them. */
export async function storeAccessOf(client: ClientBase, path: Target['path']): Promise<Access> {
  const subject = path.at(-1) ?? path[0];
  // Two requests over one subject could each derive it without the other.
  await run(client, sql`select pg_advisory_xact_lock(hashtextextended(${`lethe:subject:${subject}`}, 0))`);
  const { rows } = await run<{ body: Request }>(
    client,
    sql`select body from lethe.requests where scopes @> array[${subject}]::text[]`,
  );
  const facts = await run<{ deactivated: boolean; restricted: boolean }>(
    client,
    sql`select deactivated_at is not null as deactivated, restricted_at is not null as restricted
        from lethe.subjects where subject = ${subject}`,
  );
  const access = accessOf({
    path,
    deactivated: facts.rows[0]?.deactivated ?? false,
    restricted: facts.rows[0]?.restricted ?? false,
    requests: rows.flatMap(({ body }) => only(body, path.length)),
  });
  await run(
    client,
    sql`insert into lethe.subjects (subject, path, access) values (${subject}, ${[...path]}::text[], ${access})
        on conflict (subject) do update set access = excluded.access,
          since = case when lethe.subjects.access = excluded.access then lethe.subjects.since else lethe.now() end`,
  );
  return access;
}

/** With the targets that may be the subject itself; those that contain it have rows of their own. */
function only(request: Request, depth: number): Request[] {
  const [first, ...rest] = request.targets.filter(({ path }) => path.length === depth);
  return first === undefined ? [] : [{ ...request, targets: [first, ...rest] }];
}

/** The strictest answer for the subject and all it lies in. */
export async function readAccess(client: ClientBase, path: readonly string[]): Promise<Access> {
  const { access } = await one<{ access: Access }>(client, sql`select lethe.access_of(${[...path]}::text[]) as access`);
  return access;
}
