import { expect, test } from 'vitest';
import { deepFreeze } from './freeze.ts';

test('a value is frozen with all it holds, and handed back', () => {
  const value = { list: [{ name: 'a' }], none: null, count: 1 };
  expect(deepFreeze(value)).toBe(value);
  expect(Object.isFrozen(value)).toBe(true);
  expect(Object.isFrozen(value.list)).toBe(true);
  expect(Object.isFrozen(value.list[0])).toBe(true);
});

test('a value that refers to itself is frozen once', () => {
  const value: { self?: object } = {};
  value.self = value;
  expect(Object.isFrozen(deepFreeze(value))).toBe(true);
});
