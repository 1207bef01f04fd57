import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { newId } from '../ids.ts';
import { decide } from '../requests/decide.ts';
import type { Decision, Same, Transition } from '../requests/decision.ts';
import type { RequestEvent } from '../requests/event.ts';
import { nextMoment, overdueAt } from '../requests/next-moment.ts';
import { receive, type Wish } from '../requests/receive.ts';
import type { Refusal } from '../requests/refusal.ts';
import type { Moment, Now, Request } from '../requests/request.ts';
import { storeAccess } from './access.ts';
import type { Wake } from './control.ts';
import { recordEvent } from './events.ts';
import { keepHoldsOut } from './gate.ts';
import { one, run } from './sql.ts';

/** Wake whoever carries out runs, looks at requests, and sends notices; each in the transaction that gave them work. */
export interface Wakes {
  readonly run: Wake;
  readonly request: Wake;
  readonly notice: Wake;
}

/** Both clocks, read now: behind a lock that is held, never before it. */
export async function readNow(client: ClientBase): Promise<Now> {
  const { lethe, raw } = await one<{ lethe: string; raw: string }>(
    client,
    sql`select floor(extract(epoch from lethe.now()) * 1000) as lethe, floor(extract(epoch from clock_timestamp()) * 1000) as raw`,
  );
  return { lethe: Number(lethe), raw: Number(raw) };
}

export interface Received {
  readonly wish: Wish;
  /** Of the code with which anybody can ask how far it is. */
  readonly statusHash: Uint8Array | null;
  /** What is known of it at once, told before a hold that stands interrupts it. */
  readonly known?: readonly RequestEvent[];
}

/** The first event of a life. Holds that stand are met at once: until this commits, no other is placed. */
export async function receiveRequest(
  client: ClientBase,
  wakes: Wakes,
  { wish, statusHash, known = [] }: Received,
): Promise<Transition | Same | Refusal> {
  await keepHoldsOut(client);
  const received = receive(wish, await readNow(client));
  if (received.is === 'refused') return received;
  await insertRequest(client, received.request, statusHash);
  await storeConsequences(client, wakes, received);
  let last: Transition | Same = received;
  for (const event of known) {
    const told = await tellRequest(client, wakes, wish.id, event);
    if (told.is === 'refused') throw refused(wish.id, told);
    last = told;
  }
  for (const hold of await openHolds(client, placesOf(received.request))) {
    const held = await tellRequest(client, wakes, wish.id, { type: 'hold placed', hold });
    if (held.is !== 'refused') last = held;
  }
  return last;
}

const placesOf = (request: Request) => ({
  subjects: request.targets.map(({ path }) => path.at(-1) ?? path[0]),
  scopes: scopesOf(request),
});

/** Every subject a target is or lies in, written kind:key. */
export const scopesOf = ({ targets }: Request): string[] => [...new Set(targets.flatMap(({ path }) => path))];

/**
 * Holds that forbid deleting the subjects. One on a table of a subject is no obstacle: every plan keeps that table's rows.
 * One on something in a subject is, on a table or not: no plan of the whole can tell those rows from the others.
 */
export async function openHolds(
  client: ClientBase,
  { subjects, scopes }: { readonly subjects: readonly string[]; readonly scopes: readonly string[] },
): Promise<string[]> {
  const { rows } = await run<{ id: string }>(
    client,
    sql`select id from lethe.holds where released_at is null
          and ((on_table is null and scope = any(${[...scopes]}::text[]))
            or (scope <> all(${[...scopes]}::text[]) and path && ${[...subjects]}::text[]))
        order by placed_at, id`,
  );
  return rows.map(({ id }) => id);
}

export async function insertRequest(
  client: ClientBase,
  request: Request,
  statusHash: Uint8Array | null,
): Promise<void> {
  const [{ subject }] = request.targets;
  await run(
    client,
    sql`insert into lethe.requests (id, kind, key, state, body, scopes, received_at, complete_due_at, requester, status_hash)
        values (${request.id}, ${subject.kind}, ${[...subject.key]}::text[], ${request.state}, ${JSON.stringify(request)}::jsonb,
          ${scopesOf(request)}::text[], to_timestamp(${request.receivedAt} / 1000.0),
          to_timestamp(${request.completeDueAt} / 1000.0), ${request.requester.actor},
          ${statusHash === null ? null : Buffer.from(statusHash)})`,
  );
}

/** The request as it is now, and nobody changes it until the transaction ends. */
export async function lockRequest(client: ClientBase, id: string): Promise<Request> {
  const { rows } = await run<{ body: Request }>(
    client,
    sql`select body from lethe.requests where id = ${id} for update`,
  );
  const [row] = rows;
  if (row === undefined) throw new LetheError('REQUEST_UNKNOWN', `there is no request ${id}`);
  return row.body;
}

/**
 * Tells a request what has happened, and stores all of what becomes of it or nothing: state, event, notices, tokens
 * that are void, access, jobs. The row is locked first and the clocks are read behind the lock.
 */
export async function tellRequest(
  client: ClientBase,
  wakes: Wakes,
  id: string,
  event: RequestEvent,
): Promise<Decision> {
  const request = await lockRequest(client, id);
  const decision = decide(request, event, await readNow(client));
  if (decision.is === 'transition') await storeTransition(client, wakes, decision);
  if (decision.is === 'same' && decision.wake.length > 0) await wakes.request(client, id);
  return decision;
}

/** As `tellRequest`, where a refusal is a failure of the caller's. */
export async function mustTellRequest(
  client: ClientBase,
  wakes: Wakes,
  id: string,
  event: RequestEvent,
): Promise<Request> {
  const decision = await tellRequest(client, wakes, id, event);
  if (decision.is === 'refused') throw refused(id, decision);
  return decision.request;
}

export function refused(id: string, { code, text }: Refusal): LetheError {
  return new LetheError('REQUEST_REFUSED', `${id}: ${text}`, { details: { request: id, refusal: code, text } });
}

export async function storeTransition(client: ClientBase, wakes: Wakes, made: Transition): Promise<void> {
  const { request } = made;
  await run(
    client,
    sql`update lethe.requests set state = ${request.state}, body = ${JSON.stringify(request)}::jsonb
        where id = ${request.id}`,
  );
  await storeConsequences(client, wakes, made);
}

async function storeConsequences(client: ClientBase, wakes: Wakes, made: Transition): Promise<void> {
  const { request, fact, notify, voids } = made;
  await lookAgainAt(client, request, fact.at);
  const event = await recordEvent(client, {
    request: request.id,
    type: `request.${fact.type.replaceAll(' ', '_')}`,
    data: { ...fact.data, from: fact.from, to: fact.to },
  });
  faultPoint('request.stored');
  if (voids.length > 0) await voidTokens(client, request.id, voids);
  await storeAccess(client, request);
  // Whoever commands by the database's credentials is at the keyboard; the host's people are told by the host.
  if (request.requester.channel !== 'command') {
    for (const { name, to } of notify) {
      const notice = newId('ntc');
      const { affected } = await run(
        client,
        sql`insert into lethe.notices (id, request, event, name, audience)
            values (${notice}, ${request.id}, ${event}, ${name}, ${to}) on conflict (event, name, audience) do nothing`,
      );
      if (affected === 1) await wakes.notice(client, notice);
    }
  }
  if (made.wake.length > 0) await wakes.request(client, request.id);
  faultPoint('request.told');
}

async function voidTokens(client: ClientBase, request: string, kinds: readonly string[]): Promise<void> {
  await run(
    client,
    sql`update lethe.tokens set voided_at = clock_timestamp()
        where request = ${request} and kind = any(${[...kinds]}::text[]) and used_at is null and voided_at is null`,
  );
}

/** How often, by lethe.now(), a blocked request is looked at again, and one for which a job may have been lost. */
const blockedEveryMs = 10 * 60_000;

/** Notes when time alone has something to say; a tick finds it by that. */
export async function lookAgainAt(client: ClientBase, request: Request, after: Moment): Promise<void> {
  const moments = [
    nextMoment(request),
    overdueAt(request),
    request.state === 'blocked' ? after + blockedEveryMs : null,
  ].filter((moment) => moment !== null);
  const next = moments.length === 0 ? null : Math.min(...moments);
  await run(
    client,
    sql`update lethe.requests set next_at = to_timestamp(${next}::bigint / 1000.0), looked_at = clock_timestamp()
        where id = ${request.id}`,
  );
}
