import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { Idempotency } from '../../http/backend.ts';
import { sameHash } from '../../intake/token-secrets.ts';
import { dropKey, keepAnswer, takeKey } from '../../postgres/idempotency.ts';
import type { Ground } from './ground.ts';

/**
 * What was answered before to the same key. An answer may hold what is told only once (a code, the secret of a key), so
 * it is stored encrypted under the caller's own key, of which the database has only a hash.
 */
export function idempotencyOf({ lethe: { database } }: Pick<Ground, 'lethe'>): Idempotency {
  return {
    async begin({ caller, key, body }) {
      const found = await database.transaction((client) =>
        takeKey(client, { caller, keyHash: hash('key', caller, key), bodyHash: hash('body', caller, body) }),
      );
      if (found === null) return { is: 'new' };
      if (!sameHash(found.bodyHash, hash('body', caller, body))) return { is: 'other body' };
      if (found.status === null || found.answer === null) return { is: 'in flight' };
      return { is: 'same', status: found.status, answer: opened(found.answer, cipherKey(caller, key)) };
    },
    async end({ caller, key }, answer) {
      const entry = { caller, keyHash: hash('key', caller, key) };
      await database.transaction((client) =>
        answer === null
          ? dropKey(client, entry)
          : keepAnswer(client, entry, { status: answer.status, answer: sealed(answer.text, cipherKey(caller, key)) }),
      );
    },
  };
}

const hash = (what: string, caller: string, text: string): Uint8Array =>
  new Uint8Array(
    createHash('sha256')
      .update(JSON.stringify([what, caller, text]))
      .digest(),
  );

const cipherKey = (caller: string, key: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, caller, 'lethe idempotency answer', 32));

const nonceBytes = 12;
const tagBytes = 16;

function sealed(text: string, key: Uint8Array): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), data]).toString('base64');
}

function opened(stored: string, key: Uint8Array): string {
  const bytes = Buffer.from(stored, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
}
