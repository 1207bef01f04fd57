import { expect, test } from 'vitest';
import { quoteIdent, quoteName } from './quote.ts';

test('an identifier is quoted and its quotes doubled', () => {
  expect(quoteIdent('Order')).toBe('"Order"');
  expect(quoteIdent('a"; drop table b; --')).toBe('"a""; drop table b; --"');
});

test('an identifier with a NUL character is refused', () => {
  expect(() => quoteIdent('a\0b')).toThrow(/NUL/);
});

test('a table name becomes a quoted path', () => {
  expect(quoteName('app.contacts')).toBe('"app"."contacts"');
  expect(quoteName('"we.ird"."t""x"')).toBe('"we.ird"."t""x"');
});
