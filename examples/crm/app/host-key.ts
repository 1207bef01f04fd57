import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';

export interface HostKey {
  readonly privateKey: KeyObject;
  readonly kid: string;
  /** The public half, for LETHE_HOST_JWKS_FILE. */
  readonly jwksFile: string;
}

/** The key with which the CRM tells Lethe who is signed in. Made at the first start; later starts read the same one. */
export async function openHostKey(keysDir: string): Promise<HostKey> {
  await mkdir(keysDir, { recursive: true, mode: 0o700 });
  const file = join(keysDir, 'host-session.key');
  const jwksFile = join(keysDir, 'host-session.jwks.json');
  const pem = (await textOf(file)) ?? (await makeKey(file));
  const privateKey = createPrivateKey(pem);
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined)
    throw new Error(`${file} holds no Ed25519 key: move it away and start again, which makes a new one`);
  const kid = await calculateJwkThumbprint({ kty, crv, x });
  const jwks = { keys: [{ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' }] };
  await writeWhole(jwksFile, `${JSON.stringify(jwks, null, 2)}\n`, 0o644);
  return { privateKey, kid, jwksFile };
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A link takes only a name that is free: of two first starts one makes the key and both read it. */
async function makeKey(file: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  return readFile(file, 'utf8');
}

/** A reader sees the old file or the new one, never half of it. */
async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode, flag: 'wx' });
  await rename(draft, file);
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
