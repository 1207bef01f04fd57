import { type KeptAddress, keepAddresses, keptAddresses } from '../../postgres/addresses.ts';
import { type Member, membersOf, type Person, personOf } from '../../postgres/people.ts';
import { readNow } from '../../postgres/requests.ts';
import { hasStarted, type Moment, type Now, type Request } from '../../requests/request.ts';
import { toldBy } from '../../requests/request-policy.ts';
import { placeOf } from '../place-of.ts';
import { policyOfTarget } from './authority.ts';
import { earlierAddress, earlierRecipient } from './changed-address.ts';
import type { Life } from './life-context.ts';

const dayMs = 86_400_000;

/** Long enough for the last message and an answer to it, also where the deletion is late. */
export const eraseAddressAt = ({ completeDueAt }: Request): Moment => completeDueAt + 30 * dayMs;

/** The requester as the host's rows say now; null: nobody of the host, or without a mailbox. */
async function requesterNow({ lethe }: Life, { requester }: Request): Promise<Person | null> {
  const { people } = lethe.loaded.store.config;
  const { actor } = requester;
  if (people === null || actor === null) return null;
  return lethe.database.use((client) => personOf(client, people, actor));
}

/** One message goes there. */
export interface Mailbox {
  /** The host's id, or which mailbox it is. */
  readonly recipient: string;
  readonly address: string;
}

/** Where the requester is reached: by the host's rows, and when these are gone by the mailboxes that were noted. */
export async function requesterMailboxes(life: Life, request: Request): Promise<readonly Mailbox[]> {
  const { database } = life.lethe;
  const person = hasStarted(request) ? null : await requesterNow(life, request);
  if (person === null) return database.use((client) => keptAddresses(client, request.id, 'requester'));
  return mailboxesOf('requester', person, await database.use(readNow));
}

/** Of a person whose address was changed lately, the one before too: it may not have been they who changed it. */
export function mailboxesOf(recipient: string, person: Person, now: Now): readonly Mailbox[] {
  const earlier = earlierAddress(person, now);
  return [
    { recipient, address: person.address },
    ...(earlier === null ? [] : [{ recipient: earlierRecipient(recipient), address: earlier }]),
  ];
}

/** Everyone whose role is told of this deletion: from the host's rows, each once. */
export async function ownersNow(life: Life, request: Request): Promise<readonly Member[]> {
  const { people } = life.lethe.loaded.store.config;
  const found = new Map<string, Member>();
  for (const target of request.targets) {
    const { members } = policyOfTarget(life, target);
    const roles = toldBy(request.policy);
    const some = await life.lethe.database.use((client) =>
      membersOf(client, { members, people }, target.subject, roles),
    );
    for (const member of some) found.set(member.actor, member);
  }
  return [...found.values()];
}

/** Notes the requester's mailbox: the closing message is sent when their rows may be gone. */
export async function keepRequester(life: Life, request: Request): Promise<void> {
  const person = await requesterNow(life, request);
  if (person === null) return;
  const kept = { audience: 'requester', recipient: 'requester', address: person.address } as const;
  await life.lethe.database.transaction((client) => keepAddresses(client, request.id, [kept], eraseAddressAt(request)));
}

export interface Captured {
  readonly addresses: readonly KeptAddress[];
  /** What people call the subject; null: its row says nothing. */
  readonly name: string | null;
  readonly eraseAt: Moment;
}

/** The mailboxes that are told after the point of no return, as they are just before it. */
export async function captureAddresses(life: Life, request: Request): Promise<Captured> {
  const person = await requesterNow(life, request);
  const owners = await ownersNow(life, request);
  const now = await life.lethe.database.use(readNow);
  return {
    addresses: [
      ...(person === null ? [] : mailboxesOf('requester', person, now)).map(kept('requester')),
      ...owners.flatMap((owner) => mailboxesOf(owner.actor, owner, now)).map(kept('owners')),
    ],
    name: (await placeOf(life.lethe, request.targets[0].subject)).row?.name ?? null,
    eraseAt: eraseAddressAt(request),
  };
}

const kept =
  (audience: KeptAddress['audience']) =>
  (mailbox: Mailbox): KeptAddress => ({ audience, ...mailbox });
