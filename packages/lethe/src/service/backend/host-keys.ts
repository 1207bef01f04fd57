import { readFile, stat } from 'node:fs/promises';
import { createLocalJWKSet, createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import type { Settings } from '../settings.ts';

/**
 * The host's public keys. A file is read again as soon as it is another one, so that a key that was withdrawn counts no
 * longer; one that cannot be read has no keys.
 */
export function hostKeys({
  hostJwksFile,
  hostJwksUrl,
}: Pick<Settings, 'hostJwksFile' | 'hostJwksUrl'>): JWTVerifyGetKey {
  if (hostJwksFile !== undefined) return keysOfFile(hostJwksFile);
  if (hostJwksUrl !== undefined) return createRemoteJWKSet(new URL(hostJwksUrl), { timeoutDuration: 3_000 });
  return async () => {
    throw new Error('no keys of a host are set');
  };
}

function keysOfFile(file: string): JWTVerifyGetKey {
  let read: { readonly version: string; readonly keys: JWTVerifyGetKey } | null = null;
  return async (header, token) => {
    const { mtimeMs, size, ino } = await stat(file);
    const version = `${mtimeMs} ${size} ${ino}`;
    if (read?.version !== version) {
      // Checks the form itself, and throws where it is none.
      read = { version, keys: createLocalJWKSet(JSON.parse(await readFile(file, 'utf8'))) };
    }
    return read.keys(header, token);
  };
}
