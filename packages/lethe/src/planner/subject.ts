import { LetheError } from '../errors.ts';
import type { Subject } from './plan.ts';

/** `kind:key`; the parts of a composite key in key order, percent-encoded, joined by commas: `line:7,42`. */
export function formatSubject({ kind, key }: Subject): string {
  return `${kind}:${key.map(encodePart).join(',')}`;
}

/** Reads `kind:key`. Blank parts and wildcards are refused: no destructive parameter has a default or means "all". */
export function parseSubject(text: string): Subject {
  const [, kind, rest] = /^([A-Za-z][\w-]*):(.*)$/su.exec(text) ?? [];
  if (kind === undefined || rest === undefined) throw invalid(text, 'it is not written kind:key');
  const key = rest.split(',').map((part) => decodePart(text, part));
  if (key.some((part) => part.trim() === '')) throw invalid(text, 'a part of its key is blank');
  if (key.some((part) => /^[*%?_]+$/u.test(part))) throw invalid(text, 'wildcards are not keys');
  return Object.freeze({ kind, key: Object.freeze(key) });
}

function encodePart(part: string): string {
  return encodeURIComponent(part).replaceAll(/%(?:3A|40|2B|2F|24|26|3B|3D)/giu, decodeURIComponent);
}

function decodePart(text: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid(text, 'its percent-encoding is broken');
  }
}

function invalid(text: string, why: string): LetheError {
  return new LetheError('SUBJECT_INVALID', `"${text.slice(0, 100)}" is no subject: ${why}`);
}
