import { type KeptAddress, keepAddresses, keptAddresses } from '../../postgres/addresses.ts';
import { type Member, membersOf, type Person, personOf } from '../../postgres/people.ts';
import { hasStarted, type Moment, type Request } from '../../requests/request.ts';
import { placeOf } from '../place-of.ts';
import { policyOfTarget } from './authority.ts';
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

/** Where the requester is reached: by the host's rows, and when these are gone by the mailbox that was noted. */
export async function requesterAddress(life: Life, request: Request): Promise<string | null> {
  const person = hasStarted(request) ? null : await requesterNow(life, request);
  if (person !== null) return person.address;
  const [kept] = await life.lethe.database.use((client) => keptAddresses(client, request.id, 'requester'));
  return kept?.address ?? null;
}

/** Everyone who may ask for this deletion, and so is told of it: from the host's rows, each once. */
export async function ownersNow(life: Life, request: Request): Promise<readonly Member[]> {
  const { people } = life.lethe.loaded.store.config;
  const found = new Map<string, Member>();
  for (const target of request.targets) {
    const { members } = policyOfTarget(life, target);
    const roles = request.policy.by;
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
  return {
    addresses: [
      ...(person === null ? [] : [{ audience: 'requester', recipient: 'requester', address: person.address } as const]),
      ...owners.map(({ actor, address }) => ({ audience: 'owners', recipient: actor, address }) as const),
    ],
    name: (await placeOf(life.lethe, request.targets[0].subject)).row?.name ?? null,
    eraseAt: eraseAddressAt(request),
  };
}
