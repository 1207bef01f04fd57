import type { Database } from '../../postgres/connection.ts';
import { recordEvent } from '../../postgres/events.ts';
import { policyChanges } from '../../requests/policy-changes.ts';
import { requestPolicyOf } from '../../requests/policy-of.ts';
import type { Request } from '../../requests/request.ts';
import type { Lethe } from '../lethe.ts';

type Client = Parameters<Parameters<Database['transaction']>[0]>[0];

/** What has changed since the request came in; of a kind that is gone from the configuration, all of it. */
export function policyChangedSince({ loaded }: Pick<Lethe, 'loaded'>, request: Request): readonly string[] {
  // What the holder of the database's credentials commands goes by no policy of the life of a request.
  if (request.requester.channel === 'command') return [];
  const { subjects } = loaded.config;
  const policy = Object.hasOwn(subjects, request.kind) ? subjects[request.kind] : undefined;
  return policy === undefined ? ['subjects'] : policyChanges(request.policy, requestPolicyOf(policy));
}

/** A request begins by the policy it carries; that today's is another stands on record beside it. */
export async function recordPolicyChanges(
  lethe: Pick<Lethe, 'loaded'>,
  client: Client,
  request: Request,
): Promise<void> {
  const changed = policyChangedSince(lethe, request);
  if (changed.length === 0) return;
  await recordEvent(client, { request: request.id, type: 'request.policy_differs', data: { changed } });
}
