import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { faultPoint } from '../fault-point.ts';
import { newId } from '../ids.ts';
import type { MessageName } from '../mail/notice-facts.ts';
import type { Audience } from '../requests/decision.ts';
import type { Moment } from '../requests/request.ts';
import { recordEvent } from './events.ts';
import { run } from './sql.ts';

/** What has to be told, of which event, to whom. */
export interface NoticeRow {
  readonly id: string;
  readonly request: string;
  readonly name: MessageName;
  readonly audience: Audience;
  readonly addressed: boolean;
  readonly event: {
    readonly type: string;
    /** By lethe.now(). */
    readonly at: Moment;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

export async function readNotice(client: ClientBase, id: string): Promise<NoticeRow | null> {
  const { rows } = await run<Omit<NoticeRow, 'event'> & { type: string; at: string; data: Record<string, unknown> }>(
    client,
    sql`select n.id, n.request, n.name, n.audience, n.addressed_at is not null as addressed, e.type,
          floor(extract(epoch from e.at) * 1000) as at, e.data
        from lethe.notices n join lethe.events e on e.id = n.event where n.id = ${id}`,
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { type, at, data, ...notice } = row;
  return { ...notice, event: { type, at: Number(at), data } };
}

/** One message to one mailbox. Without an address it cannot be sent, and `code` says why. */
export interface NewDelivery {
  /** The host's id, or which mailbox it is; never the address. */
  readonly recipient: string;
  readonly to: { readonly address: string } | { readonly code: string };
}

export interface Delivery {
  readonly id: string;
  readonly recipient: string;
}

/**
 * Makes a delivery for each recipient, once: null where another worker has. One that cannot be sent is there as well,
 * failed from the beginning, so that it is seen and counted.
 */
export async function addressNotice(
  client: ClientBase,
  notice: Pick<NoticeRow, 'id' | 'request' | 'name' | 'audience'>,
  recipients: readonly NewDelivery[],
): Promise<readonly Delivery[] | null> {
  const { rows } = await run(
    client,
    sql`update lethe.notices set addressed_at = lethe.now() where id = ${notice.id} and addressed_at is null returning id`,
  );
  if (rows.length === 0) return null;
  const made: Delivery[] = [];
  for (const { recipient, to } of recipients) {
    const id = newId('dlv');
    const [address, code] = 'address' in to ? [to.address, null] : [null, to.code];
    await run(
      client,
      sql`insert into lethe.deliveries (id, notice, recipient, address, state, last_code, ended_at)
          values (${id}, ${notice.id}, ${recipient}, ${address}, ${code === null ? 'pending' : 'failed'}, ${code},
            ${code === null ? sql`null` : sql`lethe.now()`})`,
    );
    if (code === null) made.push({ id, recipient });
    else await tellDelivery(client, notice, { id, recipient }, { state: 'failed', code });
  }
  faultPoint('notice.addressed');
  return made;
}

export interface ClaimedDelivery extends Delivery {
  readonly address: string;
  /** This one included. */
  readonly attempts: number;
}

/** Longer than sending may take. A worker that dies meanwhile leaves the delivery to the next one after it. */
const claimMs = 120_000;

/** The next delivery of a notice that is due, for this worker alone; null: there is none. */
export async function claimDelivery(client: ClientBase, notice: string): Promise<ClaimedDelivery | null> {
  const { rows } = await run<{ id: string; recipient: string; address: string; attempts: number }>(
    client,
    sql`update lethe.deliveries set attempts = attempts + 1,
          next_attempt_at = clock_timestamp() + ${claimMs}::int * interval '1 ms'
        where id = (select id from lethe.deliveries where notice = ${notice} and state = 'pending'
          and next_attempt_at <= clock_timestamp() order by id limit 1 for update skip locked)
        returning id, recipient, address, attempts`,
  );
  return rows[0] ?? null;
}

export type DeliveryEnd = { readonly state: 'sent' | 'bounced' | 'failed'; readonly code: string | null };

/** The delivery has ended, and its address is forgotten. False: it had before. */
export async function endDelivery(
  client: ClientBase,
  notice: Pick<NoticeRow, 'id' | 'request' | 'name' | 'audience'>,
  delivery: Delivery,
  end: DeliveryEnd,
): Promise<boolean> {
  const { affected } = await run(
    client,
    sql`update lethe.deliveries set state = ${end.state}, last_code = ${end.code}, address = null, ended_at = lethe.now()
        where id = ${delivery.id} and state = 'pending'`,
  );
  if (affected === 0) return false;
  await tellDelivery(client, notice, delivery, end);
  return true;
}

async function tellDelivery(
  client: ClientBase,
  { id: notice, request, name, audience }: Pick<NoticeRow, 'id' | 'request' | 'name' | 'audience'>,
  { id: delivery }: Delivery,
  { state, code }: DeliveryEnd,
): Promise<void> {
  const data = { notice, name, audience, delivery, ...(code === null ? {} : { code }) };
  await recordEvent(client, { request, type: `notice.${state}`, data });
}

/** To be tried again, unless another worker has taken it up meanwhile. By the raw clock: mail servers know no other. */
export async function retryDelivery(
  client: ClientBase,
  { id, attempts }: ClaimedDelivery,
  { waitMs, code }: { readonly waitMs: number; readonly code: string },
): Promise<void> {
  await run(
    client,
    sql`update lethe.deliveries set last_code = ${code}, next_attempt_at = clock_timestamp() + ${waitMs}::bigint * interval '1 ms'
        where id = ${id} and state = 'pending' and attempts = ${attempts}::int`,
  );
}
