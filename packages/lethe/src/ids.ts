import { randomBytes } from 'node:crypto';

export type IdPrefix = 'req' | 'plan' | 'run' | 'hold' | 'cert' | 'seal' | 'ntc' | 'dlv' | 'tok' | 'key' | 'wish';

// Crockford's base 32: no letter that is mistaken for a digit.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** `run_` + 36 characters: 48 bits of time, so that ids sort by age, and 130 random bits. */
export function newId(prefix: IdPrefix, now: number = Date.now()): string {
  let time = '';
  for (let rest = now, digit = 0; digit < 10; digit += 1, rest = Math.floor(rest / 32))
    time = alphabet[rest % 32] + time;
  let random = '';
  for (const byte of randomBytes(26)) random += alphabet[byte % 32];
  return `${prefix}_${time}${random}`;
}
