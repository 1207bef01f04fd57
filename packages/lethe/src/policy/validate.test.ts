import { describe, expect, it } from 'vitest';
import { anonymise } from './anonymise.ts';
import { crm, crmSchema, releaseNumbers, unpaidInvoices, workspace } from './crm.fixture.ts';
import { detach } from './detach.ts';
import { days, hours, months, years } from './duration.ts';
import { ignore } from './ignore.ts';
import { keep } from './keep.ts';
import { constant } from './replacement.ts';
import { postgres } from './store.ts';
import { subject } from './subject.ts';
import { validateConfig } from './validate.ts';

const store = { url: 'CRM_DATABASE_URL', schemas: ['app'] };

function problemsOf(value: unknown, schema = crmSchema) {
  const result = validateConfig(value, schema);
  return 'problems' in result ? result.problems : [];
}

const inSubject = (fields: object) => problemsOf({ ...crm, subjects: { workspace: { ...workspace, ...fields } } });
const inRules = (rules: object) =>
  problemsOf({ ...crm, subjects: { workspace: { ...subject('app.workspaces'), rules } } });
const inStore = (fields: object) =>
  problemsOf({
    stores: { crm: { ...postgres(store), ...fields } },
    subjects: { workspace: subject('app.workspaces') },
  });

describe('a good configuration', () => {
  it('becomes frozen data without code, with every default filled in', () => {
    const result = validateConfig(crm, crmSchema);
    expect(result).not.toHaveProperty('problems');
    const config = 'config' in result ? result.config : null;
    expect(config?.stores['crm']).toMatchObject({ type: 'postgres', urlFrom: 'CRM_DATABASE_URL', ignore: {} });
    expect(config?.stores['crm']?.links[0]?.when).toBeNull();
    expect(config?.subjects['workspace']).toMatchObject({ kind: 'workspace', ownership: 'tenant', insertGuard: false });
    expect(config?.subjects['workspace']?.rules['app.invoices']).toEqual({
      rule: 'keep',
      retention: { for: { unit: 'years', count: 7 }, from: 'issued_at', endOf: 'year', because: 'tax law' },
    });
    expect(config?.subjects['workspace']?.effects).toEqual([
      {
        name: 'release-numbers',
        version: 1,
        table: 'app.phone_numbers',
        values: ['e164', 'vendor_ref'],
        order: 'after',
        where: null,
      },
    ]);
    expect(config?.subjects['workspace']?.blockers[0]?.level).toBe('block');
    expect(Object.isFrozen(config?.subjects['workspace']?.rules)).toBe(true);
    expect(JSON.parse(JSON.stringify(config))).toEqual(config);
  });

  it('is found good without the schema too, and finds no kind that only Object.prototype has', () => {
    const result = validateConfig(crm);
    expect('config' in result && result.config.subjects['constructor']).toBeUndefined();
  });

  it('may use one effect in two subjects', () => {
    expect(problemsOf({ ...crm, subjects: { workspace, team: { ...workspace, table: 'app.workspaces' } } })).toEqual(
      [],
    );
  });

  it('may write undefined for a field left out', () => {
    expect(inSubject({ members: undefined })).toEqual([]);
  });
});

describe('problems', () => {
  it('are all listed at once, each with its place and what to write', () => {
    const value = {
      stores: { crm: postgres({ url: 'postgres://crm:secret@db/crm', schemas: ['app'] }) },
      subjects: {
        workspace: {
          table: 'app.workspace',
          owner: 'x',
          rules: {
            'app.invoices': keep({ for: years(0), from: 'isued_at', because: ' ' }),
            'app.orders': 'delte',
            'app.audit_log': { rule: 'anonymise', columns: {} },
          },
          insertGuard: 'yes',
        },
      },
    };
    expect(problemsOf(value)).toEqual([
      {
        path: 'stores.crm.url',
        expected: 'the name of an environment variable',
        found: 'a URL',
        write: "url: 'DATABASE_URL'",
      },
      {
        path: 'subjects.workspace.owner',
        expected: 'one of table, ownership, members, rules, effects, blockers, identifiers, triggers, insertGuard',
        found: '"owner"',
        write: 'nothing: remove it',
      },
      {
        path: 'subjects.workspace.rules["app.invoices"].for',
        expected: 'years(…) of a whole number from 1 to 100',
        found: 'years(0)',
        write: 'years(7)',
      },
      {
        path: 'subjects.workspace.rules["app.invoices"].because',
        expected: 'a reason in words',
        found: '" "',
        write: "why, as the person asking would read it, such as 'tax law'",
      },
      {
        path: 'subjects.workspace.rules["app.orders"]',
        expected: "'delete', anonymise(…), detach(…), keep(…) or ignore(…)",
        found: '"delte"',
        write: "'delete'",
      },
      {
        path: 'subjects.workspace.rules["app.audit_log"].columns',
        expected: 'the columns to empty',
        found: 'an empty object',
        write: "anonymise({ columns: { email: 'null' } })",
      },
      { path: 'subjects.workspace.insertGuard', expected: 'true or false', found: '"yes"', write: 'true or false' },
      {
        path: 'subjects.workspace.table',
        expected: 'a table of the schemas app',
        found: '"app.workspace"',
        write: "'app.workspaces'",
      },
      {
        path: 'subjects.workspace.rules["app.invoices"].from',
        expected: 'a column of app.invoices',
        found: '"isued_at"',
        write: "'issued_at'",
      },
    ]);
  });

  it('are noted once for one mistake, not again for what stands in its place', () => {
    expect(problemsOf({}).map((problem) => problem.path)).toEqual(['stores', 'subjects']);
    expect(problemsOf(undefined)).toEqual([
      {
        path: '',
        expected: 'a configuration',
        found: 'nothing',
        write: 'export default defineConfig({ stores: { … }, subjects: { … } })',
      },
    ]);
    expect(
      inSubject({ effects: [{ ...releaseNumbers, table: 7, values: ['id'] }] }).map((problem) => problem.path),
    ).toEqual(['subjects.workspace.effects[0].table']);
  });
});

describe('stores and kinds', () => {
  it.each([
    ['no store', { ...crm, stores: {} }, 'stores', 'an empty list'],
    ['two stores', { ...crm, stores: { ...crm.stores, other: postgres(store) } }, 'stores', 'a list of 2'],
    ['no subject', { ...crm, subjects: {} }, 'subjects', 'an empty object'],
    ['a list of stores', { ...crm, stores: [] }, 'stores', 'an empty list'],
    [
      'a kind that cannot be typed in a command',
      { ...crm, subjects: { 'Work space': workspace } },
      'subjects["Work space"]',
      '"Work space"',
    ],
    [
      'a kind named __proto__',
      { ...crm, subjects: JSON.parse('{"__proto__": {"table": "app.workspaces"}}') },
      'subjects.__proto__',
      '"__proto__"',
    ],
    [
      'a subject that is a text',
      { ...crm, subjects: { workspace: 'app.workspaces' } },
      'subjects.workspace',
      '"app.workspaces"',
    ],
  ])('%s is a problem', (_what, value, path, found) => {
    expect(problemsOf(value)).toEqual([expect.objectContaining({ path, found })]);
  });

  it.each([
    ['the schema of Lethe itself', { schemas: ['app', 'lethe'] }, 'schemas[1]', '"lethe"'],
    ['a schema of PostgreSQL', { schemas: ['app', 'pg_catalog'] }, 'schemas[1]', '"pg_catalog"'],
    ['a schema twice', { schemas: ['app', 'app'] }, 'schemas[1]', '"app"'],
    ['a schema that holds nothing', { schemas: ['app', 'ap'] }, 'schemas[1]', '"ap"'],
    ['no schema', { schemas: [] }, 'schemas', 'an empty list'],
    ['another kind of store', { type: 'mysql' }, 'type', '"mysql"'],
    [
      'an ignored table that is not there',
      { ignore: { 'app.contries': 'same for all' } },
      'ignore["app.contries"]',
      '"app.contries"',
    ],
    ['an ignored table without a reason', { ignore: { 'app.countries': '' } }, 'ignore["app.countries"]', '""'],
    [
      'an ignored table without its schema',
      { ignore: { countries: 'same for all' } },
      'ignore.countries',
      '"countries"',
    ],
    [
      'an ignored view',
      { ignore: { 'app.open_invoices': 'a view' } },
      'ignore["app.open_invoices"]',
      '"app.open_invoices", which is a view',
    ],
  ])('%s is a problem', (_what, fields, place, found) => {
    expect(inStore(fields)).toEqual([expect.objectContaining({ path: `stores.crm.${place}`, found })]);
  });
});

describe('subjects', () => {
  it.each([
    ['an ownership that is none', { ownership: 'tenants' }, 'ownership', "'tenant'"],
    ['an ownership far from any', { ownership: 7 }, 'ownership', "'tenant' or 'person'"],
    [
      'a member table that is not there',
      { members: { ...workspace.members, table: 'app.member' } },
      'members.table',
      "'app.members'",
    ],
    [
      'a member column that is not there',
      { members: { ...workspace.members, role: 'roles' } },
      'members.role',
      "'role'",
    ],
    [
      'an identifier without a column',
      { identifiers: ['app.contacts'] },
      'identifiers[0]',
      "a name such as 'app.workspaces.slug'",
    ],
    ['an identifier that is not there', { identifiers: ['app.contacts.mail'] }, 'identifiers[0]', "'email'"],
    [
      'an identifier of a table that is not there',
      { identifiers: ['app.contact.email'] },
      'identifiers[0]',
      "'app.contacts'",
    ],
    ['an identifier that is a number', { identifiers: ['app.contacts.id'] }, 'identifiers[0]', 'nothing: remove it'],
    [
      'a trigger without its table',
      { triggers: { log: ['app.orders'] } },
      'triggers.log',
      "a name such as 'app.workspaces.slug'",
    ],
    [
      'a trigger of a table that is not there',
      { triggers: { 'x.y.log': ['app.orders'] } },
      'triggers["x.y.log"]',
      'the name of a table as the database has it',
    ],
    [
      'a trigger that is not there',
      { triggers: { 'app.campaigns.log_histori': ['app.orders'] } },
      'triggers["app.campaigns.log_histori"]',
      "'app.campaigns.log_history'",
    ],
    [
      'a trigger of a table without any',
      { triggers: { 'app.orders.log': ['app.orders'] } },
      'triggers["app.orders.log"]',
      'nothing: remove it',
    ],
    [
      'a trigger that writes nothing',
      { triggers: { 'app.campaigns.log_history': [] } },
      'triggers["app.campaigns.log_history"]',
      "['app.campaign_history']",
    ],
    [
      'a trigger that writes what is not there',
      { triggers: { 'app.campaigns.log_history': ['app.campaign_histori'] } },
      'triggers["app.campaigns.log_history"][0]',
      "'app.campaign_history'",
    ],
    ['effects that are no list', { effects: releaseNumbers }, 'effects', 'effects: [effect(…)]'],
  ])('%s is a problem', (_what, fields, place, write) => {
    expect(inSubject(fields)).toEqual([expect.objectContaining({ path: `subjects.workspace.${place}`, write })]);
  });

  it('need a table with a primary key', () => {
    const { 'app.workspaces': root, ...tables } = crmSchema.tables;
    if (root === undefined) throw new Error('bug: the sample has no workspaces');
    const schema = { ...crmSchema, tables: { ...tables, 'app.workspaces': { ...root, primaryKey: null } } };
    expect(problemsOf({ ...crm, subjects: { workspace: subject('app.workspaces') } }, schema)).toEqual([
      expect.objectContaining({ path: 'subjects.workspace.table', found: 'app.workspaces, which has none' }),
    ]);
  });

  it('start from a table of the schemas that are read', () => {
    const result = validateConfig({ ...crm, subjects: { workspace: subject('other.workspaces') } });
    expect(result).toEqual({
      problems: [expect.objectContaining({ path: 'subjects.workspace.table', found: '"other.workspaces"' })],
    });
  });
});

describe('rules', () => {
  const law = { for: years(7), because: 'tax law' };

  it.each([
    ['a table that is not there', { 'app.invoice': 'delete' }, '["app.invoice"]', "'app.invoices'"],
    ['a table without its schema', { invoices: 'delete' }, '.invoices', "a table such as 'app.invoices'"],
    [
      'the bare word keep',
      { 'app.invoices': 'keep' },
      '["app.invoices"]',
      "keep({ for: years(7), because: 'tax law' })",
    ],
    [
      'a rule that is none',
      { 'app.invoices': { rule: 'constructor' } },
      '["app.invoices"]',
      "'delete', or one of the others with what it needs",
    ],
    [
      'a rule of another language',
      { 'app.invoices': 'cryptoshred' },
      '["app.invoices"]',
      "'delete', or one of the others with what it needs",
    ],
    ['a misspelt field', { 'app.invoices': { ...keep(law), form: 'issued_at' } }, '["app.invoices"].form', 'from'],
    ['a time without a unit', { 'app.invoices': { ...keep(law), for: 7 } }, '["app.invoices"].for', 'years(7)'],
    ['a time in hours', { 'app.invoices': keep({ ...law, for: hours(3) }) }, '["app.invoices"].for', 'years(7)'],
    ['half a month', { 'app.invoices': keep({ ...law, for: months(0.5) }) }, '["app.invoices"].for', 'years(7)'],
    [
      'more than a century',
      { 'app.invoices': keep({ ...law, for: days(36_601) }) },
      '["app.invoices"].for',
      'years(7)',
    ],
    [
      'a time with something added',
      { 'app.invoices': keep({ ...law, for: { ...days(1), about: 1 } as never }) },
      '["app.invoices"].for',
      'years(7)',
    ],
    [
      'a column that is no date',
      { 'app.invoices': keep({ ...law, from: 'status' }) },
      '["app.invoices"].from',
      "'issued_at' or 'paid_on'",
    ],
    [
      'a date where the table has none',
      { 'app.orders': keep({ ...law, from: 'status' }) },
      '["app.orders"].from',
      'nothing: remove it, to count from the deletion',
    ],
    [
      'a far-off column',
      { 'app.countries': keep({ ...law, from: 'issued' }) },
      '["app.countries"].from',
      'one of code',
    ],
    [
      'no reason to ignore',
      { 'app.countries': ignore('') },
      '["app.countries"].because',
      "why, as the person asking would read it, such as 'tax law'",
    ],
    [
      'detaching a column that is not there',
      { 'app.contacts': detach('ownr_id') },
      '["app.contacts"].columns[0]',
      "'owner_id'",
    ],
    [
      'detaching a NOT NULL link',
      { 'app.contacts': detach('workspace_id') },
      '["app.contacts"].columns[0]',
      "'delete', or keep the rows with a reason",
    ],
    [
      'detaching what links to nothing',
      { 'app.security_log': detach('actor_email') },
      '["app.security_log"].columns[0]',
      "detach('workspace_id')",
    ],
    [
      'detaching one column twice',
      { 'app.security_log': detach('workspace_id', 'workspace_id') },
      '["app.security_log"].columns[1]',
      'nothing: remove it',
    ],
    [
      'detaching where no link can be NULL',
      { 'app.orders': detach() },
      '["app.orders"]',
      "'delete', or keep the rows with a reason",
    ],
    [
      'a column to empty that is not there',
      { 'app.contacts': anonymise({ columns: { nam: 'null' } }) },
      '["app.contacts"].columns.nam',
      "'name'",
    ],
    [
      'an end counted from what is no date',
      { 'app.contacts': anonymise({ columns: { email: 'null' }, keepFor: { ...law, from: 'name' } }) },
      '["app.contacts"].keepFor.from',
      'nothing: remove it, to count from the deletion',
    ],
    [
      'an end without a reason',
      { 'app.contacts': { ...anonymise({ columns: { email: 'null' } }), keepFor: months(12) } },
      '["app.contacts"].keepFor.unit',
      'nothing: remove it',
    ],
    [
      'an end of the own row of a subject',
      { 'app.workspaces': anonymise({ columns: { name: constant('x') }, keepFor: law }) },
      '["app.workspaces"].keepFor',
      'nothing: remove it',
    ],
    [
      'an end of a spine',
      { 'app.contacts': anonymise({ columns: { email: 'null' }, keepFor: law, spine: true }) },
      '["app.contacts"].keepFor',
      'nothing: remove it',
    ],
    [
      'keeping the subject itself',
      { 'app.workspaces': keep(law) },
      '["app.workspaces"]',
      'anonymise({ columns: { … } }): the row then stays as long as kept rows hang from it',
    ],
  ])('%s is a problem', (_what, rules, place, write) => {
    expect(inRules(rules)[0]).toMatchObject({ path: `subjects.workspace.rules${place}`, write });
  });

  it('may detach a nullable link, every one, or the subject own table is emptied', () => {
    expect(inRules({ 'app.security_log': detach('workspace_id') })).toEqual([]);
    expect(inRules({ 'app.security_log': detach() })).toEqual([]);
    expect(inRules({ 'app.workspaces': anonymise({ columns: { name: constant('x') } }) })).toEqual([]);
  });
});

describe('a spine', () => {
  it('is written with true, and is not in the data where it is not written', () => {
    const columns = { email: 'null' } as const;
    const rulesOf = (spine: object) =>
      validateConfig({
        ...crm,
        subjects: {
          workspace: { table: 'app.workspaces', rules: { 'app.contacts': { ...anonymise({ columns }), ...spine } } },
        },
      });
    const data = { rule: 'anonymise', columns: { email: { with: 'null' } }, keepFor: null };
    expect(rulesOf({ spine: true })).toMatchObject({
      config: { subjects: { workspace: { rules: { 'app.contacts': { ...data, spine: true } } } } },
    });
    expect(rulesOf({})).not.toHaveProperty('config.subjects.workspace.rules["app.contacts"].spine');
    expect(rulesOf({ spine: 'yes' })).toMatchObject({
      problems: [{ path: 'subjects.workspace.rules["app.contacts"].spine' }],
    });
  });
});

describe('sentences that cannot both be meant', () => {
  const ignoring = (name: string, fields: object) =>
    problemsOf({
      stores: { crm: postgres({ ...store, ignore: { [name]: 'reference data' } }) },
      subjects: { workspace: { table: 'app.workspaces', ...fields } },
    });

  it.each([
    ['a subject whose table the store ignores', ignoring('app.workspaces', {}), 'table'],
    [
      'a rule for a table the store ignores',
      ignoring('app.countries', { rules: { 'app.countries': 'delete' } }),
      'rules["app.countries"]',
    ],
    [
      'an effect on a table the store ignores',
      ignoring('app.phone_numbers', { effects: [releaseNumbers] }),
      'effects[0].table',
    ],
    [
      'a blocker on a table the store ignores',
      ignoring('app.invoices', { blockers: [unpaidInvoices] }),
      'blockers[0].table',
    ],
    [
      'an effect on a table a rule ignores',
      inSubject({ rules: { 'app.phone_numbers': ignore('shared') } }),
      'effects[0].table',
    ],
    ['one effect twice', inSubject({ effects: [releaseNumbers, releaseNumbers] }), 'effects[1]'],
    [
      'two versions of one effect',
      inSubject({ effects: [releaseNumbers, { ...releaseNumbers, version: 2 }] }),
      'effects[1]',
    ],
    ['one blocker twice', inSubject({ blockers: [unpaidInvoices, unpaidInvoices] }), 'blockers[1]'],
  ])('%s is a problem', (_what, problems, place) => {
    expect(problems.map((problem) => problem.path)).toEqual([`subjects.workspace.${place}`]);
  });

  it.each([
    ['code', { ...releaseNumbers, run: async () => 'done' }],
    ['data', { ...releaseNumbers, values: ['e164'] }],
  ])('one effect name and version with other %s in another subject is a problem', (_what, other) => {
    const team = { table: 'app.workspaces', effects: [other] };
    expect(problemsOf({ ...crm, subjects: { workspace, team } })).toEqual([
      {
        path: 'subjects.team.effects[0]',
        expected: 'release-numbers@1 to be the same effect everywhere',
        found: 'another effect of that name and version',
        write: 'another name, or version: 2',
      },
    ]);
  });

  it('an effect on a table that is kept is no contradiction: the number goes back though its row stays', () => {
    expect(inSubject({ rules: { 'app.phone_numbers': keep({ for: years(1), because: 'billing' }) } })).toEqual([]);
  });
});

describe('effects and blockers', () => {
  it.each([
    ['an effect without code', { run: undefined }, 'run', "run: async (row, { idempotencyKey, signal }) => 'done'"],
    ['an effect without an order', { order: undefined }, 'order', "'before' or 'after'"],
    ['an effect of version 0', { version: 0 }, 'version', 'version: 1'],
    ['an effect with a name of two words', { name: 'release numbers' }, 'name', "a name such as 'workspace'"],
    ['an effect without values', { values: [] }, 'values', "values: ['id']"],
    ['an effect with a value that is not there', { values: ['e146'] }, 'values[0]', "'e164'"],
    ['an effect on a table that is not there', { table: 'app.phone_number' }, 'table', "'app.phone_numbers'"],
    ['an effect for no rows', { where: { column: 'e164', in: [] } }, 'where.in', "in: ['open']"],
    ['an effect for rows with a number', { where: { column: 'e164', in: [1] } }, 'where.in[0]', "'open'"],
    [
      'an effect for rows by a column that is not there',
      { where: { column: 'e146', in: ['x'] } },
      'where.column',
      "'e164'",
    ],
  ])('%s is a problem', (_what, fields, place, write) => {
    expect(inSubject({ effects: [{ ...releaseNumbers, ...fields }] })).toEqual([
      expect.objectContaining({ path: `subjects.workspace.effects[0].${place}`, write }),
    ]);
  });

  it.each([
    ['a blocker without a message', { message: '' }, 'message', "message: 'There are unpaid invoices.'"],
    ['a blocker of a level that is none', { level: 'blok' }, 'level', "'block'"],
    ['a blocker on a table that is not there', { table: 'app.invoice' }, 'table', "'app.invoices'"],
    ['a blocker for a misspelt status', { where: { column: 'status', in: ['open', 'viod'] } }, 'where.in[1]', "'void'"],
    [
      'a blocker for a status that is none',
      { where: { column: 'status', in: ['overdue'] } },
      'where.in[0]',
      "one of 'open', 'paid', 'void'",
    ],
  ])('%s is a problem', (_what, fields, place, write) => {
    expect(inSubject({ blockers: [{ ...unpaidInvoices, ...fields }] })).toEqual([
      expect.objectContaining({ path: `subjects.workspace.blockers[0].${place}`, write }),
    ]);
  });

  it('an effect needs a table with a primary key, or all its rows would share one idempotency key', () => {
    const numbers = crmSchema.tables['app.phone_numbers'];
    if (numbers === undefined) throw new Error('bug: the sample has no phone numbers');
    const schema = {
      ...crmSchema,
      tables: { ...crmSchema.tables, 'app.phone_numbers': { ...numbers, primaryKey: null } },
    };
    expect(problemsOf(crm, schema)).toEqual([
      expect.objectContaining({
        path: 'subjects.workspace.effects[0].table',
        found: 'app.phone_numbers, which has none',
      }),
    ]);
  });

  it('need no condition', () => {
    expect(inSubject({ blockers: [{ ...unpaidInvoices, where: undefined }] })).toEqual([]);
    expect(inSubject({ effects: [{ ...releaseNumbers, where: { column: 'e164', in: ['', '+49'] } }] })).toEqual([]);
  });
});
