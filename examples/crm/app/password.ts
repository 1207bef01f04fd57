import { randomBytes, scrypt, scryptSync, timingSafeEqual } from 'node:crypto';

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const cost: Cost = { N: 2 ** 14, r: 8, p: 1 };
const keyBytes = 32;
// Costs what a real one costs, and no password gives this key.
const ofNobody = ['scrypt', cost.N, cost.r, cost.p, 'AAAA', Buffer.alloc(keyBytes).toString('base64url')].join('$');

/** `scrypt$N$r$p$salt$key`: the parameters travel with the hash, so that raising them leaves old passwords valid. */
export function hashPassword(password: string, salt: Buffer = randomBytes(16)): string {
  const key = scryptSync(password, salt, keyBytes, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Never quicker for a person who has no password or does not exist: that would tell who does. */
export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
  const [kind, N, r, p, salt, key] = (hash ?? ofNobody).split('$');
  if (kind !== 'scrypt' || salt === undefined || key === undefined) throw new Error('bug: not a hash of ours');
  const expected = Buffer.from(key, 'base64url');
  const given = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(given, expected) && hash !== null;
}

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, keyBytes, { N, r, p }, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
