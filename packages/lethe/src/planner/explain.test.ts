import { describe, expect, test } from 'vitest';
import { schemaText } from '../testing/schema-text.ts';
import { ask, askOf, stepFor } from './ask.fixture.ts';
import { inWords } from './explain.ts';

describe('why', () => {
  test('names the path in words and by its constraints, and the schema where it is another', () => {
    const plan = askOf(
      schemaText(
        'workspaces: id\n a: id, workspace_id! -> workspaces\n logs.b: key(x, y), x!, y!, (x, y) -> a(id, id)',
      ),
    );
    expect(plan.steps[0]?.why).toBe('logs.b.(x, y) → a.workspace_id → workspaces (b_x_y_fkey, a_workspace_id_fkey)');
    expect(stepFor(plan, 'delete', 'workspaces').why).toBe('workspaces is the subject itself');
  });
});

describe('a predicate in words', () => {
  test('says which rows', () => {
    const plan = ask(
      'workspaces: id\n tags: id, workspace_id -> workspaces\n a: id, workspace_id! -> workspaces\n b: id, a_id! -> a, tag_id! -> tags',
    );
    expect(inWords(stepFor(plan, 'delete', 'b').predicate)).toBe(
      "a_id is id of a row of app.a whose workspace_id is the subject's key or tag_id is id of a row of app.tags whose workspace_id is the subject's key",
    );
  });

  test('has words for every kind', () => {
    const subject = { op: 'subject', columns: ['a', 'b'] } as const;
    const other = { op: 'not subject', columns: ['a'] } as const;
    expect(inWords(subject)).toBe("(a, b) is the subject's key");
    expect(inWords(other)).toBe("a is another's key");
    expect(inWords({ op: 'one of', column: 'c', values: ['x', 'y'] })).toBe('c is x or y');
    expect(inWords({ op: 'set', column: 'c' })).toBe('c is set');
    expect(inWords({ op: 'not', of: other })).toBe("not (a is another's key)");
    expect(inWords({ op: 'all', of: [] })).toBe('every row');
    expect(inWords({ op: 'any', of: [] })).toBe('no row');
    const nested = { op: 'all', of: [{ op: 'any', of: [other, subject] }, { op: 'all', of: [other] }, other] } as const;
    expect(inWords(nested)).toBe(
      "(a is another's key or (a, b) is the subject's key) and (a is another's key) and a is another's key",
    );
  });
});
