import { expect, test } from 'vitest';
import type { Link } from '../policy/policy.ts';
import { ask, stepFor } from './ask.fixture.ts';
import { inWords } from './explain.ts';

const text = `
  workspaces: id
  notes: id, workspace_id -> workspaces cascade
  events: id, payload, note_ref
`;
const types = { payload: { type: 'jsonb', category: 'U' }, note_ref: { type: 'text', category: 'S' } } as const;

function predicateOf(links: readonly Link[]) {
  const outline = ask(text, {
    links,
    change: ({ columns }) => ({
      columns: columns.map((column) => ({ ...column, ...(types[column.name as keyof typeof types] ?? {}) })),
    }),
  });
  return stepFor(outline, 'delete', 'events').predicate;
}

test('a link into json reads the subject by the path', () => {
  const link = { table: 'app.events', columns: ['payload'], path: ['workspace', 'id'], to: 'app.workspaces' };
  const predicate = predicateOf([{ ...link, toColumns: ['id'], when: null }]);
  expect(predicate).toEqual({ op: 'subject', columns: ['payload'], path: ['workspace', 'id'] });
  expect(inWords(predicate)).toBe("payload.workspace.id is the subject's key");
});

test('an id that is kept as text is compared as text', () => {
  const link = { table: 'app.events', columns: ['note_ref'], to: 'app.notes', toColumns: ['id'], when: null };
  expect(predicateOf([link])).toMatchObject({ op: 'in', columns: ['note_ref'], table: 'app.notes', asText: true });
});
