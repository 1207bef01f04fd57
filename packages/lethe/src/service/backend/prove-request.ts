import { LetheError } from '../../errors.ts';
import type { Caller, GivenProof, RequestRecord } from '../../http/backend.ts';
import { sameHash } from '../../intake/token-secrets.ts';
import { refused } from '../../postgres/requests.ts';
import { newestToken, useToken } from '../../postgres/tokens.ts';
import { refusal } from '../../requests/refusal.ts';
import type { Proof } from '../../requests/request.ts';
import { addressChanged, isAddressFresh } from '../life/changed-address.ts';
import { type Changing, changeRequest } from './change-request.ts';
import type { Ground } from './ground.ts';
import { signInProofs } from './receive-request.ts';
import { forbidden, type PersonCaller, type RequestStanding, requireKey, rolesFor } from './standing.ts';

export interface Prove {
  readonly caller: Caller;
  readonly id: string;
  readonly proof: GivenProof;
  readonly ifMatch: string | null;
}

const longestReason = 500;

export async function proveRequest(ground: Ground, { caller, id, proof, ifMatch }: Prove): Promise<RequestRecord> {
  const scope = proof.kind === 'operator decision' ? 'request:decide' : 'request:write';
  if (proof.kind === 'operator decision') {
    requireKey(caller, scope);
    requireReason(proof.reason);
  }
  const mayDo = (standing: RequestStanding): void => {
    if (standing.as === 'role') throw forbidden('only whoever asked for the deletion can prove it');
    if ((proof.kind === 'fresh session' || proof.kind === 'password') && caller.is !== 'person')
      throw forbidden('a sign-in is proven by the person who signed in');
  };
  const body = (changing: Changing): Promise<LetheError | null> => tellProof(ground, changing, caller, proof);
  return changeRequest(ground, { caller, id, scope, ifMatch, mayDo, body });
}

function requireReason(reason: string): void {
  if (reason.trim() === '') throw new LetheError('INPUT_INVALID', 'the decision of an operator needs a reason');
  if ([...reason].length > longestReason)
    throw new LetheError('INPUT_INVALID', `the reason is longer than ${longestReason} characters`);
}

async function tellProof(
  ground: Ground,
  changing: Changing,
  caller: Caller,
  proof: GivenProof,
): Promise<LetheError | null> {
  const { tell, now } = changing;
  const at = now.lethe;
  switch (proof.kind) {
    case 'operator decision': {
      const operator = caller.is === 'key' ? caller.id : caller.actor;
      // Whoever decides has looked at more than a mailbox.
      if (changing.request.findings.some(({ code }) => code === addressChanged.code))
        await tell({ type: 'finding cleared', finding: addressChanged });
      await tell({ type: 'proof given', proof: { kind: proof.kind, at, operator, reason: proof.reason.trim() } });
      return null;
    }
    case 'mailbox':
      return tellCode(ground, changing, proof.code);
    default: {
      if (caller.is === 'person') requireFresh(ground, changing, caller, proof.kind);
      await tellWithRole(ground, changing, { kind: proof.kind, at });
      return null;
    }
  }
}

/** How fresh it must be is what the policy of today says: a request carries only which ways there are. */
function requireFresh(
  { lethe }: Ground,
  { request, now }: Changing,
  caller: PersonCaller,
  kind: 'fresh session' | 'password',
): void {
  const { kind: subjectKind } = request.targets[0].subject;
  const { subjects } = lethe.loaded.config;
  const policy = Object.hasOwn(subjects, subjectKind) ? subjects[subjectKind] : undefined;
  const ways = policy?.request.proof ?? [];
  if (!ways.some((way) => way.kind === kind)) throw refused(request.id, refusal('PROOF_NOT_ACCEPTED'));
  if (signInProofs(ways, caller, now.raw, request.timeZone).includes(kind)) return;
  const text = kind === 'password' ? 'Type your password again, then try again.' : 'Sign in again, then try again.';
  throw new LetheError('REQUEST_REFUSED', text, { details: { refusal: 'PROOF_NOT_ACCEPTED', text } });
}

async function tellCode(ground: Ground, changing: Changing, code: string): Promise<LetheError | null> {
  const { client, request, now, tell } = changing;
  const token = await newestToken(client, request.id, 'proof');
  if (request.state !== 'verifying') {
    // Decides what is said of it: that it was proven before, or why it cannot be now. It adds nothing.
    await tell({ type: 'proof given', proof: { kind: 'mailbox', at: now.lethe } });
    return null;
  }
  if (token === null || token.codeHash === null) throw refused(request.id, refusal('TOKEN_NOT_SENT'));
  if (token.state === 'expired') throw refused(request.id, refusal('EXPIRED'));
  if (token.state !== 'open') throw refused(request.id, refusal('TOO_MANY_TRIES'));
  if (!sameHash(token.codeHash, ground.secrets.hashCode(token.id, code))) {
    const { proofFailures, policy } = await tell({ type: 'proof failed' });
    return wrongCode(policy.proofTries - proofFailures);
  }
  await useToken(client, token.id);
  await tellWithRole(ground, changing, { kind: 'mailbox', at: now.lethe });
  return null;
}

/** The role is read from the host database now; without it the proof stands, and is not yet enough. */
export async function tellWithRole(
  { lethe }: Pick<Ground, 'lethe'>,
  { client, request, now, tell }: Pick<Changing, 'client' | 'request' | 'now' | 'tell'>,
  proof: Proof,
): Promise<void> {
  if (proof.kind === 'mailbox') await tellAddressChange({ lethe }, { client, request, now, tell });
  const { actor } = request.requester;
  const known = request.proofs.some(({ kind }) => kind === 'role');
  const roles = actor === null || known ? [] : await rolesFor(lethe, request.targets[0].subject, actor, client);
  const role = roles.find((each) => request.policy.by.includes(each));
  if (role !== undefined) await tell({ type: 'proof given', proof: { kind: 'role', at: now.lethe, role } });
  await tell({ type: 'proof given', proof });
}

/** Told before what a mailbox says, so that the gate sees it. */
export async function tellAddressChange(
  { lethe }: Pick<Ground, 'lethe'>,
  { client, request, now, tell }: Pick<Changing, 'client' | 'request' | 'now' | 'tell'>,
): Promise<void> {
  const isNoted = request.findings.some(({ code }) => code === addressChanged.code);
  if (isNoted || !(await isAddressFresh({ lethe }, request, now, client))) return;
  await tell({ type: 'finding met', finding: addressChanged });
}

/** The same for every wrong code. */
export function wrongCode(triesLeft: number): LetheError {
  const text = triesLeft > 0 ? `This is not the code. ${tries(triesLeft)} left.` : 'Too many wrong tries.';
  return new LetheError('CONFIRM_MISMATCH', text, { details: { triesLeft, text } });
}

const tries = (left: number): string => (left === 1 ? '1 try is' : `${left} tries are`);
