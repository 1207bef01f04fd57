import { describe, expect, test } from 'vitest';
import { schemaText } from '../testing/schema-text.ts';
import { ask, askOf, codes, type Question } from './ask.fixture.ts';
import { guardsOf } from './guards.ts';
import type { Outline } from './plan.ts';

const insertGuard: Question['policy'] = { insertGuard: true };
const waysOf = (plan: Outline, table: string) => guardsOf(plan, `app.${table}`);
const link = (table: string, column: string, when: { column: string; equals: string } | null = null) => ({
  ...{ table: `app.${table}`, columns: [column], to: 'app.workspaces', toColumns: ['id'], when },
});

describe('what a trigger on the table can see', () => {
  test('is the column that holds the key', () => {
    const plan = ask('workspaces: id\n logs: id, workspace_id!', {
      links: [link('logs', 'workspace_id')],
      policy: insertGuard,
    });
    expect(waysOf(plan, 'logs')).toEqual({ guards: [{ columns: ['workspace_id'], when: [] }], complete: true });
  });

  test('is each of several columns', () => {
    const text = 'docs: id, namespace text, owner_ns text';
    const plan = askOf(schemaText(text), {
      value: { column: 'namespace', also: ['app.docs.owner_ns'] },
      policy: insertGuard,
    });
    expect(waysOf(plan, 'docs')).toEqual({
      guards: [
        { columns: ['namespace'], when: [] },
        { columns: ['owner_ns'], when: [] },
      ],
      complete: true,
    });
  });

  test('is the arm of a polymorphic pair: the same number may be the key of something else', () => {
    const plan = ask('workspaces: id\n files: id, owner_type! text, owner_id!', {
      links: [link('files', 'owner_id', { column: 'owner_type', equals: 'workspace' })],
      policy: insertGuard,
    });
    expect(waysOf(plan, 'files')).toEqual({
      guards: [{ columns: ['owner_id'], when: [{ op: 'one of', column: 'owner_type', values: ['workspace'] }] }],
      complete: true,
    });
  });

  test('is not all, where rows are the subject’s by another table as well', () => {
    const plan = ask(
      'workspaces: id\n talks: id, workspace_id! -> workspaces\n logs: id, workspace_id, talk_id! -> talks',
      {
        links: [link('logs', 'workspace_id')],
        policy: insertGuard,
      },
    );
    expect(waysOf(plan, 'logs')).toEqual({ guards: [{ columns: ['workspace_id'], when: [] }], complete: false });
    expect(waysOf(plan, 'talks')).toMatchObject({ complete: true });
    expect(waysOf(plan, 'workspaces')).toEqual({ guards: [], complete: false });
  });

  test('is nothing of a table that is not deleted from', () => {
    expect(waysOf(ask('workspaces: id'), 'nowhere')).toEqual({ guards: [], complete: false });
  });
});

describe('a guard that may miss rows', () => {
  const text = 'docs: id, namespace! text\n pages: id, doc_id! -> docs';
  const asked = (rest: object) =>
    askOf(
      schemaText(text, (table) =>
        table.name === 'app.docs'
          ? { columns: table.columns.map((each) => (each.name === 'namespace' ? { ...each, ...rest } : each)) }
          : {},
      ),
      { value: { column: 'namespace' }, policy: insertGuard },
    );

  test('is told, and protects nothing that hangs from there', () => {
    const plan = asked({ generated: 'virtual' });
    expect(plan).toMatchObject({ unfenced: ['app.docs', 'app.pages'], unguarded: ['app.docs'] });
    expect(codes(plan, 'warnings')).toEqual(['UNFENCED docs']);
  });

  test('is the exception', () => {
    const plan = asked({});
    expect(plan.unfenced).toEqual(['app.docs']);
    expect(plan).not.toHaveProperty('unguarded');
    expect(codes(plan, 'warnings')).toEqual([]);
  });
});
