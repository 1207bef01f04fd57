import { expect, test } from 'vitest';
import type { Table } from '../schema/graph.ts';
import { ignoredOf, proposed, rulesOf, undecidedOf, user } from './ask.fixture.ts';

const unique =
  (table: string, column: string) =>
  ({ name, uniques }: Table): Partial<Table> =>
    name === `app.${table}`
      ? { uniques: [...uniques, { name: 'u', columns: [column], partial: false, nullsDistinct: true } as never] }
      : {};

const ownedOf = ({ owned }: ReturnType<typeof proposed>): readonly string[] => owned.map(({ to }) => to);

test('what is stored lasts as long as rows refer to it, though people who are shared have some too', () => {
  const plan = proposed(
    `
    accounts: id, logo_id -> storage_objects
    files: id, account_id! -> accounts, object_id! -> storage_objects
    users: id, email text, photo_id -> storage_objects
    members: id, account_id! -> accounts, user_id! -> users
    storage_objects: id, size, backend text
  `,
    { rows: { sharing: { 'app.storage_objects': { refs: 10, distinct: 10, idle: 8 } } } },
  );
  // Those of the people are said too: what they have stays for them.
  const owners = plan.owned.map(({ table, to }) => `${table} ${to}`.replaceAll('app.', ''));
  expect([owners, undecidedOf(plan)]).toEqual([
    ['accounts storage_objects', 'files storage_objects', 'users storage_objects'],
    [],
  ]);
});

test('the content of one document does not hold the document', () => {
  const plan = proposed(
    `
    accounts: id
    envelopes: id, account_id! -> accounts
    templates: id, account_id! -> accounts
    documents: id, envelope_id -> envelopes, template_id -> templates, content_id! -> document_contents, file_name text
    document_contents: id, sha256 text
  `,
    { change: unique('documents', 'content_id') },
  );
  expect([rulesOf(plan), ownedOf(plan), undecidedOf(plan)]).toEqual([
    ['documents: delete'],
    ['app.document_contents'],
    [],
  ]);
});

test('what is let by a unique key was there before, and is asked about', () => {
  const text = `
    accounts: id
    desk_rentals: id, account_id! -> accounts, desk_id! -> desks
    leases: id, account_id! -> accounts, machine_id! -> machines
    desks: id, floor
    machines: id, built date
  `;
  const change = (table: Table): Partial<Table> => ({
    ...unique('desk_rentals', 'desk_id')(table),
    ...unique('leases', 'machine_id')(table),
  });
  const plan = proposed(text, { change });
  expect([ownedOf(plan), undecidedOf(plan)]).toEqual([[], ['desks', 'machines']]);
});

test('a room that hangs from a lease may be let again', () => {
  const plan = proposed(`
    accounts: id
    leases: id, account_id! -> accounts
    rooms: id, floor, lease_id -> leases
  `);
  expect([rulesOf(plan), undecidedOf(plan)]).toEqual([[], ['rooms']]);
});

test('pictures in stock are not of the one who uses them', () => {
  const plan = proposed(`
    accounts: id
    posts: id, account_id! -> accounts, stock_photo_id! -> stock_photos
    stock_photos: id, path text
  `);
  expect([ownedOf(plan), undecidedOf(plan)]).toEqual([[], ['stock_photos']]);
});

test('rows that lie about speak for a catalogue, unless each subject’s own row has one', () => {
  const of = (text: string, sharing: object): readonly (readonly string[])[] => {
    const rows = { sharing: { 'app.nodes': { refs: 10, distinct: 10, idle: 3, ...sharing } } };
    const plan = proposed(`${text}\n nodes: id, parent_id -> nodes`, { rows });
    return [ignoredOf(plan), undecidedOf(plan)];
  };
  const byTheRoot = 'accounts: id, node_id! -> nodes';
  expect(of('accounts: id\n plots: id, account_id! -> accounts, node_id! -> nodes', {})).toEqual([['nodes'], []]);
  expect(of(byTheRoot, {})).toEqual([[], ['nodes']]);
  expect(of(byTheRoot, { distinct: 7 })).toEqual([['nodes'], []]);
});

test('what one subject alone refers to again and again is no catalogue, whatever it is called', () => {
  const of = (name: string, sharing: object): readonly (readonly string[])[] => {
    const text = `
      accounts: id
      jobs: id, account_id! -> accounts, kind_id! -> ${name}
      ${name}: id, label text
    `;
    const plan = proposed(text, { rows: { sharing: { [`app.${name}`]: sharing } } });
    return [ignoredOf(plan), undecidedOf(plan)];
  };
  const within = { refs: 30, distinct: 9, across: 0, idle: 1 };
  expect(of('job_templates', within)).toEqual([[], ['job_templates']]);
  expect(of('boards', within)).toEqual([[], ['boards']]);
  expect(of('job_templates', { ...within, across: 4 })).toEqual([['job_templates'], []]);
});

test('what a person’s row alone refers to is asked about: the recording of a meeting', () => {
  const of = (more = ''): readonly string[] =>
    undecidedOf(
      proposed(
        `
      users: id, email text
      meetings: id, user_id! -> users cascade, recording_id -> recordings
      recordings: id, checksum text
      ${more}
    `,
        { subjects: [user] },
      ),
    );
  expect(of()).toEqual(['recordings']);
  expect(of('shows: id, recording_id! -> recordings')).toEqual([]);
});

test('rows that go with a person already take what else they refer to of the same owner for theirs', () => {
  const schema = (key: string): string => `
    users: id, email text
    mailboxes: id, user_id! -> users cascade
    schedules: id, mailbox_id! -> mailboxes cascade
    bookings: id, mailbox_id! -> mailboxes cascade, schedule_id!, ${key}
  `;
  const text = schema('(schedule_id, mailbox_id) -> schedules(id, mailbox_id)');
  const plan = proposed(text, { subjects: [user] });
  expect([rulesOf(plan), undecidedOf(plan)]).toEqual([['bookings: delete'], []]);
});
