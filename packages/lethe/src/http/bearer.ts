import { LetheError } from '../errors.ts';
import type { Caller, Callers } from './backend.ts';
import type { May } from './route.ts';

/** Longer than any key or token is. */
const longest = 8_192;

/** Who calls. One answer for every cause: which part of a credential was wrong is nobody's business. */
export async function identify(callers: Callers, authorization: string | undefined): Promise<Caller> {
  const [, bearer] = /^Bearer +([\w~+/.=-]+)$/iu.exec(authorization ?? '') ?? [];
  if (bearer === undefined || bearer.length > longest)
    throw new LetheError('UNAUTHENTICATED', 'There is no credential in this call that counts.');
  return callers.identify(bearer);
}

/** Whether this caller may use the route at all; what of it they may see is decided where it is read. */
export function requireMay(may: May, caller: Caller): void {
  if (may.who === 'everyone') return;
  if (caller.is === 'person') {
    if (!may.person) throw new LetheError('FORBIDDEN', 'This is for keys only.');
    return;
  }
  if (may.scope === null) throw new LetheError('FORBIDDEN', 'This is for people of the host only.');
  const { scope, orScope } = may;
  if (!caller.scopes.some((each) => each === scope || each === orScope))
    throw new LetheError('FORBIDDEN', `The key needs the scope ${may.scope}.`, { details: { scope: may.scope } });
}

/** One name for one caller: to count their calls, and to tell their idempotency keys from others'. */
export const callerName = (caller: Caller): string =>
  caller.is === 'person' ? `person:${caller.actor}` : `key:${caller.id}`;
