import { recordEvent } from '../../postgres/events.ts';
import { lockRequest, mustTellRequest } from '../../postgres/requests.ts';
import type { Request } from '../../requests/request.ts';
import { targetName } from '../../requests/target.ts';
import { placeOf } from '../place-of.ts';
import type { Life } from './life-context.ts';
import { keepRequester } from './requester.ts';

/**
 * Is it ours? A kind that is none of ours is refused before a request is made. A row that is not there any more ends
 * nothing: whoever asks is answered by the same steps, and what they are told in the end is that nothing is held.
 */
export async function identify(life: Life, request: Request): Promise<void> {
  await keepRequester(life, request);
  const missing: string[] = [];
  for (const target of request.targets) {
    if ((await placeOf(life.lethe, target.subject)).row === null) missing.push(targetName(target));
  }
  await life.lethe.database.transaction(async (client) => {
    if ((await lockRequest(client, request.id)).state !== 'received') return;
    if (missing.length > 0)
      await recordEvent(client, { request: request.id, type: 'subject.missing', data: { targets: missing } });
    await mustTellRequest(client, life.lethe.wakes, request.id, { type: 'identified' });
  });
}
