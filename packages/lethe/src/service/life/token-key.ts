import { join } from 'node:path';
import { LetheError } from '../../errors.ts';
import { createKeyFile, keyFileExists, readKeyFile } from '../../evidence/private-key-file.ts';
import { newTokenKey, type TokenSecrets, tokenKeyFingerprint, tokenSecrets } from '../../intake/token-secrets.ts';
import { forgetTokenKey, notedTokenKey, noteTokenKey } from '../../postgres/token-key.ts';
import type { Lethe } from '../lethe.ts';

interface TokenKey {
  readonly secrets: TokenSecrets;
  readonly fingerprint: string;
}

interface KeysDir {
  readonly keysDir: string;
}

const fileIn = ({ keysDir }: KeysDir): string => join(keysDir, 'token.key');

/** What links and codes are made with: a file apart from the database, made at the first use. */
export async function openTokenKey(settings: KeysDir): Promise<TokenKey> {
  const file = fileIn(settings);
  if (!(await keyFileExists(file))) await createKeyFile(file, Buffer.from(newTokenKey()).toString('hex'));
  const line = await readKeyFile(file);
  if (!/^[0-9a-f]{64}$/u.test(line)) {
    throw new LetheError('KEY_INVALID', `The file ${file} holds no token key (64 hex digits).`);
  }
  const key = Buffer.from(line, 'hex');
  return { secrets: tokenSecrets(key), fingerprint: tokenKeyFingerprint(key) };
}

type Place = Pick<Lethe, 'database' | 'settings'>;

/**
 * For what mails links and what answers them: all processes of one installation need the same key. The first one notes
 * in the database by what it is recognised; one with another is refused, and makes none of its own.
 */
export async function openTokenSecrets({ database, settings }: Place): Promise<TokenSecrets> {
  await requireNoOther({ database, settings });
  const { secrets, fingerprint } = await openTokenKey(settings);
  const noted = await database.transaction((client) => noteTokenKey(client, fingerprint));
  if (noted !== fingerprint) throw isOther(settings, noted);
  return secrets;
}

/** For a command, which may be about something else: that the key is another one is said when it would be used. */
export async function openTokenSecretsLater(place: Place): Promise<TokenSecrets> {
  try {
    await requireNoOther(place);
    return (await openTokenKey(place.settings)).secrets;
  } catch (error) {
    if (!(error instanceof LetheError) || error.code !== 'KEY_INVALID') throw error;
    return refusing(error);
  }
}

/** What is noted; null: nothing, and this may be the first process. Throws where the key is missing, or another one. */
export async function requireNoOther({ database, settings }: Place): Promise<string | null> {
  const noted = await database.use(notedTokenKey);
  if (noted === null) return null;
  if (!(await keyFileExists(fileIn(settings)))) throw isOther(settings, noted);
  const { fingerprint } = await openTokenKey(settings);
  if (noted !== fingerprint) throw isOther(settings, noted);
  return noted;
}

function isOther(settings: KeysDir, noted: string): LetheError {
  return new LetheError(
    'KEY_INVALID',
    `${fileIn(settings)} is missing or is not the key that this installation mails links with (${noted}). Copy token.key from the machine that has it. ` +
      `If it is lost, run "${forgetTokenKey}" in the database: links that were mailed before are unknown then.`,
  );
}

function refusing(error: LetheError): TokenSecrets {
  const refuse = (): never => {
    throw error;
  };
  return {
    linkOf: refuse,
    codeOf: refuse,
    hashLink: refuse,
    hashCode: refuse,
    statusCodeOf: refuse,
    hashStatus: refuse,
  };
}
