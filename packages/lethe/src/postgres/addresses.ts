import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Moment } from '../requests/request.ts';
import { run } from './sql.ts';

export type AddressedAudience = 'requester' | 'owners' | 'controller';

/** A mailbox that must be reached when its row in the host database is gone. */
export interface KeptAddress {
  readonly audience: AddressedAudience;
  /** The host's id, or 'requester'. */
  readonly recipient: string;
  readonly address: string;
}

/** The newest counts: people change their mailbox while a request waits. */
export async function keepAddresses(
  client: ClientBase,
  request: string,
  addresses: readonly KeptAddress[],
  eraseAt: Moment,
): Promise<void> {
  for (const { audience, recipient, address } of addresses) {
    await run(
      client,
      sql`insert into lethe.addresses (request, audience, recipient, address, erase_at)
          values (${request}, ${audience}, ${recipient}, ${address}, to_timestamp(${eraseAt}::bigint / 1000.0))
          on conflict (request, audience, recipient) do update set address = excluded.address, erase_at = excluded.erase_at`,
    );
  }
}

export async function keptAddresses(
  client: ClientBase,
  request: string,
  audience: AddressedAudience,
): Promise<readonly KeptAddress[]> {
  const { rows } = await run<{ recipient: string; address: string }>(
    client,
    sql`select recipient, address from lethe.addresses where request = ${request} and audience = ${audience}
        order by recipient`,
  );
  return rows.map((row) => ({ audience, ...row }));
}

/** What the closing message will call the subject. */
export async function keepName(client: ClientBase, request: string, name: string, eraseAt: Moment): Promise<void> {
  await run(
    client,
    sql`insert into lethe.subject_names (request, name, erase_at)
        values (${request}, ${name}, to_timestamp(${eraseAt}::bigint / 1000.0))
        on conflict (request) do update set name = excluded.name, erase_at = excluded.erase_at`,
  );
}

export async function keptName(client: ClientBase, request: string): Promise<string | null> {
  const { rows } = await run<{ name: string }>(
    client,
    sql`select name from lethe.subject_names where request = ${request}`,
  );
  return rows[0]?.name ?? null;
}

/**
 * Addresses and names whose time is over, and those of requests of which the last message is out. A completed request tells its
 * people nothing more: what is left of it concerns operators.
 */
export async function eraseAddresses(client: ClientBase): Promise<number> {
  const { affected } = await run(client, sql`delete from lethe.addresses a where ${isOver}`);
  await run(client, sql`delete from lethe.subject_names a where ${isOver}`);
  return affected;
}

const isOver = sql`(a.erase_at <= (select lethe.now())
  or (exists (select from lethe.requests q where q.id = a.request
        and q.state in ('completed', 'closed', 'cancelled', 'expired', 'refused', 'forwarded'))
      and not exists (select from lethe.notices n where n.request = a.request and n.addressed_at is null)
      and not exists (select from lethe.notices n join lethe.deliveries d on d.notice = n.id
        where n.request = a.request and d.state = 'pending')))`;
