import { expect, test } from 'vitest';
import { found } from './found.ts';

test('what must be there is handed on, and its absence is called a bug', () => {
  expect(found(0, 'x')).toBe(0);
  expect(() => found(null, 'x is missing')).toThrow('bug: x is missing');
  expect(() => found(undefined, 'x is missing')).toThrow('bug: x is missing');
});
