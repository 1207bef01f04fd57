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
  return value;
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
