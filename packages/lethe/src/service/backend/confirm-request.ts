import { LetheError } from '../../errors.ts';
import type { Caller, RequestRecord } from '../../http/backend.ts';
import { sameHash } from '../../intake/token-secrets.ts';
import { formatSubject } from '../../planner/subject.ts';
import { refused } from '../../postgres/requests.ts';
import { newestToken, useToken } from '../../postgres/tokens.ts';
import { refusal } from '../../requests/refusal.ts';
import { type Request, stateBeneath } from '../../requests/request.ts';
import { type Changing, changeRequest } from './change-request.ts';
import type { Client, Ground } from './ground.ts';
import { tellAddressChange, wrongCode } from './prove-request.ts';
import { forbidden, type RequestStanding } from './standing.ts';

export interface Confirm {
  readonly caller: Caller;
  readonly id: string;
  readonly typed: string;
  readonly ifMatch: string | null;
}

/** The second step, typed: the subject's name, or the code of the message. */
export async function confirmRequest(ground: Ground, { caller, id, typed, ifMatch }: Confirm): Promise<RequestRecord> {
  const mayDo = (standing: RequestStanding): void => {
    if (standing.as === 'role') throw forbidden('only whoever asked for the deletion can confirm it');
  };
  const body = async (changing: Changing): Promise<LetheError | null> => {
    const { request, tell } = changing;
    const { confirm } = request.policy;
    const waits = stateBeneath(request) === 'confirming' && request.confirmation !== null;
    if (waits && confirm !== null) {
      return confirm.by === 'typed' ? tellTyped(ground, changing, typed) : tellCode(ground, changing, typed);
    }
    // Confirmed before, or not to be confirmed: the request says which, and changes by neither.
    await tell({ type: 'confirmed', generation: request.confirmation?.generation ?? 0 });
    return null;
  };
  return changeRequest(ground, { caller, id, scope: 'request:write', ifMatch, mayDo, body });
}

async function tellTyped(
  ground: Ground,
  { client, request, tell }: Changing,
  typed: string,
): Promise<LetheError | null> {
  if (isSameName(typed, await nameToType(ground, client, request))) {
    await tell({ type: 'confirmed', generation: 0 });
    return null;
  }
  await tell({ type: 'confirmation failed' });
  return wrongName();
}

async function tellCode(ground: Ground, changing: Changing, typed: string): Promise<LetheError | null> {
  const { client, request, tell } = changing;
  const token = await newestToken(client, request.id, 'confirmation');
  if (token === null || token.codeHash === null) throw refused(request.id, refusal('TOKEN_NOT_SENT'));
  if (!sameHash(token.codeHash, ground.secrets.hashCode(token.id, typed))) {
    const { confirmation, policy } = await tell({ type: 'confirmation failed' });
    return wrongCode((policy.confirm?.tries ?? 0) - (confirmation?.failures ?? 0));
  }
  // First: once it is confirmed, every token of it is void. What the request refuses takes this back.
  await useToken(client, token.id);
  await tellAddressChange(ground, changing);
  await tell({ type: 'confirmed', generation: token.generation });
  return null;
}

/** What people call the subject now; where it has no name, kind:key. */
export async function nameToType({ names }: Ground, client: Client, request: Request): Promise<string> {
  const [{ subject }] = request.targets;
  return (await names.of(subject, client)) ?? formatSubject(subject);
}

/** A step that takes a person, and no password: how it is spaced, and in which case it is typed, is no difference. */
export const isSameName = (typed: string, name: string): boolean => asTyped(typed) === asTyped(name);

/** Both ways: `ß` is `SS` in capitals, and only so are they the same. */
const asTyped = (text: string): string =>
  text.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toUpperCase().toLowerCase();

export function wrongName(): LetheError {
  const text = 'This is not what it is called. Type the name as it is shown.';
  return new LetheError('CONFIRM_MISMATCH', text, { details: { text } });
}
