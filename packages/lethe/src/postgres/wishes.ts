import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Wakes } from './requests.ts';
import { one, run } from './sql.ts';

/** What somebody wrote in the public form. */
export interface Wish {
  readonly address: string;
  readonly kind: string;
  /** The subject's key or handle. */
  readonly named: string;
  readonly exportsNeeded: boolean;
}

/** `too often`: they have been written to enough for a day. */
export type WishOutcome = 'request' | 'already open' | 'nobody known' | 'too often' | 'nothing known';

/**
 * Only noted here, the same for everyone and as quick; a worker looks at it. What was written is never longer than a
 * mailbox or a key can be.
 */
export async function recordWish(client: ClientBase, wakes: Pick<Wakes, 'request'>, wish: Wish): Promise<string> {
  await refuseFlood(client);
  const id = newId('wish');
  const { address, kind, named, exportsNeeded } = wish;
  await run(
    client,
    sql`insert into lethe.wishes (id, address, kind, named, exports_needed)
        values (${id}, ${cut(address)}, ${cut(kind)}, ${cut(named)}, ${exportsNeeded}::boolean)`,
  );
  await wakes.request(client, id);
  return id;
}

/** More than any number of people write before a worker comes by. */
const mostWaiting = 10_000;

/** F45: of a flood from everywhere no more is taken than can be looked at; and it costs the same whoever asks. */
async function refuseFlood(client: ClientBase): Promise<void> {
  const { waiting } = await one<{ waiting: string }>(
    client,
    sql`select count(*) as waiting from (select from lethe.wishes where looked_at is null limit ${mostWaiting}::int) w`,
  );
  if (Number(waiting) >= mostWaiting)
    throw new LetheError('TOO_OFTEN', 'more is asked for than can be looked at: try again later', {
      details: { retryAfterSeconds: 60 },
    });
}

const longest = 320;

/** Cut, it names nothing and nobody. A zero byte is no text for PostgreSQL. */
const cut = (text: string): string => text.slice(0, longest).replaceAll('\0', '\ufffd');

export async function readWish(client: ClientBase, id: string): Promise<Wish | null> {
  const { rows } = await run<{ address: string; kind: string; named: string; exports: boolean }>(
    client,
    sql`select address, kind, named, exports_needed as exports from lethe.wishes
        where id = ${id} and looked_at is null`,
  );
  const [row] = rows;
  return row === undefined
    ? null
    : { address: row.address, kind: row.kind, named: row.named, exportsNeeded: row.exports };
}

/** Erases what was written and keeps what became of it. False: another worker has. */
export async function endWish(
  client: ClientBase,
  id: string,
  outcome: WishOutcome,
  request: string | null,
): Promise<boolean> {
  const { affected } = await run(
    client,
    sql`update lethe.wishes set address = null, kind = null, named = null, looked_at = lethe.now(),
          outcome = ${outcome}, request = ${request}
        where id = ${id} and looked_at is null`,
  );
  return affected === 1;
}

/** Requests that wishes from outside made in somebody's name during the last day. */
export async function wishesOfDay(client: ClientBase, actor: string): Promise<number> {
  const { wishes } = await one<{ wishes: string }>(
    client,
    sql`select count(*) as wishes from lethe.wishes w join lethe.requests q on q.id = w.request
        where q.requester = ${actor} and w.looked_at > (select lethe.now()) - interval '1 day'`,
  );
  return Number(wishes);
}
