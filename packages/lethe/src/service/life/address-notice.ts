import type { MessageName } from '../../mail/notice-facts.ts';
import { addressNotice, type NewDelivery, type NoticeRow } from '../../postgres/notices.ts';
import { readNow, tellRequest } from '../../postgres/requests.ts';
import { issueToken, tokenIdOf } from '../../postgres/tokens.ts';
import { hasStarted, type Moment, type Now, type Request } from '../../requests/request.ts';
import { isFinal } from '../../requests/state.ts';
import { actorOfRecipient } from './changed-address.ts';
import type { Life } from './life-context.ts';
import { noAddress, recipientsOf } from './recipients.ts';

/** Messages to the subject's people with a way out of the deletion in them. */
const withCancel: readonly MessageName[] = ['received', 'warned', 'blocked', 'scheduled', 'reminder'];

/** Finds who is to be told, and makes a delivery for each, with the link that only they get: all of it or nothing. */
export async function giveRecipients(life: Life, notice: NoticeRow, request: Request): Promise<void> {
  const { lethe, secrets } = life;
  const recipients = await recipientsOf(life, request, notice);
  await lethe.database.transaction(async (client) => {
    const made = await addressNotice(client, notice, recipients);
    if (made === null) return;
    if (isMissed(notice, request, recipients)) await tellRequest(client, lethe.wakes, request.id, bounced);
    if (!offersCancel(notice, request)) return;
    const expiresAt = endOfCancel(request, await readNow(client));
    for (const { id, recipient } of made) {
      const actor = notice.audience === 'owners' ? actorOfRecipient(recipient) : request.requester.actor;
      await issueToken(client, secrets, { id: tokenIdOf(id), request: request.id, kind: 'cancel', actor, expiresAt });
    }
  });
}

/** One of the subject's own people is not told: somebody has to reach them another way. */
export const bounced = { type: 'attention raised', code: 'NOTICE_BOUNCED' } as const;

/** An operator who asks for somebody the host does not know has no mailbox to be told at. */
function isMissed({ audience }: NoticeRow, { requester }: Request, recipients: readonly NewDelivery[]): boolean {
  if (audience === 'requester' && requester.actor === null) return false;
  return recipients.some(({ to }) => 'code' in to && to.code === noAddress);
}

const offersCancel = ({ name, audience }: NoticeRow, request: Request): boolean =>
  withCancel.includes(name) &&
  (audience === 'requester' || audience === 'owners') &&
  !hasStarted(request) &&
  !isFinal(request.state);

const dayMs = 86_400_000;

/** The start of the deletion makes it void. This is the end in any case, behind every delay that is likely. */
const endOfCancel = ({ dueAt, completeDueAt }: Request, now: Now): Moment =>
  now.raw + Math.max((dueAt ?? completeDueAt) - now.lethe, 0) + 90 * dayMs;
