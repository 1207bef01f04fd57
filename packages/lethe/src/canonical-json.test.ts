import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256Hex } from './canonical-json.ts';

describe('canonicalJson', () => {
  test('gives the text of the example in RFC 8785 section 3.2.2', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('orders keys by UTF-16 code units as RFC 8785 section 3.2.3 does', () => {
    const value = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 };
    expect(Object.values(JSON.parse(canonicalJson(value)))).toEqual([4, 2, 6, 7, 1, 5, 3]);
  });

  test('gives one text for one value, whatever the order of its keys, and that text parses back to it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value);
        const back: unknown = JSON.parse(text);
        expect(canonicalJson(back)).toBe(text);
        expect(canonicalJson(reversed(back))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('accepts an object without a prototype', () => {
    expect(canonicalJson(Object.assign(Object.create(null), { b: 1, a: -0 }))).toBe('{"a":0,"b":1}');
  });

  class Row {
    id = 1;
  }
  const own: Record<string, unknown> = {};
  own['child'] = { own };
  test.each([
    ['undefined', { a: undefined }, '$.a is not JSON: it holds undefined'],
    ['undefined alone', undefined, '$ is not JSON: it holds undefined'],
    ['a hole', Object.assign(new Array(2), [1]), '$[1] is not JSON: it holds undefined'],
    ['a function', { f: () => 1 }, '$.f is not JSON: it holds function'],
    ['a symbol', [Symbol('s')], '$[0] is not JSON: it holds symbol'],
    ['a symbol key', { [Symbol('s')]: 1 }, '$ is not JSON: it holds a symbol as a key'],
    ['a bigint', { n: 1n }, '$.n is not JSON: it holds bigint'],
    ['NaN', { n: Number.NaN }, '$.n is not JSON: it holds NaN'],
    ['infinity', [-Infinity], '$[0] is not JSON: it holds -Infinity'],
    ['a lone surrogate', { s: 'a\ud800' }, '$.s is not JSON: it holds a text with a lone surrogate'],
    ['a lone surrogate in a key', { '\udc00': 1 }, '$ is not JSON: it holds a key with a lone surrogate'],
    ['a date', { at: new Date(0) }, '$.at is not JSON: it holds an object with a prototype of its own'],
    ['a map', new Map(), '$ is not JSON: it holds an object with a prototype of its own'],
    ['bytes', { b: new Uint8Array(1) }, '$.b is not JSON: it holds an object with a prototype of its own'],
    ['a class instance', new Row(), '$ is not JSON: it holds an object with a prototype of its own'],
    ['a cycle', own, '$.child.own is not JSON: it holds a reference to one of its parents'],
  ])('refuses %s and names the place', (_, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });

  test('refuses nesting that would exhaust the stack', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(() => canonicalJson(deep)).toThrow('nested deeper than 200');
    expect(canonicalJson(JSON.parse('['.repeat(200) + ']'.repeat(200)))).toHaveLength(400);
  });

  test('accepts the same object in two places', () => {
    const shared = { a: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });
});

describe('sha256Hex', () => {
  test('equals the SHA-256 of node:crypto for texts and bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (text, bytes) => {
        expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
        expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
      { numRuns: 100 },
    );
  });

  test('refuses a lone surrogate, which would share a digest with another text', () => {
    expect(() => sha256Hex('\ud800')).toThrow('lone surrogate');
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
