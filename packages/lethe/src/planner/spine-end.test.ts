import { expect, test } from 'vitest';
import type { Counts, Kept, Outline, Step } from './plan.ts';
import { withSpineEnds } from './spine-end.ts';

const kept = (table: string): Kept => ({
  table,
  predicate: { op: 'all', of: [] },
  reason: 'why',
  for: null,
  from: null,
  endOf: null,
});
const spine = (table: string): Step => ({
  ...{ kind: 'anonymise', no: 1, table, predicate: { op: 'all', of: [] }, key: ['id'], why: '', root: true },
  ...{ columns: {}, because: 'spine', triggerWrites: [] },
});
const outlineOf = (tables: readonly string[], steps: readonly Step[]): Outline => ({
  ...{ v: 1, subject: { kind: 'workspace', key: ['1'] }, store: 'crm', policyHash: '', schemaFingerprint: '' },
  ...{ steps, kept: tables.map(kept), ignored: [], effects: [], blockers: [], checks: [], findings: [], warnings: [] },
  ...{ unfenced: [], insertGuard: false },
});
const ends = (counts: Counts['kept'], outline: Outline) => withSpineEnds(outline, counts).map(({ until }) => until);

test('F86: rows of the spine stay as long as the last row that hangs from them', () => {
  const outline = outlineOf(['invoices', 'log', 'workspaces'], [spine('workspaces')]);
  const counts = [
    { rows: 1, until: '2033-12-31' },
    { rows: 2, until: '2027-01-01' },
    { rows: 1, until: null },
  ];
  expect(ends(counts, outline)).toEqual(['2033-12-31', '2027-01-01', '2033-12-31']);
});

test('the spine has no end where a row that hangs from it has none', () => {
  const outline = outlineOf(['invoices', 'workspaces'], [spine('workspaces')]);
  expect(
    ends(
      [
        { rows: 1, until: null },
        { rows: 1, until: null },
      ],
      outline,
    ),
  ).toEqual([null, null]);
});

test('a kept table without rows does not lengthen the spine, and without any kept row there is no end to tell', () => {
  const outline = outlineOf(['invoices', 'workspaces'], [spine('workspaces')]);
  expect(
    ends(
      [
        { rows: 0, until: '2033-12-31' },
        { rows: 0, until: null },
      ],
      outline,
    ),
  ).toEqual(['2033-12-31', null]);
});

test('without a spine nothing changes', () => {
  const counts = [{ rows: 3, until: '2030-01-01' }];
  expect(withSpineEnds(outlineOf(['log'], []), counts)).toEqual(counts);
});
