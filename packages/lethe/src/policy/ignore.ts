import type { Table } from '../schema/graph.ts';
import { isNumeric } from '../schema/numeric.ts';
import { findColumn } from './lookup.ts';
import { readColumn, readReason } from './names.ts';
import type { IgnoreRule } from './policy.ts';
import type { Place } from './problem.ts';
import { distinct, object, oneOf, optional, type Read, refuse, required } from './read.ts';

/** The table is none of this subject's business, for a reason. */
export function ignore(because: string): IgnoreRule {
  return { rule: 'ignore', because };
}

/**
 * Nothing leads from the table to the subject, and its rows may say anything: each plan looks through them, and stops
 * where one holds a value that only rows of the subject hold. A rule, or what stands under `ignore` in the store.
 * `numbers`: columns of numbers that may be keys; they are compared with all keys of rows that go.
 */
export function unlessFound(because: string, also: { readonly numbers?: readonly string[] } = {}): IgnoreRule {
  const { numbers = [] } = also;
  return { rule: 'ignore', because, unlessFound: true, ...(numbers.length > 0 ? { numbers } : {}) };
}

const readWritten = object<{ rule: 'ignore'; because: string; unlessFound: boolean; numbers: readonly string[] }>(
  { expected: 'an ignore rule', write: "ignore('reference data, the same for everyone')" },
  {
    rule: required(oneOf('ignore')),
    because: required(readReason),
    unlessFound: optional<boolean>(readMark, false),
    numbers: optional<readonly string[]>(
      distinct({ expected: 'columns of numbers', write: "unlessFound('…', { numbers: ['object_id'] })" }, readColumn),
      [],
    ),
  },
);

export const readIgnore: Read<IgnoreRule> = (value, at) => {
  const { unlessFound: unless, numbers, ...rule } = readWritten(value, at);
  if (numbers.length > 0 && !unless)
    refuse(numbers, at.field('numbers'), {
      expected: 'nothing where no plan looks',
      write: "unlessFound('…', { numbers })",
    });
  return Object.freeze({
    ...rule,
    ...(unless ? { unlessFound: true } : {}),
    ...(numbers.length > 0 ? { numbers } : {}),
  });
};

function readMark(value: unknown, at: Parameters<Read<boolean>>[1]): boolean {
  if (typeof value !== 'boolean') refuse(value, at, { expected: 'true or nothing', write: "unlessFound('…')" });
  return value === true;
}

export function checkIgnore({ numbers = [] }: IgnoreRule, table: Table, at: Place): void {
  for (const [index, name] of numbers.entries()) {
    const place = at.field('numbers').item(index);
    const column = findColumn(table, name, place);
    if (column === null || isNumeric(column)) continue;
    const write = 'nothing: texts are looked through in any case';
    place.problem({ expected: 'a column of numbers', found: `${JSON.stringify(name)}, which holds none`, write });
  }
}

export const explainIgnore = ({ because, unlessFound: unless }: IgnoreRule): string =>
  unless === true
    ? `left alone unless a plan finds the subject in it, because ${because}`
    : `left alone, because ${because}`;
