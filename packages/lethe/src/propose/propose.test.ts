import { describe, expect, test } from 'vitest';
import type { Column } from '../schema/graph.ts';
import { schemaText } from '../testing/schema-text.ts';
import {
  type Asking,
  account,
  ignoredOf,
  linksOf,
  proposed,
  rulesOf,
  searchedOf,
  undecidedOf,
  user,
} from './ask.fixture.ts';

import type { Answer } from './evidence.ts';
import { isPerson } from './is-person.ts';

const jsonb = { type: 'jsonb', category: 'U' };

describe('links that a schema does not declare', () => {
  test('are proposed by the names and values of columns', () => {
    const plan = proposed(`
      accounts: id, name text
      contacts: id, account_id!
      talks: id, contact_id!
      countries: id, code text
      contact_notes: id, contactId!
    `);
    expect(linksOf(plan)).toEqual([
      'contact_notes.contactId → contacts',
      'contacts.account_id → accounts',
      'talks.contact_id → contacts',
    ]);
    expect(plan.links[0]?.evidence).toContain('10 of 10 sampled values are in app.');
    expect(ignoredOf(plan)).toEqual(['countries']);
    expect(undecidedOf(plan)).toEqual([]);
  });

  test('are repeated where a row names another subject than its own, and the schema says nothing of it', () => {
    const jobs = (column: string, action = '') =>
      proposed(`accounts: id\n jobs: id, account_id! -> accounts cascade, ${column} -> accounts ${action}`).links;
    expect(jobs('hired_account_id')).toMatchObject([
      { link: { table: 'app.jobs', columns: ['hired_account_id'], onDelete: 'set null' } },
    ]);
    expect(jobs('hired_account_id', 'restrict')).toEqual([]);
    expect(jobs('hired_account_id!')).toEqual([]);
    expect(jobs('owner_account_id')).toEqual([]);
    expect(proposed('accounts: id\n jobs: id, account_id -> accounts, hired_id -> accounts').links).toEqual([]);
  });

  test('are not where the values are none of its keys', () => {
    const rows = { overlap: { 'app.posts.account_id → app.accounts': [20, 0] } } as const;
    const plan = proposed('accounts: id\n posts: id, account_id text, title text', { rows });
    expect(linksOf(plan)).toEqual([]);
  });

  test('to the subject are, though most of the rows name one that is gone', () => {
    const rows = { overlap: { 'app.logs.account_id → app.accounts': [20, 3] } } as const;
    expect(linksOf(proposed('accounts: id\n logs: id, account_id!', { rows }))).toEqual(['logs.account_id → accounts']);
  });

  test('by a general word or an abbreviation are, if nearly all values are keys', () => {
    const text = 'organizations: id\n teams: id, org_id!\n notes: id, tenant_id!';
    const subjects = [{ kind: 'organization', table: 'app.organizations', column: null, ownership: 'tenant' }] as const;
    expect(linksOf(proposed(text, { subjects }))).toEqual([
      'notes.tenant_id → organizations',
      'teams.org_id → organizations',
    ]);
    const rows = { overlap: { 'app.notes.tenant_id → app.organizations': [10, 6] } } as const;
    expect(linksOf(proposed(text, { subjects, rows }))).toEqual(['teams.org_id → organizations']);
  });

  test('beside a column that names the subject are left out: they decide nothing', () => {
    const plan = proposed('accounts: id\n contacts: id, account_id!\n talks: id, account_id!, contact_id!');
    expect(linksOf(plan)).toEqual(['contacts.account_id → accounts', 'talks.account_id → accounts']);
  });

  test('are found beside a longer key that is declared: a part of it names the subject', () => {
    const plan = proposed(`
      accounts: id
      labels: id, account_id! -> accounts
      notes: id, account_id!, label_id, (account_id, label_id) -> labels(account_id, id)
    `);
    expect(linksOf(plan)).toEqual(['notes.account_id → accounts']);
    expect(rulesOf(plan)).toEqual([]);
  });

  test('of several parts are, where each part is named after one', () => {
    const text = `
      accounts: key(region, no), region!, no!
      notes: id, accountRegion!, accountNo!
      half: id, account_region!, number
      tags: id, last_account_region, last_account_no
    `;
    const plan = proposed(text, { rows: { unset: { 'app.tags': [10, 2] } } });
    expect(linksOf(plan)).toEqual(['notes.accountRegion.accountNo → accounts']);
    expect(plan.links[0]?.evidence).toContain('10 of 10 and 10 of 10 sampled values are in app.accounts');
    expect([rulesOf(plan), undecidedOf(plan)]).toEqual([[], ['tags', 'half']]);
    const rows = { overlap: { 'app.notes.accountNo → app.accounts': [10, 8] } } as const;
    expect(linksOf(proposed(text, { rows }))).toEqual([]);
  });

  test('of several parts may be named after a word of the table, if it is the only one', () => {
    const accounts = 'app_accounts: key(region, no), region!, no!';
    const notes = 'notes: id, account_region!, account_no!';
    const subjects = [{ kind: 'account', table: 'app.app_accounts', column: null, ownership: 'tenant' }] as const;
    expect(linksOf(proposed(`${accounts}\n ${notes}`, { subjects }))).toEqual([
      'notes.account_region.account_no → app_accounts',
    ]);
    const others = 'account_logs: key(region, no), region!, no!';
    const two = proposed(`${accounts}\n ${others}\n ${notes}`, { subjects });
    expect(linksOf(two)).toEqual([]);
  });

  describe('to some parts of a longer key', () => {
    const moment = { type: 'timestamp with time zone', category: 'D' };
    const change = ({ columns }: { readonly columns: readonly Column[] }) => ({
      columns: columns.map((column) => (column.name.endsWith('_at') ? { ...column, ...moment } : column)),
    });
    const runs = 'accounts: id\n runs: key(started_at, id, status), started_at!, id!, status!, account_id! -> accounts';

    test('are proposed where these are an id and a moment, and only with values to compare', () => {
      const text = `${runs}\n logs: id, run_id!, run_started_at!`;
      expect(linksOf(proposed(text, { change }))).toEqual(['logs.run_started_at.run_id → runs']);
      const rows = { overlap: { 'app.logs.run_id → app.runs': [0, 0] } } as const;
      expect(linksOf(proposed(text, { change, rows }))).toEqual([]);
    });

    test('are not where these are those of many rows, or numbers that may be counted for each account', () => {
      for (const columns of ['run_id!, run_status!', 'run_started_at!, run_status!', 'run_id!'])
        expect(linksOf(proposed(`${runs}\n logs: id, ${columns}`, { change }))).toEqual([]);
    });

    test('are to the table of which every word is said, of two such the longer name', () => {
      const text = `
        accounts: id
        app_runs: key(id, started_at), id!, started_at!, account_id! -> accounts
        app_runs_olap: key(started_at, id, status), started_at!, id!, status!, account_id! -> accounts
        app_run_logs: id, run_id!, run_started_at!
        app_run_logs_olap: id, run_id!, run_started_at!
        half: id, run_id!, run_started_at!
      `;
      expect(linksOf(proposed(text, { change }))).toEqual([
        'app_run_logs.run_id.run_started_at → app_runs',
        'app_run_logs_olap.run_started_at.run_id → app_runs_olap',
      ]);
    });

    test('are to the id alone, where the other part is the moment by which the table is partitioned', () => {
      const text = (key: string) => `
        accounts: id
        jobs: key(${key}), id!, queued_at!, line!, account_id! -> accounts
        job_logs: id, job_id!, chunk
      `;
      expect(linksOf(proposed(text('id, queued_at'), { change }))).toEqual(['job_logs.job_id → jobs']);
      expect(linksOf(proposed(text('id, line'), { change }))).toEqual([]);
      expect(linksOf(proposed(text('id, queued_at, line'), { change }))).toEqual([]);
    });
  });

  test('lead on from what only a pair, or an id in a json, leads from', () => {
    const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
      columns: columns.map((column) => ({ ...column, ...(column.name === 'payload' ? jsonb : {}) })),
    });
    const plan = proposed(
      `
      accounts: id
      notes: id, item_type! text, item_id!
      marks: id, note_id!
      events: id, payload
      echoes: id, event_id!
    `,
      {
        change: change as never,
        rows: {
          values: { 'app.notes.item_type': ['Account'] },
          keys: { 'app.events.payload': [['account_id']] },
        },
      },
    );
    expect(linksOf(plan)).toEqual([
      'echoes.event_id → events',
      'events.payload.account_id → accounts',
      'marks.note_id → notes',
      'notes.item_id → accounts if Account',
    ]);
  });

  test('that only point to it by their name do so too where their values can be nothing else', () => {
    const uuid = { type: 'uuid', category: 'U' };
    const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
      columns: columns.map((column) => ({ ...column, ...uuid })),
    });
    const rows = { unset: { 'app.tags': [10, 2] } } as const;
    const plan = proposed('accounts: id\n tags: id, last_account_id', { change: change as never, rows });
    expect([rulesOf(plan), undecidedOf(plan)]).toEqual([[], ['tags']]);
  });

  test('may stand in json, where the values are keys', () => {
    const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
      columns: columns.map((column) => ({ ...column, ...(column.name === 'payload' ? jsonb : {}) })),
    });
    const plan = proposed('accounts: id\n events: id, payload', {
      change: change as never,
      rows: { keys: { 'app.events.payload': [['account_id'], ['kind']] } },
    });
    expect(linksOf(plan)).toEqual(['events.payload.account_id → accounts']);
    expect(rulesOf(plan)).toEqual(['events: delete']);
  });
});

describe('what refers to something, and by neither name nor value is it told what', () => {
  const questions = (text: string, asking: Parameters<typeof proposed>[1] = {}): readonly string[] =>
    proposed(text, asking).kinds.flatMap(({ undecided }) => undecided.map(({ table }) => table.replace('app.', '')));

  test('is searched among the keys of all rows that go: two ends of a tree', () => {
    const { ignore } = proposed('accounts: id\n paths: id, ancestor_id!, descendant_id!, depth');
    expect(ignore.get('app.paths')).toMatchObject({ unlessFound: true, numbers: ['ancestor_id', 'descendant_id'] });
  });

  test('is asked about where no number is the key of a row: the parts of a longer key', () => {
    const subjects = [account];
    const keyed = 'accounts: key(land, no), land text, no\n papers: id, land text, no, title text';
    expect(questions(keyed, { subjects })).toEqual(['papers']);
    const under = (key: string) => `
      accounts: id
      years: ${key}, account_id! -> accounts, year, serial
      marks: id, sheet
    `;
    expect(questions(under('key(year, serial)'))).toEqual(['marks']);
    expect(questions(under('key(account_id, serial)'))).toEqual([]);
  });

  test('is searched where a column is called like the one that holds the value of a subject without a row', () => {
    const subjects = [{ kind: 'space', table: null, column: 'space', ownership: 'tenant' }] as const;
    const numbers = proposed('pods: id, space!\n events: id, involved_space\n sizes: id, size text', { subjects });
    expect(numbers.ignore.get('app.events')).toMatchObject({ unlessFound: true, numbers: ['involved_space'] });
    const texts = 'pods: id, space! text\n events: id, involved_space text';
    expect(searchedOf(proposed(texts, { subjects }))).toEqual(['events']);
  });

  test('is asked about where texts stand under a key that is a text, as copies for searching do', () => {
    expect(questions('accounts: id\n finds: key(doc), doc text, content text')).toEqual(['finds']);
    expect(questions('accounts: id\n countries: key(code), code text, name text')).toEqual([]);
  });

  test('is a pair though the id is called by the stem alone', () => {
    const rows = { values: { 'app.pins.target_kind': ['Note'] } };
    const text = 'accounts: id\n notes: id, account_id! -> accounts cascade\n pins: id, target_kind text, target';
    expect(linksOf(proposed(text, { rows }))).toEqual(['pins.target → notes if Note']);
  });
});

test('keys that are found by their values alone are of some rows, where others hold something shorter', () => {
  const text = `
    accounts: id
    notes: key(code), code text, account_id! -> accounts
    marks: id, thing_ref text
  `;
  const someOf = (whole: readonly [number, number]) => {
    const place = 'app.marks.thing_ref → app.notes';
    const { links } = proposed(text, { rows: { overlap: { [place]: whole, [`${place}, long`]: [6, 6] } } });
    return links.map(({ link }) => link.some);
  };
  expect(someOf([6, 6])).toEqual([undefined]);
  expect(someOf([10, 6])).toEqual([true]);
});

describe('a name that fits two tables', () => {
  const text = `
    accounts: id
    users: id, email text, account_id! -> accounts
    console_users: id, username text
    console_sessions: id, user_id!, reason text
  `;

  test('is of the one of the same family, if the values are keys there', () => {
    const family = { overlap: { 'app.console_sessions.user_id → app.users': [10, 6] } } as const;
    expect(linksOf(proposed(text, { rows: family }))).toEqual([]);
    const people = { overlap: { 'app.console_sessions.user_id → app.console_users': [10, 6] } } as const;
    expect(linksOf(proposed(text, { rows: people }))).toEqual(['console_sessions.user_id → users']);
  });

  test('is no link where the values are keys of both: the family says that it is no user of the account', () => {
    const plan = proposed(text);
    expect([linksOf(plan), undecidedOf(plan)]).toEqual([[], []]);
    expect(searchedOf(plan)).toContain('console_sessions');
  });

  test('is searched where there is no value, and where the one of the same family only joins something with it', () => {
    const none = { 'app.console_sessions.user_id → app.console_users': [0, 0] } as const;
    const joining = text.replace('username text', 'user_id! -> users, stay text');
    for (const plan of [proposed(text, { rows: { overlap: none } }), proposed(joining)])
      expect([linksOf(plan), searchedOf(plan).includes('console_sessions')]).toEqual([[], true]);
  });

  test('is of the one of that name where the first word is a table of its own', () => {
    const plan = proposed(`
      accounts: id
      users: id, email text, account_id! -> accounts
      projects: id
      project_users: id, project_id! -> projects, role_name text
      project_logs: id, user_id!
    `);
    expect(linksOf(plan)).toEqual(['project_logs.user_id → users']);
  });
});

test('a link by another key than the first is found by the whole name of that key', () => {
  const unique = { name: 'record', columns: ['record_id'], partial: false };
  const change = ({ name }: { readonly name: string }) => (name === 'app.accounts' ? { uniques: [unique] } : {});
  const text = 'accounts: key(id), id text, record_id!\n notes: id, account_record_id!';
  expect(linksOf(proposed(text, { change }))).toEqual(['notes.account_record_id → accounts']);
});

test('a pair of columns that are named after one table leads there twice, whatever the table itself is called', () => {
  const text = 'accounts: id\n tags: id, account_id! -> accounts\n related_tags: id, tag_id, related_tag_id';
  expect(linksOf(proposed(text))).toEqual(['related_tags.related_tag_id → tags', 'related_tags.tag_id → tags']);
});

test('a text of a log that holds nothing but another unique text of the subject’s rows is a link, where a word says so', () => {
  const unique = { name: 'token', columns: ['token'], partial: false };
  const change = ({ name }: { readonly name: string }) => (name === 'app.api_keys' ? { uniques: [unique] } : {});
  const text = (column: string) =>
    `accounts: id\n api_keys: id, account_id! -> accounts, token text\n call_logs: id, ${column}! text, path text`;
  const overlap = { 'app.call_logs.token_used → app.api_keys, long': [9, 9] } as const;
  expect(linksOf(proposed(text('token_used'), { change, rows: { overlap } }))).toEqual([
    'call_logs.token_used → api_keys',
  ]);
  const most = { 'app.call_logs.token_used → app.api_keys, long': [9, 8] } as const;
  expect(linksOf(proposed(text('token_used'), { change, rows: { overlap: most } }))).toEqual([]);
  const other = { 'app.call_logs.agent → app.api_keys, long': [9, 9] } as const;
  expect(linksOf(proposed(text('agent'), { change, rows: { overlap: other } }))).toEqual([]);
  const entries = text('token_used').replace('call_logs', 'recalls');
  const same = { 'app.recalls.token_used → app.api_keys, long': [9, 9] } as const;
  expect(linksOf(proposed(entries, { change, rows: { overlap: same } }))).toEqual([]);
});

describe('numbers that two names speak for', () => {
  test('are of the one whose keys all of them are, where only some are keys of the subject', () => {
    const text = 'accounts: id\n mail_accounts: id, account_id! -> accounts\n sync_runs: id, account_id!';
    const rows = { overlap: { 'app.sync_runs.account_id → app.accounts': [9, 3] } } as const;
    expect(linksOf(proposed(text, { rows }))).toEqual(['sync_runs.account_id → mail_accounts']);
    expect(linksOf(proposed(text))).toEqual(['sync_runs.account_id → accounts']);
  });

  test('are of neither where a pair of a type and an id is named after a table of its own', () => {
    const text = `
      accounts: id
      contacts: id, account_id! -> accounts
      leads: id, account_id! -> accounts
      calls: id, contact_id!, contact_type text
    `;
    const rows = { values: { 'app.calls.contact_type': ['lead'] } };
    const plan = proposed(text, { rows });
    expect([linksOf(plan), searchedOf(plan)]).toEqual([[], ['calls']]);
    const others = { ...rows, overlap: { 'app.calls.contact_id → app.contacts': [10, 4] } } as const;
    expect(linksOf(proposed(text, { rows: others }))).toEqual(['calls.contact_id → leads if lead']);
  });

  test('are of neither where people and the tenant may own things', () => {
    const text = 'accounts: id\n users: id, account_id! -> accounts\n tokens: id, resource_owner_id!, hash text';
    const plan = proposed(text);
    expect([linksOf(plan), searchedOf(plan)]).toEqual([[], ['tokens']]);
    const rows = { overlap: { 'app.tokens.resource_owner_id → app.accounts': [10, 4] } } as const;
    expect(linksOf(proposed(text, { rows }))).toEqual(['tokens.resource_owner_id → users']);
  });
});

describe('what only seems to hang from the subject', () => {
  test('is searched where people did something to it, and small numbers alone say which people', () => {
    const text = (more: string) => `
      accounts: id
      users: id, account_id! -> accounts, email text
      windows: id, created_by!, title text${more}
    `;
    const plan = proposed(text(''));
    expect([linksOf(plan), searchedOf(plan)]).toEqual([[], ['windows']]);
    expect(linksOf(proposed(text(', account_id!')))).toContain('windows.account_id → accounts');
    expect(linksOf(proposed(text('').replace('created_by', 'owner_id')))).toEqual([]);
  });

  test('is nothing to it where its table has the same name for a branch of its own', () => {
    const text = 'accounts: id, parent_id -> accounts\n menus: id, parent_id, title text';
    expect(linksOf(proposed(text))).toEqual([]);
  });

  test('only points to it where a value can be nothing else, and its name says what it does there', () => {
    const uuid = { type: 'uuid', category: 'U' };
    const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
      columns: columns.map((column) => (column.name === 'name' ? column : { ...column, ...uuid })),
    });
    const overlap = { 'app.hosts.assigned_to → app.accounts, long': [6, 6] } as const;
    const rows = { unset: { 'app.hosts': [10, 4] }, overlap } as const;
    const plan = proposed('accounts: id\n hosts: id, name text, assigned_to', { change: change as never, rows });
    // The link would say whose they are: it is in what to write.
    expect([linksOf(plan), rulesOf(plan), undecidedOf(plan)]).toEqual([[], [], ['hosts']]);
    expect(plan.kinds[0]?.undecided[0]?.write).toContain("link('app.hosts', { columns: ['assigned_to']");
  });

  test('keeps a link by which a rule cuts it off, though its rows are asked about for another reason', () => {
    const plan = proposed(`
      accounts: id
      users: id, email text
      members: id, account_id! -> accounts, user_id! -> users
      calls: id, account_id! -> accounts, session_ref! -> sessions
      sessions: id, user_id! -> users, active_account_id, token text
    `);
    expect(rulesOf(plan)).toContain('sessions: detach active_account_id');
    expect(linksOf(plan)).toContain('sessions.active_account_id → accounts');
  });

  test('is no link in json where the number is a key of something else than the subject', () => {
    const text = 'accounts: id\n projects: id, account_id! -> accounts\n notes: id, meta jsonb';
    const of = (key: string) => linksOf(proposed(text, { rows: { keys: { 'app.notes.meta': [[key]] } } }));
    expect([of('project_id'), of('account_id')]).toEqual([[], ['notes.meta.account_id → accounts']]);
  });

  test('is asked about where the schema says that it survives the subject, and it is not written down by the way', () => {
    const unique = { name: 'number', columns: ['number'], partial: false };
    const change = ({ name }: { readonly name: string }) => (name === 'app.numbers' ? { uniques: [unique] } : {});
    const text = 'accounts: id\n numbers: id, number text, account_id -> accounts set null';
    expect(undecidedOf(proposed(text, { change }))).toEqual(['numbers']);
    const logs = 'accounts: id\n call_logs: id, line text, account_id -> accounts set null';
    expect(rulesOf(proposed(logs))).toEqual(['call_logs: delete']);
  });

  test('is no row’s own where some lie about, though each is one’s at a time', () => {
    const text = 'accounts: id\n rooms: id, account_id! -> accounts, door_id! -> room_doors\n room_doors: id, width';
    const unique = { name: 'key', columns: ['door_id'], partial: false };
    const change = ({ name }: { readonly name: string }) => (name === 'app.rooms' ? { uniques: [unique] } : {});
    expect(proposed(text, { change }).owned.map(({ to }) => to)).toEqual(['app.room_doors']);
    const idle = proposed(text, { change, rows: { sharing: { 'app.room_doors': { idle: 2 } } } });
    expect(idle.owned).toEqual([]);
  });

  test('is no row’s own by its name where nothing refers to some of them, several do, or it names the subject itself', () => {
    const text = (more = '') => `
      accounts: id
      machines: id, account_id! -> accounts, image_id! -> images
      images: id, title text${more}
    `;
    const ownedIn = (plan: ReturnType<typeof proposed>) => plan.owned.map(({ to }) => to);
    expect(ownedIn(proposed(text()))).toEqual(['app.images']);
    for (const facts of [{ idle: 3 }, { refs: 10, distinct: 6, across: 0 }])
      expect(ownedIn(proposed(text(), { rows: { sharing: { 'app.images': facts } } }))).toEqual([]);
    expect(ownedIn(proposed(text(', last_account_id -> accounts')))).toEqual([]);
  });

  test('is searched where a number that measures nothing may be anybody’s', () => {
    const of = (column: string) => searchedOf(proposed(`accounts: id\n quotas: id, ${column}, amount`));
    expect([of('hits'), of('acct')]).toEqual([[], ['quotas']]);
  });
});

describe('pairs of a type and an id', () => {
  const text = `
    accounts: id
    support_tickets: id, account_id!
    users: id, email text
    memberships: id, account_id!, user_id!
    files: id, owner_type text, owner_id
  `;

  test('are taken apart by the values of the type, class names among them', () => {
    const rows = { values: { 'app.files.owner_type': ['App\\Models\\SupportTicket', 'User', ''] } };
    const plan = proposed(text, { rows });
    expect(linksOf(plan).filter((link) => link.includes(' if '))).toEqual([
      'files.owner_id → support_tickets if App\\Models\\SupportTicket',
      'files.owner_id → users if User',
    ]);
    expect(rulesOf(plan)).toContain('files: delete');
  });

  test('with a type that names no table are of the one that all its ids are keys of, if these are long and it shares a word', () => {
    const uuid = { type: 'uuid', category: 'U' };
    const change = (table: { readonly name: string; readonly columns: readonly Column[] }) => ({
      columns: table.columns.map((column) => (/(?:^|_)id$/.test(column.name) ? { ...column, ...uuid } : column)),
    });
    const rows = { values: { 'app.files.owner_type': ['Tickets::BaseTicket'] } };
    const arms = (all: Partial<Asking>) =>
      linksOf(proposed(text, { rows, ...all })).filter((link) => link.includes(' if '));
    expect(arms({ change })).toEqual(['files.owner_id → support_tickets if Tickets::BaseTicket']);
    const some = { 'app.files.owner_id → app.support_tickets': [4, 3] } as const;
    expect(arms({ change, rows: { ...rows, overlap: some } })).toEqual([]);
    const robots = { values: { 'app.files.owner_type': ['Robots::Base'] } };
    expect(arms({ change, rows: robots })).toEqual([]);
  });

  test('with a type that names no table are asked about', () => {
    const rows = { values: { 'app.files.owner_type': ['SupportTicket', 'Robot'] } };
    const plan = proposed(text, { rows });
    expect(plan.kinds[0]?.undecided.map(({ question }) => question)).toEqual([
      'owner_type of app.files says "Robot", which is the name of no table',
    ]);
  });

  test('are no pairs where none of the ids is a key there, whatever the type says', () => {
    const rows = {
      values: { 'app.notes.template_type': ['PRIVATE', 'Account'] },
      overlap: { 'app.notes.template_id → app.accounts': [4, 0] },
    } as const;
    const keyed = 'accounts: key(code), code text\n notes: id, template_type text, template_id';
    expect(linksOf(proposed(keyed, { rows }))).toEqual([]);
    const gone = 'accounts: id\n notes: id, template_type text, template_id';
    expect(linksOf(proposed(gone, { rows }))).toEqual([]);
    const one = { ...rows, overlap: { 'app.notes.template_id → app.accounts': [4, 1] } } as const;
    expect(linksOf(proposed(gone, { rows: one }))).toEqual(['notes.template_id → accounts if Account']);
  });

  test('are no pairs where the type names no table', () => {
    const rows = { values: { 'app.deals.account_type': ['personal', 'business'] } };
    const plan = proposed('accounts: id\n deals: id, account_type text, account_id!', { rows });
    expect(linksOf(plan)).toEqual(['deals.account_id → accounts']);
  });
});

describe('pairs of a number that a row of Django’s content types explains, and an id', () => {
  const text = `
    accounts: id
    crm_support_tickets: id, account_id!
    auth_user: id, email text
    crm_members: id, account_id!, user_id! -> auth_user
    django_content_type: id, app_label text, model text
    notes: id, content_type_id! -> django_content_type, object_id!
    actions: id, actor_content_type_id, actor_object_id, target_content_type_id, target_id
  `;
  const means = {
    'app.django_content_type': {
      '4': ['auth', 'user'],
      '7': ['crm', 'supporttickets'],
      '9': ['', 'accounts'],
      '11': ['legacy', 'gadget'],
    },
  };
  const armsOf = (asked: Asking, of = text) =>
    linksOf(proposed(of, asked)).filter((link) => link.includes(' if ') && link.startsWith('notes'));
  const seen = { 'app.notes.content_type_id': ['7', '4'] };

  test('are taken apart by all that these rows say, whether it was seen or not', () => {
    const plan = proposed(text, { rows: { lookup: means, values: seen } });
    const arms = [
      'object_id → accounts if 9',
      'object_id → auth_user if 4',
      'object_id → crm_support_tickets if 7',
    ] as const;
    expect(linksOf(plan).filter((link) => link.includes(' if '))).toEqual([
      ...arms.map((arm) => `actions.actor_${arm}`),
      ...arms.map((arm) => `actions.${arm.replace('object_id', 'target_id')}`),
      ...arms.map((arm) => `notes.${arm}`),
    ]);
    expect(rulesOf(plan)).toContain('notes: delete');
    expect(plan.links.find(({ link }) => link.when?.equals === '7' && link.table === 'app.notes')?.evidence).toBe(
      'content_type_id says 7 (crm.supporttickets); 10 of 10 sampled ids are in app.crm_support_tickets',
    );
    expect(undecidedOf(plan)).toEqual([]);
  });

  test('are of the one table of which the ids are keys where these are long, whatever it is called', () => {
    const uuid = { type: 'uuid', category: 'U' };
    const change = (table: { readonly name: string; readonly columns: readonly Column[] }) => ({
      columns: table.columns.map((column) =>
        /^(?:object_id|id)$/.test(column.name) && !/content_type|auth/.test(table.name)
          ? { ...column, ...uuid }
          : column,
      ),
    });
    const places = ['accounts', 'crm_members', 'actions'].map((to) => `app.notes.object_id → app.${to} if 11`);
    const nowhere = Object.fromEntries(places.map((place) => [place, [5, 0] as const]));
    const rows = { lookup: means, values: { 'app.notes.content_type_id': ['11'] }, overlap: nowhere };
    const here = 'app.notes.object_id → app.crm_support_tickets if 11';
    expect(armsOf({ change, rows: { ...rows, overlap: { ...nowhere, [here]: [5, 1] } } })).toContain(
      'notes.object_id → crm_support_tickets if 11',
    );
    const two = { ...nowhere, [here]: [5, 1], [places[0] ?? '']: [5, 1] } as const;
    expect(armsOf({ change, rows: { ...rows, overlap: two } }).join()).not.toContain('if 11');
    expect(armsOf({ change, rows: { ...rows, overlap: { ...nowhere, [here]: [5, 0] } } }).join()).not.toContain(
      'if 11',
    );
  });

  test('are asked about where a type that was seen names no table', () => {
    const rows = { lookup: means, values: { 'app.notes.content_type_id': ['7', '11'] } };
    const questions = proposed(text, { rows }).kinds[0]?.undecided.map(({ question }) => question);
    expect(questions).toEqual([
      'content_type_id of app.notes says "11 (legacy.gadget)", which is the name of no table',
    ]);
  });

  test('are asked about where nothing of the subject is named, and one that names no table could be it', () => {
    const others = { 'app.django_content_type': { '4': ['auth', 'user'] } };
    const of = text.replace(/actions: .*/, '');
    expect(undecidedOf(proposed(of, { rows: { lookup: others } }))).toEqual([]);
    const custom = { 'app.django_content_type': { ...others['app.django_content_type'], '11': ['legacy', 'gadget'] } };
    expect(undecidedOf(proposed(of, { rows: { lookup: custom } }))).toEqual(['notes']);
  });

  test('are what they were where nothing explains the numbers', () => {
    expect(armsOf({ rows: { values: seen } })).toEqual([]);
    expect(searchedOf(proposed(text))).toContain('notes');
    const lookup = { 'app.kinds': means['app.django_content_type'] };
    expect(armsOf({ rows: { lookup, values: seen } }, text.replaceAll('django_content_type', 'kinds'))).toEqual([]);
  });
});

describe('links that can be NULL', () => {
  test('of the name of the subject say whose a row is; with another word before it they only point', () => {
    const plan = proposed(
      `
      accounts: id
      tags: id, account_id -> accounts
      banners: id, last_account_id -> accounts
      trails: id, account_id -> accounts set null
    `,
      { rows: { unset: { 'app.banners': [10, 2] } } },
    );
    expect(rulesOf(plan)).toEqual(['tags: delete', 'trails: delete']);
    expect(undecidedOf(plan)).toEqual(['banners']);
  });

  test('that only point, by their names, are asked about where some rows hang from nothing else', () => {
    const text = `
      accounts: id
      users: id, email text
      members: id, account_id! -> accounts, user_id! -> users
      pins: id, main_account_id -> accounts, user_id -> users, hash text
    `;
    const of = (all: number, others: number) => {
      const unset = { 'app.pins': [10, others], 'app.pins main_account_id user_id': [10, all] } as const;
      const plan = proposed(text, { rows: { unset } });
      return [rulesOf(plan), undecidedOf(plan)];
    };
    expect(of(0, 4)).toEqual([[], ['pins']]);
    expect(of(0, 0)).toEqual([['pins: detach main_account_id'], []]);
    expect(of(3, 4)).toEqual([['pins: detach main_account_id'], []]);
  });

  test('that rows survive do not say whose these are where each is of somebody else too', () => {
    const text = (action: string) => `
      accounts: id
      users: id, email text
      members: id, account_id! -> accounts, user_id! -> users
      usage: id, account_id -> accounts${action}, user_id! -> users, amount
    `;
    expect([rulesOf(proposed(text(' set null'))), undecidedOf(proposed(text(' set null')))]).toEqual([[], ['usage']]);
    expect(rulesOf(proposed(text('')))).toEqual(['usage: delete']);
  });

  describe('of people to the subject', () => {
    const text = (join: string) => `
      accounts: id
      users: id, email text, account_id -> accounts
      sessions: id, user_id! -> users, agent text
      ${join}
    `;
    const posts = 'posts: id, account_id! -> accounts, user_id! -> users, title text';

    test('say whose they are where what names both is what they did, and every one of them has one', () => {
      expect(rulesOf(proposed(text(posts)))).toEqual(['users: delete']);
      const some = proposed(text(posts), { rows: { unset: { 'app.users': [10, 3] } } });
      expect([rulesOf(some), undecidedOf(some)]).toEqual([[], ['users', 'sessions']]);
    });

    test('are asked about where each of them is one tenant’s, and a membership joins them with no other', () => {
      const join = 'owners: key(account_id, user_id), account_id! -> accounts, user_id! -> users';
      const rows = { sharing: { 'app.owners.user_id → app.users': { across: 0 } } } as const;
      expect([rulesOf(proposed(text(join), { rows })), undecidedOf(proposed(text(join), { rows }))[0]]).toEqual([
        [],
        'users',
      ]);
      const homeless = { ...rows, unset: { 'app.users': [10, 1] } } as const;
      expect(rulesOf(proposed(text(join), { rows: homeless }))).toEqual(['users: detach account_id']);
    });

    test('are links that are kept where a row names them beside a tenant: it may be another', () => {
      const plan = proposed(
        'accounts: id\n users: id, account_id!, email text\n guests: id, account_id!, user_id!, note text',
      );
      expect(linksOf(plan)).toContain('guests.user_id → users');
    });

    test('are cut off where one of them is joined with several', () => {
      const rows = { sharing: { 'app.posts.user_id → app.users': { across: 1 } } } as const;
      expect(rulesOf(proposed(text(posts), { rows }))).toEqual(['users: detach account_id']);
    });

    test.each([
      ['members: id, account_id! -> accounts, user_id! -> users, title text'],
      ['account_users: id, account_id! -> accounts, user_id! -> users, title text'],
      ['roles_of: key(account_id, user_id), account_id! -> accounts, user_id! -> users, title text'],
      ['grants: id, account_id! -> accounts, user_id! -> users'],
    ])('are cut off where a membership joins them: %s', (join) => {
      expect(rulesOf(proposed(text(join)))).toEqual(['users: detach account_id']);
    });
  });

  test('of something that is no person, and of the subject where a link is set, are left to be asked about', () => {
    const plan = proposed(`
      accounts: id
      labels: id, account_id! -> accounts
      orders: id
      marks: id, order_id! -> orders, label_id -> labels
      pins: id, order_id! -> orders, last_label_id -> labels
    `);
    expect(rulesOf(plan)).toEqual(['pins: detach last_label_id']);
  });

  test('are left to be asked about, with what to write, where what they say would stay with whoever has a part in it', () => {
    const plan = proposed(`
      accounts: id
      users: id, email text
      notes: id, account_id! -> accounts
      admin_logs: id, user_id! -> users, note_id, message text
    `);
    expect([rulesOf(plan), undecidedOf(plan)]).toEqual([[], ['admin_logs']]);
    expect(plan.kinds[0]?.undecided[0]?.write).toBe(
      "If they are the account's own, declare link('app.admin_logs', { columns: ['note_id'], to: 'app.notes', toColumns: ['id'] }) under links in the store and write 'app.admin_logs': 'delete' under rules; if they only point to it, detach('note_id').",
    );
  });

  test('of an owner are searched where a row hangs from something else that is no person', () => {
    const plan = proposed(`
      accounts: id
      users: id, account_id! -> accounts, email text
      applications: id, name text
      grants: id, application_id! -> applications, owner_id
    `);
    expect([rulesOf(plan), undecidedOf(plan), searchedOf(plan)]).toEqual([[], [], ['applications', 'grants']]);
  });

  test('of an owner for whom a row was issued say whose it is, whatever it was issued by', () => {
    const plan = proposed(
      `
      accounts: id
      users: id, account_id! -> accounts, email text
      applications: id, name text
      grants: id, application_id! -> applications, resource_owner_id
    `,
      { rows: { overlap: { 'app.grants.resource_owner_id → app.accounts': [10, 4] } } },
    );
    expect(rulesOf(plan)).toEqual(['grants: delete']);
  });

  test('say whose a row is by those named after it alone: what only points makes no row the subject’s', () => {
    const text = 'accounts: id\n folders: id, account_id!\n templates: id, folder_id, last_folder_id';
    expect(rulesOf(proposed(text))).toEqual(['templates: delete']);
    const plan = proposed(text, { rows: { unset: { 'app.templates': [10, 2] } } });
    expect([rulesOf(plan), undecidedOf(plan)]).toEqual([[], ['templates']]);
  });

  test('of people who are joined to subjects by rows that say nothing more are cut off, whether or not these must name both', () => {
    const text = 'accounts: id\n users: id, account_id, email text\n memberships: id, account_id, user_id';
    expect(rulesOf(proposed(text))).toEqual(['memberships: delete', 'users: detach account_id']);
    const tasks = `accounts: id\n users: id, account_id, email text\n tasks: id, account_id, user_id, title text`;
    expect(rulesOf(proposed(tasks))).toEqual(['tasks: delete', 'users: delete']);
  });

  test('are not held by whoever wrote a row, but by whom it is of', () => {
    const plan = proposed(`
      accounts: id
      labels: id, account_id! -> accounts
      users: id, name text
      payments: id, author_id! -> users, label_id -> labels
      drafts: id, user_id! -> users, label_id -> labels
    `);
    expect(rulesOf(plan)).toEqual(['drafts: detach label_id', 'payments: delete']);
  });

  test('of people who are joined to subjects are cut off: membership is not ownership', () => {
    const text = `
      accounts: id
      users: id, email text, account_id -> accounts
      account_users: id, account_id! -> accounts, user_id! -> users
      posts: id, author_id! -> users
    `;
    const plan = proposed(text);
    expect(rulesOf(plan)).toEqual(['users: detach account_id']);
    expect(ignoredOf(plan)).toEqual(['posts']);
    const overlap = { 'app.users.id → app.account_users': [10, 8] } as const;
    const mixed = proposed(text, { rows: { overlap } });
    expect([rulesOf(mixed), undecidedOf(mixed)]).toEqual([[], ['users', 'posts']]);
    const logins = `${text}\n logins: id, account_id! -> accounts, user_id! -> users, at text`;
    expect(rulesOf(proposed(logins, { rows: { overlap } }))).toEqual(['users: detach account_id']);
  });

  test('of people whose keys are unique within a subject say whose they are, whatever joins them', () => {
    const unique = { name: 'scoped', columns: ['account_id', 'email'], partial: true };
    const change = ({ name }: { readonly name: string }) => (name === 'app.users' ? { uniques: [unique] } : {});
    const text = `
      accounts: id
      users: id, email text, account_id -> accounts
      uploads: id, account_id! -> accounts, user_id! -> users
    `;
    expect(rulesOf(proposed(text, { change }))).toEqual(['users: delete']);
    expect(rulesOf(proposed(text))).toEqual(['users: detach account_id']);
  });

  test('that rows survive are cut off, unless the rows say something or every one of them hangs from nothing else', () => {
    const text = `
      accounts: id
      checks: id, account_id! -> accounts
      check_events: id, check_id -> checks set null, payload text
      check_marks: id, check_id -> checks set null, colour text
      clients: id
      tokens: id, client_id! -> clients, last_check_id -> checks, email text
    `;
    const some = { 'app.check_events': [10, 2], 'app.check_marks': [10, 2] } as const;
    const ofSome = proposed(text, { rows: { unset: some } });
    expect([rulesOf(ofSome), undecidedOf(ofSome)]).toEqual([['check_events: delete'], ['check_marks', 'tokens']]);
    // What passes by and hangs from nothing any more is looked through.
    expect(searchedOf(ofSome)).toContain('check_events');
    const all = proposed(text);
    expect([rulesOf(all), undecidedOf(all)]).toEqual([['check_events: delete'], ['check_marks', 'tokens']]);
    const numbered = { name: 'no', columns: ['serial_no'], partial: false };
    const change = ({ name }: { readonly name: string }) =>
      name === 'app.check_events' ? { uniques: [numbered] } : {};
    expect(undecidedOf(proposed(text, { change }))).toContain('check_events');
    const shared = text.replace('colour text', 'client_id -> clients');
    expect(rulesOf(proposed(shared))).toEqual(['check_events: delete', 'check_marks: detach check_id']);
  });

  test('decide for the children only when they are decided themselves', () => {
    const plan = proposed(`
      accounts: id
      users: id, email text, last_account_id
      members: id, account_id!, user_id!
      talks: id, account_id
      messages: id, talk_id, sender_id
      tokens: id, user_id
    `);
    expect(rulesOf(plan)).toEqual(['messages: delete', 'talks: delete', 'users: detach last_account_id']);
    expect(ignoredOf(plan)).toEqual(['tokens']);
  });
});

test('rows that hang from nothing by the only links they have are asked about', () => {
  const text = 'accounts: id\n notes: id, account_id! -> accounts\n drafts: id, note_id -> notes';
  expect(rulesOf(proposed(text))).toEqual(['drafts: delete']);
  expect(rulesOf(proposed(text, { rows: { unset: { 'app.drafts': [10, 1] } } }))).toEqual([]);
});

describe('rows that the subject’s rows point to', () => {
  test('are its own where each is one row’s own', () => {
    const plan = proposed('accounts: id, settings_id -> settings\n settings: id, theme text');
    expect(plan.owned).toMatchObject([{ table: 'app.accounts', columns: ['settings_id'], to: 'app.settings' }]);
  });

  test.each(['key(account_id, note_id)', 'no key'])(
    'are asked about where a table with %s only joins them: several may share one, though none do yet',
    (key) => {
      const columns = 'account_id! -> accounts cascade, note_id! -> notes cascade';
      const plan = proposed(
        `accounts: id\n notes: id, title text\n account_notes: ${key === 'no key' ? '' : `${key}, `}${columns}`,
      );
      expect(plan.owned).toEqual([]);
      expect(undecidedOf(plan)).toEqual(['notes']);
    },
  );

  test('are shared where several subjects refer to one, or their name says so', () => {
    const text = 'accounts: id, plan_id -> plans, scheme_id -> schemes\n plans: id, name text\n schemes: id, name text';
    const plan = proposed(text, { rows: { sharing: { 'app.schemes': { across: 2 } } } });
    expect([plan.owned, ignoredOf(plan)]).toEqual([[], ['plans', 'schemes']]);
  });

  test('are asked about where only one row in many is referred to by several subjects', () => {
    const text = 'accounts: id\n tasks: id, account_id! -> accounts, project_id! -> projects\n projects: id, name text';
    const of = (across: number) => proposed(text, { rows: { sharing: { 'app.projects': { across } } } });
    expect([undecidedOf(of(1)), ignoredOf(of(2))]).toEqual([['projects'], ['projects']]);
  });

  test('are asked about where no key but a name alone points to them, and where a lookup tells of somebody', () => {
    const text =
      'accounts: id\n tasks: id, account_id!, project_id\n projects: id, name text\n milestones: id, project_id!';
    const plan = proposed(text);
    expect([undecidedOf(plan), ignoredOf(plan)]).toEqual([['projects', 'milestones'], []]);
    const kinds = proposed('accounts: id, plan_id -> plans\n plans: id, name text, contact_email text');
    expect([ignoredOf(kinds), kinds.owned.length + undecidedOf(kinds).length]).toEqual([[], 1]);
  });

  test('are shared where some that refer to them are of several subjects; what looks like somebody’s own is asked about', () => {
    const text = `
      accounts: id, home_ref_id -> spots
      orders: id, account_id! -> accounts, ship_ref_id -> spots
      spots: id, name text
    `;
    const rows = { sharing: { 'app.orders.ship_ref_id → app.spots': { across: 3 } } };
    const private_ = text.replace('name text', 'email text');
    const of = (asked: string) => [undecidedOf(proposed(asked, { rows })), ignoredOf(proposed(asked, { rows }))];
    expect([of(private_), of(text)]).toEqual([
      [['spots'], []],
      [[], ['spots']],
    ]);
  });

  test('are not shared by several subjects where an id of whatever it may be was taken for the subject’s', () => {
    const text = `
      accounts: id
      notes: id, account_id! -> accounts
      uses: id, owner_type! text, owner_id!, blob_id! -> blobs
      blobs: id, checksum text
    `;
    const rows = { values: { 'app.uses.owner_type': ['Account', 'Note'] }, sharing: { 'app.blobs': { across: 3 } } };
    const plan = proposed(text, { rows });
    expect(ignoredOf(plan)).toEqual([]);
  });

  test('are asked about where several rows refer to one, and it looks like somebody’s own', () => {
    const text =
      'accounts: id\n files: id, account_id! -> accounts\n uses: id, file_id! -> files, blob_id! -> blobs\n blobs: id, checksum text';
    const plan = proposed(text, { rows: { sharing: { 'app.blobs': { refs: 10, distinct: 8 } } } });
    expect([undecidedOf(plan), ignoredOf(plan), plan.owned]).toEqual([['blobs'], [], []]);
  });

  test('are asked about where each is referred to by one row alone, and nothing says that it is that row’s', () => {
    const text = `
      accounts: id, host_id! -> hosts
      notices: id, account_id! -> accounts, rate_id! -> rates
      hosts: id, dsn text
      rates: id, base text, quote text
    `;
    const plan = proposed(text, { rows: { sharing: { 'app.rates': { refs: 40, distinct: 40 } } } });
    expect([plan.owned, undecidedOf(plan)]).toEqual([[], ['hosts', 'rates']]);
    const people = text.replace('hosts: id, dsn text', 'hosts: id, email text, phone text');
    expect(undecidedOf(proposed(people))).toContain('hosts');
  });

  test('are everybody’s where a product is spread over them', () => {
    const plan = proposed('accounts: id, shard_id! -> shards\n shards: id, dsn text');
    expect([plan.owned, undecidedOf(plan), ignoredOf(plan)]).toEqual([[], [], ['shards']]);
  });

  test('are its own where each subject has one, and none is left over', () => {
    const text = `
      accounts: id, licence_id! -> licences
      licences: id, seats int
    `;
    const of = (schema: string, facts: Partial<Answer<'sharing'>>) =>
      proposed(schema, {
        rows: { sharing: { 'app.licences': { refs: 5, distinct: 5, tenants: 5, ...facts } } },
      }).owned.map(({ to }) => to);
    expect(of(text, {})).toEqual(['app.licences']);
    // Too few, one left over, one of two; and what people call by a name.
    for (const facts of [{ refs: 4, distinct: 4, tenants: 4 }, { idle: 1 }, { distinct: 4 }, { tenants: 1 }])
      expect(of(text, facts)).toEqual([]);
    expect(of(text.replace('seats int', 'name text'), {})).toEqual([]);
  });

  test('are its own where many rows refer to them again and again, and never those of another subject', () => {
    const text = `
      accounts: id
      contacts: id, account_id! -> accounts
      orders: id, contact_id! -> contacts, ship_to_id -> addresses
      addresses: id, street text
    `;
    const place = 'app.orders.ship_to_id → app.addresses';
    const of = (facts: Partial<Answer<'sharing'>>) => {
      const plan = proposed(text, { rows: { sharing: { [place]: { refs: 40, distinct: 20, across: 0, ...facts } } } });
      return [plan.owned.map(({ to }) => to), undecidedOf(plan)];
    };
    expect(of({})).toEqual([['app.addresses'], []]);
    // Too seldom, of one subject alone, or of several.
    expect(of({ refs: 25 })).toEqual([[], ['addresses']]);
    expect(of({ tenants: 1 })).toEqual([[], ['addresses']]);
    expect(of({ across: 1 })).toEqual([[], ['addresses']]);
    // Idle ones, other names, titles, and what hangs from them are those of a catalogue.
    expect(of({ idle: 2 })).toEqual([[], ['addresses']]);
    for (const [table, columns] of [
      ['depots', 'street text'],
      ['documents', 'title text'],
    ] as const) {
      const things = text.replaceAll('addresses', table).replace('street text', columns);
      const sharing = { [place.replace('addresses', table)]: { refs: 40, distinct: 20, across: 0 } };
      expect(proposed(things, { rows: { sharing } }).owned).toEqual([]);
    }
  });

  test('are asked about together with what hangs from them', () => {
    const plan = proposed(
      `
      accounts: id
      files: id, account_id! -> accounts
      uses: id, file_id! -> files, scheme_id! -> schemes
      schemes: id, checksum text
      variants: id, scheme_id! -> schemes
      renderings: id, variant_id! -> variants
      file_texts: id, file_id -> files set null, email text
      results: id, file_text_id! -> file_texts
      sizes: id, name text
    `,
      { rows: { unset: { 'app.file_texts': [10, 2] } } },
    );
    expect([undecidedOf(plan), ignoredOf(plan)]).toEqual([
      ['schemes', 'file_texts', 'variants', 'results', 'renderings'],
      ['sizes'],
    ]);
    expect(plan.kinds[0]?.undecided.find(({ table }) => table === 'app.variants')).toMatchObject({
      question: expect.stringContaining('app.variants hangs from app.schemes by scheme_id'),
      write: expect.stringContaining('Decide about app.schemes'),
    });
  });

  test('are owned where their framework deletes what nothing refers to any more, whatever hangs from them', () => {
    const plan = proposed(
      `
      accounts: id
      notes: id, account_id! -> accounts
      active_storage_attachments: id, record_type! text, record_id!, blob_id! -> active_storage_blobs
      active_storage_blobs: id, checksum text
      active_storage_variant_records: id, blob_id! -> active_storage_blobs
    `,
      {
        rows: {
          values: { 'app.active_storage_attachments.record_type': ['Note'] },
          sharing: { 'app.active_storage_blobs': { refs: 10, distinct: 8 } },
        },
      },
    );
    expect([undecidedOf(plan), ignoredOf(plan)]).toEqual([[], []]);
    expect(plan.owned).toMatchObject([{ table: 'app.active_storage_attachments', to: 'app.active_storage_blobs' }]);
  });

  test('are asked about where each hangs from something else too, whatever is unique', () => {
    const change = ({ name, uniques }: { name: string; uniques: readonly object[] }) =>
      name === 'app.devices' ? { uniques: [...uniques, { name: 'u', columns: ['keyring_id'], partial: false }] } : {};
    const text = `
      accounts: id
      users: id, email text
      devices: id, account_id! -> accounts, keyring_id -> keyrings
      keyrings: id, user_id! -> users cascade, agent text
    `;
    const plan = proposed(text, { change: change as never });
    expect([plan.owned, undecidedOf(plan)]).toEqual([[], ['keyrings']]);
  });

  test('are theirs who came, where they are visits', () => {
    const plan = proposed(`
      accounts: id
      users: id, email text
      clicks: id, account_id! -> accounts, visit_id -> visits
      visits: id, user_id -> users, ip inet
    `);
    expect([plan.owned, undecidedOf(plan), ignoredOf(plan)]).toEqual([[], [], expect.arrayContaining(['visits'])]);
  });

  test('are owned where they are so by their name, though others have some too: those keep theirs', () => {
    const plan = proposed(`
      accounts: id, avatar_id -> avatar_images
      users: id, email text, avatar_id -> avatar_images
      members: id, account_id! -> accounts, user_id! -> users
      avatar_images: id, bytes text
    `);
    expect(plan.owned).toMatchObject([{ table: 'app.accounts', to: 'app.avatar_images' }]);
  });

  test('are asked about where nothing tells', () => {
    const plan = proposed('accounts: id, scheme_id -> schemes\n schemes: id, name text');
    expect([undecidedOf(plan), ignoredOf(plan)]).toEqual([['schemes'], []]);
    expect(plan.kinds[0]?.undecided[0]?.write).toContain("owns('app.accounts'");
  });
});

describe('tables that nothing leads from', () => {
  test('are searched by each plan where they hold personal data, or what passes by', () => {
    const text = 'accounts: id\n inbound_emails: id, sender_email text\n outbox: id, payload text\n sizes: id, width';
    const plan = proposed(text);
    expect([undecidedOf(plan), ignoredOf(plan), searchedOf(plan)]).toEqual([
      [],
      ['inbound_emails', 'outbox', 'sizes'],
      ['inbound_emails', 'outbox'],
    ]);
  });

  test('are found by names that a server has written in one word', () => {
    const text = 'accounts: id\n orderitems: id, accountid\n notes: id, orderitemid, paid, grid';
    expect(linksOf(proposed(text))).toEqual(['notes.orderitemid → orderitems', 'orderitems.accountid → accounts']);
    const pointing = (column: string) =>
      rulesOf(proposed(`accounts: id\n members: id, email text, ${column}\n posts: id, account_id! -> accounts`));
    expect([pointing('lastaccountid'), pointing('last_account_id')]).toEqual([
      ['members: detach lastaccountid'],
      ['members: detach last_account_id'],
    ]);
  });

  test('are asked about where what tells of the subject could not be found by its values', () => {
    const plan = (column: string, as: Partial<Column> = {}) =>
      proposed(`accounts: id\n jobs: id, payload text, ${column}`, {
        change: ({ columns }) => ({
          columns: columns.map((each) => (each.name === column ? { ...each, ...as } : each)),
        }),
      });
    const of = (column: string, as?: Partial<Column>) => undecidedOf(plan(column, as));
    const numbersOf = (column: string, as?: Partial<Column>) => plan(column, as).ignore.get('app.jobs')?.numbers;
    const timestamp = { type: 'timestamp with time zone', category: 'D' } as const;
    expect([of('max_attempts'), of('run', timestamp)]).toEqual([[], []]);
    expect([numbersOf('updatecount'), numbersOf('account')]).toEqual([undefined, ['account']]);
    expect([numbersOf('max_attempts'), numbersOf('run', timestamp)]).toEqual([undefined, undefined]);
    expect(numbersOf('search_key2')).toEqual(['search_key2']);
    const keyed = (table: string, key: string) =>
      proposed(`accounts: id\n ${table}: key(${key}), ${key}, payload text`).ignore.get(`app.${table}`)?.numbers;
    expect([keyed('audit_events', 'event_id'), keyed('audit_events', 'other')]).toEqual([undefined, ['other']]);
    expect(numbersOf('seen', { type: 'bigint[]', category: 'A' })).toEqual(['seen']);
    const bytes = { type: 'bytea', category: 'U' } as const;
    expect([of('state', bytes), of('states', { type: 'bytea[]', category: 'A' })]).toEqual([['jobs'], ['jobs']]);
    expect([of('state', { ...bytes, generated: 'stored' }), of('body_hash', bytes), of('salt', bytes)]).toEqual([
      [],
      [],
      [],
    ]);
  });

  test('are asked about where they hold an id that stands in the subject’s row too, though it is no key there', () => {
    const text = 'accounts: id, billing_id text\n invoices: id, customer_id text, price_id text\n prices: id';
    const rows = { overlap: { 'app.invoices.customer_id → app.accounts, long': [10, 4] } } as const;
    const plan = proposed(text, { rows });
    expect(undecidedOf(plan)).toEqual(['invoices']);
    expect(plan.kinds[0]?.undecided[0]?.question).toContain('customer_id (an id that an account holds too)');
    const none = {
      overlap: { 'app.invoices.customer_id → app.accounts': [10, 0], 'app.invoices.price_id → app.accounts': [10, 0] },
    } as const;
    expect(ignoredOf(proposed(text, { rows: none }))).toEqual(['invoices', 'prices']);
  });

  describe('and hold what stands in the subject’s own row beside its key', () => {
    const text = 'accounts: id, billing_id text\n invoices: id, customer_id! text';
    const place = 'app.invoices.customer_id → app.accounts';
    const long = { [`${place}, long`]: [10, 10] } as const;
    const found = (of: string, rows: Asking['rows'] = {}, subjects?: Asking['subjects']) =>
      proposed(of, { rows: { overlap: long, ...rows }, ...(subjects === undefined ? {} : { subjects }) });

    test('are linked by what a payment service calls it, if all values are long and each is one row’s there', () => {
      const plan = found(text);
      expect(linksOf(plan)).toEqual(['invoices.customer_id → accounts']);
      expect(plan.links[0]?.evidence).toBe(
        'no name leads there, and 10 of 10 sampled values are in billing_id of app.accounts, where 10 of 10 are different',
      );
      expect([rulesOf(plan), undecidedOf(plan)]).toEqual([[], []]);
    });

    test.each<[string, string, Asking['rows']]>([
      ['where a value stands in no such row', text, { overlap: { ...long, [place]: [11, 10] } }],
      ['where some are short', text, { overlap: { [`${place}, long`]: [9, 9] } }],
      ['where one value is all there is', text, { overlap: { [place]: [1, 1], [`${place}, long`]: [1, 1] } }],
      ['where two rows there hold the same', text, { sharing: { 'app.accounts': { refs: 10, distinct: 9 } } }],
      [
        'by what no word says is of payments',
        text.replace('billing', 'region').replaceAll('customer', 'zone'),
        {
          overlap: { 'app.invoices.zone_id → app.accounts, long': [10, 10] },
        },
      ],
      ['where two columns there hold them', text.replace('billing_id', 'billing_id text, payer_ref'), {}],
      ['where people hold it too', `${text}\n users: id, stripe_ref text`, {}],
      ['where the column there is a key of something else', text.replace('text\n', 'text -> firms\n firms: id\n'), {}],
    ])('are asked about %s', (_why, of, rows) => {
      const plan = found(of, rows);
      expect(linksOf(plan)).toEqual([]);
      expect(undecidedOf(plan)).toContain('invoices');
    });

    test('are linked beside each other, and beside people who hold something else', () => {
      const of = `${text}\n charges: id, customer_id! text\n users: id, stripe_ref text`;
      const overlap = {
        ...long,
        'app.charges.customer_id → app.accounts, long': [10, 10],
        'app.invoices.customer_id → app.users': [10, 0],
        'app.charges.customer_id → app.users': [10, 0],
      } as const;
      expect(linksOf(found(of, { overlap }))).toEqual([
        'charges.customer_id → accounts',
        'invoices.customer_id → accounts',
      ]);
    });

    test('are asked about where the value can be missing: then it may only point there', () => {
      expect(undecidedOf(found(text.replace('id! text', 'id text')))).toEqual(['invoices']);
    });

    test('are a person’s where they end by themselves, and were sent to the address', () => {
      const tokens = 'users: id, email text\n password_tokens: address_email! text, token text, expires_at';
      const overlap = { 'app.password_tokens.address_email → app.users, long': [10, 10] } as const;
      const plan = found(tokens, { overlap }, [user]);
      expect(linksOf(plan)).toEqual(['password_tokens.address_email → users']);
      expect([rulesOf(plan), undecidedOf(plan)]).toEqual([['password_tokens: delete'], []]);
      const strangers = { ...overlap, 'app.password_tokens.address_email → app.users': [10, 9] } as const;
      expect(linksOf(found(tokens, { overlap: strangers }, [user]))).toEqual([]);
      const kept = tokens.replace('password_tokens', 'bounces');
      const other = { 'app.bounces.address_email → app.users, long': [10, 10] } as const;
      expect(linksOf(found(kept, { overlap: other }, [user]))).toEqual([]);
    });
  });

  test('are searched where they tell of somebody, though what they hang from is everybody’s', () => {
    const plan = proposed('accounts: id\n plans: id, price\n quotes: id, plan_id! -> plans, contact_email text');
    expect([undecidedOf(plan), ignoredOf(plan), searchedOf(plan)]).toEqual([[], ['plans', 'quotes'], ['quotes']]);
  });

  test('are asked about where they hold what stands in rows of the subject: a key as text, a second uuid, a column of the same name', () => {
    const uuid = { type: 'uuid', category: 'U' };
    const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
      columns: columns.map((column) => (column.name.endsWith('_uuid') ? { ...column, ...uuid } : column)),
    });
    const text = `
      accounts: id, public_uuid
      profiles: id, account_id! -> accounts, stripe_customer_id text
      charges: id, stripe_customer_id text
      exports: id, tenant_uuid
      counters: id, org_ref text
    `;
    const all = { change: change as never };
    expect(undecidedOf(proposed(text, all))).toEqual(['charges', 'exports', 'counters']);
    const tokens = proposed(`
      accounts: id
      identities: id
      users: id, account_id! -> accounts, identity_id text
      tokens: id, identity_id text, secret text`);
    expect(undecidedOf(tokens)).not.toContain('tokens');
    const pages = proposed(
      `accounts: id
      users: id, email text
      spaces: id, account_id! -> accounts, slug text
      members: id, account_id! -> accounts, user_id! -> users
      pages: id, user_id! -> users, space_slug text`,
    );
    expect(searchedOf(pages)).toEqual(['pages']);
  });

  test('are asked about together with what their names alone say hangs from them', () => {
    const bytes = { type: 'bytea', category: 'U' } as const;
    const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
      columns: columns.map((column) => (column.name === 'body' ? { ...column, ...bytes } : column)),
    });
    const text = 'accounts: id\n drafts: id, email text, body\n draft_files: id, draft_id!';
    const plan = proposed(text, { change: change as never });
    expect(undecidedOf(plan)).toEqual(['drafts', 'draft_files']);
    expect(plan.kinds[0]?.undecided[1]?.write).toContain(
      "link('app.draft_files', { columns: ['draft_id'], to: 'app.drafts'",
    );
  });

  test('are searched together with what their names alone say hangs from them, and that link is written', () => {
    const plan = proposed('accounts: id\n drafts: id, email text\n draft_files: id, draft_id!');
    expect([undecidedOf(plan), searchedOf(plan), linksOf(plan)]).toEqual([
      [],
      ['draft_files', 'drafts'],
      ['draft_files.draft_id → drafts'],
    ]);
  });

  test('are left with the people who are shared where they only let these sign in', () => {
    const tokens = 'verification_tokens: identifier text, token text, expires text';
    const members = 'members: id, account_id! -> accounts, user_id! -> users';
    const shared = proposed(`accounts: id\n users: id, email text\n ${members}\n ${tokens}`);
    expect([undecidedOf(shared), ignoredOf(shared)]).toEqual([[], ['users', 'verification_tokens']]);
    const contacts = `accounts: id\n users: id, email text\n contacts: id, account_id! -> accounts, email text\n ${members}`;
    const codes = 'otp_codes: email text, code text, expires text';
    const noUsers = { 'app.otp_codes.email → app.users': [10, 0] } as const;
    expect(searchedOf(proposed(`${contacts}\n ${codes}`, { rows: { overlap: noUsers } }))).toEqual(['otp_codes']);
    const own = proposed(`accounts: id\n users: id, account_id! -> accounts, email text\n ${tokens}`);
    expect([undecidedOf(own), searchedOf(own)]).toEqual([[], ['verification_tokens']]);
  });

  test('are everybody’s where their name says so, unless what they hold tells of somebody', () => {
    const tables = ['app.server_settings', 'app.prices', 'app.background_migrations', 'app.jobs'];
    const text = `
      accounts: id
      server_settings: id, name text, value jsonb
      prices: id, metadata jsonb
      background_migrations: id, state jsonb
      jobs: id, payload jsonb
    `;
    const everybodys = ['background_migrations', 'prices', 'server_settings'];
    expect(undecidedOf(proposed(text, { rows: { namesNobody: tables } }))).toEqual([]);
    expect(searchedOf(proposed(text))).toEqual(['jobs', 'prices', 'server_settings']);
    for (const key of ['first_name', 'customer_id'])
      expect(
        searchedOf(proposed(text, { rows: { namesNobody: tables, keys: { 'app.prices.metadata': [[key]] } } })),
      ).toContain('prices');
    const ofServers = `${text}\n servers: id, account_id! -> accounts`;
    expect(searchedOf(proposed(ofServers))).toContain('server_settings');
    expect(everybodys.every((table) => ignoredOf(proposed(text)).includes(table))).toBe(true);
  });

  test('are searched where people made them: of whom they tell is not told by these', () => {
    const plan = proposed(`
      accounts: id
      users: id, email text
      members: id, account_id! -> accounts, user_id! -> users
      calls: id, created_by_id -> users, ip_address text
      devices: id, user_id -> users, ip_address text
      polls: id, created_by_id -> users, title text
    `);
    expect([undecidedOf(plan), ignoredOf(plan)]).toEqual([[], ['calls', 'devices', 'polls', 'users']]);
    expect(searchedOf(plan)).toEqual(['calls', 'devices', 'polls']);
  });

  test('are searched where they hold an id of whatever it may be, whoever they are of', () => {
    const plan = proposed(`
      accounts: id
      users: id, email text
      members: id, account_id! -> accounts, user_id! -> users
      remarks: id, author_id! -> users, object_id, kind_id
    `);
    expect([undecidedOf(plan), ignoredOf(plan)]).toEqual([[], ['remarks', 'users']]);
    expect(plan.ignore.get('app.remarks')).toMatchObject({ unlessFound: true, numbers: ['object_id', 'kind_id'] });
  });

  test('are found where they take over the key of a row of the subject', () => {
    const uuid = { type: 'uuid', category: 'U' };
    const change = (table: { name: string; columns: readonly { name: string }[] }) => ({
      columns: table.columns.map((column) => ({ ...column, ...(column.name === 'id' ? uuid : {}) })),
    });
    const rows = { overlap: { 'app.contents.id → app.messages': [20, 20] } } as const;
    const text = 'accounts: id\n messages: id, account_id! -> accounts\n contents: id, body text';
    expect(linksOf(proposed(text, { change: change as never, rows }))).toEqual(['contents.id → messages']);
  });

  test('are left alone where they are of people who stay, or of a framework', () => {
    const plan = proposed(`
      accounts: id
      members: id, account_id! -> accounts, user_id! -> users
      users: id, email text
      devices: id, user_id! -> users, ip_address text
      schema_migrations: key(version), version text
    `);
    expect([undecidedOf(plan), ignoredOf(plan)]).toEqual([[], ['devices', 'schema_migrations', 'users']]);
  });
});

describe('a person', () => {
  const text = `
    users: id, email text
    accounts: id
    members: id, account_id! -> accounts, user_id! -> users
    sessions: id, user_id! -> users, ip_address text
    notes: id, account_id! -> accounts, author_id! -> users
    tasks: id, account_id! -> accounts, assignee_id -> users
    drafts: id, user_id! -> users cascade, reviewer_id -> users
  `;

  test('owns what says nothing of others, is cut off from what can be, and the rest is asked about', () => {
    const plan = proposed(text, { subjects: [user] });
    expect(rulesOf(plan)).toEqual(
      expect.arrayContaining(['drafts: delete', 'members: delete', 'sessions: delete', 'tasks: detach assignee_id']),
    );
    expect(undecidedOf(plan)).toEqual(['notes']);
    expect(plan.kinds[0]?.identifiers.map(({ value }) => value)).toEqual(['app.users.email']);
  });

  test('owns what hangs from nothing else, unless others take part in it or some rows hang from nothing', () => {
    const more = `
      users: id, email text, home_list_id -> lists
      feeds: id, user_id! -> users, created_by_id -> users, title text
      entries: id, feed_id! -> feeds, plan_id -> plans
      plans: id, name text
      stars: id, user_id -> users, colour text
      marks: id, user_id -> users
      letters: id, sender_id! -> users, receiver_id! -> users
      lists: id, user_id! -> users
      topics: id, user_id! -> users
      answers: id, topic_id! -> topics, user_id! -> users
      boards: id, user_id! -> users, club_id, title text
      clubs: id, name text
    `;
    const plan = proposed(more, { subjects: [user], rows: { unset: { 'app.marks': [10, 2] } } });
    expect(rulesOf(plan)).toEqual(['entries: delete', 'feeds: delete', 'stars: delete']);
    expect([...undecidedOf(plan)].sort()).toEqual(['boards', 'letters', 'lists', 'marks', 'topics']);
  });

  test.each(['nurses', 'teachers'])('is asked about what %s do for others, who are no tenants', (table) => {
    const nurse = { kind: table.slice(0, -1), table: `app.${table}`, column: null, ownership: 'person' as const };
    const plan = proposed(`${table}: id, email text\n rounds: id, ${nurse.kind}_id! -> ${table}, minutes`, {
      subjects: [nurse],
    });
    expect([rulesOf(plan), undecidedOf(plan)]).toEqual([[], ['rounds']]);
    expect(isPerson(schemaText(`${table}: id, title text`).tables[`app.${table}`], nurse.kind)).toBe(true);
  });

  test('does not own what is one row for each, where the schema only cuts it off', () => {
    const key = { name: 'one', columns: ['user_id'], partial: false };
    const change = ({ name }: { readonly name: string }) => (name === 'app.desks' ? { uniques: [key] } : {});
    const of = (link: string) =>
      rulesOf(proposed(`users: id, email text\n desks: id, ${link}`, { subjects: [user], change: change as never }));
    expect(of('user_id! -> users')).toEqual(['desks: delete']);
    expect(of('user_id -> users set null')).toEqual([]);
  });

  test('owns what joins them with something else by a name alone, and needs no link that a longer key says', () => {
    const joined = 'users: id, email text\n clubs: id\n club_users: id, user_id!, club_id!';
    expect(rulesOf(proposed(joined, { subjects: [user] }))).toEqual(['club_users: delete']);
    const wallets = `users: id, email text
      wallets: key(id, user_id), id, user_id! -> users cascade
      trades: id, user_id! -> users cascade, wallet_id, wallet_user_id, (wallet_id, wallet_user_id) -> wallets(id, user_id) cascade`;
    const plan = proposed(wallets, { subjects: [user] });
    expect([linksOf(plan), undecidedOf(plan)]).toEqual([[], []]);
  });

  test('owns a mark on whatever it may be, and visits with a browser', () => {
    const of = (table: string) =>
      rulesOf(proposed(`users: id, email text\n clubs: id\n ${table}`, { subjects: [user] }));
    const rows = { 'app.likes.likeable_type': ['Club'] };
    const plan = proposed(
      'users: id, email text\n clubs: id\n likes: id, user_id! -> users, likeable_type text, likeable_id',
      {
        ...{ subjects: [user], rows: { values: rows } },
      },
    );
    expect(rulesOf(plan)).toEqual(['likes: delete']);
    expect(of('visits: id, user_id -> users, ip inet, user_agent text')).toEqual(['visits: delete']);
  });

  test.each([
    ['the schema forbids it', 'runs: id, user_id! -> users restrict, minutes'],
    ['it is of money', 'payouts: id, user_id! -> users, amount'],
    ['its name is of money', 'invoices: id, user_id! -> users, state text'],
    ['it is about somebody else', 'clients: id, user_id! -> users, email text'],
    [
      'they work for somebody',
      'gadgets: id, user_id! -> users\n firms: id\n members: id, user_id! -> users, firm_id! -> firms',
    ],
    ['it is what one has for work', 'shifts: id, user_id! -> users, minutes'],
    ['a device bears a number of the inventory', 'devices: id, serial text, user_id! -> users, model text, parent_id'],
    ['it says what somebody has approved', 'approvals: id, user_id! -> users, order_id! -> orders\n orders: id'],
    ['the schema refuses it, and it could be cut off', 'gadgets: id, user_id -> users restrict'],
    ['a device is somewhere', 'devices: id, serial text, user_id! -> users, fleet_id -> fleets\n fleets: id'],
  ])('is asked about what hangs from nothing else where %s', (_why, text) => {
    const plan = proposed(`users: id, email text\n ${text}`, { subjects: [user] });
    expect(undecidedOf(plan)[0]).toBe(text.split(':')[0]);
  });

  test('has the links written of what is only asked about once its parents are decided about', () => {
    const text = `users: id, email text
      posts: id, user_id! -> users, body text
      answers: id, post_id! -> posts, user_id! -> users
      files: id, record_type text, record_id`;
    const rows = { values: { 'app.files.record_type': ['Post', 'User'] } };
    const plan = proposed(text, { subjects: [user], rows });
    expect(undecidedOf(plan)).toEqual(['posts']);
    expect(linksOf(plan)).toEqual(['files.record_id → posts if Post', 'files.record_id → users if User']);
  });

  test('is asked about what is called like a lookup, and each has one of', () => {
    const of = (table: string, sharing: object) => {
      const rows = { sharing: { [`app.${table}`]: { idle: 0, across: 0, tenants: 6, ...sharing } } };
      const text = `users: id, email text, ref_id -> ${table}\n ${table}: id, mood text`;
      return undecidedOf(proposed(text, { subjects: [user], rows: rows as never }));
    };
    expect(of('statuses', { refs: 6, distinct: 6 })).toEqual(['statuses']);
    expect(of('statuses', { refs: 6, distinct: 3 })).toEqual([]);
    expect(of('statuses', { refs: 2, distinct: 2 })).toEqual([]);
  });

  test('leaves alone what rows of several refer to, as long as a plan does not find one there', () => {
    const text = `users: id, email text
      listings: id, user_id! -> users cascade, heading_id -> headings
      headings: id, object_id, title text`;
    const key = 'app.listings.heading_id → app.headings';
    const shared = { [key]: { refs: 20, distinct: 5, idle: 0, across: 5, tenants: 4 } };
    const own = { [key]: { refs: 5, distinct: 5, idle: 1, across: 0, tenants: 4 } };
    const of = (sharing: typeof shared) =>
      undecidedOf(proposed(text, { subjects: [user], rows: { sharing } as never }));
    expect([of(shared), of(own)]).toEqual([[], ['headings']]);
  });

  test('cuts rows of others off from what goes with one, where their own rows refer to it', () => {
    const text = `users: id, email text, last_address_id -> addresses, home_id
      addresses: id, user_id! -> users cascade, street text
      homes: id, user_id! -> users cascade`;
    const links = proposed(text, { subjects: [user] }).links.map(({ link }) => [link.columns[0], link.onDelete]);
    expect(links).toEqual([
      ['home_id', 'set null'],
      ['last_address_id', 'set null'],
    ]);
  });

  test('is asked about what their own row refers to and is called like people', () => {
    const text = 'users: id, email text, person_id -> people\n people: id, first_name text, birth_date text';
    expect(undecidedOf(proposed(text, { subjects: [user] }))).toEqual(['people']);
    const visited = `${text}\n visits_made: id, person_id! -> people`;
    expect(undecidedOf(proposed(visited, { subjects: [user] }))).toContain('people');
  });

  test('is asked about what others take part in further down, and what is named after something else', () => {
    const asked = (text: string) => undecidedOf(proposed(`users: id, email text\n ${text}`, { subjects: [user] }));
    expect(
      asked(`firms: id, user_id! -> users, title text
        teams: id, firm_id! -> firms cascade
        jobs: id, team_id! -> teams cascade, user_id! -> users cascade`),
    ).toEqual(['firms', 'teams']);
    expect(
      asked(`fairs: id, user_id! -> users
        tickets: id, fair_id! -> fairs, holder_email text`),
    ).toEqual(['fairs', 'tickets']);
    expect(
      asked(`spaces: id, slug text
        pages: id, user_id! -> users, space_slug text, body text`),
    ).toEqual(['pages']);
    const list = { name: 'participant_ids', type: 'bigint[]', category: 'A' };
    const change = ({ name, columns }: { name: string; columns: readonly object[] }) =>
      name === 'app.calls' ? { columns: [...columns, { ...columns[0], ...list }] } : {};
    const calls = proposed('users: id\n calls: id, user_id! -> users', { subjects: [user], change: change as never });
    expect([undecidedOf(calls), rulesOf(calls)]).toEqual([['calls'], []]);
  });

  test('is asked about what a name says is theirs, and a key says is something else’s too', () => {
    const rows = { values: { 'app.files.owner_type': ['User'] } };
    const plan = proposed(
      `users: id, email text
      accounts: id
      api_keys: id, account_id! -> accounts, user_id! -> users, token text
      devices: id, user_id! -> users, model text
      files: id, account_id! -> accounts, owner_type! text, owner_id!, name text`,
      { subjects: [user], rows },
    );
    expect([rulesOf(plan), undecidedOf(plan)]).toEqual([['devices: delete'], ['api_keys', 'files']]);
  });

  test('is asked about rows of others that hold their address', () => {
    const text = 'users: id, email text\n accounts: id\n calls: id, account_id! -> accounts, caller_email text';
    expect(undecidedOf(proposed(text, { subjects: [user] }))).toEqual(['calls']);
    const none = { 'app.calls.caller_email → app.users': [10, 0] } as const;
    expect(ignoredOf(proposed(text, { subjects: [user], rows: { overlap: none } }))).toEqual(['accounts', 'calls']);
  });

  test('is not cut off from what tells of them', () => {
    const rows = 'id, user_id -> users, post_id! -> posts, title text';
    const plan = proposed(`users: id\n posts: id\n marks: ${rows}\n notices: ${rows}, email text`, {
      subjects: [user],
    });
    expect([rulesOf(plan), undecidedOf(plan)]).toEqual([['marks: detach user_id'], ['notices']]);
  });
});

describe('what is proposed beside', () => {
  test('triggers that write, by the text of their functions', () => {
    const trigger = {
      name: 'log',
      table: 'app.notes',
      timing: 'after',
      level: 'row',
      events: ['delete'],
      function: 'app.log',
    } as const;
    const change = ({ name }: { name: string }) => (name === 'app.notes' ? { triggers: [trigger] } : {});
    const source = `-- insert into app.nothing
      begin INSERT INTO history (what) values (old.id); execute format('insert into %I', tg_table_name || '_log'); end`;
    const plan = proposed(
      'accounts: id\n notes: id, account_id! -> accounts\n history: id, account_id!\n notes_log: id, account_id!',
      {
        change: change as never,
        rows: { sources: { 'app.log': source } },
      },
    );
    expect([...(plan.kinds[0]?.triggers ?? [])].map(([name, { value }]) => [name, value])).toEqual([
      ['app.notes.log', ['app.history', 'app.notes_log']],
    ]);
    const schema = schemaText(
      'accounts: id\n notes: id, account_id! -> accounts\n history: id, account_id!',
      change as never,
    );
    const views = [{ name: 'app.old_history', materialised: false, tables: ['app.history'] }];
    const renamed = proposed(
      { ...schema, views },
      { rows: { sources: { 'app.log': 'begin update old_history set at = now() where id = old.id; end' } } },
    );
    expect([...(renamed.kinds[0]?.triggers ?? [])].map(([, { value }]) => value)).toEqual([['app.history']]);
  });

  test('identifiers: what is unique and long enough not to stand anywhere by chance', () => {
    const schema = schemaText('accounts: id, slug text, name text, code text', ({ uniques }) => ({
      uniques: [...uniques, ...['slug', 'code'].map((name) => ({ name, columns: [name], partial: false }))],
    }));
    expect(proposed(schema).kinds[0]?.identifiers.map(({ value }) => value)).toEqual(['app.accounts.slug']);
  });

  test('addresses of people who are left alone may stay where the subject has one that is looked for', () => {
    const text = (account: string) => `accounts: id, ${account}
      users: id, email text, name text
      members: id, account_id! -> accounts, user_id! -> users`;
    const change = ({ name, uniques }: { name: string; uniques: readonly object[] }) =>
      name === 'app.accounts' ? { uniques: [...uniques, { name: 'u', columns: ['email'], partial: false }] } : {};
    const plan = proposed(text('email text'), { change: change as never });
    expect([...plan.mayStay]).toEqual([['app.users.email', "an address of people, who are not an account's"]]);
    expect([...proposed(text('name text')).mayStay]).toEqual([]);
  });

  test('the same for the same, whatever the order of the tables', () => {
    const schema = schemaText('accounts: id\n b: id, account_id\n a: id, b_id\n users: id, email text');
    const turned = { ...schema, tables: Object.fromEntries(Object.entries(schema.tables).reverse()) };
    const plain = (plan: ReturnType<typeof proposed>) => [linksOf(plan), [...rulesOf(plan)].sort(), ignoredOf(plan)];
    expect(plain(proposed(turned, { subjects: [account] }))).toEqual(plain(proposed(schema)));
  });
});

describe('a subject without a primary key', () => {
  const unique = (name: string, column: string) => ({ name, columns: [column], partial: false });
  const without = (...uniques: readonly ReturnType<typeof unique>[]) => ({
    change: ({ name }: { readonly name: string }) => (name === 'app.accounts' ? { primaryKey: null, uniques } : {}),
  });
  const text = 'accounts: slug! text, no!\n notes: id, account_slug text';

  test('is named by its unique key, and its rows are linked to by that', () => {
    const plan = proposed(text, without(unique('accounts_slug_key', 'slug')));
    expect(plan.kinds[0]?.evidence).toBe('app.accounts has no primary key: a row is named by slug (accounts_slug_key)');
    expect(plan.links.map(({ link }) => [link.table, link.toColumns])).toEqual([['app.notes', ['slug']]]);
  });

  test('says which other key it could be named by', () => {
    const plan = proposed(text, without(unique('accounts_slug_key', 'slug'), unique('accounts_no_key', 'no')));
    expect(plan.kinds[0]?.evidence).toBe(
      'app.accounts has no primary key: a row is named by no (accounts_no_key), not by slug (accounts_slug_key)',
    );
  });

  test('and with one, nothing is said', () => {
    expect(proposed('accounts: id, slug text').kinds[0]?.evidence).toBe('');
  });
});
