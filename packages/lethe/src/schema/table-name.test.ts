import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitTableName, tableName } from './table-name.ts';

test('a plain name is schema.table, case and script kept', () => {
  expect(tableName('app', 'Größen 表')).toBe('app.Größen 表');
});

test('a part that holds a dot or a quote is written quoted', () => {
  expect(tableName('we.ird', 't')).toBe('"we.ird".t');
  expect(tableName('app', 'say "hi"')).toBe('app."say ""hi"""');
});

test('every name can be taken apart again', () => {
  const identifier = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.string({ unit: fc.constantFrom('.', '"', 'a', ' '), minLength: 1 }),
  );
  fc.assert(
    fc.property(identifier, identifier, (schema, name) => {
      expect(splitTableName(tableName(schema, name))).toEqual({ schema, name });
    }),
  );
});

test('two tables never share a name', () => {
  expect(tableName('a.b', 'c')).not.toBe(tableName('a', 'b.c'));
});

test.each(['', 'contacts', '.contacts', 'app.', 'a.b.c', '"app.contacts', 'app."x"y', 'ap"p.x'])(
  '%j is no table name',
  (text) => {
    expect(() => splitTableName(text)).toThrow(/not a table name/);
  },
);
