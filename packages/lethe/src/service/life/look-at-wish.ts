import { LetheError } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { newId } from '../../ids.ts';
import type { Subject } from '../../planner/plan.ts';
import { formatSubject, parseSubject } from '../../planner/subject.ts';
import type { SubjectPolicy } from '../../policy/policy.ts';
import { exportsNeeded } from '../../policy/request.ts';
import { introspect } from '../../postgres/introspect.ts';
import { keyByHandle, type Person, personByAddress, rolesOf, type SubjectRow } from '../../postgres/people.ts';
import { lockOpenRequest } from '../../postgres/request-list.ts';
import { receiveRequest, refused } from '../../postgres/requests.ts';
import { endWish, readWish, type Wish, type WishOutcome, wishesOfDay } from '../../postgres/wishes.ts';
import { isTimeZone } from '../../requests/grace.ts';
import { requestPolicyOf } from '../../requests/policy-of.ts';
import { rowKeyIn } from '../../schema/row-key.ts';
import type { Lethe } from '../lethe.ts';
import { type Place, placeOf } from '../place-of.ts';
import type { Life } from './life-context.ts';

/** Each is two messages to somebody who may not have asked for any. */
const mostWishesADay = 3;

/**
 * A wish from outside becomes a request where a person of the host with this mailbox may ask for this subject. Where
 * not, nobody is written to: strangers learn nothing, and nobody is bothered in another's name.
 */
export async function lookAtWish(life: Life, id: string): Promise<void> {
  const wish = await life.lethe.database.use((client) => readWish(client, id));
  if (wish === null) return;
  const wanted = await wantedBy(life, wish);
  if (typeof wanted === 'string') {
    await life.lethe.database.transaction((client) => endWish(client, id, wanted, null));
    return;
  }
  await receive(life, id, wish, wanted);
}

const saidExports = `${exportsNeeded.name}@${exportsNeeded.version}`;

interface Wanted {
  readonly person: Person;
  readonly subject: Subject;
  readonly place: Place;
  readonly row: SubjectRow;
}

async function wantedBy(life: Life, { address, kind, named }: Wish): Promise<Wanted | WishOutcome> {
  const { database, loaded } = life.lethe;
  const policy = Object.hasOwn(loaded.config.subjects, kind) ? loaded.config.subjects[kind] : undefined;
  const { people } = loaded.store.config;
  if (policy === undefined || people === null || !policy.request.proof.some((way) => way.kind === 'mailbox')) {
    return 'nothing known';
  }
  const found = await placeNamed(life.lethe, policy, named.trim());
  if (found === null) return 'nothing known';
  const person = await database.use((client) => personByAddress(client, people, address.trim()));
  if (person === null) return 'nobody known';
  const roles = await database.use((client) => rolesOf(client, policy, found.subject, person.actor));
  return roles.some((role) => policy.request.by.includes(role)) ? { person, ...found } : 'nobody known';
}

/** By `kind:key`, by its handle, or by its key alone; null: there is no such subject. Names are not unique, and not looked for. */
async function placeNamed(
  lethe: Lethe,
  policy: SubjectPolicy,
  named: string,
): Promise<Pick<Wanted, 'subject' | 'place' | 'row'> | null> {
  try {
    const subject = named.startsWith(`${policy.kind}:`) ? parseSubject(named) : await handled(lethe, policy, named);
    const place = await placeOf(lethe, subject);
    return place.row === null ? null : { subject, place, row: place.row };
  } catch (error) {
    if (error instanceof LetheError && error.code === 'SUBJECT_INVALID') return null;
    throw error;
  }
}

async function handled({ database, loaded }: Lethe, policy: SubjectPolicy, named: string): Promise<Subject> {
  const { kind } = policy;
  // Nobody who writes the value alone knows how a key is encoded.
  if (policy.table === null) return parseSubject(formatSubject({ kind, key: [named] }));
  const schema = await database.use((client) => introspect(client, { schemas: loaded.store.config.schemas }));
  const columns = rowKeyIn(schema, policy.table);
  const key = await database.use((client) => keyByHandle(client, policy, columns, named));
  return key === null ? parseSubject(`${kind}:${named}`) : { kind, key };
}

/** The request and the end of the wish are stored together: what was written is gone as soon as it is acted on. */
async function receive(life: Life, id: string, wish: Wish, wanted: Wanted): Promise<void> {
  const { database, wakes } = life.lethe;
  const { person, subject, place, row } = wanted;
  const { actor } = person;
  await database.transaction(async (client) => {
    const open = await lockOpenRequest(client, formatSubject(subject));
    if (open !== null) return void (await endWish(client, id, 'already open', null));
    if ((await wishesOfDay(client, actor)) >= mostWishesADay)
      return void (await endWish(client, id, 'too often', null));
    const request = newId('req');
    const received = await receiveRequest(client, wakes, {
      wish: {
        id: request,
        kind: subject.kind,
        targets: [{ subject, within: place.within, range: null }],
        bulk: false,
        requester: { actor, credential: null, channel: 'form' },
        policy: requestPolicyOf(place.policy),
        // What the row says may be no zone. A request must not fail for that.
        timeZone: isTimeZone(row.timeZone) ? row.timeZone : 'UTC',
      },
      statusHash: life.secrets.hashStatus(life.secrets.statusCodeOf(request)),
      known: [
        { type: 'identified' },
        ...(wish.exportsNeeded ? [{ type: 'blocker met', blocker: saidExports } as const] : []),
      ],
    });
    if (received.is === 'refused') throw refused(request, received);
    await endWish(client, id, 'request', request);
    faultPoint('wish.looked-at');
  });
}
