import { describe, expect, test } from 'vitest';
import type { Table } from '../schema/graph.ts';
import { ask, keep } from './ask.fixture.ts';
import { noCounts } from './no-counts.ts';
import type { Outline, Plan } from './plan.ts';
import { seal } from './seal.ts';

const text = 'workspaces: id\n contacts: id, workspace_id! -> workspaces cascade\n notes: id, contact_id! -> contacts';

/** 200,000 contacts and so many notes, whose reference to them has no index. */
function unindexed(
  notes: number,
  { change = {}, from = text }: { change?: Partial<Table>; from?: string } = {},
): Outline {
  return ask(`${from} unindexed`, {
    change: ({ name }) => ({
      estimate: { rows: name === 'app.notes' ? notes : 200_000, bytes: 0 },
      ...(name === 'app.notes' ? change : {}),
    }),
  });
}

/** A plan in which so many contacts go. */
function going(outline: Outline, contacts: number): Plan {
  const { uncounted: _, ...counts } = noCounts(outline);
  return seal(outline, {
    ...counts,
    steps: outline.steps.map(({ table }) => (table === 'app.contacts' ? contacts : 3)),
  });
}

const finding = {
  code: 'NO_INDEX',
  table: 'app.notes',
  message:
    'app.notes has no index for notes_contact_id_fkey (contact_id): each row deleted from app.contacts scans all of app.notes',
  next: 'CREATE INDEX CONCURRENTLY ON app.notes (contact_id);',
};

describe('a reference without an index of the child', () => {
  test('is a finding with what the rows that go would cost', () => {
    const plan = going(unindexed(2_345_678), 3_210);
    expect(plan.findings).toEqual([
      { ...finding, message: `${finding.message}: about 2,000,000 rows for each of about 3,000, 8,000,000,000 in all` },
    ]);
    expect(plan.warnings).toEqual([]);
  });

  test('is a warning where little is read, whatever the sizes', () => {
    expect(going(unindexed(10_000), 99).findings).toEqual([]);
    expect(going(unindexed(10_000), 99).warnings).toEqual([finding]);
    expect(going(unindexed(10_000), 100).findings).toHaveLength(1);
    expect(going(unindexed(1_000_000), 1).findings).toHaveLength(1);
    expect(going(unindexed(900_000), 1).findings).toEqual([]);
  });

  test('is nothing where the child is empty', () => {
    const plan = going(unindexed(0), 100_000);
    expect([...plan.findings, ...plan.warnings]).toEqual([]);
  });

  test('costs as many as there are where nobody has counted', () => {
    const outline = unindexed(50);
    expect(seal(outline, noCounts(outline)).findings[0]?.message).toContain(
      'about 50 rows for each of about 200,000, 10,000,000 in all',
    );
  });

  test('does not matter where no parent is deleted', () => {
    const plan = ask('workspaces: id\n notes: id, workspace_id! -> workspaces unindexed', {
      rules: { notes: keep, workspaces: keep },
    });
    expect(plan.unindexed).toBeUndefined();
  });

  test('is indexed partition by partition', () => {
    const partitions = ['app.notes_1', 'app.notes_2', 'app.notes_3'];
    const parted = (change: Partial<Table>) => going(unindexed(50_000, { change }), 1_000).findings[0]?.next;
    expect(parted({ kind: 'partitioned', partitions })).toBe(
      partitions.map((name) => `CREATE INDEX CONCURRENTLY ON ${name} (contact_id);`).join(' '),
    );
    expect(parted({ kind: 'partitioned', partitions: [...partitions, 'app.notes_4', 'app.notes_5'] })).toMatch(
      / ON app.notes_3 \(contact_id\); And likewise on each of the 5 partitions.$/,
    );
  });

  test('is written as SQL takes its names', () => {
    const odd = ask('workspaces: id\n Odd.Notes: id, Who! -> workspaces cascade unindexed', {
      change: () => ({ estimate: { rows: 5_000, bytes: 0 } }),
    });
    expect(seal(odd, noCounts(odd)).findings[0]?.next).toBe('CREATE INDEX CONCURRENTLY ON "Odd"."Notes" ("Who");');
  });
});

test('the plan is the same with an index and without, to the digest', () => {
  const from = `
    workspaces: id
    contacts: id, workspace_id! -> workspaces cascade, parent_id -> contacts set null
    a: id, workspace_id! -> workspaces, b_id! -> b cascade
    b: id, workspace_id! -> workspaces, a_id! -> a cascade
    notes: id, contact_id! -> contacts cascade`;
  const [without, built] = [
    ask(from.replaceAll(/->.*/g, (rest) => rest.replaceAll(/(,|$)/g, ' unindexed$1'))),
    ask(from),
  ];
  expect(without.unindexed).toHaveLength(7);
  expect(built.unindexed).toBeUndefined();
  expect(without.steps).toEqual(built.steps);
  expect(seal(without, noCounts(without)).digest).toBe(seal(built, noCounts(built)).digest);
});
