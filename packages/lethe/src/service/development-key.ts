import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LetheError } from '../errors.ts';
import { type Backend, type Caller, scopes } from '../http/backend.ts';
import type { Settings } from './settings.ts';

const nobody: Caller = { is: 'key', id: 'key_development', name: 'lethe dev', scopes, tenant: null };

/** A key with every scope, for whoever develops: made at the first start, kept beside the other keys of development. */
export async function developmentKey(
  { keys, callers }: Pick<Backend, 'keys' | 'callers'>,
  { keysDir }: Pick<Settings, 'keysDir'>,
): Promise<string> {
  const file = join(keysDir, 'operator.key');
  if (existsSync(file)) {
    const secret = (await readFile(file, 'utf8')).trim();
    // The database may be another one by now.
    if (await isKnown(callers, secret)) return secret;
  }
  const { secret } = await keys.create(nobody, {
    name: 'operator@lethe.test',
    scopes: [...scopes],
    tenant: null,
    expiresInDays: null,
  });
  await mkdir(keysDir, { recursive: true, mode: 0o700 });
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}

async function isKnown(callers: Backend['callers'], secret: string): Promise<boolean> {
  try {
    await callers.identify(secret);
    return true;
  } catch (error) {
    if (error instanceof LetheError && error.code === 'UNAUTHENTICATED') return false;
    throw error;
  }
}
