import type pg from 'pg';
import type { HostKey } from './host-key.ts';
import { hostToken } from './host-token.ts';
import type { DeletionRequest, LetheClient } from './lethe-client.ts';
import type { PasswordTries } from './password-tries.ts';
import type { Session, Sessions } from './sessions.ts';

/** What the pages and the API share. */
export interface Crm {
  readonly pool: pg.Pool;
  readonly sessions: Sessions;
  readonly tries: PasswordTries;
  readonly lethe: LetheClient;
  readonly key: HostKey;
  /** The raw clock: sessions and tokens never follow Lethe's development clock. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

export function tokenOf({ key, now }: Crm, { user, authTimeMs }: Session): Promise<string> {
  return hostToken({ key, user: user.id, authTimeMs, nowMs: now() });
}

const ended: readonly DeletionRequest['state'][] = [
  'completed',
  'closed',
  'cancelled',
  'expired',
  'refused',
  'forwarded',
];

/** The request to delete this subject that is under way, if any. */
export async function openRequest(crm: Crm, session: Session, subject: string): Promise<DeletionRequest | null> {
  const requests = await crm.lethe.requests(await tokenOf(crm, session), subject);
  return requests.find(({ state }) => !ended.includes(state)) ?? null;
}
