import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { LetheError } from '../errors.ts';

/**
 * What is mailed, made of an id and a key that is not in the database: the same again at each sending, and whoever reads
 * the database alone can make none. Everything a person sends back is hashed before it is looked for.
 */
export interface TokenSecrets {
  /** 256 bits; case counts. */
  linkOf(token: string): string;
  /** `7KQ3M-X0V9C`, for those whose mail is on another device. 50 bits: only with a limit of tries. */
  codeOf(token: string): string;
  hashLink(link: string): Uint8Array;
  /** Bound to its token, so that the same letters under another one are another hash. */
  hashCode(token: string, code: string): Uint8Array;
  /** 100 bits; with it anybody can ask how far a request is. */
  statusCodeOf(request: string): string;
  hashStatus(code: string): Uint8Array;
}

export function tokenSecrets(key: Uint8Array): TokenSecrets {
  if (key.length !== 32) throw new LetheError('KEY_INVALID', 'The key of mailed tokens has 32 bytes.');
  const mac = (label: string, text: string): Buffer => createHmac('sha256', key).update(`${label}\0${text}`).digest();
  return {
    linkOf: (token) => mac('link', token).toString('base64url'),
    codeOf: (token) => grouped(letters(mac('code', token), 10)),
    hashLink: (link) =>
      new Uint8Array(
        createHash('sha256')
          .update(`lethe link\0${bounded(link)}`)
          .digest(),
      ),
    hashCode: (token, code) => new Uint8Array(mac('code hash', `${token}\0${normalised(code)}`)),
    statusCodeOf: (request) => grouped(letters(mac('status', request), 20)),
    hashStatus: (code) => new Uint8Array(mac('status hash', normalised(code))),
  };
}

/** A new key, to be written down once. */
export const newTokenKey = (): Uint8Array => new Uint8Array(randomBytes(32));

/** By which a key is recognised. The key cannot be found from it: it is 256 random bits. */
export const tokenKeyFingerprint = (key: Uint8Array): string =>
  createHash('sha256').update('lethe token key\0').update(key).digest('hex').slice(0, 16);

/** Whether two hashes are the same, in a time that does not tell where they differ. */
export function sameHash(one: Uint8Array, two: Uint8Array): boolean {
  return one.length === two.length && timingSafeEqual(one, two);
}

const longest = 200;

/** F39: what is longer than anything we sent is none of ours; it costs as much to find that out as for any other. */
const bounded = (text: string): string => (text.length > longest ? 'too long to be ours' : text);

// Crockford's base 32: no letter that is mistaken for a digit.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function letters(bytes: Uint8Array, count: number): string {
  return Array.from(bytes.subarray(0, count), (byte) => alphabet[byte % 32]).join('');
}

const grouped = (text: string): string => text.match(/.{5}/g)?.join('-') ?? text;

const mistaken: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** As it was made, however it was typed. ASCII only: a letter that merely looks alike is another one. */
function normalised(code: string): string {
  return bounded(code)
    .replace(/[\s\u2010-\u2015-]/g, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/[OIL]/g, (letter) => mistaken[letter] ?? letter);
}
