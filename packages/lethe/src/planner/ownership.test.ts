import { describe, expect, test } from 'vitest';
import type { Link } from '../policy/policy.ts';
import { ask, codes, detach, order, person, stepFor } from './ask.fixture.ts';

const byWorkspace = { op: 'subject', columns: ['workspace_id'] } as const;
const inContacts = {
  op: 'in',
  columns: ['contact_id'],
  table: 'app.contacts',
  keys: ['id'],
  where: byWorkspace,
} as const;

describe('a tenant', () => {
  test('owns a table by its tenant column alone, and other paths become checks', () => {
    const plan = ask(`
      workspaces: id
      contacts: id, workspace_id! -> workspaces cascade
      notes: id, workspace_id! -> workspaces cascade, contact_id! -> contacts cascade
    `);
    expect(stepFor(plan, 'delete', 'notes').predicate).toEqual(byWorkspace);
    expect(plan.checks).toEqual([
      {
        code: 'CROSS_TENANT',
        table: 'app.notes',
        reference: 'notes_contact_id_fkey',
        predicate: { op: 'all', of: [inContacts, { op: 'not subject', columns: ['workspace_id'] }] },
        message: "rows of app.notes that are not the subject's hang from its rows of app.contacts",
      },
    ]);
    expect(plan.findings).toEqual([]);
    expect(plan.warnings).toEqual([]);
  });

  test('needs no check where a composite reference carries the tenant on both sides', () => {
    const schema = (target: string) => `
      workspaces: id
      contacts: id, workspace_id! -> workspaces cascade, other!
      talks: id, workspace_id! -> workspaces, contact_id!, (workspace_id, contact_id) -> contacts(${target}) cascade
    `;
    expect(ask(schema('workspace_id, id')).checks).toEqual([]);
    expect(ask(schema('other, id')).checks).toHaveLength(1);
  });

  test('owns a link table by any of its paths, and rows that join two tenants are counted', () => {
    const plan = ask(`
      workspaces: id
      contacts: id, workspace_id! -> workspaces cascade
      tags: id, workspace_id -> workspaces cascade
      contact_tags: key(contact_id, tag_id), contact_id! -> contacts cascade, tag_id! -> tags cascade
    `);
    const inTags = { op: 'in', columns: ['tag_id'], table: 'app.tags', keys: ['id'], where: byWorkspace };
    expect(stepFor(plan, 'delete', 'contact_tags').predicate).toEqual({ op: 'any', of: [inContacts, inTags] });
    const foreign = { op: 'not subject', columns: ['workspace_id'] };
    expect(plan.checks).toMatchObject([
      {
        reference: 'contact_tags_contact_id_fkey',
        predicate: { op: 'all', of: [inTags, { ...inContacts, where: foreign }] },
      },
      {
        reference: 'contact_tags_tag_id_fkey',
        predicate: { op: 'all', of: [inContacts, { ...inTags, where: foreign }] },
      },
    ]);
    expect(plan.checks[0]?.message).toBe(
      "rows of app.contact_tags join the subject's rows with app.contacts of another",
    );
  });

  test('plans a table without a primary key too', () => {
    const plan = ask('workspaces: id\n logs: workspace_id! -> workspaces cascade');
    expect(stepFor(plan, 'delete', 'logs').key).toEqual([]);
    expect(stepFor(plan, 'delete', 'workspaces').key).toEqual(['id']);
  });

  test('compares a row with two tenant columns by both', () => {
    const plan = ask(`
      workspaces: id
      transfers: id, source_id! -> workspaces, target_id! -> workspaces
    `);
    const [source, target] = ['source_id', 'target_id'].map((column) => ({ op: 'subject', columns: [column] }));
    expect(stepFor(plan, 'delete', 'transfers').predicate).toEqual({ op: 'any', of: [source, target] });
    expect(plan.checks.map(({ predicate }) => predicate)).toEqual([
      { op: 'all', of: [target, { op: 'not subject', columns: ['source_id'] }] },
      { op: 'all', of: [source, { op: 'not subject', columns: ['target_id'] }] },
    ]);
  });

  test('owns rows by a nullable tenant link where a rule says so, and says that rows with NULL are shared', () => {
    const schema = (action: string) => `
      workspaces: id
      tags: id, workspace_id -> workspaces ${action}
    `;
    for (const action of ['', 'restrict']) {
      const plan = ask(schema(action), { policy: { rules: { 'app.tags': { rule: 'delete' } } } });
      expect(plan.findings).toEqual([]);
      expect(stepFor(plan, 'delete', 'tags').predicate).toEqual(byWorkspace);
      expect(plan.warnings).toEqual([
        {
          code: 'NULLABLE_TENANT_LINK',
          table: 'app.tags',
          message:
            'rows of app.tags belong to the workspace where workspace_id leads to it; rows with NULL there are shared and stay',
          next: 'Nothing, if shared rows are meant; else make the column NOT NULL.',
        },
      ]);
    }
    expect(codes(ask(schema('cascade')), 'warnings')).toEqual([]);
    expect(codes(ask(schema('cascade')))).toEqual([]);
  });

  test('asks whose the rows behind a nullable tenant link are, where no rule and no declared link says it', () => {
    const schema = `
      workspaces: id
      users: id, last_workspace_id -> workspaces
      logins: id, user_id! -> users cascade
    `;
    expect(ask(schema).findings.filter(({ code }) => code !== 'UNREACHED')).toEqual([
      {
        code: 'UNDECIDED',
        table: 'app.users',
        message:
          'last_workspace_id of app.users may lead to the workspace and may be NULL: whether its rows belong to the workspace or only point to it is not to be seen',
        next: "If they belong to it, write 'app.users': 'delete' (or keep or anonymise); if others share them, write 'app.users': detach('last_workspace_id').",
      },
    ]);
    expect(
      codes(ask(schema, { policy: { rules: { 'app.users': { rule: 'detach', columns: ['last_workspace_id'] } } } })),
    ).toEqual(['UNREACHED logins']);
  });

  test('asks about a table that only a SET NULL link ties to it', () => {
    for (const action of ['set null', 'set default']) {
      const plan = ask(`
        workspaces: id
        users: id, last_workspace_id -> workspaces ${action}
      `);
      expect(order(plan)).toEqual(['delete workspaces']);
      expect(plan.findings).toEqual([
        {
          code: 'UNDECIDED',
          table: 'app.users',
          message: `app.users.last_workspace_id → app.workspaces (users_last_workspace_id_fkey, ${action}) can be cut; nothing says whose these rows are`,
          next: "Write 'app.users': detach('last_workspace_id') under rules to set the link to NULL, or 'delete' if these rows belong to the workspace.",
        },
      ]);
      expect(plan.warnings).toEqual([]);
    }
  });

  test('asks nothing about a SET NULL link of a table it owns anyway, but counts rows of others', () => {
    const plan = ask(`
      workspaces: id
      contacts: id, workspace_id! -> workspaces cascade
      tasks: id, workspace_id! -> workspaces cascade, contact_id -> contacts set null
    `);
    expect(plan.findings).toEqual([]);
    expect(plan.checks).toMatchObject([{ table: 'app.tasks', reference: 'tasks_contact_id_fkey' }]);
  });

  test('finds rows through a unique key of its table that is not the primary key', () => {
    const plan = ask(`
      workspaces: id, slug! text
      pages: id, workspace_slug! -> workspaces(slug) cascade
    `);
    expect(stepFor(plan, 'delete', 'pages').predicate).toEqual({
      ...{ op: 'in', columns: ['workspace_slug'], table: 'app.workspaces', keys: ['slug'] },
      where: { op: 'subject', columns: ['id'] },
    });
  });

  test('with a composite key is compared in the order of its key', () => {
    const plan = ask(
      `
      workspaces: key(region, no)
      pages: id, no!, region!, (no, region) -> workspaces(no, region) cascade
      halves: id, region! -> workspaces(region) cascade
    `,
      { key: ['eu', '7'] },
    );
    expect(stepFor(plan, 'delete', 'pages').predicate).toEqual({ op: 'subject', columns: ['region', 'no'] });
    expect(stepFor(plan, 'delete', 'halves').predicate).toMatchObject({
      op: 'in',
      columns: ['region'],
      keys: ['region'],
    });
  });

  test('is reached through links, and through one arm of a polymorphic pair', () => {
    const links: readonly Link[] = [
      { table: 'app.documents', columns: ['workspace_id'], to: 'app.workspaces', toColumns: ['id'], when: null },
      {
        table: 'app.files',
        columns: ['owner_id'],
        to: 'app.documents',
        toColumns: ['id'],
        when: { column: 'owner_type', equals: 'document' },
      },
      {
        table: 'app.files',
        columns: ['owner_id'],
        to: 'app.workspaces',
        toColumns: ['id'],
        when: { column: 'owner_type', equals: 'workspace' },
      },
    ];
    const plan = ask('workspaces: id\n documents: id, workspace_id!\n files: id, owner_type! text, owner_id!', {
      links,
    });
    const arm = (value: string) => ({ op: 'one of', column: 'owner_type', values: [value] });
    expect(stepFor(plan, 'delete', 'documents').predicate).toEqual(byWorkspace);
    expect(stepFor(plan, 'delete', 'files').predicate).toEqual({
      op: 'any',
      of: [
        {
          op: 'all',
          of: [
            { op: 'in', columns: ['owner_id'], table: 'app.documents', keys: ['id'], where: byWorkspace },
            arm('document'),
          ],
        },
        { op: 'all', of: [{ op: 'subject', columns: ['owner_id'] }, arm('workspace')] },
      ],
    });
    expect(stepFor(plan, 'delete', 'files').why).toBe(
      'files.owner_id → documents.workspace_id → workspaces (link owner_id, link workspace_id) or files.owner_id → workspaces (link owner_id)',
    );
    expect(plan.unfenced).toEqual(['app.documents', 'app.files']);
  });

  test('leaves out a link to a table or column that is gone', () => {
    const link: Link = {
      table: 'app.notes',
      columns: ['workspace_id'],
      to: 'app.workspaces',
      toColumns: ['id'],
      when: null,
    };
    for (const gone of [{ table: 'app.gone' }, { to: 'app.gone' }, { columns: ['gone'] }, { toColumns: ['gone'] }]) {
      const plan = ask('workspaces: id\n notes: id, workspace_id!', { links: [{ ...link, ...gone }] });
      expect(order(plan)).toEqual(['delete workspaces']);
      expect(codes(plan)[0]).toMatch(/^RULE_UNKNOWN/);
    }
  });

  test('is named by a link only where it is there: no reference is written as 0 too, and a number may be left over', () => {
    const to = { to: 'app.workspaces', toColumns: ['id'], when: null };
    const links: readonly Link[] = [
      { ...to, table: 'app.notes', columns: ['owner_id'] },
      { ...to, table: 'app.pages', columns: ['workspace_id'] },
    ];
    const plan = ask(
      `
      workspaces: id
      contacts: id, workspace_id! -> workspaces cascade
      notes: id, owner_id, contact_id! -> contacts
      pages: id, workspace_id!, contact_id! -> contacts
    `,
      { links },
    );
    const another = { op: 'not subject', columns: ['id'] };
    const named = { op: 'in', columns: ['owner_id'], table: 'app.workspaces', keys: ['id'], where: another };
    expect(plan.checks).toContainEqual(
      expect.objectContaining({ reference: 'link owner_id', predicate: { op: 'all', of: [inContacts, named] } }),
    );
    // One that names nobody is found by no step, and its parent goes.
    expect(plan.checks).toContainEqual(
      expect.objectContaining({
        reference: 'pages_contact_id_fkey',
        predicate: { op: 'all', of: [inContacts, { op: 'not', of: byWorkspace }] },
      }),
    );
  });

  test('takes a link that repeats a reference as the reference', () => {
    const link: Link = {
      table: 'app.notes',
      columns: ['workspace_id'],
      to: 'app.workspaces',
      toColumns: ['id'],
      when: null,
    };
    const plan = ask('workspaces: id\n notes: id, workspace_id! -> workspaces cascade', { links: [link] });
    expect(stepFor(plan, 'delete', 'notes').why).toBe('notes.workspace_id → workspaces (notes_workspace_id_fkey)');
    expect(plan.unfenced).toEqual([]);
  });

  test('is reached round a circle by the edges that are settled, and what only the circle reaches is counted', () => {
    const plan = ask(`
      workspaces: id
      a: id, workspace_id -> workspaces cascade, b_id -> b
      b: id, workspace_id -> workspaces cascade, a_id -> a
    `);
    expect(stepFor(plan, 'delete', 'a').predicate).toEqual(byWorkspace);
    const inA = { op: 'in', columns: ['a_id'], table: 'app.a', keys: ['id'], where: byWorkspace };
    expect(stepFor(plan, 'delete', 'b').predicate).toEqual({ op: 'any', of: [inA, byWorkspace] });
    const back = {
      op: 'in',
      columns: ['b_id'],
      table: 'app.b',
      keys: ['id'],
      where: { op: 'any', of: [inA, byWorkspace] },
    };
    expect(plan.checks[0]).toMatchObject({
      table: 'app.a',
      reference: 'a_b_id_fkey',
      predicate: { op: 'all', of: [back, { op: 'not', of: byWorkspace }] },
    });
  });

  test('is reached round a circle from where every row hangs from a settled one, though another table of it is nearer', () => {
    const plan = ask(`
      workspaces: id
      folders: id, workspace_id! -> workspaces
      files: id, folder_id! -> folders
      a: id, file_id! -> files, b_id! -> b cascade
      b: id, a_id! -> a cascade, workspace_id -> workspaces
    `);
    expect(stepFor(plan, 'delete', 'b').predicate).toMatchObject({
      op: 'any',
      of: [{ op: 'in', columns: ['a_id'], table: 'app.a', where: { columns: ['file_id'] } }, byWorkspace],
    });
    expect(plan.findings).toEqual([]);
  });

  test('is reached round a circle first, and then by what hangs from the circle, however near that is', () => {
    const plan = ask(`
      workspaces: id
      folders: id, workspace_id! -> workspaces
      a: id, folder_id! -> folders, b_id! -> b cascade
      b: id, a_id -> a cascade
      marks: id, workspace_id -> workspaces cascade, b_id -> b cascade
    `);
    expect(stepFor(plan, 'delete', 'marks').predicate).toMatchObject({
      op: 'any',
      of: [{ op: 'in', columns: ['b_id'], table: 'app.b' }, byWorkspace],
    });
    const open = plan.checks.filter(
      ({ table, predicate }) => table === 'app.marks' && JSON.stringify(predicate).includes('"not"'),
    );
    expect(open).toEqual([]);
  });

  test('owns a table with a rule delete although only a SET NULL link leads there', () => {
    const plan = ask('workspaces: id\n drafts: id, workspace_id -> workspaces set null', {
      rules: { drafts: { rule: 'delete' } },
    });
    expect(stepFor(plan, 'delete', 'drafts').predicate).toEqual(byWorkspace);
    expect(plan.findings).toEqual([]);
  });

  test('counts rows of its own table that hang from its rows', () => {
    const plan = ask('workspaces: id, parent_id -> workspaces');
    expect(plan.checks).toMatchObject([
      {
        table: 'app.workspaces',
        predicate: {
          op: 'all',
          of: [
            { op: 'subject', columns: ['parent_id'] },
            { op: 'not subject', columns: ['id'] },
          ],
        },
      },
    ]);
    expect(order(plan)).toEqual(['delete workspaces']);
    expect(plan.findings).toEqual([]);
  });
});

describe('a person', () => {
  const about = (text: string, rules: NonNullable<Parameters<typeof ask>[1]>['rules'] = {}) =>
    ask(text, { policy: person, rules });
  const byUser = { op: 'subject', columns: ['user_id'] } as const;

  test('owns what is declared ON DELETE CASCADE, along every such path', () => {
    const plan = about(`
      users: id
      profiles: id, user_id! -> users cascade
      photos: id, profile_id -> profiles cascade, user_id -> users cascade
    `);
    const inProfiles = { op: 'in', columns: ['profile_id'], table: 'app.profiles', keys: ['id'], where: byUser };
    expect(stepFor(plan, 'delete', 'photos').predicate).toEqual({ op: 'any', of: [inProfiles, byUser] });
    expect(plan.checks).toEqual([]);
    expect(plan.warnings).toEqual([]);
    expect(plan.findings).toEqual([]);
  });

  test('leaves rows of others that cannot be cut off undecided', () => {
    for (const action of ['', 'restrict', 'set null']) {
      const plan = about(`users: id\n notes: id, author_id! -> users ${action}`);
      expect(order(plan)).toEqual(['delete users']);
      expect(plan.findings).toEqual([
        {
          code: 'UNDECIDED',
          table: 'app.notes',
          message: `app.notes.author_id → app.users (notes_author_id_fkey, ${action === '' ? 'no action' : action}) cannot be cut; nothing says whose these rows are`,
          next: "Write 'app.notes': 'delete', anonymise({ … }) or keep({ … }) if these rows are the user's own, or make author_id nullable and detach it.",
        },
      ]);
    }
  });

  test('detaches what the schema declares ON DELETE SET NULL', () => {
    const plan = about('users: id\n tasks: id, assignee_id -> users set null');
    expect(stepFor(plan, 'detach', 'tasks')).toEqual({
      ...{
        no: 1,
        kind: 'detach',
        table: 'app.tasks',
        key: ['id'],
        root: false,
        columns: ['assignee_id'],
        triggerWrites: [],
      },
      predicate: { op: 'subject', columns: ['assignee_id'] },
      why: 'tasks.assignee_id → users (tasks_assignee_id_fkey); the schema declares ON DELETE SET NULL',
    });
    expect(order(plan)).toEqual(['detach tasks', 'delete users']);
    expect(plan.findings).toEqual([]);
  });

  test('asks before any other nullable link is cut', () => {
    for (const action of ['', 'restrict', 'set default']) {
      const plan = about(`users: id\n tasks: id, assignee_id -> users ${action}`);
      expect(codes(plan)).toEqual(['UNDECIDED tasks']);
      expect(plan.findings[0]?.next).toContain("Write 'app.tasks': detach('assignee_id') under rules");
      expect(codes(about(`users: id\n tasks: id, assignee_id -> users ${action}`, { tasks: detach() }))).toEqual([]);
    }
  });

  test('asks about a link too', () => {
    const links: readonly Link[] = [
      { table: 'app.logs', columns: ['user_id'], to: 'app.users', toColumns: ['id'], when: null },
    ];
    const plan = ask('users: id\n logs: id, user_id!', { policy: person, links });
    expect(plan.findings[0]?.message).toBe(
      'app.logs.user_id → app.users (link user_id) cannot be cut; nothing says whose these rows are',
    );
  });

  test('owns undecided rows by a rule, and cuts the links beside them that can be cut', () => {
    const plan = about(
      `
      users: id
      messages: id, sender_id! -> users, deleted_by -> users, pinned_by -> users set null
    `,
      { messages: { rule: 'delete' } },
    );
    expect(stepFor(plan, 'delete', 'messages').predicate).toEqual({ op: 'subject', columns: ['sender_id'] });
    const not = { op: 'not', of: { op: 'subject', columns: ['sender_id'] } };
    const detached = plan.steps.filter(({ kind }) => kind === 'detach');
    expect(detached).toMatchObject([
      { columns: ['deleted_by'], predicate: { op: 'all', of: [{ op: 'subject', columns: ['deleted_by'] }, not] } },
      { columns: ['pinned_by'], predicate: { op: 'all', of: [{ op: 'subject', columns: ['pinned_by'] }, not] } },
    ]);
    expect(detached[0]?.why).toContain('the policy decides app.messages, and this link can be cut');
    expect(plan.findings).toEqual([]);
  });

  test('stays undecided about a second link of a table that a cascade already takes', () => {
    const text = 'users: id\n notes: id, user_id! -> users cascade, editor_id -> users';
    expect(codes(about(text))).toEqual(['UNDECIDED notes']);
    expect(codes(about(text, { notes: { rule: 'delete' } }))).toEqual([]);
  });

  test('owns by a loose link what a rule names and nothing stronger reaches', () => {
    const plan = about('users: id\n drafts: id, author_id -> users', { drafts: { rule: 'delete' } });
    expect(stepFor(plan, 'delete', 'drafts').predicate).toEqual({ op: 'subject', columns: ['author_id'] });
  });

  test('counts answers to its rows that a cascade would take and no finite predicate reaches', () => {
    const plan = about('users: id\n notes: id, user_id! -> users cascade, parent_id -> notes cascade');
    expect(plan.checks).toEqual([
      {
        ...{ code: 'CROSS_TENANT', table: 'app.notes', reference: 'notes_parent_id_fkey' },
        message: "rows of app.notes that are not the subject's hang from its rows of app.notes",
        predicate: {
          op: 'all',
          of: [
            { op: 'in', columns: ['parent_id'], table: 'app.notes', keys: ['id'], where: byUser },
            { op: 'not', of: byUser },
          ],
        },
      },
    ]);
  });

  test('is anonymised in place under rows of its own that stay', () => {
    const plan = about('users: id, name text\n messages: id, sender_id! -> users, body text', {
      messages: { rule: 'anonymise', columns: { body: { with: 'null' } }, keepFor: null },
      users: { rule: 'anonymise', columns: { name: { with: 'null' } }, keepFor: null },
    });
    expect(order(plan)).toEqual(['anonymise messages', 'anonymise users', 'delete users']);
    expect(codes(plan)).toEqual([]);
  });
});

test('a row that joins two subjects goes with either only where the schema and the policy say so', () => {
  const text = (action: string) => `
    workspaces: id
    partners: key(workspace_id, partner_id), workspace_id! -> workspaces ${action}, partner_id! -> workspaces ${action}
  `;
  const checks = (action: string, rules = {}) => ask(text(action), { rules }).checks.map(({ code }) => code);
  expect(checks('cascade', { partners: { rule: 'delete' } })).toEqual([]);
  expect(checks('cascade')).toEqual(['CROSS_TENANT', 'CROSS_TENANT']);
  expect(checks('', { partners: { rule: 'delete' } })).toEqual(['CROSS_TENANT', 'CROSS_TENANT']);
});
