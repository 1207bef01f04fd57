import { describe, expect, test } from 'vitest';
import type { Table } from '../schema/graph.ts';
import { anonymise, ask, codes, detach, keep, order, person, stepFor } from './ask.fixture.ts';

describe('a detach rule', () => {
  const users = 'workspaces: id\n users: id, last_workspace_id -> workspaces set null, home_id -> workspaces';

  test('cuts every link to what is deleted, one step a link', () => {
    const plan = ask(users, { rules: { users: detach() } });
    expect(order(plan)).toEqual(['detach users', 'detach users', 'delete workspaces']);
    expect(plan.steps).toMatchObject([
      { columns: ['home_id'], predicate: { op: 'subject', columns: ['home_id'] }, key: ['id'] },
      {
        columns: ['last_workspace_id'],
        why: 'users.last_workspace_id → workspaces (users_last_workspace_id_fkey); the policy detaches it',
      },
      {},
    ]);
    expect(plan.findings).toEqual([]);
    expect(plan.warnings).toEqual([]);
  });

  test('cuts the links it names and leaves the others to be decided', () => {
    expect(codes(ask(users, { rules: { users: detach('home_id') } }))).toEqual(['UNDECIDED users']);
    expect(codes(ask(users, { rules: { users: detach('home_id', 'last_workspace_id') } }))).toEqual([]);
  });

  test('cuts the link to a row that stays only as a spine', () => {
    const plan = ask(`${users}\n invoices: id, workspace_id! -> workspaces`, {
      rules: { users: detach(), invoices: keep, workspaces: anonymise },
    });
    expect(stepFor(plan, 'detach', 'users').predicate).toEqual({ op: 'subject', columns: ['home_id'] });
  });

  test('is a finding where the link cannot be NULL', () => {
    const bound = ask('workspaces: id\n users: id, home_id! -> workspaces', { rules: { users: detach() } });
    expect(codes(bound)).toEqual(['UNDECIDED users']);
    expect(bound.findings[0]?.message).toContain('cannot be cut');
    const taken = ask('workspaces: id\n users: id, home_id! -> workspaces cascade', {
      rules: { users: detach('home_id') },
    });
    expect(codes(taken)).toEqual(['KEPT_WOULD_CASCADE users']);
    const unnamed = ask('workspaces: id\n users: id, home_id -> workspaces cascade, last_id -> workspaces', {
      rules: { users: detach('last_id') },
    });
    expect(codes(unnamed)).toEqual(['KEPT_WOULD_CASCADE users']);
  });

  test('leaves a link of the configuration that it does not name', () => {
    const plan = ask('workspaces: id\n users: id, home_id -> workspaces, old_id', {
      rules: { users: detach('home_id') },
      links: [{ table: 'app.users', columns: ['old_id'], to: 'app.workspaces', toColumns: ['id'], when: null }],
    });
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['detach users', 'delete workspaces']);
  });

  test('for rows of a table that is not cut anywhere is unreached', () => {
    expect(codes(ask('workspaces: id\n users: id', { rules: { users: detach() } }))).toEqual(['RULE_UNREACHED users']);
  });
});

describe('the columns a cut sets to NULL', () => {
  const cut = (talks: string) => {
    const plan = ask(`users: id, no!\n homes: id\n rooms: id, user_id! -> users cascade\n talks: id, ${talks}`, {
      policy: person,
      rules: { talks: detach() },
    });
    const step = plan.steps.find(({ kind }) => kind === 'detach');
    return step?.kind === 'detach' ? step.columns : codes(plan);
  };

  test('are those that no other key shares', () => {
    expect(cut('home_id -> homes, user_id, (home_id, user_id) -> users(no, id)')).toEqual(['user_id']);
  });

  test('are all that can be NULL where every one is shared', () => {
    expect(cut('home_id -> homes, no!, (home_id, no) -> users(no, id)')).toEqual(['home_id']);
  });

  test('are those the schema names', () => {
    expect(cut('a, b, (a, b) -> users(id, no) set null(b)')).toEqual(['b']);
  });

  test('are all of a MATCH FULL key, whatever the rule names', () => {
    expect(cut('a, b, (a, b) -> users(id, no) full')).toEqual(['a', 'b']);
    const named = ask('users: id, no!\n talks: id, a, b, (a, b) -> users(id, no) full', {
      policy: person,
      rules: { talks: detach('a') },
    });
    expect(stepFor(named, 'detach', 'talks')).toMatchObject({ columns: ['a', 'b'] });
  });

  test('are none of a MATCH FULL key with a part that is NOT NULL', () => {
    expect(cut('a!, b, (a, b) -> users(id, no) full')).toEqual(['UNDECIDED talks', 'UNREACHED homes']);
  });
});

describe('a table left alone', () => {
  const outcome = (action: string, question: Parameters<typeof ask>[1]) =>
    ask(`workspaces: id\n logs: id, workspace_id -> workspaces ${action}`, question).findings;

  test('is a finding where the database would not leave it alone', () => {
    const rules = { logs: { rule: 'ignore', because: 'not ours' } } as const;
    expect(outcome('cascade', { rules })).toEqual([
      {
        code: 'IGNORED_REFERENCES',
        table: 'app.logs',
        message:
          'app.logs is left alone (not ours), but by logs_workspace_id_fkey deleting from app.workspaces would take its rows along',
        next: 'Give app.logs a rule (detach, delete, anonymise or keep) instead of ignoring it, or drop logs_workspace_id_fkey.',
      },
    ]);
    for (const [action, what] of [
      ['set null', 'change its rows'],
      ['set default', 'change its rows'],
      ['', 'be refused'],
      ['restrict', 'be refused'],
    ] as const) {
      expect(outcome(action, { ignore: { 'app.logs': 'not ours' } })[0]?.message).toContain(`would ${what}`);
    }
  });

  test('is none where nothing of what it refers to goes, or only a link leads there', () => {
    const rules = { logs: { rule: 'ignore', because: 'not ours' }, workspaces: keep } as const;
    expect(outcome('cascade', { rules })).toEqual([]);
    const linked = ask('workspaces: id\n logs: id, workspace_id!', {
      ignore: { 'app.logs': 'not ours' },
      links: [{ table: 'app.logs', columns: ['workspace_id'], to: 'app.workspaces', toColumns: ['id'], when: null }],
    });
    expect(linked.findings).toEqual([]);
    expect(linked.ignored).toEqual([{ table: 'app.logs', because: 'not ours' }]);
    expect(linked.warnings).toEqual([]);
  });

  test('is decided by a rule that names it after all', () => {
    const plan = ask('workspaces: id\n logs: id, workspace_id! -> workspaces', {
      ignore: { 'app.logs': 'not ours' },
      rules: { logs: { rule: 'delete' } },
    });
    expect(order(plan)).toEqual(['delete logs', 'delete workspaces']);
    expect(plan.ignored).toEqual([]);
  });

  test('may be one on another server, or of an extension', () => {
    const text = 'workspaces: id\n logs: id, workspace_id! -> workspaces\n leaf: id, log_id! -> logs';
    const foreign = ask(text, { change: ({ name }) => (name === 'app.logs' ? { kind: 'foreign' } : {}) });
    expect(foreign.findings[0]?.message).toContain('its rows are on another server');
    expect(order(foreign)).toEqual(['delete workspaces']);
    expect(codes(foreign)).toContain('UNREACHED leaf');
    const extension = ask(text, { change: ({ name }) => (name === 'app.logs' ? { extension: 'postgis' } : {}) });
    expect(extension.findings[0]?.message).toContain('it belongs to the extension postgis');
    // A wish for such a table is refused, and does not keep the planner looking for ways to it.
    const wished = ask(text, {
      change: ({ name }) => (name === 'app.logs' ? { extension: 'postgis' } : {}),
      rules: { logs: keep },
    });
    expect(codes(wished)).toEqual(['IGNORED_REFERENCES logs', 'RULE_UNREACHED logs', 'UNREACHED leaf']);
  });
});

describe('a list of what goes', () => {
  const text = `
    workspaces: id
    contacts: id, workspace_id! -> workspaces
    flags: id, workspace_ids
    audiences: id, workspace_id! -> workspaces, contact_ids
  `;
  const lists = ['workspace_ids', 'contact_ids'];
  const change = ({ columns }: Table): Partial<Table> => ({
    columns: columns.map((column) =>
      lists.includes(column.name) ? { ...column, type: 'bigint[]', category: 'A' } : column,
    ),
  });
  const links = [
    { table: 'app.flags', columns: ['workspace_ids'], to: 'app.workspaces', toColumns: ['id'], when: null },
    { table: 'app.audiences', columns: ['contact_ids'], to: 'app.contacts', toColumns: ['id'], when: null },
  ];

  test('makes no row the subject’s, whatever a rule says, and loses what goes', () => {
    const plan = ask(text, { links, change });
    expect(order(plan)).toEqual([
      'detach audiences',
      'detach flags',
      'delete audiences',
      'delete contacts',
      'delete workspaces',
    ]);
    expect(stepFor(plan, 'detach', 'flags')).toMatchObject({
      columns: ['workspace_ids'],
      members: { of: 'subject' },
      predicate: { op: 'subject', columns: ['workspace_ids'], list: true },
    });
    expect(stepFor(plan, 'detach', 'audiences')).toMatchObject({
      members: { of: 'table', table: 'app.contacts', key: 'id' },
    });
    expect(codes(plan)).toEqual([]);
    expect(codes(ask(text, { links, change, rules: { flags: { rule: 'delete' } } }))).toEqual(['RULE_UNREACHED flags']);
  });

  test('stays as it is in rows of the subject that are kept, and not in those of others', () => {
    const plan = ask(text, { links, change, rules: { audiences: keep, workspaces: anonymise } });
    expect(stepFor(plan, 'detach', 'audiences').predicate).toMatchObject({
      op: 'all',
      of: [
        { op: 'in', table: 'app.contacts', list: true },
        { op: 'not', of: { op: 'subject', columns: ['workspace_id'] } },
      ],
    });
    expect(codes(plan)).toEqual([]);
  });
});

test('of two cuts the one that empties what the other would empty may come first', () => {
  const text = `
    workspaces: id
    boxes: id, workspace_id! -> workspaces
    channels: id, workspace_id! -> workspaces, box_id!
    actions: id, channel_id, box_id, (channel_id, box_id) -> channels(id, box_id) set null
  `;
  const links = [{ table: 'app.actions', columns: ['box_id'], to: 'app.boxes', toColumns: ['id'], when: null }];
  const plan = ask(text, { links, rules: { actions: detach() } });
  expect(codes(plan)).toEqual([]);
  expect(plan.steps.slice(0, 2)).toMatchObject([
    { kind: 'detach', columns: ['channel_id', 'box_id'] },
    { kind: 'detach', columns: ['box_id'] },
  ]);
});
