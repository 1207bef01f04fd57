import { describe, expect, test } from 'vitest';
import type { Trigger } from '../schema/graph.ts';
import { ask, codes, order, stepFor } from './ask.fixture.ts';
import { noCounts } from './no-counts.ts';
import type { DeleteStep, Outline } from './plan.ts';
import { seal } from './seal.ts';

const two =
  'workspaces: id\n a: id, workspace_id! -> workspaces, b_id! -> b\n b: id, workspace_id! -> workspaces, a_id! -> a cascade';

function deleteOf(outline: Outline, table: string): DeleteStep {
  const step = stepFor(outline, 'delete', table);
  if (step.kind !== 'delete') throw new Error('bug: asked for a delete step');
  return step;
}

const tiesOf = (outline: Outline, table: string): readonly string[] =>
  (deleteOf(outline, table).knot ?? []).map(({ table: from, columns, to }) =>
    `${from}.${columns.join(', ')} -> ${to}`.replaceAll('app.', ''),
  );

describe('a circle of references in which no link can be cut', () => {
  test('is a knot: rows of its first table go with all that refers to them, then what is left of the others', () => {
    const plan = ask(two);
    expect(plan.findings).toEqual([]);
    expect(order(plan)).toEqual(['delete a', 'delete b', 'delete workspaces']);
    const ties = ['a.b_id -> b', 'b.a_id -> a'];
    expect([tiesOf(plan, 'a'), tiesOf(plan, 'b')]).toEqual([ties, ties]);
    expect(deleteOf(plan, 'a')).toMatchObject({ cascades: ['app.b'], carriedBy: null, leftovers: false });
    expect(deleteOf(plan, 'b')).toMatchObject({ cascades: ['app.a'], carriedBy: 'app.a' });
    expect(deleteOf(plan, 'workspaces')).not.toHaveProperty('knot');
  });

  test('is one where a cascade of it meets what refuses in silence', () => {
    const cascading = two.replace('b_id! -> b', 'b_id! -> b cascade');
    const at = { name: 't', table: 'app.b', timing: 'before', level: 'row' } as const;
    const refusing: Trigger = { ...at, events: ['delete'], function: 'f' };
    expect(tiesOf(ask(cascading), 'a')).toEqual([]);
    const triggered = ask(cascading, {
      change: ({ name }) => (name === 'app.b' ? { triggers: [refusing] } : {}),
    });
    expect(tiesOf(triggered, 'a')).toHaveLength(2);
  });

  test('of a table with itself is one, and of RESTRICT and SET NULL that cannot set NULL', () => {
    const notes = (reference: string): Outline =>
      ask(`workspaces: id\n notes: id, workspace_id! -> workspaces, root_id! -> notes ${reference}`);
    for (const action of ['', 'restrict', 'set null']) {
      const plan = notes(action);
      expect(codes(plan)).toEqual([]);
      expect(order(plan)).toEqual(['delete notes', 'delete workspaces']);
      expect(tiesOf(plan, 'notes')).toEqual(['notes.root_id -> notes']);
      expect(deleteOf(plan, 'notes').cascades).toEqual([]);
    }
    expect(tiesOf(notes('cascade'), 'notes')).toEqual([]);
  });

  test('is closed by what rows are found through, also where no key is declared', () => {
    const link = { table: 'app.b', columns: ['a_id'], to: 'app.a', toColumns: ['id'], when: null };
    const plan = ask('workspaces: id\n a: id, workspace_id! -> workspaces, b_id! -> b\n b: id, a_id!', {
      links: [link],
    });
    expect(codes(plan)).toEqual([]);
    expect(tiesOf(plan, 'b')).toEqual(['a.b_id -> b', 'b.a_id -> a']);
  });

  test('takes in self-references that nothing cuts, and leaves out those that are cut', () => {
    const plan = ask(two.replace('a: id,', 'a: id, first_id! -> a, last_id -> a,'));
    expect(order(plan)).toEqual(['detach a', 'delete a', 'delete b', 'delete workspaces']);
    expect(tiesOf(plan, 'b')).toEqual(['a.b_id -> b', 'a.first_id -> a', 'b.a_id -> a']);
  });

  test('comes after what hangs from it, and is never part of a parent batch', () => {
    const plan = ask(`${two}\n c: id, b_id! -> b cascade\n d: id, c_id! -> c cascade`);
    expect(order(plan)).toEqual(['delete c', 'delete d', 'delete a', 'delete b', 'delete workspaces']);
    expect(deleteOf(plan, 'c').cascades).toEqual(['app.d']);
  });

  test('through the subject’s own row ends in the last transaction', () => {
    const plan = ask('workspaces: id, owner_id! -> users\n users: id, workspace_id! -> workspaces cascade');
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete users', 'delete workspaces']);
    const ties = ['users.workspace_id -> workspaces', 'workspaces.owner_id -> users'];
    expect([tiesOf(plan, 'users'), tiesOf(plan, 'workspaces')]).toEqual([ties, ties]);
    expect(deleteOf(plan, 'users')).toMatchObject({ cascades: [], carriedBy: null, root: false });
    expect(deleteOf(plan, 'workspaces')).toMatchObject({ cascades: ['app.users'], carriedBy: null, root: true });
  });

  test('through the subject’s own row holds whatever leads back to it from what it refers to', () => {
    const plan = ask(`
      workspaces: id, owner_id! -> users
      users: id, workspace_id! -> workspaces, team_id! -> teams
      teams: id, workspace_id! -> workspaces
      posts: id, user_id! -> users
    `);
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete posts', 'delete teams', 'delete users', 'delete workspaces']);
    expect(deleteOf(plan, 'teams')).toMatchObject({ cascades: ['app.users'], carriedBy: null });
    expect(deleteOf(plan, 'users')).toMatchObject({ cascades: ['app.teams'], carriedBy: 'app.teams' });
    expect(deleteOf(plan, 'workspaces').cascades).toEqual(['app.teams', 'app.users']);
  });

  test('of thirteen tables is a knot, and is no circle any more with a single link that can be NULL', () => {
    const text = (nullable: number): string =>
      [
        'workspaces: id',
        ...Array.from(
          { length: 13 },
          (_, at) =>
            `t${at}: id, workspace_id! -> workspaces, next_id${at === nullable ? '' : '!'} -> t${(at + 1) % 13}`,
        ),
      ].join('\n');
    const tied = ask(text(-1));
    expect(codes(tied)).toEqual([]);
    expect(tiesOf(tied, 't4')).toHaveLength(13);
    const cut = ask(text(5));
    expect(codes(cut)).toEqual([]);
    expect(cut.steps.some((step) => step.kind === 'delete' && step.knot !== undefined)).toBe(false);
    const rest = [6, 7, 8, 9, 10, 11, 12, 0, 1, 2, 3, 4, 5].map((at) => `delete t${at}`);
    expect(order(cut)).toEqual(['detach t5', ...rest, 'delete workspaces']);
  });

  test('is said beforehand where it has more rows than one statement takes', () => {
    const plan = ask(two);
    const counts = (rows: number) => ({ ...noCounts(plan), steps: [rows, 5, 1] });
    expect(seal(plan, counts(19_995)).warnings).toEqual(plan.warnings);
    expect(seal(plan, counts(19_996)).warnings.at(-1)).toEqual({
      code: 'CYCLE_UNBROKEN',
      table: 'app.a',
      message:
        '20001 rows are in a circle of references in which no link can be cut (app.a, app.b): each goes with all that refers to it, and more than 20000 that refer to each other would stop the run',
      next: 'Nothing, if so many do not; else make the columns of one reference nullable, such as app.a.b_id.',
    });
  });
});
