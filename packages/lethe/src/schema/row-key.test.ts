import { describe, expect, test } from 'vitest';
import { sampleColumn, sampleSchema, sampleTable } from '../testing/sample-schema.ts';
import type { Key, Table } from './graph.ts';
import { rowKey, rowKeyColumns, rowKeyIn, rowKeys, whatNamesRows } from './row-key.ts';

const text = { type: 'text', category: 'S', nullable: false } as const;
const key = (name: string, columns: readonly string[], rest: Partial<Key> = {}): Key => ({
  ...{ name, columns, partial: false },
  ...rest,
});

function users(uniques: readonly Key[], primaryKey: Key | null = null): Table {
  const columns = [
    sampleColumn('no', { nullable: false }),
    sampleColumn('region', text),
    sampleColumn('name', text),
    sampleColumn('email', text),
    sampleColumn('phone', { ...text, nullable: true }),
  ];
  return sampleTable('app.users', { columns, uniques, primaryKey });
}

const named = (...uniques: readonly Key[]): string | undefined => rowKey(users(uniques))?.name;

describe('a row is named by', () => {
  test('the primary key, whatever else is unique', () => {
    const primary = key('users_pkey', ['region', 'name']);
    expect(rowKey(users([key('a', ['no'])], primary))).toBe(primary);
    expect(rowKeys(users([key('a', ['no'])], primary)).map(({ name }) => name)).toEqual(['users_pkey', 'a']);
  });

  test('its unique key, where it has no primary key', () => {
    expect(rowKeyColumns(users([key('users_name_key', ['name'])]))).toEqual(['name']);
  });

  test('the shortest of several; then by a number before a text; then by the first name', () => {
    const whole = key('a', ['region', 'no']);
    const [email, name, no] = [key('b', ['email']), key('c', ['name']), key('d', ['no'])];
    expect(named(whole, name)).toBe('c');
    expect(named(email, name, no)).toBe('d');
    expect(named(name, email)).toBe('b');
    expect(rowKeys(users([whole, name, email, no])).map((each) => each.name)).toEqual(['d', 'b', 'c', 'a']);
  });

  test('none that two rows can share: with NULL, in part of the table, by an expression, until the end of a transaction', () => {
    const shared = [
      key('a', ['phone']),
      key('b', ['name', 'phone']),
      key('c', ['name'], { partial: true }),
      key('d', ['name'], { deferrable: true }),
    ];
    expect(rowKey(users(shared))).toBeNull();
    expect(rowKeyColumns(users(shared))).toEqual([]);
    expect(named(...shared, key('e', ['region', 'name']))).toBe('e');
  });

  test('nothing, and what is missing is said', () => {
    const asked = (...uniques: readonly Key[]): string => whatNamesRows(users(uniques));
    expect(asked()).toBe('a primary key');
    expect(asked(key('c', ['name'], { partial: true }))).toBe('a primary key');
    expect(asked(key('a', ['phone']))).toBe('a primary key, or NOT NULL on phone (a)');
  });

  test('nothing in a table that is not there', () => {
    const schema = sampleSchema([users([key('a', ['no'])])]);
    expect([rowKeyIn(schema, 'app.users'), rowKeyIn(schema, 'app.gone'), rowKeyIn(schema, 'constructor')]).toEqual([
      ['no'],
      [],
      [],
    ]);
  });
});
