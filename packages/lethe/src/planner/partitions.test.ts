import { describe, expect, test } from 'vitest';
import type { Table } from '../schema/graph.ts';
import { ask, codes, keep, type Question, stepFor } from './ask.fixture.ts';
import { inWords } from './explain.ts';

/** The reference of `visits` binds only rows of its partition of 2024, or points only at one of another table. */
function bound(to: Partial<Table['references'][number]>, more: Question = {}): Question {
  const change = ({ name, references }: Table): Partial<Table> =>
    name === 'app.visits' ? { references: references.map((each) => ({ ...each, ...to })) } : {};
  return { ...more, change };
}

const only = { onlyPartition: 'app.visits_2024' };
const year = { op: 'partition', partition: 'app.visits_2024' };

describe('a foreign key of one partition', () => {
  test('says nothing of rows in the others, whatever numbers they hold', () => {
    const plan = ask('workspaces: id\n visits: id, workspace_id! -> workspaces cascade', bound(only));
    const { predicate } = stepFor(plan, 'delete', 'visits');
    expect(predicate).toEqual({ op: 'all', of: [{ op: 'subject', columns: ['workspace_id'] }, year] });
    expect(inWords(predicate)).toBe("workspace_id is the subject's key and it lies in app.visits_2024");
    expect(codes(plan)).toEqual([]);
  });

  test('does not settle whose all rows are: other ways count beside it', () => {
    const plan = ask(
      'workspaces: id\n pages: id, workspace_id! -> workspaces cascade\n visits: id, workspace_id! -> workspaces cascade, page_id! -> pages cascade',
      {
        change: ({ name, references }) =>
          name === 'app.visits'
            ? { references: references.map((each, at) => (at === 0 ? { ...each, ...only } : each)) }
            : {},
      },
    );
    const { predicate } = stepFor(plan, 'delete', 'visits');
    expect(inWords(predicate)).toContain('page_id is id of a row of app.pages');
    expect(inWords(predicate)).toContain('it lies in app.visits_2024');
  });

  test('leaves rows over behind what carries its table', () => {
    const plan = ask(
      'workspaces: id\n pages: id, workspace_id! -> workspaces cascade\n visits: id, page_id! -> pages cascade',
      bound(only),
    );
    expect(stepFor(plan, 'delete', 'visits')).toMatchObject({ carriedBy: 'app.pages', leftovers: true });
  });

  test('refuses no late rows in the others', () => {
    const plan = ask('workspaces: id\n visits: id, workspace_id! -> workspaces cascade', bound(only));
    expect(plan.unfenced).toEqual(['app.visits']);
  });

  test('does not stand in for a link that is declared for the whole table', () => {
    const link = {
      table: 'app.visits',
      columns: ['workspace_id'],
      to: 'app.workspaces',
      toColumns: ['id'],
      when: null,
    };
    const plan = ask('workspaces: id\n visits: id, workspace_id! -> workspaces', bound(only, { links: [link] }));
    expect(stepFor(plan, 'delete', 'visits').predicate).toEqual({ op: 'subject', columns: ['workspace_id'] });
  });

  test('holds only parents of rows that lie in it', () => {
    const text =
      'workspaces: id\n pages: id, workspace_id! -> workspaces\n visits: id, page_id! -> pages, workspace_id! -> workspaces';
    const plan = ask(text, {
      change: ({ name, references }) =>
        name === 'app.visits'
          ? { references: references.map((each) => (each.to === 'app.pages' ? { ...each, ...only } : each)) }
          : {},
      rules: { visits: keep, pages: { rule: 'anonymise', columns: {}, keepFor: null, spine: true } },
    });
    expect(inWords(stepFor(plan, 'anonymise', 'pages').predicate)).toContain('lies in app.visits_2024');
  });
});

test('a foreign key to one partition looks only into that', () => {
  const plan = ask(
    'workspaces: id\n pages: id, workspace_id! -> workspaces\n visits: id, page_id! -> pages',
    bound({ toPartition: 'app.pages_2024' }),
  );
  expect(stepFor(plan, 'delete', 'visits').predicate).toEqual({
    op: 'in',
    columns: ['page_id'],
    table: 'app.pages',
    keys: ['id'],
    where: {
      op: 'all',
      of: [
        { op: 'subject', columns: ['workspace_id'] },
        { op: 'partition', partition: 'app.pages_2024' },
      ],
    },
  });
});
