import { expect, test } from 'vitest';
import { unlessFound } from '../policy/ignore.ts';
import { ask, type Question } from './ask.fixture.ts';
import { digestOf, seal } from './seal.ts';

const text = `
  workspaces: id, slug text
  contacts: id, workspace_id! -> workspaces, email text, status text, reference
  users: key(login), login text
  jobs: id, user_login text -> users(login), payload jsonb, object_id text, attempts
  copies: key(code), code text
`;
const left = { 'app.jobs': 'of everybody', 'app.copies': 'made anew each night', 'app.users': 'of nobody' };
const searching: Question = { ignore: left, searched: { 'app.copies': [], 'app.jobs': [] } };
const links = [{ table: 'app.jobs', columns: ['object_id'], to: 'app.contacts', toColumns: ['id'], when: null }];
const tracesIn = (question: Question) => ask(text, question).traces;

test('nothing is looked for where no table is left alone unless the subject is found in it', () => {
  expect(tracesIn({ ignore: left })).toBeUndefined();
  expect(ask(text, { ignore: left }).ignored.map(({ unlessFound: unless }) => unless)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('what can hold a text is looked through, but not what refers to something or may stay', () => {
  const places = (question: Question) =>
    tracesIn(question)?.places.map(({ table, columns }) => [
      table,
      ...columns.map(({ name, refers }) => (refers ? `${name} refers` : name)),
    ]);
  expect(places(searching)).toEqual([
    ['app.copies', 'code'],
    ['app.jobs', 'payload', 'object_id refers'],
  ]);
  const withNumbers = { ...searching, searched: { 'app.copies': [], 'app.jobs': ['attempts'] } };
  expect(places(withNumbers)?.[1]).toEqual(['app.jobs', 'payload', 'object_id refers', 'attempts']);
  const mayStay = { 'app.jobs.payload': 'a day', 'app.copies.code': 'a day' };
  expect(places({ ...searching, mayStay })).toEqual([['app.jobs', 'object_id refers']]);
});

test('values of the rows that go are looked for, the shorter the more surely they are nobody else’s', () => {
  const columns = tracesIn(searching)?.values.map((values) =>
    values.columns.map(({ name, least }) => `${name} ${least}`),
  );
  // No status, for it is the same word everywhere; nor what refers to another row.
  expect(columns).toEqual([
    ['id 1', 'email 3', 'reference 1'],
    ['id 1', 'slug 3'],
  ]);
});

test('the id of a pair is the key of another row, also where it is a part of the own', () => {
  const pairs = `workspaces: id
    grants: key(role, model_type, model_id), workspace_id! -> workspaces, role int, model_type text, model_id int, ref_id int
    jobs: id, payload jsonb`;
  const looked = ask(pairs, { ignore: { 'app.jobs': 'of everybody' }, searched: { 'app.jobs': [] } }).traces;
  const grants = looked?.values.find(({ columns }) => columns.some(({ name }) => name === 'ref_id'));
  expect(grants?.columns.map(({ name }) => name)).not.toContain('model_id');
});

test('from where people came tells nothing of a tenant', () => {
  const visits = `workspaces: id\n visits: id, workspace_id! -> workspaces, ip_address text, from_ip text, host text, ip_notes text
    app_servers: id, workspace_id! -> workspaces, ip text
    jobs: id, payload jsonb`;
  const looked = ask(visits, { ignore: { 'app.jobs': 'of everybody' }, searched: { 'app.jobs': [] } }).traces;
  const names = looked?.values.flatMap(({ columns }) => columns.map(({ name }) => name));
  expect(names?.toSorted()).toEqual(['host', 'id', 'id', 'id', 'ip', 'ip_notes']);
});

test('a key of rows that stay is theirs, unless these are looked through themselves', () => {
  expect(tracesIn(searching)?.keys).toEqual([{ table: 'app.users', column: 'login', uuid: false }]);
});

test('rows are called by their tables, and the subject as tenants are', () => {
  const traces = tracesIn(searching);
  expect(traces?.called).toContain('organisation');
  expect(traces?.values.map(({ called }) => called[0])).toEqual(['contact', 'workspace']);
  expect(traces?.names).toEqual(expect.arrayContaining(['contact', 'contacts', 'job', 'users', 'tenant']));
});

test('a rule says so too, and comes before the store', () => {
  const byRule = tracesIn({ ignore: { ...left }, rules: { jobs: unlessFound('of everybody') } });
  expect(byRule?.places.map(({ table }) => table)).toEqual(['app.jobs']);
});

test('rows that neither go nor hang from another subject by a key are looked through, where a rule takes some', () => {
  const more = text.replace('object_id text, attempts', 'object_id text, contact_id -> contacts, attempts');
  const decided = ask(more, { ...searching, links, rules: { jobs: { rule: 'delete' } } });
  const [step] = decided.steps.filter(({ table }) => table === 'app.jobs');
  const place = decided.traces?.places.find(({ table }) => table === 'app.jobs');
  const theirs = { op: 'not subject', columns: ['workspace_id'] };
  expect(place?.rows).toEqual({
    op: 'all',
    of: [
      { op: 'not', of: step?.predicate },
      { op: 'not', of: { op: 'in', columns: ['contact_id'], table: 'app.contacts', keys: ['id'], where: theirs } },
      {
        op: 'not',
        of: { op: 'in', columns: ['object_id'], table: 'app.contacts', keys: ['id'], where: theirs, asText: true },
      },
    ],
  });
  // What a key follows is that row's and no word to look for; what a link of some rows follows may be.
  expect(place?.columns.map(({ name }) => name)).toEqual(['payload', 'object_id']);
});

test('a link alone does not decide: the table is left alone, and would lose what it hangs from', () => {
  expect(ask(text, { ...searching, links }).findings).toMatchObject([
    { code: 'IGNORED_REFERENCES', table: 'app.jobs' },
  ]);
  expect(ask(text, { ignore: left, links }).findings).toEqual([]);
});

test('what is found blocks the plan, with what to write, and is no part of its digest', () => {
  const made = ask(text, searching);
  const counts = {
    ...{ steps: made.steps.map(() => 1), kept: [], effects: [], blockers: [], checks: made.checks.map(() => 0) },
    traces: [{ table: 'app.jobs', column: 'payload', values: 2, of: ['app.contacts.email', 'app.workspaces.slug'] }],
  };
  const plan = seal(made, counts);
  expect(plan.findings).toMatchObject([
    {
      code: 'UNREACHED',
      table: 'app.jobs',
      message: expect.stringContaining('in payload 2 values that rows that go hold (app.contacts.email and 1 more)'),
      next: expect.stringContaining("mayStay: { 'app.jobs.payload': '…' }"),
    },
  ]);
  expect(plan.digest).toBe(seal(made, { ...counts, traces: [] }).digest);
  expect(plan.digest).not.toBe(digestOf(ask(text, { ignore: left })));
});
