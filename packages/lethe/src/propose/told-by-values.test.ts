import { describe, expect, test } from 'vitest';
import type { Column, Table } from '../schema/graph.ts';
import { schemaText } from '../testing/schema-text.ts';
import { account, ignoredOf, linksOf, proposed, rulesOf, searchedOf, undecidedOf, user } from './ask.fixture.ts';
import type { SubjectAsked } from './draft.ts';
import { isPerson } from './is-person.ts';

const contacts = 'accounts: id, domain text\n contacts: id, account_id! -> accounts, phone text, email text';
const jsonb = { type: 'jsonb', category: 'U' };

describe('what passes by, and holds what rows of the subject are told by', () => {
  test('goes where it does, and is looked through where it does not', () => {
    const plan = proposed(`${contacts}\n sms_log: id, to_number text, line text, sender_ref`);
    expect([linksOf(plan), rulesOf(plan), undecidedOf(plan)]).toEqual([
      ['sms_log.to_number → contacts'],
      ['sms_log: delete'],
      [],
    ]);
    expect(plan.links[0]?.evidence).toContain('10 of 10 sampled values stand in app.contacts.');
    expect(plan.ignore.get('app.sms_log')).toMatchObject({ unlessFound: true, numbers: ['sender_ref'] });
  });

  test('goes by the column that most of its values stand in, and where most of them do', () => {
    const text = `${contacts}\n guests: id, account_id! -> accounts, email text\n mail_queue: id, to_addr text`;
    const of = (contact: number, guest: number) => {
      const overlap = {
        'app.mail_queue.to_addr → app.contacts': [20, contact],
        'app.mail_queue.to_addr → app.guests': [20, guest],
      } as const;
      return linksOf(proposed(text, { rows: { overlap } }));
    };
    expect([of(12, 2), of(2, 20), of(9, 2)]).toEqual([
      ['mail_queue.to_addr → contacts'],
      ['mail_queue.to_addr → guests'],
      [],
    ]);
    const few = { 'app.mail_queue.to_addr → app.contacts': [2, 2], 'app.mail_queue.to_addr → app.guests': [0, 0] };
    expect(linksOf(proposed(text, { rows: { overlap: few as never } }))).toEqual([]);
  });

  test('is looked through only, where it says who sent it, or is a list that somebody keeps', () => {
    for (const table of ['mail_log: id, from_email text', 'suppressed: id, email text', 'mail_log: id, line text']) {
      const plan = proposed(`${contacts}\n ${table}`);
      expect([linksOf(plan), searchedOf(plan)]).toEqual([[], [table.split(':')[0]]]);
    }
  });

  test('may be told by whatever else a row of the subject is told by, under its name', () => {
    const text = (column: string) => `${contacts}\n import_runs: id, ${column} text, rows_in`;
    const domain = { name: 'one_domain', columns: ['domain'], partial: false };
    const change = ({ name }: { readonly name: string }) => (name === 'app.accounts' ? { uniques: [domain] } : {});
    expect(linksOf(proposed(text('account_code'), { change }))).toEqual(['import_runs.account_code → accounts']);
    expect(linksOf(proposed(text('source_code'), { change }))).toEqual([]);
    // Two accounts may have the same.
    expect(linksOf(proposed(text('account_code')))).toEqual([]);
  });

  test('is a token in a mail, told by the address of whom it was sent to', () => {
    const tokens = 'password_reset_tokens: key(email), email text, token text, expires_at text';
    const plan = proposed(`accounts: id\n contacts: id, account_id! -> accounts, email text\n ${tokens}`);
    expect([linksOf(plan), rulesOf(plan)]).toEqual([
      ['password_reset_tokens.email → contacts'],
      ['password_reset_tokens: delete'],
    ]);
  });

  test('is told by what people sign in with, where all of its principals do', () => {
    const key = { name: 'one_username', columns: ['username'], partial: false };
    const change = ({ name }: { readonly name: string }) => (name === 'app.staff' ? { uniques: [key] } : {});
    const of = (looked: number, found: number) => {
      const overlap = { 'app.web_session.principal_name → app.staff': [looked, found] } as const;
      const text = `accounts: id
 staff: id, account_id! -> accounts, username text
 web_session: id, principal_name text`;
      return linksOf(proposed(text, { change: change as never, rows: { overlap } }));
    };
    expect([of(5, 5), of(5, 4)]).toEqual([['web_session.principal_name → staff'], []]);
  });

  test('is not compared with a large table that has no index for it', () => {
    const text = `${contacts}\n sms_log: id, to_number text`;
    const change = ({ name }: { readonly name: string }) =>
      name === 'app.contacts' ? { estimate: { rows: 1_000_000, bytes: 1 } } : {};
    expect(linksOf(proposed(text, { change: change as never }))).toEqual([]);
  });

  test('is told by an id deep in a json', () => {
    const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
      columns: columns.map((column) => ({ ...column, ...(column.name === 'payload' ? jsonb : {}) })),
    });
    const rows = { keys: { 'app.webhook_events.payload': [['data', 'object', 'metadata', 'account_id']] } };
    const plan = proposed(`${contacts}\n webhook_events: id, payload`, { change: change as never, rows });
    expect([linksOf(plan), rulesOf(plan), searchedOf(plan)]).toEqual([
      ['webhook_events.payload.data.object.metadata.account_id → accounts'],
      ['webhook_events: delete'],
      ['webhook_events'],
    ]);
  });

  test('is told by a key of the subject in a json, whatever it is called there', () => {
    const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
      columns: columns.map((column) => ({ ...column, ...(column.name === 'payload' ? jsonb : {}) })),
    });
    const of = (table: string, found: number) => {
      const overlap = { [`app.${table}.payload.for → app.accounts, long`]: [found, found] } as const;
      const rows = { keys: { [`app.${table}.payload`]: [['for']] }, overlap };
      const text = `accounts: key(code), code text\n ${table}: id, payload`;
      return linksOf(proposed(text, { change: change as never, rows }));
    };
    expect(of('outbox', 5)).toEqual(['outbox.payload.for → accounts']);
    expect(of('outbox', 0)).toEqual([]);
    expect(of('themes', 5)).toEqual([]);
  });

  test('is the subject’s where a link says so, and looked through where that is NULL', () => {
    const text = `${contacts}\n contact_events: id, contact_id -> contacts set null, note text`;
    const plan = proposed(text, { rows: { unset: { 'app.contact_events': [10, 4] } } });
    expect([rulesOf(plan), searchedOf(plan), undecidedOf(plan)]).toEqual([
      ['contact_events: delete'],
      ['contact_events'],
      [],
    ]);
    expect(searchedOf(proposed(text))).toEqual([]);
  });

  test('says in its rule whether the rows that it does not take are looked through', () => {
    const text = (more: string) =>
      `${contacts}\n users: id, email text\n contact_events: id, contact_id -> contacts set null, note text${more}`;
    const rows = { unset: { 'app.contact_events': [10, 4] } } as const;
    const saidOf = (more: string) => {
      const plan = proposed(text(more), { rows, subjects: [account, user] });
      return [plan.kinds[0]?.rules.get('app.contact_events')?.evidence.split('; ').at(-1), searchedOf(plan)];
    };
    expect(saidOf('')).toEqual(['rows that it does not take are looked through', ['contact_events']]);
    expect(saidOf(', sent_by_user_id -> users cascade')).toEqual([
      'rows that it does not take are not looked through, for another kind has rows there',
      [],
    ]);
  });

  test('is looked through where it lists ids of whatever it may be, whoever it hangs from', () => {
    const list = { type: 'bigint[]', category: 'A' };
    const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
      columns: columns.map((column) => ({ ...column, ...(column.name === 'account_ids' ? list : {}) })),
    });
    const text = `
      accounts: id
      users: id, email text
      members: id, account_id! -> accounts, user_id! -> users
      digests: id, user_id! -> users, account_ids
    `;
    const overlap = { 'app.digests.account_ids → app.accounts': [10, 4] as const };
    const plan = proposed(text, { change: change as never, rows: { overlap } });
    expect(plan.ignore.get('app.digests')).toMatchObject({ unlessFound: true, numbers: ['account_ids'] });
  });
});

describe('what survives the subject by SET NULL', () => {
  test('is asked about where its name says that the subject owns it', () => {
    const text = (column: string) => `accounts: id\n apps: id, title text, ${column} -> accounts set null`;
    expect(undecidedOf(proposed(text('owner_account_id')))).toEqual(['apps']);
    expect(rulesOf(proposed(text('last_account_id')))).toEqual(['apps: detach last_account_id']);
  });

  test('is its own where it is a thing that belongs to one row, and every one does', () => {
    const text = (table: string) => `accounts: id\n goods: id, account_id! -> accounts\n ${table}`;
    expect(rulesOf(proposed(text('images: id, good_id -> goods set null, url text')))).toEqual(['images: delete']);
    const machines = proposed(text('machines: id, good_id -> goods set null, url text'));
    expect([rulesOf(machines), undecidedOf(machines)]).toEqual([[], ['machines']]);
    const sent = text('images: id, good_id -> goods set null, uploaded_by! -> users, url text\n users: id, email text');
    expect([rulesOf(proposed(sent)), undecidedOf(proposed(sent))]).toEqual([[], ['images']]);
    const some = { unset: { 'app.images': [10, 1] } } as const;
    const images = proposed(text('images: id, good_id -> goods set null, url text'), { rows: some });
    expect(rulesOf(images)).not.toContain('images: delete');
  });
});

test('what passes by goes by the value of a subject without a row, under whatever name it holds it', () => {
  const subjects = [{ kind: 'space', table: null, column: 'space', ownership: 'tenant' }] as const;
  const text = 'pods: id, space! text\n outbox: id, partition_key text, body text\n zones: id, zone text';
  const of = (found: number) =>
    proposed(text, {
      subjects,
      rows: { overlap: { 'app.outbox.partition_key → app.pods': [10, found], 'app.outbox.body → app.pods': [10, 0] } },
    });
  const also = ({ kinds }: ReturnType<typeof of>) => kinds[0]?.subject.table === null && kinds[0].subject.also;
  expect(also(of(10))).toEqual([
    { value: 'app.outbox.partition_key', evidence: '10 of 10 sampled values stand in app.pods.space' },
  ]);
  expect([rulesOf(of(10)), searchedOf(of(10))]).toEqual([['outbox: delete'], ['outbox', 'zones']]);
  expect([also(of(2)), rulesOf(of(2)), searchedOf(of(2))]).toEqual([undefined, [], ['outbox', 'zones']]);
});

test('what hangs from people who are shared is theirs, whatever of the subject it holds', () => {
  const linkedIn = ({ links }: ReturnType<typeof proposed>) =>
    links.map(({ link }) => link.table).filter((table) => table === 'app.notifications');
  const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
    columns: columns.map((column) => ({ ...column, ...(column.name === 'data' ? jsonb : {}) })),
  });
  const of = (columns: string, path: string) =>
    linkedIn(
      proposed(
        `
        accounts: id
        contacts: id, account_id! -> accounts, email text
        users: id, name text
        members: id, account_id! -> accounts, user_id! -> users
        notifications: id, ${columns}, to_email text, data
      `,
        { change: change as never, rows: { keys: { 'app.notifications.data': [[path]] } } },
      ),
    );
  expect(of('title text', 'page')).toEqual(['app.notifications']);
  for (const holder of ['user_id! -> users', 'user_id!']) expect(of(holder, 'active_account_id')).toEqual([]);
});

test('what a json says of whose a row is is looked through where its link is NULL', () => {
  const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
    columns: columns.map((column) => ({ ...column, ...(column.name === 'payload' ? jsonb : {}) })),
  });
  const of = (links: string) => {
    const plan = proposed(`accounts: id\n notes: id, ${links}, payload`, { change: change as never });
    return [rulesOf(plan), searchedOf(plan)];
  };
  for (const link of ['account_id -> accounts cascade', 'account_id -> accounts'])
    expect(of(link)).toEqual([['notes: delete'], ['notes']]);
  expect(of('account_id! -> accounts')).toEqual([[], []]);
  // The subject's own row is not looked for in others of its table.
  const circle = 'accounts: id, first_note_id -> notes, payload\n notes: id, account_id! -> accounts';
  expect(rulesOf(proposed(circle, { change: change as never }))).toEqual([]);
  expect(rulesOf(proposed('accounts: id\n notes: id, account_id -> accounts cascade, hits'))).toEqual([]);
});

test('people who only look at a subject are cut off, where some look at none', () => {
  const text = (more: string) => `
    accounts: id
    diners: id, email text, favourite_account_id -> accounts set null
    ${more}
  `;
  const sessions = 'diner_sessions: id, diner_id! -> diners, token text';
  const some = { unset: { 'app.diners': [10, 4] } } as const;
  expect(rulesOf(proposed(text(sessions), { rows: some }))).toEqual(['diners: detach favourite_account_id']);
  expect(undecidedOf(proposed(text(''), { rows: some }))).toEqual(['diners']);
  const profiles = text('').replace('diners', 'user_profiles');
  const unset = { 'app.user_profiles': [10, 4] } as const;
  expect(rulesOf(proposed(profiles, { rows: { unset } }))).toEqual(['user_profiles: detach favourite_account_id']);
  expect(undecidedOf(proposed(text(sessions)))).toEqual(['diners', 'diner_sessions']);
});

test('the own table of another kind is not left alone, though some of its rows hang from nothing', () => {
  const text = 'accounts: id\n users: id, account_id -> accounts cascade, email text';
  const rows = { unset: { 'app.users': [10, 3] } } as const;
  const { ignore } = proposed(text, { rows, subjects: [account, user] });
  expect([...ignore.keys()]).toEqual([]);
  expect(searchedOf(proposed(text, { rows }))).toEqual(['users']);
  // Nor is what goes with another kind's rows.
  const notes = `${text}\n notes: id, account_id -> accounts cascade, user_id! -> users cascade, body text`;
  const some = { unset: { 'app.notes': [10, 3] } } as const;
  expect([...proposed(notes, { rows: some, subjects: [account, user] }).ignore.keys()]).toEqual([]);
});

test('what is owned by what refers to it takes no rule of its own', () => {
  const change = ({ columns }: { columns: readonly { name: string }[] }) => ({
    columns: columns.map((column) => ({ ...column, ...(column.name === 'payload' ? jsonb : {}) })),
  });
  const text = `
    accounts: id, settings_id! -> settings
    settings: id, payload, last_note_id -> notes
    notes: id, account_id! -> accounts
  `;
  const plan = proposed(text, { change: change as never });
  expect(rulesOf(plan)).toEqual([]);
});

test('what a link leads nowhere from is looked through besides, in the column of the link too', () => {
  const text = (columns: string) => `
    accounts: id
    contacts: id, account_id! -> accounts
    activities: id, ${columns}, kind text
  `;
  const of = (columns: string, found: number) => {
    const overlap = { 'app.activities.contact_id → app.contacts': [10, found] } as const;
    const plan = proposed(text(columns), { rows: { overlap } });
    return [rulesOf(plan), plan.ignore.get('app.activities')];
  };
  expect(of('contact_id!', 10)).toEqual([[], undefined]);
  expect(of('contact_id!', 7)).toEqual([['activities: delete'], expect.objectContaining({ unlessFound: true })]);
  expect(of('contact_id! -> contacts', 7)).toEqual([[], undefined]);
});

test('ids that lead to rows that are gone are looked for among those that are there', () => {
  const text = 'accounts: id\n contacts: id, account_id! -> accounts\n scores: id, contact_id!, points';
  const overlap = { 'app.scores.contact_id → app.contacts': [10, 3] } as const;
  const plan = proposed(text, { rows: { overlap } });
  expect([linksOf(plan), plan.ignore.get('app.scores')?.numbers]).toEqual([[], ['contact_id']]);
  // A key that is no number of the row itself is somebody's.
  const keyed = proposed('accounts: id\n balances: key(acct), acct, cents\n logs: id, line text');
  expect(keyed.ignore.get('app.balances')?.numbers).toContain('acct');
});

test('a row that joins two subjects goes with either, where the schema lets it', () => {
  const text = (action: string) => `
    accounts: id
    partners: key(account_id, partner_id), account_id! -> accounts ${action}, partner_id! -> accounts ${action}
    deals: id, account_id! -> accounts ${action}, partner_id! -> accounts ${action}, title text
  `;
  expect(rulesOf(proposed(text('cascade')))).toEqual(['partners: delete']);
  expect(rulesOf(proposed(text('')))).toEqual([]);
});

test('a setting of a person for a thing of the subject goes with the thing; what else is keyed by both is asked about', () => {
  const text = (table: string) => `
    accounts: id
    tasks: id, account_id! -> accounts
    users: id, email text
    members: id, account_id! -> accounts, user_id! -> users
    ${table}: id, user_id! -> users, task_id -> tasks
  `;
  const keyed = { name: 'one_each', columns: ['user_id', 'task_id'], partial: false };
  const change = ({ name }: { readonly name: string }) =>
    /certificates|settings/.test(name) ? { uniques: [keyed] } : {};
  expect(rulesOf(proposed(text('task_settings'), { change }))).toEqual(['task_settings: delete']);
  expect(undecidedOf(proposed(text('certificates'), { change }))).toEqual(['certificates']);
  expect(rulesOf(proposed(text('mutes')))).toEqual(['mutes: detach task_id']);
});

test('a name that several tables of a family end in is of the one that has no other', () => {
  const text = `
    tracker_accounts: id
    tracker_projects: id, account_id! -> tracker_accounts
    tracker_release_projects: id, account_id! -> tracker_accounts
    tracker_messages: id, project_id, message text
  `;
  const subjects = [{ kind: 'account', table: 'app.tracker_accounts', column: null, ownership: 'tenant' }] as const;
  expect(linksOf(proposed(text, { subjects }))).toEqual(['tracker_messages.project_id → tracker_projects']);
});

test('what is called a tenant is none of its people, though its table is called as people are', () => {
  const table = schemaText('customers: id, email text').tables['app.customers'];
  const asked = (kind: string) => isPerson(table, kind);
  expect([asked('customer'), asked('tenant'), asked('organization')]).toEqual([true, false, false]);
});

test('tokens in mails are told by their addresses, where a product lets them end after some time', () => {
  const text = (columns: string): string => `
    accounts: id, email text
    users: id, account_id! -> accounts, email text
    password_reset_tokens: key(email), email text, token text${columns}
  `;
  const rows = { overlap: { 'app.password_reset_tokens.email → app.accounts': [6, 0] } } as const;
  expect(rulesOf(proposed(text(', created_at'), { rows }))).toEqual(['password_reset_tokens: delete']);
  expect(rulesOf(proposed(text(''), { rows }))).toEqual([]);
});

test('an activity is of the project that it says, where it says one', () => {
  const text = `
    accounts: id
    projects: id, account_id! -> accounts
    users: id, email text
    activity: id, project_id -> projects, user_id -> users, kind text
  `;
  const plan = proposed(text, { rows: { unset: { 'app.activity project_id': [10, 3] } } });
  expect([rulesOf(plan), undecidedOf(plan)]).toEqual([['activity: delete'], []]);
});

test('a number called after things is how many of them there are', () => {
  const numbers = (text: string): readonly string[] => {
    const { ignore } = proposed(`accounts: id\n comments: id, account_id! -> accounts, body text\n ${text}`);
    return [...ignore.values()].flatMap((rule) => rule.numbers ?? []);
  };
  expect(numbers('boards: id, comments, local_comments, comments_by, about')).toEqual(['comments_by', 'about']);
  expect(numbers('answers: id, field text, value')).toEqual(['value']);
  expect(numbers('rates: id, label text, value')).toEqual([]);
});

test('what is called after two tables, of which one is the subject’s, is looked through in that number', () => {
  const plan = proposed(`
    accounts: id
    crm_contacts: id, account_id! -> accounts
    contacts: id, topic text
    calls: id, contact_id!, seconds
  `);
  expect([linksOf(plan), plan.ignore.get('app.calls')?.numbers]).toEqual([[], ['contact_id']]);
});

test('what lets somebody in is not cut off from what it was for, but asked about', () => {
  const plan = proposed(`
    accounts: id
    projects: id, account_id! -> accounts
    users: id, email text
    members: id, account_id! -> accounts, user_id! -> users
    api_keys: id, role_project_id -> projects, label text
    access_tokens: id, user_id! -> users, project_id -> projects set null, digest text
    pins: id, user_id! -> users, project_id -> projects set null
  `);
  expect([rulesOf(plan), undecidedOf(plan)]).toEqual([['pins: detach project_id'], ['api_keys', 'access_tokens']]);
});

test('other columns of a table that leads to a person are theirs where they hold their key', () => {
  const uuid = { type: 'uuid', category: 'U' } as const;
  const asUuid = (name: string) => (column: Column) => (column.name === name ? { ...column, ...uuid } : column);
  const change = ({ name, columns }: Table): Partial<Table> =>
    name === 'app.users'
      ? { columns: columns.map(asUuid('id')) }
      : name === 'app.flows'
        ? { columns: columns.map(asUuid('linking_target_id')).map(asUuid('other_id')) }
        : {};
  const overlap = { 'app.flows.other_id → app.users': [3, 2] as const };
  const plan = proposed('users: id, email text\n flows: id, user_id -> users, linking_target_id, other_id', {
    ...{ change, rows: { overlap }, subjects: [user] },
  });
  expect([linksOf(plan), rulesOf(plan)]).toEqual([
    ['flows.linking_target_id → users'],
    ['flows: detach user_id linking_target_id'],
  ]);
});

test('a subject without a row is called after no table', () => {
  const org: SubjectAsked = { kind: 'org', table: null, column: 'org_id', ownership: 'tenant' };
  const plan = proposed('contacts: id, topic text\n notes: id, org_id!\n calls: id, contact_id!', { subjects: [org] });
  expect(linksOf(plan)).toEqual(['calls.contact_id → contacts']);
});

test('staff who all hang from a tenant are asked about, where nothing joins them with others', () => {
  const text = `
    accounts: id
    departments: id, account_id! -> accounts
    employees: id, department_id -> departments, iban text
    events: id, department_id -> departments, title text
    guests: id, event_id! -> events
  `;
  const plan = proposed(text, { rows: { unset: { 'app.events department_id': [10, 2] } } });
  expect([rulesOf(plan), undecidedOf(plan)]).toEqual([[], ['employees', 'events', 'guests']]);
  const of = (unset: number) =>
    rulesOf(
      proposed(text, {
        rows: { unset: { 'app.employees department_id': [10, unset], 'app.events department_id': [10, 2] } },
      }),
    );
  // One who looks after all of them says nothing of the others.
  expect([of(2), of(4)]).toEqual([[], ['employees: detach department_id']]);
});

test('what an audit table keeps of a row is under the key of that row', () => {
  const plan = proposed(`
    accounts: id, label text
    revinfo: key(rev), rev, stamp
    accounts_aud: key(id, rev), id, rev -> revinfo, label text
  `);
  expect([linksOf(plan), rulesOf(plan), undecidedOf(plan)]).toEqual([['accounts_aud.id → accounts'], [], []]);
});

test('the number of a thing in a log is a row’s of the tenant that has it, though no key says that it is one', () => {
  const of = (columns: string, overlap: readonly [number, number]) => {
    const plan = proposed(
      `accounts: id\n parcels: id, account_id! -> accounts, tracking_no text\n tracking_events: id, ${columns}`,
      { rows: { overlap: { 'app.tracking_events.tracking_no → app.parcels': overlap } } },
    );
    return [linksOf(plan).filter((link) => link.startsWith('tracking')), rulesOf(plan), searchedOf(plan)];
  };
  const told = [['tracking_events.tracking_no → parcels'], ['tracking_events: delete'], ['tracking_events']];
  expect(of('tracking_no text, status text', [40, 39])).toEqual(told);
  // Of many that are there no longer, or of few, nothing is believed; nor of another name.
  for (const overlap of [
    [40, 20],
    [4, 4],
  ] as const)
    expect(of('tracking_no text', overlap)[0]).toEqual([]);
  expect(of('carrier_no text', [40, 39])[0]).toEqual([]);
});

test('numbers of things that each tenant may have given are asked about, where rows of the tenant have them', () => {
  const of = (column: string, found: number) =>
    undecidedOf(
      proposed(
        `accounts: id\n orders: id, account_id! -> accounts, ${column} text\n order_events: id, ${column} text, at text`,
        {
          rows: { overlap: { [`app.order_events.${column} → app.orders`]: [10, found] } },
        },
      ),
    );
  expect([of('order_number', 8), of('order_number', 2), of('row_number', 8)]).toEqual([['order_events'], [], []]);
});

test('what hangs from people who only point to a tenant is theirs', () => {
  const plan = proposed(
    `accounts: id
     account_people: id, email text, last_account_id -> accounts setnull
     account_people_roles: id, account_id! -> accounts, person_id! -> account_people cascade
     external_logins: id, person_id! -> account_people cascade, provider text`,
    {
      rows: {
        unset: { 'app.account_people last_account_id': [10, 4] },
        sharing: { 'app.account_people': { refs: 100, distinct: 100, across: 1 } },
      },
    },
  );
  expect([rulesOf(plan), undecidedOf(plan)]).toEqual([['account_people: detach last_account_id'], []]);
  expect(ignoredOf(plan)).toContain('external_logins');
});
