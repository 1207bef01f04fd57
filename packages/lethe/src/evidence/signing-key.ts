import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LetheError } from '../errors.ts';
import { decodeBase64, encodeBase64 } from '../verify/base64.ts';
import type { NoteSignature } from '../verify/signed-note.ts';
import { noteBytes } from '../verify/signed-note.ts';
import { ed25519Type, formatVerifierKey, isKeyName, verifierKey } from '../verify/verifier-key.ts';
import { codeOf, makePrivateFolder, putIfAbsent } from './durable-file.ts';
import { createKeyFile, keyFileExists, readKeyFile } from './private-key-file.ts';

/** An Ed25519 key that signs notes. The secret stays inside. */
export interface SigningKey {
  readonly name: string;
  /** Eight lower-case hex digits. */
  readonly keyId: string;
  /** The public key as text, to hand to whoever verifies. */
  readonly vkey: string;
  sign(text: string): NoteSignature;
}

const secretPrefix = 'PRIVATE+KEY';
/** RFC 8410: what stands before the 32 secret bytes in the PKCS #8 form of an Ed25519 key. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A new key in a new file. The file is never replaced: what its key has signed could not be signed again. */
export async function createSigningKey(file: string, name: string): Promise<SigningKey> {
  const key = newKey(name);
  if ((await createKeyFile(file, key.secret)) === 'exists') {
    throw new LetheError('KEY_INVALID', `The key file ${file} is there already; it was not replaced.`);
  }
  return key.signing;
}

export async function readSigningKey(file: string): Promise<SigningKey> {
  const secret = await readKeyFile(file);
  const key = parseSecret(secret);
  if (key === undefined) {
    throw new LetheError(
      'KEY_INVALID',
      `The file ${file} holds no signing key (${secretPrefix}+<name>+<key id>+<base64>).`,
    );
  }
  return key;
}

/**
 * The key to sign with: the file a setting names, which must be there; without a setting (development) the one of the
 * data folder, made on first use.
 */
export async function openSigningKey(from: {
  /** LETHE_SIGNING_KEY_FILE */
  readonly file?: string | undefined;
  readonly dataDir: string;
  /** For a key made now. */
  readonly name: string;
}): Promise<SigningKey> {
  if (from.file !== undefined) return readSigningKey(from.file);
  const file = join(from.dataDir, 'keys', 'signing.key');
  // Two processes may find it missing; one of them writes it and both read that one.
  if (!(await keyFileExists(file))) await createKeyFile(file, newKey(from.name).secret);
  return readSigningKey(file);
}

/** Write the public key beside what it verifies. The same key again is no change; another key is an error. */
export async function exportVerifierKey(key: SigningKey, file: string): Promise<void> {
  const content = `${key.vkey}\n`;
  try {
    await makePrivateFolder(dirname(file));
    if ((await putIfAbsent(file, content, 0o644)) === 'written') return;
    if ((await readFile(file, 'utf8')) === content) return;
  } catch (cause) {
    throw new LetheError('KEY_INVALID', `The public key ${file} cannot be written (${codeOf(cause) ?? 'unknown'}).`, {
      cause,
    });
  }
  throw new LetheError('KEY_INVALID', `The file ${file} holds another key than ${key.name} (${key.keyId}).`);
}

function newKey(name: string): { readonly secret: string; readonly signing: SigningKey } {
  if (!isKeyName(name)) {
    throw new LetheError('KEY_INVALID', `${JSON.stringify(name)} cannot name a key: no spaces and no "+".`);
  }
  const seed = randomBytes(32);
  const signing = signingKey(name, seed);
  const encoded = encodeBase64(Buffer.concat([Buffer.of(ed25519Type), seed]));
  return { secret: `${secretPrefix}+${name}+${signing.keyId}+${encoded}`, signing };
}

function parseSecret(line: string): SigningKey | undefined {
  const [, name = '', keyId = '', encoded = ''] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(line) ?? [];
  const bytes = decodeBase64(encoded);
  if (!isKeyName(name) || bytes?.length !== 33 || bytes[0] !== ed25519Type) return undefined;
  const key = signingKey(name, bytes.subarray(1));
  return key.keyId === keyId ? key : undefined;
}

function signingKey(name: string, seed: Uint8Array): SigningKey {
  const secret = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  // The last 32 bytes of the SPKI form are the key itself (RFC 8410).
  const publicKey = new Uint8Array(createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32));
  const key = verifierKey(name, publicKey);
  return {
    name,
    keyId: key.keyId,
    vkey: formatVerifierKey(key),
    sign: (text) => ({ name, keyId: key.keyId, signature: new Uint8Array(sign(null, noteBytes(text), secret)) }),
  };
}
