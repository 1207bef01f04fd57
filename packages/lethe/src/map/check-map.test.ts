import { describe, expect, test } from 'vitest';
import { detach, keep } from '../planner/ask.fixture.ts';
import { validateConfig } from '../policy/validate.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { schemaText } from '../testing/schema-text.ts';
import { checkMap } from './check-map.ts';
import { configOf, mapFor, type Written } from './data-map.fixture.ts';
import type { CheckFinding } from './finding.ts';
import { mapText } from './map-text.ts';

const base = `
  workspaces: id
  contacts: id, workspace_id! -> workspaces cascade, email text, first_name text
  plans: id
`;
const plans = { 'app.plans': 'what we sell' };

/** What is found with a map that is current. */
function check(schema: Schema, written: Written = { store: { ignore: plans } }): readonly CheckFinding[] {
  return checkMap({ schema, config: configOf(written), problems: [], text: mapText(mapFor(schema, written)) }).findings;
}

function told(findings: readonly CheckFinding[]): readonly string[] {
  return findings.map(({ code, message, next }) => `${code} ${message} | ${next}`);
}

/** What stands in the lines of the map that findings name, up to the table; words for those in the configuration. */
function places(schema: Schema, findings: readonly CheckFinding[], written: Written): readonly string[] {
  const lines = mapText(mapFor(schema, written)).split('\n');
  return findings.map(({ place }) =>
    place.in === 'map' ? (lines[place.line - 1] ?? '').split(' | ').slice(0, 2).join(' | ') : place.words.join(),
  );
}

const changed = (name: string, rest: Partial<Table>) => (table: Table) => (table.name === name ? rest : {});

test('no line of a map is open without a finding that says what to write', () => {
  const schema = schemaText(`${base}
    notes: id, contact_id! -> contacts cascade
    bills: id, contact_id! -> contacts
    users: id, workspace_id -> workspaces set null
    logs: id, contact_id -> contacts cascade
    circle_a: id, b_id! -> circle_b, workspace_id! -> workspaces
    circle_b: id, a_id! -> circle_a
    lost: id
    wanted: id`);
  const written: Written = {
    store: { ignore: { ...plans, 'app.logs': 'x' } },
    subjects: {
      user: { table: 'app.users', ownership: 'person' },
      workspace: { rules: { 'app.notes': keep, 'app.contacts': { rule: 'delete' }, 'app.wanted': { rule: 'delete' } } },
    },
  };
  const findings = check(schema, written);
  for (const { kind, lines } of mapFor(schema, written).subjects) {
    const open = lines.filter(({ happens }) => happens.includes('undecided') || happens.includes('unreached'));
    expect(open.length).toBeGreaterThan(3);
    const about = findings.filter(({ message }) => message.split(':')[0]?.split(', ').includes(kind));
    expect(open.map(({ table }) => table).filter((table) => !about.some((each) => each.table === table))).toEqual([]);
  }
});

test('nothing is found where all is decided, reached or ignored', () => {
  const findings = check(schemaText(base));
  expect(findings).toEqual([]);
});

describe('tables that nothing leads from', () => {
  const schema = schemaText(`${base}\n inbound: id, sender_email text\n jobs: id\n owners: id, plan_id -> plans`);

  test('are findings, with what looks personal in them', () => {
    const found = check(schema);
    expect(told(found)).toEqual([
      "UNREACHED workspace: nothing leads from app.inbound to the subject, and it has what looks personal: sender_email (e-mail address) | If it holds data of the subject, declare a link in the store's links; else put 'app.inbound' under ignore with the reason.",
      "UNREACHED workspace: nothing leads from app.jobs to the subject | If it holds data of the subject, declare a link in the store's links; else put 'app.jobs' under ignore with the reason.",
      "UNREACHED workspace: nothing leads from app.owners to the subject | If it holds data of the subject, declare a link in the store's links; else put 'app.owners' under ignore with the reason.",
    ]);
    expect(places(schema, found, { store: { ignore: plans } })[1]).toBe('unreached | app.jobs');
  });

  test('are one finding for all kinds of subjects that do not reach them', () => {
    const subjects = { workspace: {}, contact: { table: 'app.contacts' } };
    const found = check(schemaText(base), { subjects });
    expect(found.map(({ message }) => message)).toEqual([
      'contact, workspace: nothing leads from app.plans to the subject',
      'contact: nothing leads from app.workspaces to the subject',
    ]);
  });

  test('and whose rows are on another server are findings too', () => {
    const foreign = schemaText(base, changed('app.plans', { kind: 'foreign' }));
    expect(check(foreign, {}).map(({ code, table }) => `${code} ${table}`)).toEqual(['UNREACHED app.plans']);
    expect(check(foreign)).toEqual([]);
  });

  test('are none where they hold the people of the host', () => {
    const people = { table: 'app.plans', key: 'id', email: 'id', changedAt: null, previous: null };
    expect(check(schemaText(base), { store: { people } })).toEqual([]);
  });
});

describe('what would block the plan of any subject', () => {
  test('is told once, with all kinds it is about, at the line of the table', () => {
    const schema = schemaText(`${base}\n users: id, workspace_id -> workspaces set null`);
    const written = { store: { ignore: plans }, subjects: { tenant: {}, workspace: {} } };
    const found = check(schema, written);
    expect(told(found)).toEqual([
      "UNDECIDED tenant, workspace: app.users.workspace_id → app.workspaces (users_workspace_id_fkey, set null) can be cut; nothing says whose these rows are | Write 'app.users': detach('workspace_id') under rules to set the link to NULL, or 'delete' if these rows belong to the tenant.",
    ]);
    expect(places(schema, found, written)).toEqual(['undecided | app.users']);
  });

  test('a rule for a table that is not reached is told where the rule stands', () => {
    const written = { subjects: { workspace: { rules: { 'app.plans': { rule: 'delete' } } as const } } };
    const found = check(schemaText(base), written);
    expect(found.map(({ code }) => code)).toEqual(['RULE_UNREACHED']);
    expect(places(schemaText(base), found, written)[0]).toBe('app.plans');
  });

  test('cascades that would take rows of kept and ignored tables', () => {
    const schema = schemaText(
      `${base}\n invoices: id, contact_id! -> contacts cascade\n logs: id, contact_id -> contacts cascade`,
    );
    const found = check(schema, {
      store: { ignore: { ...plans, 'app.logs': 'of the machine' } },
      subjects: { workspace: { rules: { 'app.invoices': keep, 'app.contacts': { rule: 'delete' } } } },
    });
    expect(found.map(({ code, table }) => `${code} ${table}`)).toEqual([
      'IGNORED_REFERENCES app.logs',
      'KEPT_WOULD_CASCADE app.invoices',
      'SPINE_UNDECIDED app.contacts',
      'SPINE_UNDECIDED app.workspaces',
    ]);
  });

  test('what depends on the role is not told', () => {
    const none = { select: false, insert: false, update: false, delete: false, seesAllRows: false };
    expect(check(schemaText(base, () => ({ privileges: none })))).toEqual([]);
  });
});

describe('child keys without an index', () => {
  const unindexed = `${base}\n notes: id, contact_id! -> contacts cascade unindexed`;

  test.each([0, 50_000])('are found whatever the size (%i rows), with the statement to run', (rows) => {
    const schema = schemaText(unindexed, changed('app.notes', { estimate: { rows, bytes: 0 } }));
    const found = check(schema);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      code: 'NO_INDEX',
      table: 'app.notes',
      next: 'CREATE INDEX CONCURRENTLY ON app.notes (contact_id);',
    });
    expect(places(schema, found, { store: { ignore: plans } })).toEqual(['app.notes | contact_id: bigint']);
  });
});

describe('triggers on planned tables', () => {
  const trigger = { name: 'log', table: 'app.contacts', timing: 'after', level: 'row', function: 'app.log' } as const;
  const schema = schemaText(base, changed('app.contacts', { triggers: [{ ...trigger, events: ['delete'] }] }));

  test('are found until somebody says what they write', () => {
    expect(check(schema).map(({ code, table }) => `${code} ${table}`)).toEqual(['TRIGGER_ON_DELETE app.contacts']);
    for (const writes of [['app.plans'], []]) {
      const subjects = { workspace: { triggers: { 'app.contacts.log': writes } } };
      expect(check(schema, { store: { ignore: plans }, subjects })).toEqual([]);
    }
  });
});

describe('what looks personal and stays', () => {
  const spine = { rule: 'anonymise', columns: { id: { with: 'null' } }, keepFor: null } as const;
  const kept = (rules: Record<string, unknown>, mayStay = {}): Written => ({
    store: { ignore: plans, mayStay },
    subjects: { workspace: { rules: { 'app.workspaces': spine, ...rules } as never } },
  });

  test('in kept rows', () => {
    const found = check(schemaText(base), kept({ 'app.contacts': keep }));
    expect(told(found)).toEqual([
      "PERSONAL_KEPT rows of app.contacts stay (workspace) with what looks personal: email (e-mail address), first_name (name of a person) | Empty these columns with an anonymise rule, or write mayStay: { 'app.contacts.email': '<why>' } in the store.",
    ]);
    expect(found[0]?.place).toEqual({ in: 'config', words: ['app.contacts'] });
  });

  test('in rows that are emptied, as far as they are not', () => {
    const empties = (...columns: string[]) => ({
      ...spine,
      columns: Object.fromEntries(columns.map((column) => [column, { with: 'null' }])),
    });
    const found = check(schemaText(base), kept({ 'app.contacts': empties('email') }));
    expect(found.map(({ message }) => message)).toEqual([
      'rows of app.contacts stay (workspace) with what looks personal: first_name (name of a person)',
    ]);
    expect(check(schemaText(base), kept({ 'app.contacts': empties('email', 'first_name') }))).toEqual([]);
  });

  const loose = schemaText('workspaces: id\n contacts: id, email text');
  const ignored = { 'app.contacts': 'of the support team' };

  test('in ignored tables, whoever ignores them', () => {
    const message =
      "PERSONAL_IGNORED app.contacts is ignored (workspace), and has what looks personal: email (e-mail address) | Link app.contacts to its subject and give it a rule, or write mayStay: { 'app.contacts.email': '<why>' } in the store.";
    expect(told(check(loose, { store: { ignore: ignored } }))).toEqual([message]);
    const rules = { 'app.contacts': { rule: 'ignore', because: 'of the support team' } } as const;
    expect(told(check(loose, { subjects: { workspace: { rules } } }))).toEqual([message]);
    expect(check(schemaText(base), { store: { ignore: { ...plans, ...ignored } } }).map(({ code }) => code)).toEqual([
      'IGNORED_REFERENCES',
      'PERSONAL_IGNORED',
    ]);
  });

  test('but not where another kind of subject reaches them, nor in tables of extensions', () => {
    const rules = { 'app.contacts': { rule: 'ignore', because: 'a contact goes by itself' } } as const;
    const both = { workspace: { rules }, contact: { table: 'app.contacts' } };
    expect(check(loose, { store: { ignore: { 'app.workspaces': 'x' } }, subjects: both })).toEqual([]);
    const text = 'workspaces: id\n contacts: id, email text';
    expect(check(schemaText(text, changed('app.contacts', { extension: 'x' })), {})).toEqual([]);
  });

  test('is no finding where somebody said why it may', () => {
    const reasons = { 'app.contacts.email': 'by law', 'app.contacts.first_name': 'by law' };
    expect(check(schemaText(base), kept({ 'app.contacts': keep }, reasons))).toEqual([]);
  });

  test('rows that are only cut off are not the subject’s', () => {
    const schema = schemaText(`${base}\n users: id, email text, workspace_id -> workspaces`);
    const subjects = { workspace: { rules: { 'app.users': detach('workspace_id') } } };
    expect(check(schema, { store: { ignore: plans }, subjects })).toEqual([]);
  });
});

describe('what the configuration names and the schema does not have', () => {
  test('is found with the place in the configuration', () => {
    const schema = schemaText(`${base}\n bills: id, paid_at`);
    const written = {
      stores: {
        crm: {
          type: 'postgres',
          url: 'URL',
          schemas: ['app'],
          ignore: { 'app.plan': 'x', ...plans, 'app.bills': 'x' },
          links: [{ table: 'app.bills', columns: ['contact_no'], to: 'app.contacts', toColumns: ['id'] }],
        },
      },
      subjects: {
        workspace: {
          table: 'app.workspaces',
          rules: { 'app.contact': 'delete', 'app.contacts': { rule: 'anonymise', columns: { fist_name: 'null' } } },
          triggers: { 'app.contacts.log': ['app.bills'] },
          identifiers: ['app.contacts.id'],
        },
      },
    };
    const [plain, live] = [validateConfig(written), validateConfig(written, schema)];
    if (!('config' in plain) || !('problems' in live))
      throw new Error('bug: the sample is to fail against the schema only');
    const { findings } = checkMap({ schema, config: plain.config, problems: live.problems, text: null });
    const found = findings.filter(({ code }) => code.startsWith('RULE_') || code.startsWith('POLICY_'));
    expect(
      found.map(({ code, table, place }) => [
        code,
        table,
        place.in === 'config' ? [...place.words, place.below ?? ''].join(' ').trim() : '',
      ]),
    ).toEqual([
      ['RULE_UNKNOWN_COLUMN', 'app.bills', 'app.bills.contact_no app.bills contact_no'],
      ['RULE_UNKNOWN_TABLE', 'app.plan', 'app.plan app.plan'],
      ['RULE_UNKNOWN_TABLE', 'app.contact', 'app.contact app.contact'],
      ['RULE_UNKNOWN_COLUMN', 'app.contacts', 'app.contacts.fist_name app.contacts app.contacts fist_name'],
      ['POLICY_MISFIT', '', ''],
      ['POLICY_MISFIT', 'app.contacts.log', 'app.contacts.log'],
    ]);
    expect(found[1]).toMatchObject({
      message: 'stores.crm.ignore["app.plan"]: expected a table of the schemas app, found "app.plan"',
      next: "Write: 'app.plans'",
    });
  });
});
