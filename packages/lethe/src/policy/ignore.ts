import type { Table } from '../schema/graph.ts';
import { isNumeric } from '../schema/numeric.ts';
import { rowKey } from '../schema/row-key.ts';
import { findColumn } from './lookup.ts';
import { readColumn, readReason } from './names.ts';
import type { IgnoreRule, MentionsLink } from './policy.ts';
import type { Place } from './problem.ts';
import { distinct, object, oneOf, optional, type Read, refuse, required } from './read.ts';

/** The table is none of this subject's business, for a reason. */
export function ignore(because: string): IgnoreRule {
  return { rule: 'ignore', because };
}

/**
 * Nothing leads from the table to the subject, and its rows may say anything: each plan looks through them, and stops
 * where one holds a value that only rows of the subject hold. A rule, or what stands under `ignore` in the store.
 * `numbers`: columns of numbers that may be keys; they are compared with all keys of rows that go. `mentionsLink`: with a
 * rule `'delete'` for the table, rows whose texts mention a row that goes by its key, and no row of another subject, go
 * as well; in the store only. `'long keys'`: not by numbers, as they come from elsewhere.
 */
export function unlessFound(because: string, also: AlsoWritten = {}): IgnoreRule {
  const { numbers = [], mentionsLink } = also;
  return {
    ...{ rule: 'ignore', because, unlessFound: true },
    ...(numbers.length > 0 ? { numbers } : {}),
    ...(mentionsLink ? { mentionsLink } : {}),
  };
}

interface AlsoWritten {
  readonly numbers?: readonly string[];
  readonly mentionsLink?: MentionsLink | false;
}

interface IgnoreRead {
  readonly rule: 'ignore';
  readonly because: string;
  readonly unlessFound: boolean;
  readonly numbers: readonly string[];
  readonly mentionsLink: MentionsLink | false;
}

const readWritten = object<IgnoreRead>(
  { expected: 'an ignore rule', write: "ignore('reference data, the same for everyone')" },
  {
    rule: required(oneOf('ignore')),
    because: required(readReason),
    unlessFound: optional<boolean>(readMark, false),
    numbers: optional<readonly string[]>(
      distinct({ expected: 'columns of numbers', write: "unlessFound('…', { numbers: ['object_id'] })" }, readColumn),
      [],
    ),
    mentionsLink: optional<MentionsLink | false>(readMentions, false),
  },
);

export const readIgnore: Read<IgnoreRule> = (value, at) => {
  const { unlessFound: unless, numbers, mentionsLink, ...rule } = readWritten(value, at);
  if (numbers.length > 0 && !unless)
    refuse(numbers, at.field('numbers'), {
      expected: 'nothing where no plan looks',
      write: "unlessFound('…', { numbers })",
    });
  if (mentionsLink !== false && !unless)
    refuse(mentionsLink, at.field('mentionsLink'), {
      expected: 'nothing where no plan looks',
      write: "unlessFound('…', { mentionsLink: true })",
    });
  return Object.freeze({
    ...rule,
    ...(unless ? { unlessFound: true } : {}),
    ...(numbers.length > 0 ? { numbers } : {}),
    ...(mentionsLink === false ? {} : { mentionsLink }),
  });
};

function readMentions(value: unknown, at: Parameters<Read<boolean>>[1]): MentionsLink | false {
  if (value === true || value === false || value === 'long keys') return value;
  refuse(value, at, { expected: "true, 'long keys' or nothing", write: "unlessFound('…', { mentionsLink: true })" });
  return false;
}

function readMark(value: unknown, at: Parameters<Read<boolean>>[1]): boolean {
  if (typeof value !== 'boolean') refuse(value, at, { expected: 'true or nothing', write: "unlessFound('…')" });
  return value === true;
}

export function checkIgnore({ numbers = [], mentionsLink }: IgnoreRule, table: Table, at: Place): void {
  if (mentionsLink !== undefined && rowKey(table) === null)
    at.field('mentionsLink').problem({
      expected: 'a table with a key, by which rows that are found are known again',
      found: `${table.name}, which has none`,
      write: "unlessFound('…') without it, or give the table a primary key",
    });
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
