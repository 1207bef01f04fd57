import { expect, test } from 'vitest';
import type { Named } from './named.ts';
import { readsOf } from './reads.ts';

const nothing = { carriers: new Set<string>(), survives: () => false };
const noNames = (name: string): Named => {
  throw new Error(`nothing is named ${name}`);
};

const inTags = {
  op: 'in',
  columns: ['tag_id'],
  table: 'tags',
  keys: ['id'],
  where: { op: 'not subject', columns: ['owner'] },
} as const;

test('a predicate reads the columns of its own row and the rows it looks into', () => {
  const { tables, columns } = readsOf(
    { op: 'all', of: [inTags, { op: 'one of', column: 'kind', values: ['x'] }, { op: 'set', column: 'at' }] },
    'notes',
    noNames,
    nothing,
  );
  expect([...tables]).toEqual(['tags']);
  expect(columns).toEqual(
    new Map([
      ['notes', new Set(['tag_id', 'kind', 'at'])],
      ['tags', new Set(['id', 'owner'])],
    ]),
  );
});

test('rows that go along with what they hang from are not missed, unless it is a negation that looks for them', () => {
  const carriers = new Set(['tags']);
  const spared = { carriers, survives: () => false };
  expect([...readsOf({ op: 'any', of: [inTags] }, 'notes', noNames, spared).tables]).toEqual([]);
  expect([...readsOf({ op: 'not', of: inTags }, 'notes', noNames, spared).tables]).toEqual(['tags']);
  const deeper = { op: 'in', columns: ['a'], table: 'other', keys: ['b'], where: inTags } as const;
  expect([...readsOf(deeper, 'notes', noNames, spared).tables]).toEqual(['other', 'tags']);
});

test('rows that survive are read by their key alone, and found whatever is deleted', () => {
  const { tables, columns } = readsOf(inTags, 'notes', noNames, {
    carriers: new Set(),
    survives: (table) => table === 'tags',
  });
  expect([...tables]).toEqual([]);
  expect(columns.get('tags')).toEqual(new Set(['id']));
});

test('what is looked into by name is read like what is written out, and once', () => {
  const tags: Named = { name: 'owned tags', table: 'tags', predicate: inTags.where };
  const byName = { ...inTags, where: { op: 'named', name: 'owned tags' } } as const;
  const read = readsOf({ op: 'any', of: [byName, { ...byName, columns: ['other_id'] }] }, 'notes', () => tags, nothing);
  expect([...read.tables]).toEqual(['tags']);
  expect(read.columns).toEqual(
    new Map([
      ['notes', new Set(['tag_id', 'other_id'])],
      ['tags', new Set(['id', 'owner'])],
    ]),
  );
});
