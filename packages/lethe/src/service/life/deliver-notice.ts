import { LetheError } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { compose } from '../../mail/compose.ts';
import type { Mailer, SendResult } from '../../mail/mailer.ts';
import { messageOf } from '../../mail/message.ts';
import { type ClaimedDelivery, claimDelivery, endDelivery, readNotice, retryDelivery } from '../../postgres/notices.ts';
import { requestNow } from '../../postgres/request-now.ts';
import { tellRequest } from '../../postgres/requests.ts';
import { bounced, giveRecipients } from './address-notice.ts';
import type { Life } from './life-context.ts';
import { lookAtWaiting } from './look-at-request.ts';
import { factsFor, type NoticeStory, storyOf } from './message-facts.ts';

/** Tells everyone of an audience what has happened. Whatever dies meanwhile, each is told, and told once. */
export async function deliverNotice(life: Life, id: string, signal: AbortSignal): Promise<void> {
  const { database } = life.lethe;
  const notice = await database.use((client) => readNotice(client, id));
  if (notice === null) throw new Error(`bug: there is no notice ${id}`);
  if (!notice.addressed) await address(life, notice);
  let story: NoticeStory | null = null;
  while (!signal.aborted) {
    const delivery = await database.use((client) => claimDelivery(client, id));
    if (delivery === null) return;
    faultPoint('notice.claimed');
    const result = await attempt(life, delivery, async () => {
      if (story === null) {
        const { request, now } = await database.use((client) => requestNow(client, notice.request));
        story = await storyOf(life, notice, request, now);
      }
      return story;
    });
    faultPoint('notice.sent');
    await record(life, notice, delivery, result);
  }
}

type Notice = NonNullable<Awaited<ReturnType<typeof readNotice>>>;

async function address(life: Life, notice: Notice): Promise<void> {
  const { database } = life.lethe;
  const { request, now } = await database.use((client) => requestNow(client, notice.request));
  const waits = request.state === 'scheduled' && request.dueAt !== null && now.lethe < request.dueAt;
  // What is in the way is in the first message already, and a second person is asked while there is time.
  if (notice.name === 'scheduled' && waits) await lookAtWaiting(life, request);
  await giveRecipients(life, notice, request);
}

/** Never throws: what fails on our side is tried again like what fails on theirs, and ends with a person looking. */
async function attempt(life: Life, delivery: ClaimedDelivery, story: () => Promise<NoticeStory>): Promise<SendResult> {
  try {
    const told = await story();
    const content = compose(told.notice.name, await factsFor(life, told, delivery.id));
    const messageId = `<${delivery.id}@${domainOf(life.lethe.settings.publicUrl)}>`;
    return await mailerOf(life).send(messageOf({ to: delivery.address, messageId }, content));
  } catch (error) {
    const code = error instanceof LetheError ? error.code : 'NOT_COMPOSED';
    const kind = error instanceof Error ? error.name : 'not an error';
    life.log('error', `${delivery.id}: no message could be made`, { delivery: delivery.id, code, kind });
    return { is: 'later', code };
  }
}

function mailerOf({ mailer }: Life): Mailer {
  if (mailer === null) throw new LetheError('SETTING_MISSING', 'no mail can be sent: set LETHE_SMTP_URL');
  return mailer;
}

/** The same at each sending, so that a repetition is recognised. */
function domainOf(publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  return /^[\w.-]+$/.test(hostname) ? hostname : 'lethe';
}

async function record(life: Life, notice: Notice, delivery: ClaimedDelivery, result: SendResult): Promise<void> {
  const { database, wakes } = life.lethe;
  const end = endOf(result, delivery);
  await database.transaction(async (client) => {
    if (end === null) {
      const code = result.is === 'later' ? result.code : '';
      await retryDelivery(client, delivery, { waitMs: retryWaitMs(delivery.attempts), code });
    } else if (await endDelivery(client, notice, delivery, end)) {
      const acknowledges = end.state === 'sent' && notice.name === 'received' && notice.audience === 'requester';
      if (acknowledges) await tellRequest(client, wakes, notice.request, { type: 'acknowledged' });
      if (end.state !== 'sent') await tellRequest(client, wakes, notice.request, bounced);
    }
    faultPoint('notice.recorded');
  });
}

function endOf(result: SendResult, { attempts }: ClaimedDelivery) {
  switch (result.is) {
    case 'sent':
      return { state: 'sent', code: null } as const;
    case 'bounced':
      return { state: 'bounced', code: result.code } as const;
    case 'later':
      return attempts >= mostAttempts ? ({ state: 'failed', code: result.code } as const) : null;
  }
}

const minuteMs = 60_000;
const longestWaitMs = 4 * 60 * minuteMs;

/** A minute, two, four, … up to four hours. */
const retryWaitMs = (attempts: number): number => Math.min(minuteMs * 2 ** Math.min(attempts - 1, 20), longestWaitMs);

/** With the waits above, three days: as long as mail servers themselves try. */
const mostAttempts = 26;
