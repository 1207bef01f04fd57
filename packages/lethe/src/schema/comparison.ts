import type { Column } from './graph.ts';

/** What the values are; a domain only narrows the type under it. */
export const valueType = (column: Column): string => column.baseType ?? column.type;

export const isJson = (column: Column): boolean => /^jsonb?$/.test(valueType(column));

/**
 * How values of the two are compared; null: not at all. Texts compare with texts and numbers with numbers. A key that
 * is kept as text beside a uuid or a number is compared as the text that PostgreSQL writes for it.
 */
export function comparison(from: Column, to: Column): 'value' | 'text' | null {
  if (valueType(from) === valueType(to)) return 'value';
  if (from.category === to.category && 'SN'.includes(from.category)) return 'value';
  return (isText(from) && isKey(to)) || (isKey(from) && isText(to)) ? 'text' : null;
}

/** A list of values of which each is compared with the key. */
export function isListOf(from: Column, key: Column): boolean {
  if (from.category !== 'A' || !valueType(from).endsWith('[]')) return false;
  const member = valueType(from).slice(0, -2);
  const isWhole = (type: string): boolean => /^(?:smallint|integer|bigint)$/.test(type);
  const isWord = (type: string): boolean => /^(?:text|character|citext)/.test(type);
  const to = valueType(key);
  return member === to || (isWhole(member) && isWhole(to)) || (isWord(member) && isWord(to));
}

const isText = (column: Column): boolean => column.category === 'S';

const isKey = (column: Column): boolean => column.category === 'N' || valueType(column) === 'uuid';
