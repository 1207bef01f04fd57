import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import serialize from 'canonicalize';

/** Deeper than anything we make, and far from what would exhaust the stack on a file made to do so. */
const deepest = 200;

/**
 * The RFC 8785 text of a value: one value, one text, so that a digest or a signature over it means the value.
 * JSON.stringify drops or converts what JSON cannot hold (undefined, functions, Date, Map, NaN); under a signature that
 * would be a statement nobody made, so everything of the kind throws a TypeError that names the place.
 */
export function canonicalJson(value: unknown): string {
  refuseForeign(value, '$', []);
  // Only undefined, a function or a symbol has no text, and those are refused above.
  return serialize(value) as string;
}

/** SHA-256 as 64 lower-case hex digits; a string counts as its UTF-8 bytes. */
export function sha256Hex(data: string | Uint8Array): string {
  return bytesToHex(sha256(typeof data === 'string' ? wellFormedBytes(data) : data));
}

// The encoder turns every lone surrogate into the same replacement character: two texts would share a digest.
function wellFormedBytes(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new TypeError('a text with a lone surrogate has no UTF-8 form');
  return utf8ToBytes(text);
}

function refuseForeign(value: unknown, at: string, parents: readonly object[]): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') refuseWhen(!value.isWellFormed(), at, 'a text with a lone surrogate');
  else if (typeof value === 'number') refuseWhen(!Number.isFinite(value), at, String(value));
  else if (typeof value === 'object') refuseForeignMembers(value, at, parents);
  else refuse(at, typeof value);
}

function refuseForeignMembers(value: object, at: string, parents: readonly object[]): void {
  refuseWhen(parents.includes(value), at, 'a reference to one of its parents');
  refuseWhen(parents.length >= deepest, at, `a value nested deeper than ${deepest}`);
  const family = [...parents, value];
  if (Array.isArray(value)) {
    // By index and not by forEach, which would skip the holes of a sparse array.
    for (let index = 0; index < value.length; index += 1) refuseForeign(value[index], `${at}[${index}]`, family);
    return;
  }
  refuseWhen(!isPlain(value), at, 'an object with a prototype of its own, such as a Date or a Map');
  refuseWhen(Object.getOwnPropertySymbols(value).length > 0, at, 'a symbol as a key');
  for (const [key, member] of Object.entries(value)) {
    refuseWhen(!key.isWellFormed(), at, 'a key with a lone surrogate');
    refuseForeign(member, `${at}.${key}`, family);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm (a worker, a test runner's sandbox) has another Object.prototype, at the top too.
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

function refuseWhen(foreign: boolean, at: string, what: string): void {
  if (foreign) refuse(at, what);
}

function refuse(at: string, what: string): never {
  throw new TypeError(`${at} is not JSON: it holds ${what}`);
}
