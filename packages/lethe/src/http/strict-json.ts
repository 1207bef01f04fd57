import { LetheError } from '../errors.ts';

/** Names that reach into the prototype of what reads them. */
const forbiddenKeys = new Set(['__proto__', 'prototype', 'constructor']);

/** JSON in which every key is there once: which of two subjects is meant must not depend on who reads it. */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The reader's message quotes the text, which may hold somebody's name.
    throw invalid('The body is no JSON.');
  }
  requireKeysOnce(text);
  // Written otherwise it would have to be escaped: as itself it is no JSON.
  if (/\\u0000/u.test(text) && hasZeroByte(value)) throw invalid('The body has a zero byte in it, which is no text.');
  return value;
}

/** PostgreSQL stores none. Deep enough for a body of 64 kB, for no list is longer than the text it is written in. */
function hasZeroByte(value: unknown): boolean {
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string' && next.includes('\0')) return true;
    if (typeof next === 'object' && next !== null) open.push(...Object.values(next));
  }
  return false;
}

/** Of text that is known to be JSON. */
function requireKeysOnce(text: string): void {
  const open: (Set<string> | null)[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}[\]]/gsu)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (key !== undefined) take(open.at(-1), JSON.parse(key));
  }
}

function take(keys: Set<string> | null | undefined, key: string): void {
  if (forbiddenKeys.has(key)) throw invalid('The body has a key that is not allowed.');
  if (keys?.has(key)) throw invalid('The body has the same key twice.');
  keys?.add(key);
}

const invalid = (why: string): LetheError =>
  new LetheError('INPUT_INVALID', why, { details: { errors: [{ pointer: '', detail: why }] } });
