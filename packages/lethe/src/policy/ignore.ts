import { readReason } from './names.ts';
import type { IgnoreRule } from './policy.ts';
import { object, oneOf, optional, type Read, refuse, required } from './read.ts';

/** The table is none of this subject's business, for a reason. */
export function ignore(because: string): IgnoreRule {
  return { rule: 'ignore', because };
}

/**
 * Nothing leads from the table to the subject, and its rows may say anything: each plan looks through them, and stops
 * where one holds a value that only rows of the subject hold. A rule, or what stands under `ignore` in the store.
 */
export function unlessFound(because: string): IgnoreRule {
  return { rule: 'ignore', because, unlessFound: true };
}

const readWritten = object<{ rule: 'ignore'; because: string; unlessFound: boolean }>(
  { expected: 'an ignore rule', write: "ignore('reference data, the same for everyone')" },
  {
    rule: required(oneOf('ignore')),
    because: required(readReason),
    unlessFound: optional<boolean>(readMark, false),
  },
);

export const readIgnore: Read<IgnoreRule> = (value, at) => {
  const { because, unlessFound: unless } = readWritten(value, at);
  return Object.freeze(unless ? unlessFound(because) : ignore(because));
};

function readMark(value: unknown, at: Parameters<Read<boolean>>[1]): boolean {
  if (typeof value !== 'boolean') refuse(value, at, { expected: 'true or nothing', write: "unlessFound('…')" });
  return value === true;
}

export const explainIgnore = ({ because, unlessFound: unless }: IgnoreRule): string =>
  unless === true
    ? `left alone unless a plan finds the subject in it, because ${because}`
    : `left alone, because ${because}`;
