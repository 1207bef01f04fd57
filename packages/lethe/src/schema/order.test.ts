import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byCodeUnit, type Edge, strongComponents } from './order.ts';

function edges(...pairs: string[]): Edge[] {
  return pairs.map((pair) => ({ table: pair.charAt(0), to: pair.charAt(1) }));
}

function order(tables: string, ...pairs: string[]): string[] {
  return strongComponents([...tables], edges(...pairs)).map((component) => component.tables.join(''));
}

test('leaves come before the parents they refer to', () => {
  expect(order('abc', 'ba', 'cb')).toEqual(['c', 'b', 'a']);
});

test('depth is the longest way up, and tables of one depth come by name', () => {
  const components = strongComponents([...'dcba'], edges('ba', 'cb', 'ca', 'da'));
  expect(components.map(({ tables, depth }) => [tables.join(), depth])).toEqual([
    ['c', 2],
    ['b', 1],
    ['d', 1],
    ['a', 0],
  ]);
});

test('tables that refer to each other are one component, and so is one that refers to itself', () => {
  const components = strongComponents([...'abcde'], edges('ab', 'bc', 'ca', 'dd', 'ad', 'ea'));
  expect(components).toEqual([
    { tables: ['e'], cyclic: false, depth: 2 },
    { tables: ['a', 'b', 'c'], cyclic: true, depth: 1 },
    { tables: ['d'], cyclic: true, depth: 0 },
  ]);
});

test('two cycles that share a table are one component', () => {
  expect(order('abc', 'ab', 'ba', 'bc', 'cb')).toEqual(['abc']);
});

test('edges from or to tables that are not asked for are left out', () => {
  expect(order('ab', 'ax', 'xb')).toEqual(['a', 'b']);
  expect(order('ba', 'ax', 'xb')).toEqual(['a', 'b']);
});

test('a chain of references may be longer than the call stack is deep', () => {
  const tables = Array.from({ length: 20_000 }, (_, index) => `t${index}`);
  const chain = tables.slice(1).map((table, index) => ({ table, to: `t${index}` }));
  expect(strongComponents(tables, chain)[0]).toEqual({ tables: ['t19999'], cyclic: false, depth: 19_999 });
});

test('names are ordered by code unit, whatever the locale', () => {
  expect(['ä', 'b', 'B', 'a', 'a'].sort(byCodeUnit)).toEqual(['B', 'a', 'a', 'b', 'ä']);
});

const letters = [...'abcdefgh'];
const arbitraryEdges = fc.array(fc.record({ table: fc.constantFrom(...letters), to: fc.constantFrom(...letters) }), {
  maxLength: 20,
});

function reachable(from: string, all: readonly Edge[], seen = new Set<string>()): Set<string> {
  for (const { table, to } of all) {
    if (table !== from || seen.has(to)) continue;
    seen.add(to);
    reachable(to, all, seen);
  }
  return seen;
}

test('two tables are in one component exactly when each reaches the other, and order respects every other edge', () => {
  fc.assert(
    fc.property(arbitraryEdges, (all) => {
      const components = strongComponents(letters, all);
      const place = new Map(components.flatMap(({ tables }, index) => tables.map((table) => [table, index])));
      expect([...place.keys()].sort()).toEqual(letters);
      const reach = new Map(letters.map((table) => [table, reachable(table, all)]));
      for (const a of letters) {
        for (const b of letters) {
          const together = a === b || (reach.get(a)?.has(b) && reach.get(b)?.has(a)) === true;
          expect(place.get(a) === place.get(b)).toBe(together);
        }
        const component = components[place.get(a) ?? -1];
        expect(component?.cyclic).toBe(reach.get(a)?.has(a));
      }
      for (const { table, to } of all) expect(place.get(table)).toBeLessThanOrEqual(place.get(to) ?? -1);
    }),
  );
});

test('the order of the input does not matter', () => {
  fc.assert(
    fc.property(arbitraryEdges, fc.shuffledSubarray(letters, { minLength: letters.length }), (all, shuffled) => {
      expect(strongComponents(shuffled, all.toReversed())).toEqual(strongComponents(letters, all));
    }),
  );
});
