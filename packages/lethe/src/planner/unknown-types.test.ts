import { describe, expect, test } from 'vitest';
import { ask } from './ask.fixture.ts';
import { noCounts } from './no-counts.ts';
import { seal } from './seal.ts';

const text = `
  workspaces: id
  notes: id, workspace_id! -> workspaces cascade
  users: id
  files: id, owner_type, owner_id
`;
const arm = (equals: string, to: string) => ({
  ...{ table: 'app.files', columns: ['owner_id'], to, toColumns: ['id'] },
  when: { column: 'owner_type', equals },
});
const links = [arm('Note', 'app.notes'), arm('User', 'app.users')];
const ignore = { 'app.users': 'shared' };

const typeChecks = (plan: ReturnType<typeof ask>) => plan.checks.filter(({ code }) => code === 'UNKNOWN_TYPE');

test('rows of a type that no link names are counted, and are in the way', () => {
  const plan = ask(text, { links, ignore });
  const [check, ...others] = typeChecks(plan);
  expect(others).toEqual([]);
  expect(check?.predicate).toEqual({
    op: 'all',
    of: [
      { op: 'set', column: 'owner_id' },
      { op: 'set', column: 'owner_type' },
      { op: 'not', of: { op: 'one of', column: 'owner_type', values: ['Note', 'User', ''] } },
    ],
  });
  const counts = noCounts(plan);
  expect(seal(plan, counts).findings).toEqual([]);
  const met = counts.checks.map((_, at) => Number(plan.checks[at]?.code === 'UNKNOWN_TYPE'));
  expect(seal(plan, { ...counts, checks: met }).findings).toMatchObject([
    {
      code: 'UNKNOWN_TYPE',
      table: 'app.files',
      message: expect.stringContaining('1 rows of app.files say in owner_type'),
    },
  ]);
});

test('a table that names its tenant needs no types, nor does one whose types lead to nothing that goes', () => {
  const named = text.replace('owner_type,', 'workspace_id! -> workspaces, owner_type,');
  expect(typeChecks(ask(named, { links, ignore }))).toEqual([]);
  expect(
    typeChecks(ask(text, { links: [arm('User', 'app.users')], ignore: { ...ignore, 'app.files': 'of users' } })),
  ).toEqual([]);
});

test('nor does one whose rows hang from the tenant’s by a key that is never NULL', () => {
  const below = text.replace('owner_type,', 'note_id! -> notes cascade, owner_type,');
  expect(typeChecks(ask(below, { links, ignore }))).toEqual([]);
  expect(typeChecks(ask(below.replace('note_id!', 'note_id'), { links, ignore }))).toHaveLength(1);
});

test('keys of several tables in one column must be keys of one that is named', () => {
  const mixed = (to: string) => ({
    table: 'app.files',
    columns: ['owner_id'],
    to,
    toColumns: ['id'],
    when: null,
    some: true as const,
  });
  const plan = ask(text, { links: [mixed('app.notes'), mixed('app.workspaces')], ignore });
  expect(typeChecks(plan).map(({ predicate }) => predicate)).toEqual([
    {
      op: 'all',
      of: [
        { op: 'set', column: 'owner_id' },
        ...['app.notes', 'app.workspaces'].map((table) => ({
          op: 'not',
          of: { op: 'in', columns: ['owner_id'], table, keys: ['id'], where: { op: 'all', of: [] } },
        })),
      ],
    },
  ]);
});

describe('a type that is a number', () => {
  const typed = text.replace('files:', 'kinds: id, app text, model text\n files:');
  const says = (model: string) => ({ table: 'app.kinds', key: 'id', row: { app: 'crm', model } });
  const numbered = [
    { ...arm('4', 'app.notes'), says: says('note') },
    { ...arm('9', 'app.users'), says: says('user') },
  ];
  const changes = (plan: ReturnType<typeof ask>) => plan.checks.filter(({ code }) => code === 'TYPE_CHANGED');
  const other = (key: string, model: string) => ({
    op: 'all',
    of: [
      { op: 'one of', column: 'id', values: [key] },
      {
        op: 'not',
        of: {
          op: 'all',
          of: [
            { op: 'one of', column: 'app', values: ['crm'] },
            { op: 'one of', column: 'model', values: [model] },
          ],
        },
      },
    ],
  });

  test('must mean what it meant, of what stays too: else each arm could lead to another table', () => {
    const plan = ask(typed, { links: numbered, ignore: { ...ignore, 'app.kinds': 'the same for all' } });
    expect(changes(plan)).toMatchObject([
      {
        table: 'app.kinds',
        reference: 'owner_type',
        predicate: { op: 'any', of: [other('4', 'note'), other('9', 'user')] },
      },
    ]);
    const counts = noCounts(plan);
    const met = counts.checks.map((_, at) => Number(plan.checks[at]?.code === 'TYPE_CHANGED'));
    expect(seal(plan, { ...counts, checks: met }).findings).toMatchObject([
      {
        code: 'TYPE_CHANGED',
        table: 'app.kinds',
        message: expect.stringContaining('1 rows of app.kinds say something else'),
      },
    ]);
  });

  test('needs to mean nothing where no arm leads to what goes, or the rows name their tenant', () => {
    const kinds = { 'app.kinds': 'the same for all' };
    const named = typed.replace('owner_type,', 'workspace_id! -> workspaces, owner_type,');
    expect(changes(ask(named, { links: numbered, ignore: { ...ignore, ...kinds } }))).toEqual([]);
    const away = { ...ignore, ...kinds, 'app.files': 'of users' };
    expect(changes(ask(typed, { links: numbered.slice(1), ignore: away }))).toEqual([]);
  });
});
