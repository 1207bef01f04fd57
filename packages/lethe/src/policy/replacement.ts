import type { Replacement } from './policy.ts';
import type { Place } from './problem.ts';
import { object, oneOf, type Read, refuse, required } from './read.ts';
import { isPlainObject } from './snapshot.ts';

export type ReplacementWritten = 'null' | Exclude<Replacement, { with: 'null' }>;

/** The same value in every row. */
export function constant(value: string | number | boolean): ReplacementWritten {
  return { with: 'constant', value };
}

/** A text that holds the row's primary key, so it differs from row to row: `deleted-42@example.invalid`. */
export function fromKey(parts: { readonly prefix?: string; readonly suffix?: string }): ReplacementWritten {
  return { with: 'key', prefix: '', suffix: '', ...parts };
}

const write = "'null', constant('deleted') or fromKey({ prefix: 'deleted-' })";

const readPart: Read<string> = (value, at) => {
  if (typeof value === 'string') return value;
  refuse(value, at, { expected: 'a text', write: "'deleted-'" });
  return '';
};

const readValue: Read<string | number | boolean> = (value, at) => {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // Beyond 2^53 the number written is no longer the number meant.
  if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  refuse(value, at, { expected: 'a text, a finite number, true or false', write: "constant('deleted')" });
  return '';
};

type ConstantReplacement = Extract<Replacement, { with: 'constant' }>;
type KeyReplacement = Extract<Replacement, { with: 'key' }>;

const readConstant = object<ConstantReplacement>(
  { expected: 'a constant', write },
  { with: required(oneOf('constant')), value: required(readValue) },
);

const readKey = object<KeyReplacement>(
  { expected: 'a text made of the key', write },
  { with: required(oneOf('key')), prefix: required(readPart), suffix: required(readPart) },
);

const nothing: Replacement = Object.freeze({ with: 'null' });

export function readReplacement(value: unknown, at: Place): Replacement {
  if (value === 'null') return nothing;
  const kind = isPlainObject(value) ? value['with'] : null;
  if (kind === 'constant') return readConstant(value, at);
  if (kind === 'key') return readKey(value, at);
  refuse(value, at, { expected: 'what stands in the column instead', write });
  return nothing;
}

export function explainReplacement(replacement: Replacement): string {
  switch (replacement.with) {
    case 'null':
      return 'becomes NULL';
    case 'constant':
      return `becomes ${JSON.stringify(replacement.value)}`;
    case 'key':
      return `becomes ${replacement.prefix}<key>${replacement.suffix}`;
  }
}
