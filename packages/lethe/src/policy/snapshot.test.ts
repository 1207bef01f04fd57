import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crm } from './crm.fixture.ts';
import { problemList } from './problem.ts';
import { snapshot } from './snapshot.ts';
import { validateConfig } from './validate.ts';

function taken(value: unknown) {
  const { root, problems } = problemList();
  const copy = snapshot(value, root.field('config'));
  return { copy, found: problems.map((problem) => `${problem.path}: ${problem.found}`) };
}

describe('a snapshot of what a configuration exports', () => {
  it('is a copy of lists, objects, plain values and functions', () => {
    const run = () => 'done';
    const value = { a: [1, 'x', true, null, undefined, { run }] };
    expect(taken(value)).toEqual({ copy: value, found: [] });
    expect(taken(value).copy).not.toBe(value);
  });

  it('takes objects of another realm, and those without a prototype', () => {
    expect(taken(runInNewContext('({ a: [1] })'))).toEqual({ copy: { a: [1] }, found: [] });
    expect(taken(Object.assign(Object.create(null), { a: 1 }))).toEqual({ copy: { a: 1 }, found: [] });
  });

  it('takes one object in two places, and refuses one inside itself', () => {
    const shared = { a: 1 };
    expect(taken([shared, shared])).toEqual({ copy: [shared, shared], found: [] });
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic['again'] = [cyclic];
    expect(taken(cyclic).found).toEqual(['config.again[0]: a reference to one of its own parents']);
  });

  it('runs no getter and survives a proxy that throws', () => {
    let calls = 0;
    const getter = {
      get secret() {
        calls += 1;
        return 'x';
      },
    };
    expect(taken({ getter }).found).toEqual(['config.getter.secret: a getter']);
    expect(calls).toBe(0);
    const trap = (thrown: unknown) =>
      new Proxy(
        {},
        {
          ownKeys() {
            throw thrown;
          },
        },
      );
    expect(taken({ proxy: trap(new RangeError('no')) }).found).toEqual([
      'config.proxy: an object that refuses to be read (RangeError)',
    ]);
    expect(taken({ proxy: trap('no') }).found).toEqual([
      'config.proxy: an object that refuses to be read (thrown value)',
    ]);
  });

  it('keeps names of Object.prototype as ordinary names', () => {
    const { copy, found } = taken(JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}'));
    expect(found).toEqual([]);
    expect(Object.keys(copy as object)).toEqual(['__proto__', 'constructor']);
    expect(Object.hasOwn({}, 'polluted') || 'polluted' in {}).toBe(false);
  });

  it.each([
    ['an instance of a class', { at: new Date(0) }, 'config.at: an instance of a class'],
    ['an object whose prototype is a function', { at: Object.create(() => 1) }, 'config.at: an instance of a class'],
    ['a hole in a list', { at: new Array(1) }, 'config.at[0]: a hole in a list'],
    ['a symbol as a key', { [Symbol('s')]: 1 }, 'config["Symbol(s)"]: a symbol as a key'],
    ['text with a lone surrogate', { at: '\ud800' }, 'config.at: text with a lone surrogate'],
    ['a key with a lone surrogate', { '\ud800': 1 }, 'config["\\ud800"]: text with a lone surrogate'],
    ['text with a NUL character', { at: 'a\0b' }, 'config.at: text with a NUL character'],
    ['text of endless length', { at: 'x'.repeat(10_001) }, 'config.at: 10001 characters'],
    ['a list of endless length', { at: new Array(1_000_000_000) }, 'config.at: more'],
    [
      'an object of endless size',
      Object.fromEntries(Array.from({ length: 50_001 }, (_, i) => [`a${i}`, 1])),
      'config: more',
    ],
  ])('refuses %s', (_what, value, found) => {
    expect(taken(value).found).toEqual([found]);
  });

  it('stops where few objects stand for endlessly many values', () => {
    let value: unknown = 'laugh';
    for (let level = 0; level < 8; level += 1) value = Array.from({ length: 10 }, () => value);
    expect(taken(value).found.length).toBeGreaterThan(0);
  });

  it('refuses a value nested deeper than any configuration is', () => {
    let value: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) value = [value];
    expect(taken(value).found).toEqual([`config${'[0]'.repeat(12)}: more than 12 levels`]);
  });
});

describe('a hostile configuration', () => {
  it('never makes validation throw, nor is accepted', () => {
    const noise = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
      withNullPrototype: true,
    });
    fc.assert(fc.property(noise, (value) => 'problems' in validateConfig(value)));
  });

  it('is refused with any one value of a good one replaced by noise, or read as something that is data', () => {
    const paths = [['stores'], ['subjects'], ['stores', 'crm'], ['stores', 'crm', 'links'], ['subjects', 'workspace']];
    const replaced = (value: unknown, [first, ...rest]: readonly string[], by: unknown): unknown =>
      first === undefined
        ? by
        : { ...(value as object), [first]: replaced((value as Record<string, unknown>)[first], rest, by) };
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.anything(), (path, noise) => {
        const result = validateConfig(replaced(crm, path, noise));
        return 'problems' in result ? result.problems.length > 0 : JSON.stringify(result.config).length > 0;
      }),
    );
  });
});
