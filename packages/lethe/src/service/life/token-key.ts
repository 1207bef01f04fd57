import { join } from 'node:path';
import { LetheError } from '../../errors.ts';
import { createKeyFile, keyFileExists, readKeyFile } from '../../evidence/private-key-file.ts';
import { newTokenKey, type TokenSecrets, tokenSecrets } from '../../intake/token-secrets.ts';

/**
 * What links and codes are made with: a file apart from the database, made at the first use. Every process of one
 * installation needs the same; with another, links that were mailed before are unknown.
 */
export async function openTokenSecrets({ keysDir }: { readonly keysDir: string }): Promise<TokenSecrets> {
  const file = join(keysDir, 'token.key');
  if (!(await keyFileExists(file))) await createKeyFile(file, Buffer.from(newTokenKey()).toString('hex'));
  const line = await readKeyFile(file);
  if (!/^[0-9a-f]{64}$/u.test(line)) {
    throw new LetheError('KEY_INVALID', `The file ${file} holds no token key (64 hex digits).`);
  }
  return tokenSecrets(Buffer.from(line, 'hex'));
}
