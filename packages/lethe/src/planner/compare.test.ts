import { describe, expect, test } from 'vitest';
import type { Link } from '../policy/policy.ts';
import type { Table } from '../schema/graph.ts';
import { ask, keep, spine, stepFor } from './ask.fixture.ts';
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

test('a number beside the subject’s key that is a text is compared as text', () => {
  const plan = ask('workspaces: key(code), code text\n events: id, place_no', {
    links: [{ table: 'app.events', columns: ['place_no'], to: 'app.workspaces', toColumns: ['code'], when: null }],
  });
  expect(stepFor(plan, 'delete', 'events').predicate).toEqual({ op: 'subject', columns: ['place_no'], asText: true });
});

describe('a uuid that is kept as text', () => {
  const uuid = { type: 'uuid', category: 'U' } as const;
  const ofType = (types: Readonly<Record<string, object>>) => ({
    change: ({ name, columns }: Table): Partial<Table> => ({
      columns: columns.map((column) => ({ ...column, ...(types[`${name}.${column.name}`] ?? {}) })),
    }),
  });
  const ref = { type: 'text', category: 'S' } as const;

  test('is found in either spelling', () => {
    const link = { table: 'app.events', columns: ['note_ref'], to: 'app.notes', toColumns: ['id'], when: null };
    const plan = ask(text, { links: [link], ...ofType({ 'app.notes.id': uuid, 'app.events.note_ref': ref }) });
    expect(stepFor(plan, 'delete', 'events').predicate).toMatchObject({ op: 'in', asText: true, uuid: 'keys' });
  });

  test('that is the subject’s key is found in either spelling', () => {
    const link = { table: 'app.events', columns: ['note_ref'], to: 'app.workspaces', toColumns: ['id'], when: null };
    const plan = ask(text, { links: [link], ...ofType({ 'app.workspaces.id': uuid, 'app.events.note_ref': ref }) });
    expect(stepFor(plan, 'delete', 'events').predicate).toEqual({
      op: 'subject',
      columns: ['note_ref'],
      anyCase: true,
    });
  });

  test('keeps what it hangs from, in either spelling', () => {
    const link = { table: 'app.events', columns: ['note_ref'], to: 'app.notes', toColumns: ['id'], when: null };
    const plan = ask(text, {
      links: [link],
      rules: { events: keep, notes: spine, workspaces: spine },
      ...ofType({ 'app.notes.id': uuid, 'app.events.note_ref': ref }),
    });
    expect(JSON.stringify(stepFor(plan, 'anonymise', 'notes').predicate)).toContain('"uuid":"columns"');
  });
});
