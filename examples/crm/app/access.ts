import type { Queries } from './database.ts';
import { Refusal } from './refusal.ts';

/** What Lethe answers to the one question a host asks, freest first. */
const answers = ['active', 'scheduled', 'deactivated', 'restricted', 'gone'] as const;
export type Access = (typeof answers)[number];

/** `path`: the subject and those it lies in, widest first: account:3, workspace:7. */
export async function accessOf(client: Queries, path: readonly string[]): Promise<Access> {
  const { rows: schemas } = await client.query<{ there: boolean }>(
    `SELECT to_regnamespace('lethe') IS NOT NULL AS there`,
  );
  // Before Lethe was ever installed nothing can have been asked of it.
  if (schemas[0]?.there !== true) return 'active';
  const { rows } = await client.query<{ access: string }>('SELECT lethe.access_of($1::text[]) AS access', [path]);
  const access = answers.find((answer) => answer === rows[0]?.access);
  if (access === undefined) throw new Error(`Lethe answered ${String(rows[0]?.access)}, which is none of its answers`);
  return access;
}

/**
 * Inside the transaction that writes, before it writes. The transaction id is drawn first: Lethe shuts the subject and
 * then waits for every transaction that has an id, so either it waits for this one, or this one sees the answer.
 * Asked without an id, a row could still be written after Lethe has looked for the last time.
 */
export async function mayWrite(client: Queries, path: readonly string[]): Promise<void> {
  await client.query('SELECT pg_current_xact_id()');
  const access = await accessOf(client, path);
  if (access === 'active' || access === 'scheduled') return;
  throw new Refusal(423, 'Nothing was changed', closed[access], { access });
}

/** What is deactivated or being deleted can still be read, and exported, by its owners. */
export function mayRead(access: Access, role: string): void {
  if (access === 'gone') throw new Refusal(410, 'Deleted', closed.gone, { access });
  if (access === 'active' || access === 'scheduled' || role === 'owner') return;
  throw new Refusal(423, 'Closed for now', `${closed[access]} Owners can still read and export it.`, { access });
}

export const closed = {
  deactivated:
    'This is deactivated: all data is kept, and nothing can be added or changed until an owner reactivates it.',
  restricted: 'This is closed because its deletion has been asked for: nothing can be added or changed.',
  gone: 'This has been deleted.',
} as const satisfies Partial<Record<Access, string>>;
