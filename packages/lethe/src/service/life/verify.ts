import { type Duration, hours } from '../../policy/duration.ts';
import { askForProof } from '../../postgres/mail-token.ts';
import { requestNow } from '../../postgres/request-now.ts';
import { lockRequest, tellRequest } from '../../postgres/requests.ts';
import { newestToken } from '../../postgres/tokens.ts';
import type { Request } from '../../requests/request.ts';
import { policyOfTarget, roleNow } from './authority.ts';
import type { Life } from './life-context.ts';
import { obstaclesOf, tellObstacles } from './obstacles.ts';
import { keepRequester } from './requester.ts';

/**
 * What can be found out without the requester is, before they are asked for anything: what is in the way, and their
 * role. Whoever came from outside is then asked to show that the mailbox is theirs.
 */
export async function verify(life: Life, looked: Request): Promise<void> {
  await keepRequester(life, looked);
  await tellObstacles(life, looked, await obstaclesOf(life, looked, 'uncounted'));
  await tellRole(life, looked);
  const { request } = await life.lethe.database.use((client) => requestNow(client, looked.id));
  if (request.state === 'verifying' && asksForMailbox(request)) await askOnce(life, request);
}

async function tellRole(life: Life, request: Request): Promise<void> {
  if (request.proofs.some(({ kind }) => kind === 'role')) return;
  const role = await roleNow(life, request, request.targets);
  if (role === null) return;
  const { lethe } = life;
  const { now } = await lethe.database.use((client) => requestNow(client, request.id));
  await lethe.database.transaction((client) =>
    tellRequest(client, lethe.wakes, request.id, {
      type: 'proof given',
      proof: { kind: 'role', at: now.lethe, role },
    }),
  );
}

const fromOutside: readonly Request['requester']['channel'][] = ['form', 'email', 'operator'];

/** Somebody without the role is not written to: their mailbox would prove nothing. */
function asksForMailbox({ requester, policy, proofs }: Request): boolean {
  const given = proofs.map(({ kind }) => kind);
  return (
    fromOutside.includes(requester.channel) &&
    requester.actor !== null &&
    !given.includes('mailbox') &&
    policy.proof.some(
      (way) => way.includes('mailbox') && way.every((kind) => kind === 'mailbox' || given.includes(kind)),
    )
  );
}

/** Asking again is for a person to want: every message makes the one before it void. */
async function askOnce(life: Life, { id }: Request): Promise<void> {
  const { lethe, secrets } = life;
  await lethe.database.transaction(async (client) => {
    const request = await lockRequest(client, id);
    if (request.state !== 'verifying' || (await newestToken(client, id, 'proof')) !== null) return;
    await askForProof(client, { wakes: lethe.wakes, secrets }, id, proofExpiresIn(life, request));
  });
}

/** A request carries no length of life for a token: the policy of today says it. */
function proofExpiresIn(life: Life, request: Request): Duration {
  const way = policyOfTarget(life, request.targets[0]).request.proof.find(({ kind }) => kind === 'mailbox');
  return way?.kind === 'mailbox' ? way.expiresIn : hours(24);
}
