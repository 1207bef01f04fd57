import { coolingOf } from '../../policy/people.ts';
import type { Database } from '../../postgres/connection.ts';
import { type Person, personOf } from '../../postgres/people.ts';
import { momentAfter } from '../../requests/grace.ts';
import { type MetFinding, type Moment, type Now, type Request, stateBeneath } from '../../requests/request.ts';
import type { Life } from './life-context.ts';

type Client = Parameters<Parameters<Database['use']>[0]>[0];

export const addressChanged: MetFinding = { code: 'ADDRESS_CHANGED', table: '' };

/**
 * F42: whoever has taken over a session changes the address and then proves with the new mailbox that it is them. So
 * what a mailbox says counts only when the address has been the same for a while; until then it stands in the way, and
 * whoever reads the earlier mailbox can cancel. An operator who decides has looked at more than a mailbox.
 */
export async function isAddressFresh(
  { lethe }: Pick<Life, 'lethe'>,
  request: Request,
  now: Now,
  client: Client,
): Promise<boolean> {
  const { people } = lethe.loaded.store.config;
  const { actor } = request.requester;
  const { kind } = request.targets[0].subject;
  const { subjects } = lethe.loaded.config;
  const policy = Object.hasOwn(subjects, kind) ? subjects[kind] : undefined;
  const cooling = policy === undefined ? null : coolingOf(people, policy.request);
  if (people === null || actor === null || cooling === null || isDecided(request)) return false;
  const changedAt = (await personOf(client, people, actor))?.changedAt ?? null;
  if (changedAt === null || now.lethe >= momentAfter(changedAt, cooling, request.timeZone)) return false;
  return changedAt <= lastMailEvidence(request, now);
}

const isDecided = ({ proofs }: Request): boolean =>
  proofs.some(({ kind }) => kind === 'operator decision' || kind === 'database credentials');

/** The last moment at which a mailbox spoke for the requester: now, as long as it still has to. */
function lastMailEvidence(request: Request, now: Now): Moment {
  const { policy, proofs, confirmation } = request;
  const confirmedAt = confirmation?.confirmedAt ?? null;
  const confirms = policy.confirm?.by === 'mail';
  const proves = stateBeneath(request) === 'verifying' && policy.proof.some((way) => way.includes('mailbox'));
  if (proves || (confirms && confirmedAt === null)) return now.lethe;
  const mailbox = proofs.find(({ kind }) => kind === 'mailbox')?.at ?? Number.NEGATIVE_INFINITY;
  return Math.max(mailbox, confirms ? (confirmedAt ?? mailbox) : mailbox);
}

const dayMs = 86_400_000;
const toldForMs = 30 * dayMs;

/** The address before, for as long as somebody may not have noticed that it was changed. */
export function earlierAddress({ address, changedAt, previous }: Person, now: Now): string | null {
  if (changedAt === null || previous === null || now.lethe >= changedAt + toldForMs) return null;
  return previous.trim() === '' || previous.toLowerCase() === address.toLowerCase() ? null : previous;
}

const mark = ' (address before)';

/** How a delivery to the address before is called: by the person, so that it is seen to be a second one. */
export const earlierRecipient = (recipient: string): string => `${recipient}${mark}`;

export const isEarlier = (recipient: string): boolean => recipient.endsWith(mark);

/** The host's id behind either of the two. */
export const actorOfRecipient = (recipient: string): string =>
  isEarlier(recipient) ? recipient.slice(0, -mark.length) : recipient;
