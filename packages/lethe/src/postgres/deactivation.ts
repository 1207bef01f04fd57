import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Access } from '../requests/access.ts';
import type { Deactivation, DeactivationDecision } from '../requests/deactivate.ts';
import type { Now, Target } from '../requests/request.ts';
import { readAccess, storeAccessOf } from './access.ts';
import { recordEvent } from './events.ts';
import { readNow } from './requests.ts';
import { run } from './sql.ts';

export interface Deactivate {
  readonly path: Target['path'];
  /** Who said so: kept with the event. */
  readonly by: Readonly<Record<string, string>>;
  decide(facts: { readonly deactivation: Deactivation; readonly access: Access }, now: Now): DeactivationDecision;
}

/** The verb on a subject: decided behind its lock and stored with its event, or not at all. */
export async function changeDeactivation(
  client: ClientBase,
  { path, by, decide }: Deactivate,
): Promise<DeactivationDecision> {
  const subject = path.at(-1) ?? path[0];
  await run(client, sql`select pg_advisory_xact_lock(hashtextextended(${`lethe:subject:${subject}`}, 0))`);
  const { rows } = await run<{ at: string | null }>(
    client,
    sql`select floor(extract(epoch from deactivated_at) * 1000) as at from lethe.subjects where subject = ${subject}`,
  );
  const at = rows[0]?.at ?? null;
  const deactivation = { deactivatedAt: at === null ? null : Number(at) };
  const decision = decide({ deactivation, access: await readAccess(client, path) }, await readNow(client));
  if (decision.is !== 'transition') return decision;
  const { deactivatedAt } = decision.deactivation;
  await run(
    client,
    sql`insert into lethe.subjects (subject, path, deactivated_at)
        values (${subject}, ${[...path]}::text[], to_timestamp(${deactivatedAt}::bigint / 1000.0))
        on conflict (subject) do update set deactivated_at = excluded.deactivated_at, path = excluded.path`,
  );
  await recordEvent(client, { type: `subject.${decision.fact.type}d`, data: { subject, ...by } });
  await storeAccessOf(client, path);
  return decision;
}

/** Where a subject lay when something was last noted of it: its own row may be gone. */
export async function notedPath(client: ClientBase, subject: string): Promise<readonly string[] | null> {
  const { rows } = await run<{ path: string[] }>(
    client,
    sql`select path from lethe.subjects where subject = ${subject}`,
  );
  return rows[0]?.path ?? null;
}
