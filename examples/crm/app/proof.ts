import type { Crm } from './crm.ts';
import { Refusal } from './refusal.ts';
import type { Session } from './sessions.ts';
import { userWithPassword } from './users.ts';

/** Lethe takes a password of the last ten minutes; the rest is for the way there. */
const freshForMs = 10 * 60_000 - 15_000;

export const isFresh = ({ now }: Crm, { authTimeMs }: Session): boolean => now() - authTimeMs < freshForMs;

/** Whoever finds an open screen must not be able to delete a company with it. */
export async function proveAgain(crm: Crm, session: Session, password: string | undefined): Promise<void> {
  if (isFresh(crm, session)) return;
  if (password === undefined || password === '')
    throw new Refusal(403, 'Password needed', 'You signed in more than ten minutes ago: give your password again.');
  await userWithPassword(crm.pool, crm.tries, { email: session.user.email, password });
  session.authTimeMs = crm.now();
}
