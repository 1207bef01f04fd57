import { expect, test } from 'vitest';
import { readsOf } from './reads.ts';

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
  expect([...readsOf({ op: 'any', of: [inTags] }, 'notes', spared).tables]).toEqual([]);
  expect([...readsOf({ op: 'not', of: inTags }, 'notes', spared).tables]).toEqual(['tags']);
  const deeper = { op: 'in', columns: ['a'], table: 'other', keys: ['b'], where: inTags } as const;
  expect([...readsOf(deeper, 'notes', spared).tables]).toEqual(['other', 'tags']);
});

test('rows that survive are read by their key alone, and found whatever is deleted', () => {
  const { tables, columns } = readsOf(inTags, 'notes', { carriers: new Set(), survives: (table) => table === 'tags' });
  expect([...tables]).toEqual([]);
  expect(columns.get('tags')).toEqual(new Set(['id']));
});
