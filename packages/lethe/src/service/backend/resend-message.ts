import { LetheError } from '../../errors.ts';
import type { Caller, RequestRecord } from '../../http/backend.ts';
import { type Duration, hours } from '../../policy/duration.ts';
import { askForProof, sendConfirmation } from '../../postgres/mail-token.ts';
import { timesAskedAgain } from '../../postgres/request-list.ts';
import { refused } from '../../postgres/requests.ts';
import { refusal } from '../../requests/refusal.ts';
import type { Request } from '../../requests/request.ts';
import { type Changing, changeRequest } from './change-request.ts';
import type { Ground } from './ground.ts';

const mostADay = 5;
const minuteMs = 60_000;
const daySeconds = 86_400;

/** A new message, in place of the one before. Not often: whoever asks may not be whoever is written to. */
export async function resendMessage(ground: Ground, caller: Caller, id: string): Promise<RequestRecord> {
  const { lethe, secrets } = ground;
  const { wakes } = lethe;
  const body = async ({ client, request }: Changing): Promise<null> => {
    const isProof = request.state === 'verifying';
    const expiresIn = proofExpiresIn(ground, request);
    if (isProof && (expiresIn === null || request.requester.actor === null))
      throw refused(id, refusal('PROOF_NOT_ACCEPTED'));
    refuseTooOften(await timesAskedAgain(client, id));
    const decision = isProof
      ? await askForProof(client, { wakes, secrets }, id, expiresIn ?? hours(24))
      : await sendConfirmation(client, { wakes, secrets }, id, 'confirmation resent');
    if (decision.is === 'refused') throw refused(id, decision);
    return null;
  };
  return changeRequest(ground, { caller, id, scope: 'request:write', ifMatch: null, body });
}

/** null: the mailbox proves nothing here. */
function proofExpiresIn({ lethe }: Ground, request: Request): Duration | null {
  const { kind } = request.targets[0].subject;
  const { subjects } = lethe.loaded.config;
  const policy = Object.hasOwn(subjects, kind) ? subjects[kind] : undefined;
  const way = policy?.request.proof.find((each) => each.kind === 'mailbox');
  return way?.kind === 'mailbox' && request.policy.proof.some((each) => each.includes('mailbox'))
    ? way.expiresIn
    : null;
}

function refuseTooOften({ today, lastAgoMs }: Awaited<ReturnType<typeof timesAskedAgain>>): void {
  if (today >= mostADay)
    throw new LetheError('TOO_OFTEN', `${mostADay} messages were asked for today: wait until tomorrow`, {
      details: { retryAfterSeconds: daySeconds },
    });
  if (lastAgoMs === null || lastAgoMs >= minuteMs) return;
  const seconds = Math.ceil((minuteMs - lastAgoMs) / 1000);
  throw new LetheError('TOO_OFTEN', `wait ${seconds} s before the next message`, {
    details: { retryAfterSeconds: seconds },
  });
}
