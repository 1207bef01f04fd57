import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { newId } from '../ids.ts';
import type { TokenSecrets } from '../intake/token-secrets.ts';
import type { Duration } from '../policy/duration.ts';
import type { Decision } from '../requests/decision.ts';
import type { EventType } from '../requests/event.ts';
import { momentAfter } from '../requests/grace.ts';
import type { Moment, Request } from '../requests/request.ts';
import { readNow, tellRequest, type Wakes } from './requests.ts';
import { one, run } from './sql.ts';
import { issueToken, tokenIdOf } from './tokens.ts';

export interface Mailing {
  readonly wakes: Wakes;
  readonly secrets: TokenSecrets;
}

/** The second step is asked for, or asked for again: the token before it is void from then on. */
export async function sendConfirmation(
  client: ClientBase,
  { wakes, secrets }: Mailing,
  request: string,
  type: 'confirmation sent' | 'confirmation resent',
): Promise<Decision> {
  const decision = await tellRequest(client, wakes, request, { type });
  const confirmation = decision.is === 'transition' ? decision.request.confirmation : null;
  if (confirmation === null || decision.is !== 'transition') return decision;
  const { generation, tokenExpiresAt: expiresAt } = confirmation;
  const notice = await noteMessage(client, wakes, decision.request, type, 'confirmation');
  if (notice !== null) {
    const id = tokenIdOf(notice);
    await issueToken(client, secrets, { id, request, kind: 'confirmation', generation, actor: null, expiresAt });
  }
  return decision;
}

/** Proof of the mailbox is asked for, the first time or again. `expiresIn`: as the policy says of this way of proof. */
export async function askForProof(
  client: ClientBase,
  { wakes, secrets }: Mailing,
  request: string,
  expiresIn: Duration,
): Promise<Decision> {
  const decision = await tellRequest(client, wakes, request, { type: 'proof asked' });
  if (decision.is !== 'transition') return decision;
  const notice = await noteMessage(client, wakes, decision.request, 'proof asked', 'proof');
  if (notice !== null) {
    const expiresAt = await endOfProof(client, decision.request, expiresIn);
    await issueToken(client, secrets, { id: tokenIdOf(notice), request, kind: 'proof', actor: null, expiresAt });
  }
  return decision;
}

/** By the raw clock, and not beyond the end of `verifying`. */
async function endOfProof(client: ClientBase, request: Request, expiresIn: Duration): Promise<Moment> {
  const now = await readNow(client);
  const own = momentAfter(now.raw, expiresIn, request.timeZone);
  return request.verifyDeadlineAt === null ? own : Math.min(own, now.raw + (request.verifyDeadlineAt - now.lethe));
}

/** A message beside those of the decision, for the event that was stored with it; null: it was noted before. */
async function noteMessage(
  client: ClientBase,
  wakes: Wakes,
  request: Request,
  event: EventType,
  name: 'proof' | 'confirmation',
): Promise<string | null> {
  const notice = newId('ntc');
  // The request's row is locked, so the newest event of this kind is the one just stored.
  const { id } = await one<{ id: string }>(
    client,
    sql`select max(id) as id from lethe.events
        where request = ${request.id} and type = ${`request.${event.replaceAll(' ', '_')}`}`,
  );
  const { affected } = await run(
    client,
    sql`insert into lethe.notices (id, request, event, name, audience)
        values (${notice}, ${request.id}, ${id}, ${name}, 'requester') on conflict (event, name, audience) do nothing`,
  );
  if (affected === 0) return null;
  await wakes.notice(client, notice);
  return notice;
}
