import { readReason } from './names.ts';
import type { IgnoreRule } from './policy.ts';
import { object, oneOf, type Read, required } from './read.ts';

/** The table is none of this subject's business, for a reason. */
export function ignore(because: string): IgnoreRule {
  return { rule: 'ignore', because };
}

export const readIgnore: Read<IgnoreRule> = object<IgnoreRule>(
  { expected: 'an ignore rule', write: "ignore('reference data, the same for everyone')" },
  { rule: required(oneOf('ignore')), because: required(readReason) },
);

export const explainIgnore = (rule: IgnoreRule): string => `left alone, because ${rule.because}`;
