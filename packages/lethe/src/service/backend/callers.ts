import { type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { LetheError } from '../../errors.ts';
import type { Caller, Callers } from '../../http/backend.ts';
import { useKey } from '../../postgres/api-keys.ts';
import { readRawClock } from '../../postgres/clock.ts';
import type { Moment } from '../../requests/request.ts';
import type { Lethe } from '../lethe.ts';
import { hostKeys } from './host-keys.ts';
import { hashOfKey, keyRecordOf } from './keys.ts';

/** Public keys only: with a shared secret, whoever can check a token can make one. */
const algorithms = ['EdDSA', 'ES256', 'RS256', 'PS256'];
const longestBearer = 8_192;
const longestLifeSeconds = 300;
const toleranceSeconds = 5;

export function callersOf({ database, settings }: Lethe): Callers {
  const keys = hostKeys(settings);
  return {
    async identify(bearer) {
      if (bearer.length > longestBearer) throw unauthenticated();
      if (!bearer.startsWith('lethe_')) {
        const now = await readRawClock(database);
        return personOf(bearer, { keys, audience: settings.audience, now });
      }
      const stored = await database.transaction((client) => useKey(client, hashOfKey(bearer)));
      if (stored === null) throw unauthenticated();
      const { id, name, scopes, tenant } = keyRecordOf(stored);
      return { is: 'key', id, name, scopes, tenant };
    },
  };
}

/** One text for all causes: which of them it was helps only whoever is guessing. */
const unauthenticated = (cause?: unknown): LetheError =>
  new LetheError('UNAUTHENTICATED', 'no valid key or token was sent', { cause });

const claims = z.object({
  sub: z.string().max(200).regex(/\S/u),
  iat: z.number(),
  exp: z.number(),
  auth_time: z.number().optional(),
  amr: z.array(z.string().max(50)).max(20).default([]),
  credential: z.string().min(1).max(200).nullable().default(null),
});

interface HostToken {
  readonly keys: JWTVerifyGetKey;
  readonly audience: string;
  /** By the database's raw clock: one clock decides, and no advance of ours revives a token. */
  readonly now: Moment;
}

async function personOf(token: string, { keys, audience, now }: HostToken): Promise<Caller> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms,
      audience,
      currentDate: new Date(now),
      clockTolerance: toleranceSeconds,
      // Refuses one that is issued in the future as well.
      maxTokenAge: longestLifeSeconds,
      requiredClaims: ['sub', 'iat', 'exp'],
    });
    const { sub, iat, exp, auth_time: authTime, amr, credential } = claims.parse(payload);
    if (exp - iat > longestLifeSeconds) throw new RangeError('the token lives too long');
    // A sign-in that is still to come would stay fresh until then.
    if (authTime !== undefined && authTime * 1000 > now + toleranceSeconds * 1000)
      throw new RangeError('the sign-in is in the future');
    return {
      is: 'person',
      actor: sub,
      credential,
      signedInAt: authTime === undefined ? null : Math.floor(authTime * 1000),
      methods: amr,
    };
  } catch (cause) {
    throw unauthenticated(cause);
  }
}
