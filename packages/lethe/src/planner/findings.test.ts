import { describe, expect, test } from 'vitest';
import type { Table, Trigger, View } from '../schema/graph.ts';
import { schemaText } from '../testing/schema-text.ts';
import { anonymise, ask, askOf, codes, detach, keep } from './ask.fixture.ts';

const notes = 'workspaces: id\n notes: id, workspace_id! -> workspaces cascade, body text';
const onNotes = (change: Partial<Table>) => ({ change: ({ name }: Table) => (name === 'app.notes' ? change : {}) });
const all = { select: true, insert: true, update: true, delete: true, seesAllRows: true };

describe('names that are gone', () => {
  test('are findings, wherever the configuration has them', () => {
    const plan = ask(notes, {
      rules: {
        gone: keep,
        notes: {
          ...keep,
          rule: 'keep',
          retention: { for: { unit: 'years', count: 1 }, from: 'nothing', endOf: null, because: 'x' },
        },
        workspaces: {
          rule: 'anonymise',
          columns: { nothing: { with: 'null' } },
          keepFor: { for: { unit: 'years', count: 1 }, from: 'never', endOf: null, because: 'x' },
        },
        users: detach('a'),
      },
      policy: {
        effects: [
          { name: 'e', version: 1, table: 'app.notes', values: ['v'], order: 'after', where: { column: 'w', in: [] } },
        ],
        blockers: [
          { name: 'b', version: 1, table: 'app.notes', where: { column: 'x', in: [] }, level: 'block', message: 'm' },
          { name: 'c', version: 1, table: 'app.nowhere', where: null, level: 'block', message: 'm' },
        ],
        members: { table: 'app.notes', actor: 'actor', subject: 'workspace_id', role: 'role' },
        identifiers: ['app.notes.slug'],
      },
      links: [
        {
          table: 'app.notes',
          columns: ['y'],
          to: 'app.workspaces',
          toColumns: ['z'],
          when: { column: 'when', equals: '' },
        },
      ],
      ignore: { 'app.old': 'old' },
    });
    const gone = plan.findings.filter(({ code }) => code.startsWith('RULE_UNKNOWN')).map(({ message }) => message);
    expect(gone).toEqual([
      'a link names app.notes.when, which is not in the schema',
      'a link names app.notes.y, which is not in the schema',
      'identifiers names app.notes.slug, which is not in the schema',
      'members names app.notes.actor, which is not in the schema',
      'members names app.notes.role, which is not in the schema',
      'the blocker b names app.notes.x, which is not in the schema',
      'the effect e names app.notes.v, which is not in the schema',
      'the effect e names app.notes.w, which is not in the schema',
      'the rule keep names app.notes.nothing, which is not in the schema',
      'a link names app.workspaces.z, which is not in the schema',
      'the rule anonymise names app.workspaces.never, which is not in the schema',
      'the rule anonymise names app.workspaces.nothing, which is not in the schema',
      'the rule keep names app.gone, which is not in the schema',
      'the blocker c names app.nowhere, which is not in the schema',
      'ignore names app.old, which is not in the schema',
      'the rule detach names app.users, which is not in the schema',
    ]);
    expect(plan.findings.find(({ code }) => code === 'RULE_UNKNOWN_COLUMN')?.next).toBe(
      'Correct or delete the name; the columns are id, workspace_id, body.',
    );
    expect(plan.findings.find(({ code }) => code === 'RULE_UNKNOWN_TABLE')?.next).toBe(
      'Correct or delete the name in the configuration, or add the schema of app.gone to the store.',
    );
    expect(plan.ignored).toEqual([]);
  });

  test('leave no plan when the subject’s own table is one, or a name every object has', () => {
    const plan = ask('notes: id', { policy: { rules: { ['constructor']: { rule: 'delete' } as const } } });
    expect(codes(plan)).toEqual(['RULE_UNKNOWN_TABLE workspaces', 'RULE_UNKNOWN_TABLE constructor']);
    expect(plan.findings[0]?.message).toBe('the table of workspace names app.workspaces, which is not in the schema');
    expect(plan.steps).toEqual([]);
    expect(Object.isFrozen(plan)).toBe(true);
  });
});

describe('the subject', () => {
  test('needs a table with a primary key, and all parts of it', () => {
    expect(ask('workspaces: slug').findings).toEqual([
      {
        code: 'UNDECIDED',
        table: 'app.workspaces',
        message:
          'app.workspaces has no primary key and no unique key of columns that are NOT NULL, so no row of it can be named',
        next: 'Give app.workspaces a primary key.',
      },
    ]);
    expect(ask('workspaces: key(region, id)').findings).toEqual([
      {
        code: 'UNDECIDED',
        table: 'app.workspaces',
        message: 'the key of the workspace has 1 parts; app.workspaces has region, id',
        next: 'Name the subject by its whole key.',
      },
    ]);
  });

  test('is named by a unique key where its table has no primary key, and so are the rows of its steps', () => {
    const slug = { name: 'workspaces_slug_key', columns: ['slug'], partial: false };
    const text =
      'workspaces: slug! text\n docs: id, slug! text -> workspaces(slug) cascade\n pages: id, doc_id! -> docs';
    const plan = ask(text, { change: ({ name }) => (name === 'app.workspaces' ? { uniques: [slug] } : {}) });
    expect(plan.findings).toEqual([]);
    expect(plan.steps.map(({ table, key }) => [table, key])).toEqual([
      ['app.pages', ['id']],
      ['app.docs', ['id']],
      ['app.workspaces', ['slug']],
    ]);
    expect(plan.steps.slice(1).map(({ predicate }) => predicate)).toEqual([
      { op: 'subject', columns: ['slug'] },
      { op: 'subject', columns: ['slug'] },
    ]);
  });
});

describe('rules out of reach', () => {
  test('are findings, and so are effects and blockers', () => {
    const plan = ask('workspaces: id\n users: id, name text', {
      rules: { users: anonymise },
      policy: {
        effects: [{ name: 'e', version: 1, table: 'app.users', values: [], order: 'after', where: null }],
        blockers: [{ name: 'b', version: 1, table: 'app.users', where: null, level: 'block', message: 'm' }],
      },
    });
    expect(plan.findings.map(({ message }) => message)).toEqual([
      'b is for app.users, and no reference or link leads from there to rows of the workspace that go',
      'e is for app.users, and no reference or link leads from there to rows of the workspace that go',
      'the rule anonymise is for app.users, and no reference or link leads from there to rows of the workspace that go',
    ]);
    expect(plan.findings[0]).toMatchObject({
      code: 'RULE_UNREACHED',
      next: "Declare the missing link of app.users in the store's links, or delete what is written for it.",
    });
    expect([plan.effects, plan.blockers, plan.warnings]).toEqual([[], [], []]);
  });

  test('that ignore are what they say', () => {
    const plan = ask('workspaces: id\n users: id', { rules: { users: { rule: 'ignore', because: 'shared' } } });
    expect([plan.findings, plan.warnings]).toEqual([[], []]);
    expect(plan.ignored).toEqual([{ table: 'app.users', because: 'shared' }]);
  });
});

describe('tables nothing leads from', () => {
  test('say which rows of the subject may own theirs, and how that is written', () => {
    const plan = ask(`
      workspaces: id, settings_id -> settings
      notes: id, workspace_id! -> workspaces, settings_id -> settings
      settings: id
    `);
    expect(plan.findings).toMatchObject([
      {
        code: 'UNREACHED',
        message: expect.stringContaining('(app.notes.settings_id; app.workspaces.settings_id)'),
        next: expect.stringContaining(
          "owns('app.notes', { columns: ['settings_id'], to: 'app.settings', toColumns: ['id'] }), owns('app.workspaces',",
        ),
      },
    ]);
  });

  test('are findings, until they are linked or ignored', () => {
    expect(
      ask('workspaces: id\n countries: id', { ignore: { 'app.countries': 'the same for everyone' } }).findings,
    ).toEqual([]);
    expect(ask('workspaces: id\n countries: id').findings).toEqual([
      {
        code: 'UNREACHED',
        table: 'app.countries',
        message: 'nothing leads from app.countries to the workspace; its rows stay as they are',
        next: "If app.countries holds the workspace's data, declare a link; else put it under ignore with the reason.",
      },
    ]);
  });
});

describe('effects and blockers', () => {
  test('are planned for the subject’s rows, narrowed as they say', () => {
    const where = { column: 'body', in: ['x', 'y'] };
    const plan = ask(notes, {
      policy: {
        effects: [
          { name: 'e', version: 2, table: 'app.notes', values: ['body'], order: 'before', where },
          { name: 'f', version: 1, table: 'app.notes', values: [], order: 'after', where: null },
        ],
        blockers: [{ name: 'b', version: 1, table: 'app.notes', where: null, level: 'warn', message: 'm' }],
      },
    });
    const owned = { op: 'subject', columns: ['workspace_id'] };
    expect(plan.effects).toEqual([
      {
        name: 'e',
        version: 2,
        table: 'app.notes',
        values: ['body'],
        order: 'before',
        where,
        predicate: { op: 'all', of: [owned, { op: 'one of', column: 'body', values: ['x', 'y'] }] },
      },
      { name: 'f', version: 1, table: 'app.notes', values: [], order: 'after', where: null, predicate: owned },
    ]);
    expect(plan.blockers).toEqual([
      { name: 'b', version: 1, level: 'warn', message: 'm', table: 'app.notes', predicate: owned },
    ]);
  });
});

describe('values that a column cannot take', () => {
  test('are findings', () => {
    const plan = ask('workspaces: id\n notes: id, workspace_id! -> workspaces, body! text, title text', {
      rules: {
        notes: { rule: 'anonymise', columns: { body: { with: 'null' }, title: { with: 'null' } }, keepFor: null },
        workspaces: anonymise,
      },
    });
    expect(plan.findings).toEqual([
      {
        code: 'ANONYMISE_INVALID',
        table: 'app.notes',
        message:
          'app.notes.body cannot be anonymised like this: expected a column that can be NULL, found "body", which is NOT NULL',
        next: expect.stringMatching(/^Write .+\.$/),
      },
    ]);
  });
});

describe('the database itself', () => {
  test('may rewrite statements, inherit rows, hide rows', () => {
    expect(ask(notes, onNotes({ rules: ['no_delete'] })).findings).toEqual([
      {
        code: 'REWRITE_RULE',
        table: 'app.notes',
        message: 'the rewrite rule no_delete on app.notes can turn a statement into another or into nothing',
        next: 'Drop the rule no_delete, or do its work with a trigger.',
      },
    ]);
    expect(ask(notes, onNotes({ inheritedBy: ['app.old_notes'] })).findings).toEqual([
      {
        code: 'INHERITANCE',
        table: 'app.notes',
        message:
          'app.old_notes inherits from app.notes: statements on app.notes hit its rows, and no foreign key guards them',
        next: 'Turn the inheritance into partitions, or end it with ALTER TABLE app.old_notes NO INHERIT app.notes.',
      },
    ]);
    const hidden = onNotes({ rowSecurity: 'on', privileges: { ...all, seesAllRows: false } });
    expect(ask(notes, hidden).findings).toEqual([
      {
        code: 'ROWS_HIDDEN',
        table: 'app.notes',
        message: 'row security hides rows of app.notes from this role: what it cannot see it cannot delete',
        next: 'Connect as a role that row security does not apply to on app.notes: ALTER ROLE <role> BYPASSRLS; or its owner.',
      },
    ]);
    expect(codes(ask(notes, { ...hidden, rules: { notes: keep, workspaces: anonymise } }))).toEqual([
      'ROWS_HIDDEN notes',
    ]);
  });

  test('may refuse what a step needs', () => {
    const none = { ...all, select: false, update: false, delete: false };
    const missing = (question: Parameters<typeof ask>[1]) =>
      ask(notes, question).findings.map(({ code, message }) => `${code} ${message}`);
    expect(missing(onNotes({ privileges: none }))).toEqual([
      'PRIVILEGE_MISSING the role may not DELETE on app.notes',
      'PRIVILEGE_MISSING the role may not SELECT on app.notes',
    ]);
    const kept = { rules: { notes: anonymise, workspaces: anonymise }, ...onNotes({ privileges: none }) };
    expect(missing(kept)).toEqual([
      'PRIVILEGE_MISSING the role may not SELECT on app.notes',
      'PRIVILEGE_MISSING the role may not UPDATE on app.notes',
    ]);
    expect(
      missing({ change: ({ name }) => (name === 'app.workspaces' ? { privileges: { ...all, update: false } } : {}) }),
    ).toEqual(['PRIVILEGE_MISSING the role may not UPDATE on app.workspaces']);
    expect(ask(notes, onNotes({ privileges: { ...all, delete: false } })).findings[0]?.next).toBe(
      'GRANT DELETE ON app.notes TO <role>;',
    );
  });

  test('may refuse what a step needs in one of the partitions', () => {
    const partitions = ['app.notes_old', 'app.notes_new'];
    expect(ask(notes, onNotes({ partitions, privileges: { ...all, delete: false } })).findings).toMatchObject([
      {
        message: 'the role may not DELETE on app.notes or one of its partitions',
        next: 'GRANT DELETE ON app.notes, app.notes_old, app.notes_new TO <role>;',
      },
    ]);
  });

  test('may refuse what the residual scan needs, where there is something to look for', () => {
    const change = ({ name }: Table): Partial<Table> =>
      name === 'app.secrets'
        ? { privileges: { ...all, select: false, seesAllRows: false }, rowSecurity: 'forced' }
        : {};
    const question = { change, ignore: { 'app.secrets': 'keys' } };
    expect(ask(`${notes}\n secrets: id`, question).findings).toEqual([]);
    const looking = { ...question, policy: { identifiers: ['app.workspaces.id'] } };
    expect(codes(ask(`${notes}\n secrets: id`, looking))).toEqual(['PRIVILEGE_MISSING secrets', 'ROWS_HIDDEN secrets']);
    expect(ask(`${notes}\n secrets: id`, looking).findings[1]?.next).toContain('no exception while it is forced');
  });

  const refresh = { may: true, concurrently: false, after: 0 };

  test('may hold rows that no path finds, and copies', () => {
    const plan = askOf({
      ...schemaText(
        'workspaces: id\n notes: id, workspace_id! -> workspaces unvalidated\n x: id\n y: id, x_id -> x unvalidated',
      ),
      views: [
        { name: 'app.report', materialised: true, refresh, tables: ['app.notes', 'app.x'] },
        { name: 'app.unfilled', materialised: true, tables: ['app.notes'] },
        { name: 'app.plain', materialised: false, tables: ['app.notes'] },
      ],
    });
    expect(plan.warnings).toEqual([
      {
        code: 'NOT_VALIDATED',
        table: 'app.notes',
        message:
          'notes_workspace_id_fkey (app.notes → app.workspaces) is not validated: some rows may hang from nothing, and no path finds these',
        next: 'ALTER TABLE app.notes VALIDATE CONSTRAINT notes_workspace_id_fkey;',
      },
      {
        code: 'VIEW_HOLDS_ROWS',
        table: 'app.notes',
        message:
          'the materialised view app.report holds what it read from app.notes until it is refreshed; the certificate says so',
        next: "Write 'app.report' under refresh in the store, and each run refreshes it; or REFRESH MATERIALIZED VIEW app.report; after the run.",
      },
    ]);
  });

  test('may show copies, which each run refreshes where the store says so and the role may', () => {
    const report = { name: 'app.report', materialised: true, tables: ['app.notes'] };
    const planned = (refreshed: NonNullable<View['refresh']>) =>
      askOf({ ...schemaText(notes), views: [{ ...report, refresh: refreshed }] }, { refresh: ['app.report'] });
    expect(planned(refresh)).toMatchObject({ findings: [], warnings: [] });
    expect(planned({ ...refresh, may: false }).findings).toEqual([
      {
        code: 'PRIVILEGE_MISSING',
        table: 'app.report',
        message: 'the role may not refresh the materialised view app.report, as the store says',
        next: 'ALTER MATERIALIZED VIEW app.report OWNER TO <role>; or, from PostgreSQL 17 on, GRANT MAINTAIN ON app.report TO <role>;',
      },
    ]);
  });

  test('may do more by triggers, unless the policy knows them', () => {
    const trigger = (name: string, event: 'delete' | 'update' | 'insert'): Trigger => ({
      name,
      table: 'app.notes',
      timing: 'after',
      level: 'row',
      events: [event],
      function: 'app.f',
    });
    const triggers = [trigger('d', 'delete'), trigger('u', 'update'), trigger('i', 'insert')];
    const plan = ask(notes, onNotes({ triggers }));
    expect(plan.warnings).toEqual([
      {
        code: 'TRIGGER_ON_DELETE',
        table: 'app.notes',
        message:
          'the trigger d (app.f) runs when app.notes is deleted from; if it writes other tables, the batch is rolled back',
        next: "Write 'app.notes.d': [<tables it writes>] under triggers in the policy, [] if it writes no other.",
      },
    ]);
    const kept = ask(notes, { ...onNotes({ triggers }), rules: { notes: anonymise, workspaces: anonymise } });
    expect(kept.warnings[0]?.message).toContain('the trigger u (app.f) runs when app.notes is updated');
    const known = ask(notes, { ...onNotes({ triggers }), policy: { triggers: { 'app.notes.d': ['app.z', 'app.b'] } } });
    expect(known.warnings).toEqual([]);
    expect(known.steps[0]?.triggerWrites).toEqual(['app.b', 'app.z']);
  });
});

test('what hangs from rows that nobody has decided about is decided with those', () => {
  const plan = ask(`
    workspaces: id
    bookings: id, workspace_id -> workspaces set null
    attendees: id, booking_id! -> bookings cascade, email text
    badges: id, attendee_id! -> attendees cascade
    inboxes: id, email text
  `);
  expect(plan.findings.map(({ code, table, next }) => `${code} ${table}: ${next.split('.')[0]}`)).toEqual([
    expect.stringContaining('UNDECIDED app.bookings'),
    'UNREACHED app.attendees: Decide about app',
    'UNREACHED app.badges: Decide about app',
    expect.stringMatching(/^UNREACHED app\.inboxes: If app/),
  ]);
});
