import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anonymise, detach, keep } from '../planner/ask.fixture.ts';
import type { Link } from '../policy/policy.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { sampleSchema } from '../testing/sample-schema.ts';
import { schemaText } from '../testing/schema-text.ts';
import { mapFor, type Written } from './data-map.fixture.ts';
import { mapText } from './map-text.ts';
import { parseMap } from './parse-map.ts';

const text = `
  workspaces: id, name text
  contacts: id, workspace_id! -> workspaces cascade, email text
  talks: id, contact_id! -> contacts cascade, last_message_id -> messages
  messages: id, talk_id! -> talks cascade
  invoices: id, workspace_id! -> workspaces restrict, contact_id -> contacts
  users: id, last_workspace_id -> workspaces set null
  members: id, user_id! -> users cascade, workspace_id! -> workspaces cascade
  visits: id, workspace_id
  plans: id, name text
  inbound: id, sender_email text
`;
const link: Link = {
  table: 'app.visits',
  columns: ['workspace_id'],
  to: 'app.workspaces',
  toColumns: ['id'],
  when: null,
  path: [],
};
const written: Written = {
  store: { links: [link], ignore: { 'app.plans': 'what we sell' } },
  subjects: {
    user: { table: 'app.users', ownership: 'person' },
    workspace: { rules: { 'app.invoices': keep, 'app.workspaces': anonymise } },
  },
};

/** `delete app.contacts`, in the map's order. */
function lines(kind: string, schema: Schema, given: Written = written): readonly string[] {
  const subject = mapFor(schema, given).subjects.find((each) => each.kind === kind);
  return (subject?.lines ?? []).map(({ happens, table, why }) => `${happens.join('+')} ${table}: ${why}`);
}

test('the map is text that reads like this', () => {
  expect(mapText(mapFor(schemaText(text), written)).split('\n')).toEqual([
    '# Lethe data map 1. Written by `lethe map`, compared with the database by `lethe check`. Review it; do not edit it.',
    '',
    '[subject user] person | app.users',
    ...['contacts', 'inbound', 'invoices', 'messages', 'talks', 'visits', 'workspaces'].map(
      (table) => `unreached | app.${table} | - | nothing leads from it to the user`,
    ),
    'delete    | app.members | members.user_id → users (members_user_id_fkey) | default: ON DELETE CASCADE',
    'ignore    | app.plans | - | what we sell',
    'delete    | app.users | users is the subject itself | default: the row itself',
    '',
    '[subject workspace] tenant | app.workspaces',
    'undecided | app.users | - | app.users.last_workspace_id → app.workspaces (users_last_workspace_id_fkey, set null) can be cut; nothing says whose these rows are',
    'unreached | app.inbound | - | nothing leads from it to the workspace',
    'delete    | app.contacts | contacts.workspace_id → workspaces (contacts_workspace_id_fkey) | default: rows of the workspace',
    'detach+keep | app.invoices | invoices.workspace_id → workspaces (invoices_workspace_id_fkey) | rule: kept for 7 years from the deletion, because tax law; contact_id becomes NULL first',
    'delete    | app.members | members.workspace_id → workspaces (members_workspace_id_fkey) | default: rows of the workspace',
    'delete    | app.messages | messages.talk_id → talks.contact_id → contacts.workspace_id → workspaces (messages_talk_id_fkey, talks_contact_id_fkey, contacts_workspace_id_fkey) | default: rows of the workspace',
    'ignore    | app.plans | - | what we sell',
    'detach+delete | app.talks | talks.contact_id → contacts.workspace_id → workspaces (talks_contact_id_fkey, contacts_workspace_id_fkey) | default: rows of the workspace; last_message_id becomes NULL first',
    'delete    | app.visits | visits.workspace_id → workspaces (link workspace_id) | default: a link of the configuration leads there',
    'anonymise+delete | app.workspaces | workspaces is the subject itself | rule: anonymised: ; only rows stay that kept rows hang from',
    '',
    '[tables]',
    'app.contacts | email: text ! e-mail address | id: bigint | workspace_id: bigint',
    'app.inbound | id: bigint | sender_email: text ! e-mail address',
    'app.invoices | contact_id: bigint | id: bigint | workspace_id: bigint',
    'app.members | id: bigint | user_id: bigint | workspace_id: bigint',
    'app.messages | id: bigint | talk_id: bigint',
    'app.plans | id: bigint | name: text',
    'app.talks | contact_id: bigint | id: bigint | last_message_id: bigint',
    'app.users | id: bigint | last_workspace_id: bigint',
    'app.visits | id: bigint | workspace_id: bigint',
    'app.workspaces | id: bigint | name: text',
    '',
    '[references]',
    'app.contacts | workspace_id | → app.workspaces | id | cascade | contacts_workspace_id_fkey',
    'app.invoices | contact_id | → app.contacts | id | no action | invoices_contact_id_fkey',
    'app.invoices | workspace_id | → app.workspaces | id | restrict | invoices_workspace_id_fkey',
    'app.members | user_id | → app.users | id | cascade | members_user_id_fkey',
    'app.members | workspace_id | → app.workspaces | id | cascade | members_workspace_id_fkey',
    'app.messages | talk_id | → app.talks | id | cascade | messages_talk_id_fkey',
    'app.talks | contact_id | → app.contacts | id | cascade | talks_contact_id_fkey',
    'app.talks | last_message_id | → app.messages | id | no action | talks_last_message_id_fkey',
    'app.users | last_workspace_id | → app.workspaces | id | set null | users_last_workspace_id_fkey',
    '',
  ]);
});

describe('every table has one line for each kind', () => {
  const other = (rest: Partial<Table>) => (table: Table) => (table.name === 'app.b' ? rest : {});
  const only = (given: Written['subjects']): Written => ({ subjects: given ?? {} });

  test('that says what a person has to decide', () => {
    const schema = schemaText('workspaces: id\n a: id, workspace_id! -> workspaces\n b: id, a_id! -> a cascade');
    expect(lines('workspace', schema, only({ workspace: { rules: { 'app.b': keep } } }))).toEqual([
      'undecided app.a: rows that are kept hang from app.a: app.b (b_a_id_fkey); its rows would be deleted under them',
      'undecided app.workspaces: rows that are kept hang from app.workspaces: app.a (a_workspace_id_fkey); its rows would be deleted under them',
      'keep app.b: rule: kept for 7 years from the deletion, because tax law',
    ]);
  });

  test('that says what a rule or the schema cuts off', () => {
    const schema = schemaText('workspaces: id\n users: id, workspace_id -> workspaces set null');
    expect(lines('workspace', schema, only({ workspace: { rules: { 'app.users': detach('workspace_id') } } }))[0]).toBe(
      'detach app.users: rule: detached: the rows stay, workspace_id is cut',
    );
    expect(lines('workspace', schema, only({ workspace: { ownership: 'person' } }))[0]).toBe(
      'detach app.users: default: the link can be cut',
    );
  });

  test('that says why nothing is done', () => {
    const people = { table: 'app.b', key: 'id', email: 'id', changedAt: null, previous: null };
    expect(lines('workspace', schemaText('workspaces: id\n b: id'), { store: { people } })[0]).toBe(
      'ignore app.b: these are the people of the host',
    );
    const searched = { ignore: { 'app.b': 'of everybody' }, searched: { 'app.b': [] } };
    expect(lines('workspace', schemaText('workspaces: id\n b: id'), { store: searched })[0]).toBe(
      'ignore app.b: unless a plan finds it there: of everybody',
    );
    const some = schemaText('workspaces: id\n b: id, workspace_id -> workspaces, note text');
    const rules = { 'app.b': { rule: 'delete' } } as const;
    expect(lines('workspace', some, { store: searched, subjects: { workspace: { rules } } })[0]).toBe(
      'delete app.b: rule: deleted; other rows are looked through by each plan',
    );
    const schema = (rest: Partial<Table>) => schemaText('workspaces: id\n b: id', other(rest));
    expect(lines('workspace', schema({ extension: 'postgis' }), {})[0]).toBe(
      'ignore app.b: it belongs to the extension postgis',
    );
    expect(lines('workspace', schema({ kind: 'foreign' }), {})[0]).toBe(
      'unreached app.b: its rows are on another server',
    );
    expect(lines('workspace', schema({}), only({ workspace: { rules: { 'app.b': { rule: 'delete' } } } }))[0]).toBe(
      'unreached app.b: the rule delete is for app.b, and no reference or link leads from there to rows of the workspace that go',
    );
  });

  test('of a subject without a row too', () => {
    const value = { column: 'namespace', also: [], except: [] };
    const schema = schemaText('jobs: id, namespace! text\n runs: id, job_id! -> jobs cascade\n plans: id');
    const map = mapFor(schema, only({ tenant: { value } }));
    expect(mapText(map)).toContain('[subject tenant] tenant | *.namespace\n');
    expect(lines('tenant', schema, only({ tenant: { value } }))).toEqual([
      'unreached app.plans: nothing leads from it to the tenant',
      'delete app.jobs: default: the value, or a link of the configuration, leads there',
      'delete app.runs: default: rows of the tenant',
    ]);
  });

  test('of a subject without a primary key, with the key that names it', () => {
    const slug = { name: 'workspaces_slug_key', columns: ['slug'], partial: false };
    const map = mapFor(schemaText('workspaces: slug!', () => ({ uniques: [slug] })));
    expect(mapText(map)).toContain('[subject workspace] tenant | app.workspaces | slug\ndelete ');
    expect(parseMap(mapText(map))).toMatchObject({ map });
  });

  test('even where nothing can be planned', () => {
    expect(lines('workspace', schemaText('b: id'), {})).toEqual([
      'undecided app.b: nothing is planned as long as app.workspaces is undecided',
    ]);
    expect(lines('workspace', schemaText('workspaces: slug\n b: id'), {})).toEqual([
      'undecided app.b: nothing is planned as long as app.workspaces is undecided',
      'undecided app.workspaces: app.workspaces has no primary key and no unique key of columns that are NOT NULL, so no row of it can be named',
    ]);
  });
});

describe('the same schema gives the same bytes', () => {
  const whole = mapText(mapFor(schemaText(text), written));

  test('whatever order its tables, columns and references come in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (keys) => {
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item, at) => [keys[at % keys.length] ?? 0, item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item);
        const tables = Object.values(schemaText(text).tables).map((table) => ({
          ...table,
          columns: shuffled(table.columns),
          references: shuffled(table.references),
        }));
        expect(mapText(mapFor(sampleSchema(shuffled(tables)), written))).toBe(whole);
      }),
      { numRuns: 30 },
    );
  });

  test('whatever the size of tables, the role and the indexes', () => {
    const none = { select: true, insert: false, update: false, delete: false, seesAllRows: false };
    const elsewhere = schemaText(text, (table) => ({
      estimate: { rows: 1_000_000, bytes: 1 },
      privileges: none,
      references: table.references.map((reference) => ({ ...reference, index: null })),
    }));
    expect(mapText(mapFor(elsewhere, written))).toBe(whole);
  });
});

test('the map is frozen', () => {
  const map = mapFor(schemaText(text), written);
  expect([map, map.subjects[0]?.lines[0], map.tables[0]?.columns[0]].every(Object.isFrozen)).toBe(true);
  const read = parseMap(mapText(map));
  expect('map' in read && Object.isFrozen(read.map.tables)).toBe(true);
});
