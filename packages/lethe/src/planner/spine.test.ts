import { describe, expect, test } from 'vitest';
import type { Rule } from '../policy/policy.ts';
import { anonymise, ask, codes, detach, keep, order, spine, stepFor } from './ask.fixture.ts';

const byWorkspace = { op: 'subject', columns: ['workspace_id'] } as const;
const itself = { op: 'subject', columns: ['id'] } as const;
const books = `
  workspaces: id, name! text
  contacts: id, workspace_id! -> workspaces cascade, name text
  invoices: id, workspace_id! -> workspaces restrict, contact_id! -> contacts restrict
`;

describe('kept rows', () => {
  test('are listed with their reason, and what they hang from is anonymised in place where a rule says how', () => {
    const plan = ask(books, { rules: { invoices: keep, contacts: spine, workspaces: anonymise } });
    const invoiced = { op: 'in', columns: ['id'], table: 'app.invoices', keys: ['contact_id'], where: byWorkspace };
    expect(order(plan)).toEqual(['anonymise contacts', 'delete contacts', 'anonymise workspaces', 'delete workspaces']);
    expect(stepFor(plan, 'anonymise', 'contacts')).toMatchObject({
      because: 'spine',
      predicate: { op: 'all', of: [byWorkspace, invoiced] },
      why: 'contacts.workspace_id → workspaces (contacts_workspace_id_fkey); kept rows hang from it',
    });
    expect(stepFor(plan, 'delete', 'contacts')).toMatchObject({
      predicate: { op: 'all', of: [byWorkspace, { op: 'not', of: invoiced }] },
      why: 'contacts.workspace_id → workspaces (contacts_workspace_id_fkey); only where no kept row hangs from it',
    });
    const held = {
      op: 'any',
      of: [
        {
          op: 'in',
          columns: ['id'],
          table: 'app.contacts',
          keys: ['workspace_id'],
          where: { op: 'all', of: [byWorkspace, invoiced] },
        },
        { op: 'in', columns: ['id'], table: 'app.invoices', keys: ['workspace_id'], where: byWorkspace },
      ],
    };
    expect(stepFor(plan, 'anonymise', 'workspaces').predicate).toEqual({ op: 'all', of: [itself, held] });
    expect(stepFor(plan, 'delete', 'workspaces').predicate).toEqual({
      op: 'all',
      of: [itself, { op: 'not', of: held }],
    });
    expect(stepFor(plan, 'delete', 'workspaces').root).toBe(true);
    expect(plan.findings).toEqual([]);
    const blank = { for: null, from: null, endOf: null };
    expect(plan.kept).toEqual([
      {
        table: 'app.contacts',
        predicate: { op: 'all', of: [byWorkspace, invoiced] },
        reason: 'kept rows hang from it',
        ...blank,
      },
      { table: 'app.invoices', predicate: byWorkspace, reason: 'tax law', ...blank, for: { unit: 'years', count: 7 } },
      {
        table: 'app.workspaces',
        predicate: { op: 'all', of: [itself, held] },
        reason: 'kept rows hang from it',
        ...blank,
      },
    ]);
  });

  test('without a rule for what they hang from are findings, with the text to write, up to the root', () => {
    const plan = ask(books, { rules: { invoices: keep } });
    expect(plan.findings).toEqual([
      {
        code: 'SPINE_UNDECIDED',
        table: 'app.contacts',
        message:
          'rows that are kept hang from app.contacts: app.invoices (invoices_contact_id_fkey); its rows would be deleted under them',
        next: `Write 'app.contacts': anonymise({ columns: { "name": 'null' } }) under rules: its rows stay, emptied. Or do not keep app.invoices.`,
      },
      {
        code: 'SPINE_UNDECIDED',
        table: 'app.workspaces',
        message:
          'rows that are kept hang from app.workspaces: app.contacts (contacts_workspace_id_fkey), app.invoices (invoices_workspace_id_fkey); its rows would be deleted under them',
        next: `Write 'app.workspaces': anonymise({ columns: { "name": fromKey({ prefix: 'deleted-' }) } }) under rules: the row stays, emptied. Or do not keep app.contacts, app.invoices.`,
      },
    ]);
    const plain = ask('workspaces: id\n notes: id, workspace_id! -> workspaces', { rules: { notes: keep } });
    expect(plain.findings[0]?.next).toContain("'app.workspaces': anonymise({ columns: { … } })");
  });

  test('would be taken along by a cascade from rows that a rule deletes', () => {
    const text =
      'workspaces: id\n orders: id, workspace_id! -> workspaces\n invoices: id, workspace_id! -> workspaces, order_id! -> orders cascade';
    const plan = ask(text, { rules: { invoices: keep, orders: { rule: 'delete' }, workspaces: anonymise } });
    expect(codes(plan)).toEqual(['KEPT_WOULD_CASCADE invoices', 'SPINE_UNDECIDED orders']);
    expect(plan.findings[0]).toMatchObject({
      message:
        'rows of app.invoices that stay hang from app.orders by invoices_order_id_fkey, which is ON DELETE CASCADE: deleting there would take them along',
      next: 'Give app.orders a rule under which its rows stay (anonymise, keep), make order_id nullable and detach it, or change the reference to ON DELETE RESTRICT.',
    });
    const refused = ask(text.replace('orders cascade', 'orders restrict'), {
      rules: { invoices: keep, orders: { rule: 'delete' }, workspaces: anonymise },
    });
    expect(codes(refused)).toEqual(['SPINE_UNDECIDED orders']);
  });

  test('lose a nullable link to rows that go, before these go', () => {
    const plan = ask(
      'workspaces: id\n contacts: id, workspace_id! -> workspaces\n invoices: id, workspace_id! -> workspaces, contact_id -> contacts cascade',
      { rules: { invoices: keep, workspaces: anonymise } },
    );
    expect(order(plan)).toEqual(['detach invoices', 'delete contacts', 'anonymise workspaces', 'delete workspaces']);
    expect(stepFor(plan, 'detach', 'invoices')).toMatchObject({
      columns: ['contact_id'],
      predicate: {
        op: 'all',
        of: [
          byWorkspace,
          { op: 'in', columns: ['contact_id'], table: 'app.contacts', keys: ['id'], where: byWorkspace },
        ],
      },
      why: 'invoices.contact_id → contacts.workspace_id → workspaces (invoices_contact_id_fkey, contacts_workspace_id_fkey); these rows stay',
    });
    expect(plan.findings).toEqual([]);
  });

  test('need no cut where the rule empties the link itself, all of it where the key is MATCH FULL', () => {
    const text = (full: string) => `
      workspaces: id
      contacts: id, workspace_id! -> workspaces, no!
      orders: id, workspace_id! -> workspaces, a, b, (a, b) -> contacts(id, no) ${full}
    `;
    const rule = (...columns: readonly string[]): Rule => ({
      rule: 'anonymise',
      columns: Object.fromEntries(columns.map((column) => [column, { with: 'null' as const }])),
      keepFor: null,
    });
    const kinds = (full: string, ...columns: readonly string[]) =>
      order(ask(text(full), { rules: { orders: rule(...columns), workspaces: anonymise } })).slice(0, 2);
    expect(kinds('', 'a')).toEqual(['anonymise orders', 'delete contacts']);
    expect(kinds('full', 'a', 'b')).toEqual(['anonymise orders', 'delete contacts']);
    expect(kinds('full', 'a')).toEqual(['detach orders', 'anonymise orders']);
    expect(kinds('')).toEqual(['detach orders', 'anonymise orders']);
  });

  test('keep the nullable link that alone says whose they are: cut off, they would be everybody’s', () => {
    const plan = ask('workspaces: id\n logs: id, workspace_id -> workspaces', {
      rules: { logs: keep, workspaces: anonymise },
    });
    expect(order(plan)).toEqual(['anonymise workspaces', 'delete workspaces']);
    expect(codes(ask('workspaces: id\n logs: id, workspace_id -> workspaces', { rules: { logs: keep } }))).toEqual([
      'SPINE_UNDECIDED workspaces',
    ]);
  });

  test('lose a nullable path beside one that holds them', () => {
    const plan = ask(
      `
      workspaces: id
      a: id, workspace_id! -> workspaces
      b: id, a_id! -> a, c_id -> c
      c: id, workspace_id! -> workspaces
    `,
      { rules: { b: keep, a: spine, workspaces: anonymise } },
    );
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toContain('detach b');
    expect(order(plan)).not.toContain('anonymise c');
  });

  test('keep a nullable path beside one that may lead to a parent shared by everybody', () => {
    const plan = ask(
      `
      workspaces: id
      tags: id, workspace_id -> workspaces
      notes: id, tag_id! -> tags, workspace_id -> workspaces
    `,
      { rules: { notes: keep, tags: spine, workspaces: anonymise } },
    );
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['anonymise tags', 'delete tags', 'anonymise workspaces', 'delete workspaces']);
  });

  test('of a person keep every path by which they are found', () => {
    const rules = { notes: keep, profiles: spine } as const;
    const plan = ask(
      'users: id\n profiles: id, user_id! -> users cascade\n notes: id, profile_id! -> profiles cascade, user_id -> users cascade',
      { policy: { kind: 'user', table: 'app.users', ownership: 'person' }, rules: { ...rules, users: anonymise } },
    );
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).not.toContain('detach notes');
  });

  test('hold a link only where it tells whose they are', () => {
    const link = (table: string, column: string, to: string) => ({
      table: `app.${table}`,
      columns: [column],
      to: `app.${to}`,
      toColumns: ['id'],
      when: null,
    });
    const plan = ask(
      'workspaces: id\n files: id, workspace_id! -> workspaces\n logs: id, workspace_id! -> workspaces, file_id!, old_file_id',
      {
        links: [link('logs', 'file_id', 'files'), link('logs', 'old_file_id', 'files')],
        rules: { logs: keep, workspaces: anonymise },
      },
    );
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete files', 'anonymise workspaces', 'delete workspaces']);
    const found = ask('workspaces: id\n logs: id, workspace_id!', {
      links: [link('logs', 'workspace_id', 'workspaces')],
      rules: { logs: keep },
    });
    expect(codes(found)).toEqual(['SPINE_UNDECIDED workspaces']);
  });

  test('hold only the parents of their own arm of a polymorphic pair', () => {
    const plan = ask('workspaces: id\n files: id, owner_id!, owner_type! text', {
      links: [
        {
          table: 'app.files',
          columns: ['owner_id'],
          to: 'app.workspaces',
          toColumns: ['id'],
          when: { column: 'owner_type', equals: 'w' },
        },
      ],
      rules: { files: keep, workspaces: anonymise },
    });
    const arm = { op: 'one of', column: 'owner_type', values: ['w'] };
    expect(stepFor(plan, 'anonymise', 'workspaces').predicate).toMatchObject({
      of: [itself, { op: 'in', where: { op: 'all', of: [{ op: 'subject', columns: ['owner_id'] }, arm] } }],
    });
  });

  test('that hang from each other round a circle of spines ask for one of them whole', () => {
    const text = `
      workspaces: id
      a: id, workspace_id! -> workspaces, b_id! -> b
      b: id, workspace_id! -> workspaces, a_id! -> a
      invoices: id, workspace_id! -> workspaces, a_id! -> a
    `;
    const plan = ask(text, { rules: { invoices: keep, a: spine, b: spine, workspaces: anonymise } });
    expect(plan.findings.filter(({ code }) => code === 'SPINE_UNDECIDED')).toMatchObject([
      {
        table: 'app.a',
        message: 'rows of app.a that must stay hang from each other in a circle of NOT NULL references',
        next: 'Let all rows of app.a stay: write its anonymise rule without spine, or a keep rule.',
      },
      { table: 'app.b' },
    ]);
    expect(codes(ask(text, { rules: { invoices: keep, a: anonymise, b: anonymise, workspaces: anonymise } }))).toEqual(
      [],
    );
  });
});

describe('an anonymise rule', () => {
  test('on the subject’s own table deletes the row when nothing kept hangs from it', () => {
    const plan = ask('workspaces: id, name text', { rules: { workspaces: anonymise } });
    expect(order(plan)).toEqual(['delete workspaces']);
    expect(stepFor(plan, 'delete', 'workspaces').predicate).toEqual(itself);
    expect(plan.kept).toEqual([]);
  });

  test('on the subject’s own table keeps the row as long as it says', () => {
    const retention = {
      for: { unit: 'months', count: 6 },
      from: 'closed_at',
      endOf: 'month',
      because: 'disputes',
    } as const;
    const plan = ask('workspaces: id, closed_at', {
      rules: { workspaces: { ...anonymise, rule: 'anonymise', columns: {}, keepFor: retention } },
    });
    expect(order(plan)).toEqual(['anonymise workspaces']);
    expect(stepFor(plan, 'anonymise', 'workspaces')).toMatchObject({ because: 'rule', root: true });
    expect(plan.kept).toEqual([
      {
        table: 'app.workspaces',
        predicate: itself,
        reason: 'disputes',
        for: retention.for,
        from: 'closed_at',
        endOf: 'month',
      },
    ]);
  });

  test('on another table lets all rows stay', () => {
    const plan = ask('workspaces: id\n logs: id, workspace_id! -> workspaces', {
      rules: { logs: anonymise, workspaces: anonymise },
    });
    expect(order(plan)).toEqual(['anonymise logs', 'anonymise workspaces', 'delete workspaces']);
    expect(stepFor(plan, 'anonymise', 'logs')).toMatchObject({
      because: 'rule',
      why: 'logs.workspace_id → workspaces (logs_workspace_id_fkey); the policy anonymises it',
    });
    expect(plan.kept[0]).toMatchObject({ table: 'app.logs', reason: 'anonymised', for: null });
  });

  test('with spine deletes all rows when nothing kept hangs from them', () => {
    const plan = ask('workspaces: id\n logs: id, workspace_id! -> workspaces', { rules: { logs: spine } });
    expect(order(plan)).toEqual(['delete logs', 'delete workspaces']);
  });
});

describe('the subject’s own table', () => {
  test('may be kept', () => {
    const plan = ask('workspaces: id', { rules: { workspaces: keep } });
    expect(order(plan)).toEqual([]);
    expect(plan.kept).toHaveLength(1);
  });

  test('cannot be ignored or detached', () => {
    for (const rule of [detach(), { rule: 'ignore', because: 'no' } as const]) {
      const plan = ask('workspaces: id', { rules: { workspaces: rule } });
      expect(plan.findings).toMatchObject([
        {
          code: 'UNDECIDED',
          table: 'app.workspaces',
          message: `the subject's own row cannot be left with the rule ${rule.rule}`,
        },
      ]);
      expect(plan.steps).toEqual([]);
    }
  });

  test.each([
    ['by the schema', 'parent_id -> workspaces set null', {}],
    ['by a rule', 'parent_id -> workspaces', { workspaces: detach('parent_id') }],
  ])('is cut off from its branches, which are others’, %s', (_by, parent, rules) => {
    const plan = ask(`workspaces: id, ${parent}`, { rules });
    expect(order(plan)).toEqual(['detach workspaces', 'delete workspaces']);
    expect([plan.findings, plan.checks]).toEqual([[], []]);
  });

  test('with branches that nothing cuts off is in their way', () => {
    expect(ask('workspaces: id, parent_id -> workspaces').checks).toMatchObject([{ code: 'CROSS_TENANT' }]);
    expect(ask('workspaces: id, parent_id -> workspaces cascade').checks).toMatchObject([{ code: 'CROSS_TENANT' }]);
  });
});
