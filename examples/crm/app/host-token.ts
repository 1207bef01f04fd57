import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { HostKey } from './host-key.ts';

export interface HostTokenOptions {
  readonly key: HostKey;
  /** The person's id in app.users. */
  readonly user: string;
  /** When they last gave their password. */
  readonly authTimeMs: number;
  readonly nowMs?: number;
  readonly audience?: string;
  readonly lifetimeSeconds?: number;
}

/** Says to Lethe who is signed in and since when. Not what they may do: Lethe reads the roles itself. */
export function hostToken(options: HostTokenOptions): Promise<string> {
  const { key, user, authTimeMs, nowMs = Date.now(), audience = 'lethe', lifetimeSeconds = 120 } = options;
  const now = Math.floor(nowMs / 1000);
  return new SignJWT({ auth_time: Math.floor(authTimeMs / 1000), amr: ['pwd'] })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
    .setSubject(user)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + lifetimeSeconds)
    .setJti(randomUUID())
    .sign(key.privateKey);
}
