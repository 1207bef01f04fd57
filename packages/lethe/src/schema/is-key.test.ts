import { expect, test } from 'vitest';
import { sampleColumn, sampleTable } from '../testing/sample-schema.ts';
import { isKey } from './is-key.ts';

const key = (columns: readonly string[], partial = false) => ({ name: columns.join('_'), columns, partial });
const table = sampleTable('app.runs', {
  columns: ['id', 'at', 'status', 'code', 'mark'].map((name) => sampleColumn(name)),
  primaryKey: key(['at', 'id', 'status']),
  uniques: [key(['code']), key(['mark'], true)],
});

test.each([
  [['code'], true],
  [['at', 'code'], true],
  [['status', 'id', 'at'], true],
  [['id', 'at'], false],
  [['mark'], false],
])('columns %j tell one row from another: %s', (columns, is) => {
  expect(isKey(table, columns)).toBe(is);
  expect(isKey({ ...table, primaryKey: null, uniques: [] }, columns)).toBe(false);
});
