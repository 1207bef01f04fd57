import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { LetheError } from '../errors.ts';
import type { Idempotency } from './backend.ts';

/** What is answered again to a call that is repeated. */
export interface KeptAnswer {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Attempt {
  readonly backend: Idempotency;
  readonly caller: string;
  /** As the caller sent it. */
  readonly key: string;
  /** Method, address and body: what the key stands for. */
  readonly call: string;
}

export type Begun =
  | { readonly is: 'new'; end(status: number, answer: KeptAnswer | null): Promise<void> }
  | { readonly is: 'repeated'; readonly status: number; readonly answer: KeptAnswer };

/** A quoted string of RFC 8941, as the draft writes it, or bare, as most send it; null: there is none. */
export function idempotencyKeyOf(header: string | readonly string[] | undefined): string | null {
  if (header === undefined) return null;
  const text = typeof header === 'string' ? header.trim().replace(/^"(.*)"$/u, '$1') : '';
  if (/^[\x21-\x7e]{1,255}$/u.test(text)) return text;
  const detail = 'Idempotency-Key is 1 to 255 printable characters without spaces.';
  throw new LetheError('INPUT_INVALID', detail, {
    details: { errors: [{ pointer: '/header/Idempotency-Key', detail }] },
  });
}

/**
 * The answer holds names, and some answers a secret that is told once. So it is stored encrypted under the caller's own
 * key, of which only a hash is stored: without that key the table says nothing.
 */
export async function begin({ backend, caller, key, call }: Attempt): Promise<Begun> {
  const entry = { caller, key: keyed(key, 'name', caller) };
  const repeated = await backend.begin({ ...entry, body: keyed(key, 'call', call) });
  switch (repeated.is) {
    case 'new':
      return {
        is: 'new',
        end: (status, answer) =>
          backend.end(entry, answer === null ? null : { status, text: seal(key, JSON.stringify(answer)) }),
      };
    case 'same':
      return { is: 'repeated', status: repeated.status, answer: JSON.parse(unseal(key, repeated.answer)) };
    case 'other body':
      throw new LetheError('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used for another call.');
    case 'in flight':
      throw new LetheError('IDEMPOTENCY_IN_FLIGHT', 'The first call with this Idempotency-Key is not answered yet.');
  }
}

const keyed = (key: string, purpose: string, text: string): string =>
  createHmac('sha256', key).update(`${purpose}\0${text}`).digest('base64url');

const cipherKey = (key: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', 'lethe idempotent answer', 32));

const nonceBytes = 12;
const tagBytes = 16;

function seal(key: string, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', cipherKey(key), nonce);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

function unseal(key: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', cipherKey(key), bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8');
}
