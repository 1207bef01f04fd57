import type { Caller, RequestRecord } from '../../http/backend.ts';
import { keepAddresses } from '../../postgres/addresses.ts';
import { eraseAddressAt } from '../life/requester.ts';
import { changeRequest } from './change-request.ts';
import type { Ground } from './ground.ts';
import { requireKey } from './standing.ts';

export interface Forward {
  readonly caller: Caller;
  readonly id: string;
  readonly controller: string;
  readonly ifMatch: string | null;
}

/**
 * To whoever answers for the data. Events stay for good, so a mailbox is in none of them: it is kept where mailboxes are,
 * which has an end, and the event has its domain.
 */
export async function forwardRequest(
  ground: Ground,
  { caller, id, controller, ifMatch }: Forward,
): Promise<RequestRecord> {
  const scope = 'request:decide';
  requireKey(caller, scope);
  const named = controller.trim();
  const isMailbox = named.includes('@');
  return changeRequest(ground, {
    ...{ caller, id, scope, ifMatch },
    async body({ client, tell }) {
      const shown = isMailbox ? named.slice(named.lastIndexOf('@') + 1) : named;
      const request = await tell({ type: 'forward', controller: shown });
      const kept = { audience: 'controller', recipient: 'controller', address: named } as const;
      if (isMailbox) await keepAddresses(client, id, [kept], eraseAddressAt(request));
      return null;
    },
  });
}
