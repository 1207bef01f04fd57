import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256Hex } from '../canonical-json.ts';

export interface CommittedSubject {
  /** 32 random bytes, made for one subject and kept apart from the certificate. */
  readonly salt: Uint8Array;
  readonly kind: string;
  /** As subjects are written everywhere: the parts of a composite key percent-encoded and joined by commas. */
  readonly key: string;
}

/**
 * SHA-256(salt, 0x00, `kind:key`). Keys are guessable, so it is the salt that hides them: with it anybody can check
 * which subject a certificate is about, and once it is destroyed nobody can, while the certificate stays valid.
 */
export function commitSubject({ salt, kind, key }: CommittedSubject): string {
  // Of one length only: bytes could otherwise move between salt and subject under the same hash.
  if (salt.length !== 32) throw new TypeError(`a salt has 32 bytes, not ${salt.length}`);
  const subject = `${kind}:${key}`;
  if (!subject.isWellFormed()) throw new TypeError('a subject with a lone surrogate has no UTF-8 form');
  return sha256Hex(concatBytes(salt, Uint8Array.of(0), utf8ToBytes(subject)));
}

/** Whether a certificate is about this subject, for whoever was given the salt. */
export function openSubject(
  certificate: { readonly subject: { readonly kind: string; readonly commitment: string } },
  subject: CommittedSubject,
): boolean {
  return certificate.subject.kind === subject.kind && certificate.subject.commitment === commitSubject(subject);
}
