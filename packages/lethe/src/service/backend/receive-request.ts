import { LetheError } from '../../errors.ts';
import type { Caller, NewRequest, RequestRecord } from '../../http/backend.ts';
import { newId } from '../../ids.ts';
import type { ProofWay } from '../../policy/policy.ts';
import { keepAddresses } from '../../postgres/addresses.ts';
import { type Person, personByAddress, personOf } from '../../postgres/people.ts';
import { lockOpenRequest, timesAskedFor } from '../../postgres/request-list.ts';
import { readNow, receiveRequest, refused } from '../../postgres/requests.ts';
import type { RequestEvent } from '../../requests/event.ts';
import { momentAfter } from '../../requests/grace.ts';
import { requestPolicyOf } from '../../requests/policy-of.ts';
import type { Moment, Now, Request } from '../../requests/request.ts';
import { eraseAddressAt } from '../life/requester.ts';
import { type Located, subjectUnknown } from '../subject-path.ts';
import type { Ground } from './ground.ts';
import { exportsNeededBlocker, loadRecord } from './request-record.ts';
import {
  askingRoles,
  forbidden,
  type PersonCaller,
  rolesFor,
  type SubjectStanding,
  standingOnSubject,
} from './standing.ts';

export interface ReceivedRequest {
  readonly record: RequestRecord;
  readonly statusCode: string | null;
  readonly made: boolean;
}

/** Who asks, and by which role. */
interface Asking {
  readonly requester: Request['requester'];
  readonly person: Person | null;
  readonly role: string | null;
}

/**
 * A wish by somebody we know. One request a subject: whoever asks while one is open is shown that one. What proves the
 * wish already (the role, a fresh sign-in) is told with it, in the same transaction.
 */
export async function receiveWish(ground: Ground, caller: Caller, wish: NewRequest): Promise<ReceivedRequest> {
  const { lethe } = ground;
  const standing = await standingOnSubject(lethe, caller, wish.subject, { scope: 'request:write', roles: askingRoles });
  const { located } = standing;
  if (!located.there) throw subjectUnknown(located);
  const asking = await askingOf(ground, caller, standing, wish);
  const made = await lethe.database.transaction(async (client) => {
    const open = await lockOpenRequest(client, located.text);
    if (open !== null) return { id: open, statusCode: null };
    if (caller.is === 'person') refuseTooOften(await timesAskedFor(client, located.subject));
    const id = newId('req');
    const statusCode = ground.secrets.statusCodeOf(id);
    const { subject, within, policy, timeZone } = located;
    const received = await receiveRequest(client, lethe.wakes, {
      wish: {
        id,
        kind: subject.kind,
        targets: [{ subject, within, range: null }],
        bulk: false,
        requester: asking.requester,
        policy: requestPolicyOf(policy),
        timeZone,
      },
      statusHash: ground.secrets.hashStatus(statusCode),
      known: knownOf({ caller, asking, located, exportsNeeded: wish.exportsNeeded, now: await readNow(client) }),
    });
    if (received.is === 'refused') throw refused(id, received);
    if (asking.person !== null) {
      const kept = { audience: 'requester', recipient: 'requester', address: asking.person.address } as const;
      await keepAddresses(client, id, [kept], eraseAddressAt(received.request));
    }
    return { id, statusCode };
  });
  const record = await loadRecord(ground, made.id, standing.scope);
  return { record, statusCode: made.statusCode, made: made.statusCode !== null };
}

/** F45: to ask and to cancel again is a message to everyone who may ask, each time. */
const mostADay = 10;

function refuseTooOften({ today, freeInSeconds }: Awaited<ReturnType<typeof timesAskedFor>>): void {
  if (today < mostADay) return;
  throw new LetheError('TOO_OFTEN', `its deletion was asked for ${mostADay} times in a day: wait until tomorrow`, {
    details: { retryAfterSeconds: freeInSeconds },
  });
}

async function askingOf(
  ground: Ground,
  caller: Caller,
  { located, role }: SubjectStanding,
  { onBehalfOf }: NewRequest,
): Promise<Asking> {
  const { people } = ground.lethe.loaded.store.config;
  const { database } = ground.lethe;
  if (caller.is === 'person') {
    if (onBehalfOf !== null) throw forbidden('only a key may ask on behalf of somebody');
    const { actor, credential } = caller;
    const person = people === null ? null : await database.use((client) => personOf(client, people, actor));
    return { requester: { actor, credential, channel: 'self-service' }, person, role };
  }
  // Whoever entered it must not be the second person who approves it, whatever they go by in the host.
  const credential = caller.id;
  if (onBehalfOf === null) {
    return { requester: { actor: null, credential, channel: 'operator' }, person: null, role: null };
  }
  const person = people === null ? null : await database.use((client) => personByAddress(client, people, onBehalfOf));
  const roles = person === null ? [] : await rolesFor(ground.lethe, located.subject, person.actor);
  const theirs = roles.find((each) => askingRoles(located).includes(each));
  // One text, or a key of one tenant would find out who is a customer of another.
  if (person === null || theirs === undefined) throw notEntitled();
  return { requester: { actor: person.actor, credential, channel: 'operator' }, person, role: theirs };
}

function notEntitled(): LetheError {
  const text = 'Nobody with this mailbox has a role that may ask for this.';
  return new LetheError('REQUEST_REFUSED', text, { details: { refusal: 'ROLE_NOT_ALLOWED', text } });
}

interface AtHand {
  readonly caller: Caller;
  readonly asking: Asking;
  readonly located: Located;
  readonly exportsNeeded: boolean;
  readonly now: Now;
}

/** What is in the way comes before what proves, which may lead on at once; the role is the last part of most proofs. */
function knownOf({ caller, asking, located, exportsNeeded, now }: AtHand): readonly RequestEvent[] {
  const { policy, timeZone } = located;
  const at = now.lethe;
  const signIn = caller.is === 'person' ? signInProofs(policy.request.proof, caller, now.raw, timeZone) : [];
  const counts = policy.request.proof.some(({ kind }) => kind !== 'operator decision');
  return [
    { type: 'identified' },
    ...(exportsNeeded ? [{ type: 'blocker met', blocker: exportsNeededBlocker } as const] : []),
    ...signIn.map((kind) => ({ type: 'proof given', proof: { kind, at } }) as const),
    ...(asking.role !== null && counts
      ? [{ type: 'proof given', proof: { kind: 'role', at, role: asking.role } } as const]
      : []),
  ];
}

/** Ways that the caller's sign-in proves by itself, because it is fresh enough. By the raw clock, as all of tokens is. */
export function signInProofs(
  ways: readonly ProofWay[],
  { signedInAt, methods }: PersonCaller,
  now: Moment,
  timeZone: string,
): readonly ('fresh session' | 'password')[] {
  if (signedInAt === null) return [];
  return ways.flatMap((way) => {
    if (way.kind !== 'fresh session' && way.kind !== 'password') return [];
    const isFresh = now <= momentAfter(signedInAt, way.within, timeZone);
    return isFresh && (way.kind === 'fresh session' || methods.includes('pwd')) ? [way.kind] : [];
  });
}
