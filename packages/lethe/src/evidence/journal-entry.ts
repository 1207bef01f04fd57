import { canonicalJson, sha256Hex } from '../canonical-json.ts';
import type { JournalEntry } from './journal.ts';

/** The bytes of an entry wherever it is stored: canonical JSON, and its SHA-256 so that a flipped bit is seen. */
export function formatJournalEntry(entry: JournalEntry): string {
  const json = canonicalJson(entry);
  return `${json}\nsha256 ${sha256Hex(json)}\n`;
}

/** The entry of such a text, or undefined unless it is whole, unaltered and of a form this version knows. */
export function parseJournalEntry(text: string): JournalEntry | undefined {
  const [, json = '', hash] = /^(.*)\nsha256 ([0-9a-f]{64})\n$/u.exec(text) ?? [];
  if (!json.isWellFormed() || sha256Hex(json) !== hash) return undefined;
  const value = parse(json);
  return isJournalEntry(value) && canonicalJson(value) === json ? value : undefined;
}

export function isJournalEntry(value: unknown): value is JournalEntry {
  if (!hasFields(value, ['v', 'entry', 'run', 'subject', 'plan', 'at'])) return false;
  const { v, entry, run, subject, plan, at } = value;
  if (v !== 1 || (entry !== 'intent' && entry !== 'done')) return false;
  // The run names a file, so nothing may pass here that means something in a path.
  if (!matches(run, /^run_[0-9A-Za-z_-]{1,64}$/u) || !matches(plan, /^[0-9a-f]{64}$/u) || !isTime(at)) return false;
  if (!hasFields(subject, ['kind', 'hmac', 'hmacKey'])) return false;
  return (
    matches(subject['kind'], /^[A-Za-z][0-9A-Za-z_-]{0,62}$/u) &&
    matches(subject['hmac'], /^[0-9a-f]{64}$/u) &&
    matches(subject['hmacKey'], /^[0-9a-f]{8}$/u)
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function hasFields<F extends string>(value: unknown, fields: readonly F[]): value is Record<F, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.keys(value).length === fields.length && fields.every((field) => Object.hasOwn(value, field));
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function isTime(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const at = new Date(value);
  return !Number.isNaN(at.getTime()) && at.toISOString() === value;
}
