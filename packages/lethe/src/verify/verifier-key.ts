import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256Hex } from '../canonical-json.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

/** The Ed25519 signature type of c2sp.org/signed-note, the only one Lethe makes or accepts. */
export const ed25519Type = 0x01;

/** A public key as notes know it: a name, and an id that binds name, type and key together. */
export interface VerifierKey {
  readonly name: string;
  /** Eight lower-case hex digits. */
  readonly keyId: string;
  readonly publicKey: Uint8Array;
}

/** The key of a name: the id is the start of SHA-256(name, newline, type, key). */
export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  const hashed = concatBytes(utf8ToBytes(name), Uint8Array.of(0x0a, ed25519Type), publicKey);
  return { name, keyId: sha256Hex(hashed).slice(0, 8), publicKey };
}

/** `<name>+<key id>+<base64 of type and key>`, the text form ("vkey") to hand to whoever verifies. */
export function formatVerifierKey(key: VerifierKey): string {
  return `${key.name}+${key.keyId}+${encodeBase64(concatBytes(Uint8Array.of(ed25519Type), key.publicKey))}`;
}

/** The key of a vkey text, or what is wrong with it. */
export function parseVerifierKey(vkey: string): VerifierKey | { readonly wrong: string } {
  const [, name = '', keyId = '', encoded = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(vkey) ?? [];
  if (!isKeyName(name)) return { wrong: 'a key reads <name>+<8 hex digits>+<base64>' };
  const bytes = decodeBase64(encoded);
  if (bytes === undefined) return { wrong: `the key of ${name} is not base64` };
  if (bytes[0] !== ed25519Type) return { wrong: `the key of ${name} is of a type other than Ed25519 (0x01)` };
  if (bytes.length !== 33) return { wrong: `the key of ${name} has ${bytes.length - 1} bytes instead of 32` };
  const key = verifierKey(name, bytes.subarray(1));
  if (key.keyId !== keyId) return { wrong: `the key of ${name} has the id ${key.keyId}, not ${keyId}` };
  return key;
}

/** Names stand between spaces on a signature line and between plus signs in a vkey, and hold neither. */
export function isKeyName(name: string): boolean {
  return /^[^\p{White_Space}\p{Cc}+]+$/u.test(name) && name.isWellFormed();
}
