import { createHash, createHmac, randomBytes } from 'node:crypto';
import { LetheError } from '../errors.ts';
import type { JournalSubject } from './journal.ts';
import { createKeyFile, keyFileExists, readKeyFile } from './private-key-file.ts';

/** Turns subjects into what the journal may hold: keys are guessable, so a plain hash would hide nothing. */
export interface JournalKey {
  readonly id: string;
  subject(kind: string, key: string): JournalSubject;
}

/**
 * The key of a file, made on first use. Keep a copy apart from the database: without the key no replay can tell which
 * subjects the journal means.
 */
export async function openJournalKey(file: string): Promise<JournalKey> {
  if (!(await keyFileExists(file))) await createKeyFile(file, randomBytes(32).toString('hex'));
  const line = await readKeyFile(file);
  if (!/^[0-9a-f]{64}$/u.test(line)) {
    throw new LetheError('KEY_INVALID', `The file ${file} holds no journal key (64 hex digits).`);
  }
  return journalKey(Buffer.from(line, 'hex'));
}

function journalKey(secret: Buffer): JournalKey {
  const id = createHash('sha256').update('lethe journal key\0').update(secret).digest('hex').slice(0, 8);
  return {
    id,
    subject: (kind, key) => {
      const subject = `${kind}:${key}`;
      if (!subject.isWellFormed()) throw new TypeError('a subject with a lone surrogate has no UTF-8 form');
      return { kind, hmac: createHmac('sha256', secret).update(subject).digest('hex'), hmacKey: id };
    },
  };
}
