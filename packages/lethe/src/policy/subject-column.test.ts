import { describe, expect, it } from 'vitest';
import { anonymise } from './anonymise.ts';
import { typedName } from './confirmation.ts';
import { crmSchema, optional, schemaWith, table, text } from './crm.fixture.ts';
import { detach } from './detach.ts';
import { hours, years } from './duration.ts';
import { explainPolicy } from './explain.ts';
import { ignore } from './ignore.ts';
import type { Problem } from './problem.ts';
import { problemsOf } from './problems.fixture.ts';
import { operatorDecision } from './proof.ts';
import { constant } from './replacement.ts';
import { postgres } from './store.ts';
import { subject } from './subject.ts';
import { type SubjectColumnOptions, type SubjectColumnWritten, subjectColumn } from './subject-column.ts';
import type { AnyTables } from './tables.ts';
import { validateConfig } from './validate.ts';

const schema = schemaWith(
  table('app.docs', { columns: { id: text, namespace: text, title: text } }),
  table('app.presets', { columns: { id: text, namespace: optional(text) } }),
  table('app.audit', { columns: { id: text, tenant_ns: text } }),
  table('app.deploys', { columns: { id: text, namespace: text } }),
  table('app.projects', { columns: { id: text, namespace: text, size: { type: 'integer' } } }),
  table('app.members', { columns: { namespace: text, user_id: text, role: text } }),
);

const value: SubjectColumnOptions<AnyTables> = { also: ['app.audit.tenant_ns'], except: ['app.deploys.namespace'] };

function config(written: unknown, others: object = {}, ignored: Record<string, string> = {}): unknown {
  return {
    stores: { app: postgres({ url: 'DATABASE_URL', schemas: ['app'], ignore: ignored }) },
    subjects: { tenant: written, ...others },
  };
}

const problems = (fields: object, ...more: [object?, Record<string, string>?]): readonly Problem[] =>
  problemsOf(config({ ...subjectColumn('namespace', value), ...fields }, ...more), schema);

function read(written: SubjectColumnWritten) {
  const result = validateConfig(config(written), schema);
  if (!('config' in result)) throw new Error(JSON.stringify(result));
  return result.config.subjects['tenant'] ?? expect.fail();
}

describe('a subject that is a value', () => {
  it('is data with the columns that hold it, and nothing of a row', () => {
    expect(read(subjectColumn('namespace', value))).toMatchObject({
      ...{ kind: 'tenant', table: null, value: { column: 'namespace', ...value }, ownership: 'tenant' },
      ...{ name: null, handle: null, timeZone: null, within: null, rules: {}, insertGuard: false },
    });
    expect(read(subjectColumn('namespace'))).toMatchObject({ value: { also: [], except: [] } });
  });

  it('is told in a sentence', () => {
    expect(explainPolicy(read(subjectColumn('namespace', value)))[0]).toBe(
      'A tenant is a value, and has no row of its own: it stands in namespace of every table that has it, app.audit.tenant_ns, but not in app.deploys.namespace. With it goes every row that belongs to it. The rules below come first.',
    );
    expect(explainPolicy(read(subjectColumn('namespace')))[0]).toContain(
      'it stands in namespace of every table that has it. With',
    );
  });

  it.each([
    ['name', 'title'],
    ['handle', 'title'],
    ['timeZone', 'title'],
    ['within', { account: 'account_id' }],
  ])('has no %s, which only a row could say', (field, written) => {
    expect(problems({ [field]: written })).toEqual([
      expect.objectContaining({
        path: `subjects.tenant.${field}`,
        expected: expect.stringContaining('no row of its own'),
        write: expect.stringContaining('remove it'),
      }),
    ]);
  });

  it('has no name that could be typed', () => {
    const request = { proof: [operatorDecision()], confirm: typedName({ expiresIn: hours(1) }) };
    expect(problems({ request })).toEqual([
      expect.objectContaining({ path: 'subjects.tenant.request.confirm', write: expect.stringContaining('emailLink') }),
    ]);
  });

  it.each([
    ['a table beside it', { table: 'app.docs' }, 'table', '"table"'],
    ['a column of another word', { column: 'namspace', except: [] }, 'column', '"namspace"'],
    ['no column', { column: 7 }, 'column', '7'],
    ['a column without its table', { also: ['tenant_ns'] }, 'also[0]', '"tenant_ns"'],
    ['a column twice', { also: ['app.audit.tenant_ns', 'app.audit.tenant_ns'] }, 'also[1]', '"app.audit.tenant_ns"'],
    ['a column that is not there', { also: ['app.audit.tenant'] }, 'also[0]', '"tenant"'],
    ['a table that is not there', { except: ['app.deploy.namespace'] }, 'except[0]', '"app.deploy"'],
    ['an exception of another name', { except: ['app.audit.tenant_ns'] }, 'except[0]', '"app.audit.tenant_ns"'],
    ['an exception that is meant', { also: ['app.deploys.namespace'] }, 'except[0]', '"app.deploys.namespace"'],
    ['a field that nobody knows', { alos: [] }, 'alos', '"alos"'],
  ])('%s is a problem', (_what, fields, place, found) => {
    expect(problems(fields)).toContainEqual(expect.objectContaining({ path: `subjects.tenant.${place}`, found }));
  });

  it('proposes the column that is meant', () => {
    expect(problems({ column: 'namespce', except: [], also: [] })[0]).toMatchObject({ write: "'namespace'" });
    expect(problems({ column: 'zzz', except: [], also: [] })[0]).toMatchObject({
      write: 'the name of a column as the database has it',
    });
  });

  it('stands in no table that is left alone', () => {
    const rules = { 'app.audit': ignore('of the machine') };
    const expected = expect.objectContaining({ path: 'subjects.tenant.also[0]' });
    expect(problems({ rules })).toEqual([expected]);
    expect(problems({}, {}, { 'app.audit': 'of the machine' })).toEqual([expected]);
    const all = Object.fromEntries(
      ['docs', 'presets', 'deploys', 'projects', 'members'].map((name) => [`app.${name}`, 'no']),
    );
    expect(problems({ also: [], except: [] }, {}, all)).toEqual([
      expect.objectContaining({
        path: 'subjects.tenant.column',
        expected: 'a column of a table of the schemas app that is not left alone',
      }),
    ]);
  });

  it('may be detached, or made NULL, where its column may be NULL, and gets no other value', () => {
    expect(problems({ rules: { 'app.presets': detach('namespace') } })).toEqual([]);
    expect(problems({ rules: { 'app.docs': detach('namespace') } })).toHaveLength(1);
    expect(problems({ rules: { 'app.deploys': detach('namespace') } })).toEqual([
      expect.objectContaining({ found: '"namespace", which links to nothing' }),
    ]);
    const emptied = (name: string, to: 'null' | ReturnType<typeof constant>) =>
      problems({ rules: { [`app.${name}`]: anonymise({ columns: { namespace: to } }) } });
    expect(emptied('presets', 'null')).toEqual([]);
    expect(emptied('presets', constant('gone'))).toEqual([
      expect.objectContaining({ found: expect.stringContaining("a link to the subject's value") }),
    ]);
    const rules = {
      'app.presets': anonymise({ columns: { namespace: 'null' }, keepFor: { for: years(2), because: 'law' } }),
    };
    expect(problems({ rules })[0]?.found).toContain('by which the rows are found again');
  });

  it('may have members, known by the value', () => {
    const members = { table: 'app.members', actor: 'user_id', subject: 'namespace', role: 'role' };
    expect(problems({ members, deactivate: { by: ['owner'] } })).toEqual([]);
  });

  it('may be the wider kind of another', () => {
    const inTenant = (column: string | string[]) => ({
      project: subject('app.projects', { within: { tenant: column } }),
    });
    expect(problems({}, inTenant('namespace'))).toEqual([]);
    expect(problems({}, inTenant('size'))).toEqual([
      expect.objectContaining({
        path: 'subjects.project.within.tenant',
        expected: 'a column of type text, as tenant_ns is',
      }),
    ]);
    expect(problems({}, inTenant(['namespace', 'id']))).toEqual([
      expect.objectContaining({ expected: 'as many columns as a tenant has in its key: tenant_ns' }),
    ]);
  });
});

it('a row subject is none of this', () => {
  expect(
    problemsOf(
      {
        stores: { app: postgres({ url: 'A', schemas: ['app'] }) },
        subjects: { w: { table: 'app.workspaces', also: [] } },
      },
      crmSchema,
    ),
  ).toEqual([expect.objectContaining({ path: 'subjects.w.also' })]);
});
