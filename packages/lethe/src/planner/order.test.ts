import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { schemaText } from '../testing/schema-text.ts';
import { anonymise, ask, askOf, codes, detach, keep, order, person, spine, stepFor } from './ask.fixture.ts';
import { noCounts } from './no-counts.ts';
import { seal } from './seal.ts';

const heads = (plan: ReturnType<typeof ask>) =>
  plan.steps.flatMap((step) =>
    step.kind === 'delete' && step.cascades.length > 0
      ? [`${step.table} takes ${step.cascades.join(', ')}`.replaceAll('app.', '')]
      : [],
  );
const carried = (plan: ReturnType<typeof ask>) =>
  plan.steps.flatMap((step) =>
    step.kind === 'delete' && step.carriedBy !== null
      ? [`${step.table} by ${step.carriedBy}${step.leftovers ? ', leftovers' : ''}`.replaceAll('app.', '')]
      : [],
  );

describe('steps', () => {
  test('go from the leaves to the root, numbered', () => {
    const plan = ask(
      'workspaces: id\n b: id, a_id! -> a restrict\n a: id, workspace_id! -> workspaces restrict\n c: id, b_id! -> b',
    );
    expect(order(plan)).toEqual(['delete c', 'delete b', 'delete a', 'delete workspaces']);
    expect(plan.steps.map(({ no }) => no)).toEqual([1, 2, 3, 4]);
    expect(plan.steps.map(({ root }) => root)).toEqual([false, false, false, true]);
    expect(heads(plan)).toEqual([]);
  });

  test('leave a table that another is found through until that has gone, without any foreign key', () => {
    const link = { table: 'app.a', columns: ['b_id'], to: 'app.b', toColumns: ['id'], when: null };
    const plan = ask('workspaces: id\n a: id, b_id!\n b: id, workspace_id! -> workspaces', { links: [link] });
    expect(order(plan)).toEqual(['delete a', 'delete b', 'delete workspaces']);
  });

  test('delete what triggers write after the tables that fire them', () => {
    const question = {
      policy: { triggers: { 'app.z.log': ['app.a'] } },
      change: ({ name }: { name: string }) =>
        name === 'app.z'
          ? {
              triggers: [
                {
                  name: 'log',
                  table: 'app.z',
                  timing: 'after',
                  level: 'row',
                  events: ['delete'],
                  function: 'f',
                } as const,
              ],
            }
          : {},
    };
    const plan = ask(
      'workspaces: id\n a: id, workspace_id! -> workspaces\n z: id, workspace_id! -> workspaces',
      question,
    );
    expect(order(plan)).toEqual(['delete z', 'delete a', 'delete workspaces']);
    expect(stepFor(plan, 'delete', 'z').triggerWrites).toEqual(['app.a']);
    const bound = ask('workspaces: id\n a: id, z_id! -> z\n z: id, workspace_id! -> workspaces', question);
    expect(order(bound)).toEqual(['delete a', 'delete z', 'delete workspaces']);
    expect(codes(bound)).toEqual([]);
  });

  test('anonymise a column by which rows are found after these have gone', () => {
    const plan = ask('workspaces: id\n a: id, workspace_id! -> workspaces, code text\n b: id, a_code! -> a(code)', {
      rules: { a: { rule: 'anonymise', columns: { code: { with: 'null' } }, keepFor: null }, workspaces: anonymise },
    });
    expect(order(plan)).toEqual(['delete b', 'anonymise a', 'anonymise workspaces', 'delete workspaces']);
  });

  test('that each need what another changes are a finding', () => {
    const text =
      'workspaces: id\n a: id, workspace_id! -> workspaces, code text\n b: id, a_code -> a(code), c_id -> c\n c: id, a_code! -> a(code)';
    const plan = ask(text, {
      rules: {
        a: { rule: 'anonymise', columns: { code: { with: 'null' } }, keepFor: null },
        b: detach(),
        workspaces: anonymise,
      },
    });
    expect(codes(plan)).not.toContain('CYCLE_UNBROKEN a');
    const stuck = ask('workspaces: id\n a: id, workspace_id! -> workspaces, b_id -> b\n b: id, a_code! -> a(code)', {
      links: [],
      change: ({ name, columns }) =>
        name === 'app.a'
          ? { columns: [...columns, { ...(columns[0] as (typeof columns)[number]), name: 'code', nullable: true }] }
          : {},
      rules: {
        a: { rule: 'anonymise', columns: { b_id: { with: 'null' }, code: { with: 'null' } }, keepFor: null },
        workspaces: anonymise,
      },
    });
    expect(stuck.findings).toContainEqual({
      code: 'CYCLE_UNBROKEN',
      table: 'app.a',
      message: 'no order of steps is possible: app.a, app.b each need rows or columns that another of them changes',
      next: 'Give one of these tables another rule, or do not anonymise or detach a column by which rows are found.',
    });
  });

  test('are the same for the same input in any order of its parts', () => {
    const schema = schemaText(`
      workspaces: id
      tags: id, workspace_id -> workspaces cascade
      contacts: id, workspace_id! -> workspaces cascade, parent_id -> contacts
      contact_tags: key(contact_id, tag_id), contact_id! -> contacts cascade, tag_id! -> tags cascade
      invoices: id, workspace_id! -> workspaces, contact_id -> contacts set null
      users: id, last_id -> workspaces set null
    `);
    const rules = { 'app.invoices': keep, 'app.users': detach(), 'app.workspaces': anonymise };
    const digest = (tables: typeof schema.tables, written: typeof rules) =>
      seal(
        askOf({ ...schema, tables }, { policy: { rules: written } }),
        noCounts(askOf({ ...schema, tables }, { policy: { rules: written } })),
      ).digest;
    const expected = digest(schema.tables, rules);
    const shuffled = <T extends object>(of: T) =>
      fc
        .shuffledSubarray(Object.keys(of), { minLength: Object.keys(of).length })
        .map((names) => Object.fromEntries(names.map((name) => [name, of[name as keyof T]])) as T);
    fc.assert(
      fc.property(shuffled(schema.tables), shuffled(rules), fc.boolean(), (tables, written, reverse) => {
        const turned = Object.fromEntries(
          Object.entries(tables).map(([name, table]) => [
            name,
            reverse
              ? { ...table, references: [...table.references].reverse(), columns: [...table.columns].reverse() }
              : table,
          ]),
        );
        expect(digest(turned, written)).toBe(expected);
      }),
      { numRuns: 60 },
    );
    expect(canonicalJson(askOf(schema)).length).toBeGreaterThan(100);
  });
});

describe('a circle of references', () => {
  test('is broken at a link that can be NULL, the one from a table near the subject to one far from it', () => {
    const plan = ask(`
      workspaces: id
      talks: id, workspace_id! -> workspaces, last_id -> messages
      messages: id, talk_id! -> talks
    `);
    expect(order(plan)).toEqual(['detach talks', 'delete messages', 'delete talks', 'delete workspaces']);
    expect(stepFor(plan, 'detach', 'talks')).toMatchObject({
      columns: ['last_id'],
      why: expect.stringContaining('to break a circle of references'),
      predicate: {
        op: 'all',
        of: [
          { op: 'subject', columns: ['workspace_id'] },
          { op: 'in', columns: ['last_id'] },
        ],
      },
    });
    expect(plan.findings).toEqual([]);
    const both = ask(
      'workspaces: id\n a: id, workspace_id! -> workspaces, c_id -> c\n b: id, a_id! -> a\n c: id, b_id! -> b, a_id -> a',
    );
    expect(order(both).filter((step) => step.startsWith('detach'))).toEqual(['detach a']);
  });

  test('is broken at a link that rows are cut off by that do not go', () => {
    const text =
      'talks: id, owner_id! -> owners cascade, last_id -> messages set null\n messages: id, talk_id! -> talks cascade';
    const ofPerson = ask(text.replaceAll('owner', 'user').replace('', 'users: id\n '), { policy: person });
    expect(order(ofPerson)).toEqual([
      'detach talks',
      'detach talks',
      'delete messages',
      'delete talks',
      'delete users',
    ]);
    const kept = ask(
      `${text.replaceAll('owner', 'workspace').replace('', 'workspaces: id\n ')}\n bills: id, talk_id! -> talks`,
      { rules: { bills: keep, talks: spine, workspaces: anonymise } },
    );
    expect(order(kept).filter((step) => step === 'detach talks')).toHaveLength(2);
    for (const plan of [ofPerson, kept]) expect(codes(plan)).toEqual([]);
  });

  test('is broken at the columns that are not shared with the key', () => {
    const plan = ask(`
      workspaces: id
      teams: id, workspace_id! -> workspaces cascade, lead_id, (workspace_id, lead_id) -> members(workspace_id, user_id) set null(lead_id)
      members: key(workspace_id, user_id), workspace_id! -> workspaces cascade, user_id!, team_id! -> teams
    `);
    expect(stepFor(plan, 'detach', 'teams')).toMatchObject({ columns: ['lead_id'] });
    expect(codes(plan)).toEqual([]);
  });

  test('through the subject’s own row is broken before the last transaction', () => {
    const plan = ask('workspaces: id, inbox_id -> inboxes\n inboxes: id, workspace_id! -> workspaces');
    expect(order(plan)).toEqual(['detach workspaces', 'delete inboxes', 'delete workspaces']);
    expect(plan.steps[0]?.root).toBe(false);
  });

  test('of cascades alone is taken along from its first table', () => {
    const text =
      'workspaces: id\n a: id, workspace_id! -> workspaces, b_id! -> b cascade\n b: id, workspace_id! -> workspaces, a_id! -> a cascade';
    const plan = ask(text);
    expect(codes(plan)).toEqual([]);
    expect(heads(plan)).toEqual(['a takes b', 'b takes a']);
    expect(carried(plan)).toEqual(['b by a']);
    expect(stepFor(plan, 'delete', 'a')).not.toHaveProperty('knot');
    const linked = { table: 'app.a', columns: ['b_id'], to: 'app.b', toColumns: ['id'], when: null };
    expect(
      codes(
        ask(text.replace('b_id! -> b cascade', 'b_id! -> b cascade, other_id'), {
          links: [{ ...linked, columns: ['other_id'] }],
        }),
      ),
    ).toEqual([]);
  });

  test('of one table is cut first, unless it cascades or sets NULL by itself', () => {
    const notes = (action: string) =>
      ask(`workspaces: id\n notes: id, workspace_id! -> workspaces, parent_id -> notes ${action}`);
    expect(order(notes(''))).toEqual(['detach notes', 'delete notes', 'delete workspaces']);
    expect(order(notes('restrict'))).toEqual(['detach notes', 'delete notes', 'delete workspaces']);
    for (const action of ['cascade', 'set null', 'set default']) {
      expect(order(notes(action))).toEqual(['delete notes', 'delete workspaces']);
      expect(stepFor(notes(action), 'delete', 'notes').triggerWrites).toEqual(
        action === 'cascade' ? [] : ['app.notes'],
      );
    }
  });
});

describe('parent batches', () => {
  const crm = `
    workspaces: id
    contacts: id, workspace_id! -> workspaces cascade
    talks: id, contact_id! -> contacts cascade
    messages: id, workspace_id! -> workspaces cascade, talk_id! -> talks cascade, reply_to -> messages set null
    tasks: id, workspace_id! -> workspaces cascade, contact_id -> contacts set null
  `;
  const trigger = { name: 't', timing: 'before', level: 'row', events: ['delete'], function: 'f' } as const;

  test('take the largest subtree of indexed cascades; what hangs otherwise goes before', () => {
    const plan = ask(crm);
    expect(order(plan)).toEqual([
      'delete tasks',
      'delete contacts',
      'delete messages',
      'delete talks',
      'delete workspaces',
    ]);
    expect(heads(plan)).toEqual(['contacts takes messages, talks']);
    expect(carried(plan)).toEqual(['messages by contacts', 'talks by contacts']);
    expect(stepFor(plan, 'delete', 'contacts').triggerWrites).toEqual(['app.messages']);
  });

  test('never start at the subject’s own row', () => {
    expect(heads(ask('workspaces: id\n a: id, workspace_id! -> workspaces cascade'))).toEqual([]);
  });

  test('leave out a child that would refuse in silence, or has values an effect needs', () => {
    const refusing = ask(crm, {
      change: ({ name }) => (name === 'app.messages' ? { triggers: [{ ...trigger, table: name }] } : {}),
    });
    expect(heads(refusing)).toEqual(['contacts takes talks']);
    expect(order(refusing).slice(0, 2)).toEqual(['delete messages', 'delete tasks']);
    for (const harmless of [{ timing: 'after' }, { level: 'statement' }, { events: ['update'] }] as const) {
      const plan = ask(crm, {
        change: ({ name }) => (name === 'app.messages' ? { triggers: [{ ...trigger, ...harmless, table: name }] } : {}),
      });
      expect(heads(plan)).toEqual(['contacts takes messages, talks']);
    }
    const effect = {
      name: 'e',
      version: 1,
      table: 'app.messages',
      values: ['id'],
      order: 'after',
      where: null,
    } as const;
    expect(heads(ask(crm, { policy: { effects: [effect] } }))).toEqual(['contacts takes talks']);
    expect(heads(ask(crm, { change: ({ name }) => (name === 'app.talks' ? { rules: ['r'] } : {}) }))).toEqual([
      'talks takes messages',
    ]);
  });

  test('start at a table with a refusing trigger of its own, where the refusal is seen', () => {
    const plan = ask(crm, {
      change: ({ name }) => (name === 'app.contacts' ? { triggers: [{ ...trigger, table: name }] } : {}),
    });
    expect(heads(plan)).toEqual(['contacts takes messages, talks']);
  });

  test('leave out a child that refers to the group by anything but a cascade', () => {
    const plan = ask(`${crm}\n tickets: id, contact_id! -> contacts cascade, talk_id -> talks set null`);
    expect(heads(plan)).toEqual(['contacts takes messages, talks']);
    expect(order(plan).indexOf('delete tickets')).toBeLessThan(order(plan).indexOf('delete contacts'));
  });

  test('leave out a table whose reference to itself a batch cannot settle', () => {
    const own = (action: string) =>
      heads(
        ask(
          `workspaces: id\n a: id, workspace_id! -> workspaces\n b: id, a_id! -> a cascade, parent_id -> b ${action}`,
        ),
      );
    expect(own('cascade')).toEqual(['a takes b']);
    expect(own('set null')).toEqual(['a takes b']);
    expect(own('set default')).toEqual(['a takes b']);
    expect(own('')).toEqual([]);
    expect(
      heads(ask('workspaces: id\n a: id, workspace_id! -> workspaces, parent_id -> a\n b: id, a_id! -> a cascade')),
    ).toEqual([]);
  });

  test('leave out what the head’s own rows are found through', () => {
    const links = [{ table: 'app.b', columns: ['a_id'], to: 'app.a', toColumns: ['id'], when: null }];
    const plan = ask('workspaces: id\n a: id, workspace_id! -> workspaces, b_id -> b cascade\n b: id, a_id!', {
      links,
    });
    expect(heads(plan)).toEqual([]);
    expect(order(plan)).toEqual(['detach a', 'delete b', 'delete a', 'delete workspaces']);
    expect(codes(plan)).toEqual([]);
  });

  test('leave out what is found by a link into the group', () => {
    const links = [{ table: 'app.c', columns: ['b_id'], to: 'app.b', toColumns: ['id'], when: null }];
    const plan = ask(
      'workspaces: id\n a: id, workspace_id! -> workspaces\n b: id, a_id! -> a cascade\n c: id, a_id -> a cascade, b_id',
      { links },
    );
    expect(heads(plan)).toEqual(['a takes b']);
    expect(order(plan)[0]).toBe('delete c');
    const harmless = ask(
      'workspaces: id\n a: id, workspace_id! -> workspaces\n b: id, a_id! -> a cascade\n c: id, workspace_id! -> workspaces, a_id! -> a cascade, b_id',
      { links },
    );
    expect(heads(harmless)).toEqual(['a takes b, c']);
  });

  test('say where rows may be left over', () => {
    const leftovers = (child: string) =>
      carried(
        ask(
          `workspaces: id\n tags: id, workspace_id -> workspaces cascade\n a: id, workspace_id! -> workspaces\n b: id, ${child}`,
        ),
      );
    expect(leftovers('a_id! -> a cascade')).toEqual(['b by a']);
    expect(leftovers('workspace_id! -> workspaces, a_id! -> a cascade')).toEqual(['b by a']);
    expect(leftovers('workspace_id! -> workspaces, a_id -> a cascade')).toEqual(['b by a, leftovers']);
    expect(leftovers('workspace_id! -> workspaces, tag_id! -> tags cascade')).toEqual(['b by tags, leftovers']);
    expect(leftovers('tag_id! -> tags cascade')).toEqual(['b by tags']);
    expect(leftovers('tag_id! -> tags cascade, a_id! -> a cascade')).toEqual(['b by a']);
    expect(leftovers('tag_id! -> tags cascade, a_id -> a cascade')).toEqual(['b by a, leftovers']);
  });

  test('of a person count on a single path only', () => {
    const person = (child: string) =>
      carried(
        ask(`workspaces: id\n a: id, workspace_id! -> workspaces cascade\n b: id, ${child}`, {
          policy: { ownership: 'person' },
        }),
      );
    expect(person('a_id! -> a cascade')).toEqual(['b by a']);
    expect(person('a_id! -> a cascade, workspace_id! -> workspaces cascade')).toEqual(['b by a, leftovers']);
  });

  test('never take rows that stay', () => {
    const plan = ask(crm, { rules: { talks: anonymise, contacts: anonymise, workspaces: anonymise } });
    expect(heads(plan)).toEqual([]);
  });
});

describe('the fence', () => {
  test('is open where rows that stay let others be inserted, and said unless a guard is set', () => {
    const text =
      'workspaces: id\n contacts: id, workspace_id! -> workspaces\n talks: id, contact_id! -> contacts\n invoices: id, workspace_id! -> workspaces';
    const rules = { invoices: keep, workspaces: anonymise };
    const plan = ask(text, { rules });
    expect(plan.unfenced).toEqual(['app.contacts', 'app.talks']);
    expect(plan.warnings[0]).toEqual({
      code: 'UNFENCED',
      table: 'app.contacts',
      message: 'no foreign key refuses rows of the deleted workspace that are inserted into app.contacts later',
      next: 'Set insertGuard: true in the policy of workspace, or stop what writes app.contacts.',
    });
    const guarded = ask(text, { rules, policy: { insertGuard: true } });
    // A talk needs a contact, and the guard lets in no new one.
    expect(guarded.unfenced).toEqual(['app.contacts']);
    expect(guarded.insertGuard).toBe(true);
    expect(guarded.warnings).toEqual([]);
    expect(ask(text).unfenced).toEqual([]);
  });
});
