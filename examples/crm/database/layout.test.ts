import { expect, test } from 'vitest';
import { shapeOf, sizes } from './layout.ts';

test('the rows of a workspace add up to what was asked for', () => {
  for (const rowsPerWorkspace of [400, 900, 55_000, 500_000]) {
    const { counts } = shapeOf({ workspaces: 2, rowsPerWorkspace, layout: 'clustered' });
    expect(Object.values(counts).reduce((sum, rows) => sum + rows, 0)).toBe(rowsPerWorkspace);
    for (const rows of Object.values(counts)) expect(rows).toBeGreaterThan(0);
  }
});

test('a workspace too small to hold every table is refused', () => {
  expect(() => shapeOf({ workspaces: 2, rowsPerWorkspace: 399, layout: 'clustered' })).toThrow('at least 400 rows');
});

test('the named sizes reach their number of rows', () => {
  const rows = (size: keyof typeof sizes) => sizes[size].workspaces * sizes[size].rowsPerWorkspace;
  expect(rows('small')).toBeLessThan(10_000);
  expect(rows('medium')).toBeGreaterThan(1_000_000);
  expect(rows('large')).toBeGreaterThan(10_000_000);
});
