import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Outline } from '../../src/planner/plan.ts';
import { openDatabase } from '../../src/postgres/connection.ts';
import { findTraces } from '../../src/postgres/traces.ts';
import { type StructureCase, structureCase } from './structure-case.ts';

const sql = `
  create table accounts (id int primary key, name text not null, owner_email text);
  create table contacts (id int primary key, account_id int not null references accounts on delete cascade, email text);
  create table inbound_mails (id int primary key, message_id text not null, sender text, subject text, body text, raw bytea);
  create table verification_tokens (identifier text not null, token text not null unique, expires timestamptz not null);
  create table newsletter_signups (id int primary key, email_address text, ip inet);
  create table countries (code text primary key, name text not null);
  insert into accounts values (1, 'One', 'ann@one.test'), (2, 'Two', 'bob@two.test');
  insert into contacts select n, 1 + n % 2, 'c' || n || '@example.test' from generate_series(1, 6) n;
  insert into inbound_mails select n, 'mid' || n, 'c' || n || '@example.test', 's', 'Dear One', null from generate_series(1, 6) n;
  insert into verification_tokens values ('ann@one.test', 'abc', now()), ('bob@two.test', 'def', now());
  insert into newsletter_signups values (1, 'ann@one.test', '10.0.0.1');
  insert into countries values ('de', 'Germany'), ('fr', 'France');
  create index on contacts (account_id);`;

test('rows that would be nobody’s once their link is cut are asked about where they look personal', async () => {
  await using it = await structureCase(`${sql}
    drop table inbound_mails, verification_tokens, newsletter_signups;
    create table calls (id int primary key, contact_id int references contacts on delete set null, phone_number text, seconds int);
    create table ratings (id int primary key, contact_id int references contacts on delete set null, stars int);
    insert into calls select n, 1 + n % 6, '+49 30 ' || n, n from generate_series(1, 12) n;
    insert into ratings select n, 1 + n % 6, 1 + n % 5 from generate_series(1, 12) n;
    insert into calls values (13, null, '+49 31', 3); insert into ratings values (13, null, 5);
    create index on calls (contact_id); create index on ratings (contact_id);`);
  await it.init('accounts=account');
  const { code, findings } = await it.delete('account:1');
  expect({ code, findings }).toMatchObject({ code: 3, findings: [{ code: 'UNDECIDED', table: 'public.calls' }] });
  expect(findings[0]?.next).toMatch(/'delete'/);
  await it.expectOnly('select');

  await it.decide('account', { rules: { 'public.calls': `'delete'` } });
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(`
    create temp table c as select id from contacts where account_id = 1;
    delete from calls where contact_id in (select id from c);
    update ratings set contact_id = null where contact_id in (select id from c);
    delete from contacts where account_id = 1; delete from accounts where id = 1; drop table c`);
});

test('personal data that nothing links to anybody is a finding each, until it is decided about', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  const { code, status, findings } = await it.delete('account:1');
  expect({ code, status }).toEqual({ code: 3, status: 'blocked' });
  expect(findings.map(({ table }) => table).sort()).toEqual([
    'public.inbound_mails',
    'public.newsletter_signups',
    'public.verification_tokens',
  ]);
  for (const { next } of findings) expect(next).toMatch(/link|ignore/);
  await it.expectOnly('select');

  await it.decide('account', {
    links: [
      `link('public.inbound_mails', { columns: ['sender'], to: 'public.contacts', toColumns: ['email'] })`,
      `link('public.verification_tokens', { columns: ['identifier'], to: 'public.accounts', toColumns: ['owner_email'] })`,
    ],
    rules: { 'public.newsletter_signups': `ignore('asked for on the public site, kept apart')` },
  });
  await it.run('create unique index on contacts (email); create unique index on accounts (owner_email)');
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.run('drop index contacts_email_idx, accounts_owner_email_idx');
  await it.expectOnly(`
    delete from inbound_mails where sender in (select email from contacts where account_id = 1);
    delete from verification_tokens where identifier = 'ann@one.test';
    delete from contacts where account_id = 1; delete from accounts where id = 1`);
});

describe('a table that is left alone unless the account is found in it', () => {
  const imports = `
    create table accounts (id int primary key, name text not null, slug text not null unique, code text unique, customer text, handle text unique);
    create table contacts (id int primary key, account_id int not null references accounts on delete cascade, email text, stage text, zone text, token uuid,
      phone text, order_no bigint);
    create domain address as text;
    create table imports (id int primary key, kind text, object_id text, payload jsonb, log text, tags text[], addresses address[], attempts int not null default 0);
    insert into accounts values (41, 'Northwind Traders', 'northwind', 'nw', 'cus_NffrFeUfNVHEAB', 'northw'), (52, 'Contoso', 'contoso', 'co', null, 'conto');
    insert into contacts select n, case n % 2 when 0 then 41 else 52 end, 'c' || n || '@example.test', 'in_progress',
      case n % 2 when 0 then 'Europe/Berlin' else 'Europe/Paris' end, ('00000000-0000-4000-8000-0000000001' || n)::uuid,
      '+491700000' || n, 710000 + n from generate_series(10, 15) n;
    create index on contacts (account_id);`;
  const gone = `delete from contacts where account_id = 41; delete from accounts where id = 41`;
  const row = (columns: string, values: string): string => `insert into imports (id, ${columns}) values (1, ${values})`;

  test.each([
    ['the number of the account in a payload', row('payload', `'{"args": [{"account_id": 41}]}'`), 'payload'],
    ['the number of a row of it in a payload', row('payload', `'{"contact": 12}'`), 'payload'],
    [
      'the number of a row of it as a text, in a column that refers to something',
      row('object_id', `'12'`),
      'object_id',
    ],
    ['such numbers in a list', row('payload', `'{"contact_ids": [10, 13]}'`), 'payload'],
    ['such a number among arguments', row('payload', `'["SyncContact", [12]]'`), 'payload'],
    ['such a number as PHP writes it', row('log', `'O:7:"Contact":1:{s:2:"id";i:12;}'`), 'log'],
    ['such a number in a global id', row('payload', `'["gid://app/Contact/12"]'`), 'payload'],
    ['its number under another name of a tenant', row('log', `'tenant_41/logo.png'`), 'log'],
    ['the number of an order of it', row('payload', `'{"order_no": 710010}'`), 'payload'],
    ['a customer’s id at a vendor', row('payload', `'{"customer": "cus_NffrFeUfNVHEAB"}'`), 'payload'],
    ['a short unique code in quotes', row('payload', `'{"workspace": "nw"}'`), 'payload'],
    [
      'a unique code of digits as a number',
      `update accounts set code = '5001' where id = 41; ${row('payload', `'{"account": 5001}'`)}`,
      'payload',
    ],
    ['a telephone number', row('log', `'SMS from +49170000010 received'`), 'log'],
    ['a telephone number as it is dialled', row('log', `'SMS from 0170 000012 received'`), 'log'],
    ['such a number between commas', row('object_id', `'11,12'`), 'object_id'],
    ['such a number after a word for it', row('log', `'contact no. 12 was removed'`), 'log'],
    [
      'a unique code of digits as a key of an object',
      `update accounts set code = '5001' where id = 41; ${row('payload', `'{"5001": "2026-01-01"}'`)}`,
      'payload',
    ],
    [
      'an address that a row of it holds in a list',
      `alter table contacts add emails text[]; update contacts set emails = array['d' || id || '@example.test'];
      ${row('log', `'bounced: d12@example.test'`)}`,
      'log',
    ],
    [
      'an address that a row of it holds in a json',
      `alter table contacts add profile jsonb; update contacts set profile = jsonb_build_object('mail', 'd' || id || '@example.test');
      ${row('log', `'bounced: d12@example.test'`)}`,
      'log',
    ],
    ['an address in a query', row('log', `'GET /?email=c12%40example.test'`), 'log'],
    ['a uuid without its dashes', row('log', `'{"of": "00000000000040008000000000000112"}'`), 'log'],
    [
      'such a number in json within json',
      row('payload', `jsonb_build_object('Message', '{"contact_id":12}')`),
      'payload',
    ],
    ['such a number in xml', row('log', `'<ContactId>12</ContactId>'`), 'log'],
    ['such a number in a call', row('log', `'deleted Contact(12)'`), 'log'],
    [
      'an address in a list of a type of its own',
      row('addresses', `array['c12@example.test']::address[]`),
      'addresses',
    ],
    ['its number in words', row('log', `'GET /accounts/41/contacts 200'`), 'log'],
    ['a short slug in a path', row('log', `'GET /api/v1/northw/items 200'`), 'log'],
    ['a short slug in front of a host', row('log', `'https://northw.example.test/'`), 'log'],
    ['an address in a text', row('log', `'bounced: <C12@Example.test>.'`), 'log'],
    ['a uuid in a longer word', row('log', `'job_00000000-0000-4000-8000-000000000112-retry'`), 'log'],
    ['a slug in the name of a host', row('payload', `'{"url": "https://northwind.example.test/x"}'`), 'payload'],
    ['a whole value in an array', row('tags', `array['other', 'northwind traders']`), 'tags'],
    ['a value in quotes within a text', row('log', `'{"company": "Northwind Traders"}'`), 'log'],
  ])('is asked about once it holds %s', async (_, insert, column) => {
    await using it = await structureCase(`${imports} ${insert};`);
    const { printed } = await it.init('accounts=account');
    expect(printed.subjects?.['account']?.undecided).toEqual([]);
    const { code, findings } = await it.delete('account:41');
    expect({ code, findings }).toMatchObject({ code: 3, findings: [{ code: 'UNREACHED', table: 'public.imports' }] });
    expect(findings[0]?.message).toContain(`it holds in ${column} 1 value that rows that go hold`);
    await it.expectOnly('select');

    await it.decide('account', { store: `mayStay: { 'public.imports.${column}': 'gone within the hour' }` });
    expect(await it.delete('account:41')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(gone);
  });

  test('stays as it is where it holds what others hold too, or what stands anywhere', async () => {
    await using it = await structureCase(`${imports}
      create table products (id int primary key, price int);
      insert into imports values
        (1, 'in_progress', '13', '{"zone": "Europe/Berlin", "account_id": 52, "attempt": 41, "contact": 13}', 'bounced: c13@example.test', array['in_progress'], null, 41),
        (3, 'mail', null, '{"product_id": 12, "by": "northern"}', 'status of product 12 is fine for admin', array['Europe/Berlin'], null, 12),
        (2, 'mail', null, '{"url": "https://contoso.example.test/41"}', 'took 41 ms of 410', null, null, 3),
        (5, 'sync', null, '{"contact_id": "12abcdef-0000-4000-8000-000000000000", "id": 710012}', 'contact 12abcdef-0000-4000-8000-000000000000', null, null, 3),
        (4, 'cache', null, null, 'a:2:{i:0;i:12;i:1;i:41;} northw wind /conto/x', null, null, 3);`);
    await it.init('accounts=account');
    expect(await it.delete('account:41')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(gone);
  });

  test('may hold the key of a row that stays, though rows that go hold it too', async () => {
    await using it = await structureCase(`${imports}
      create table users (id uuid primary key, email text unique);
      create table members (account_id int not null references accounts, user_id uuid not null references users, primary key (account_id, user_id));
      insert into users select ('00000000-0000-4000-8000-00000000020' || n)::uuid, 'u' || n || '@example.test' from generate_series(1, 4) n;
      insert into members select case row_number() over () % 2 when 0 then 41 else 52 end, id from users;
      alter table contacts add made_with uuid; update contacts set made_with = (select id from users limit 1) where account_id = 41;
      create index on members (user_id);
      insert into imports (id, log) select 1, 'sent for ' || id from users limit 1;`);
    await it.init('accounts=account');
    expect(await it.delete('account:41')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(`delete from members where account_id = 41; ${gone}`);
  });

  test('is asked about though another such table has the same key', async () => {
    await using it = await structureCase(`${imports} drop table imports;
      create table mails (id uuid primary key, body text);
      create table mail_copies (id uuid primary key, body text);
      insert into mails select token, 'x' from contacts where id = 12;
      insert into mail_copies select token, 'x' from contacts where id = 12;`);
    await it.init('accounts=account');
    const { findings } = await it.delete('account:41');
    expect(findings.map(({ code, table }) => `${code} ${table}`)).toEqual([
      'UNREACHED public.mail_copies',
      'UNREACHED public.mails',
    ]);
  });

  test('is looked through again before a run begins', async () => {
    await using it = await structureCase(imports);
    await it.init('accounts=account');
    const file = `${it.folder}/plan.json`;
    expect(await it.lethe('plan', 'account:41', '--out', file)).toMatchObject({ code: 0 });
    await it.run(row('log', `'bounced: c12@example.test'`));
    const { code, printed } = await it.lethe('apply', file, '--confirm', 'account:41');
    expect({ code, findings: printed.findings }).toMatchObject({
      code: 3,
      findings: [{ code: 'UNREACHED', table: 'public.imports' }],
    });
    await it.expectOnly(row('log', `'bounced: c12@example.test'`));
  });

  test.each([
    ['the number of the account', 'insert into marks values (1, 41, null, 3)', 'about'],
    ['the number of a row of it', 'insert into marks values (1, 12, null, 3)', 'about'],
    ['such a number in a list', 'insert into marks values (1, null, array[7, 14], 3)', 'seen'],
    ['the number of an order of it', 'insert into marks values (1, 710012, null, 3)', 'about'],
  ])(
    'is asked about once a column of numbers that says nothing of what they are holds %s',
    async (_, insert, column) => {
      await using it = await structureCase(`${imports}
      create table marks (id int primary key, about bigint, seen bigint[], attempts int);
      insert into marks values (12, 13, array[13, 52], 12), (41, 900, array[]::bigint[], 41), (3, -12, array[null, 0], 10);`);
      const { printed } = await it.init('accounts=account');
      expect(printed.subjects?.['account']?.undecided).toEqual([]);
      expect(await it.lethe('plan', 'account:41')).toMatchObject({ code: 0 });
      await it.run(insert);
      const { code, findings } = await it.delete('account:41');
      expect({ code, findings }).toMatchObject({ code: 3, findings: [{ code: 'UNREACHED', table: 'public.marks' }] });
      expect(findings[0]?.message).toContain(`it holds in ${column} 1 value that rows that go hold`);
      await it.expectOnly(insert);

      await it.decide('account', { store: `mayStay: { 'public.marks.${column}': 'it counts something' }` });
      expect(await it.delete('account:41')).toMatchObject({ code: 0, status: 'completed', findings: [] });
      await it.expectOnly(gone);
    },
  );

  test('goes where it holds a number of its contacts, and is looked through where it does not', async () => {
    await using it = await structureCase(`${imports} drop table imports;
      create table sms_log (id int primary key, to_number text, line text);
      insert into sms_log select id, phone, 'sent' from contacts;
      insert into sms_log values (50, null, 'queue of 12 is empty'), (51, '+4930000000', 'sent to nobody of c13@example.test');`);
    const { printed } = await it.init('accounts=account');
    expect(printed.subjects?.['account']?.undecided).toEqual([]);
    await it.run(`insert into sms_log values (52, null, 'answered by c12@example.test')`);
    const { code, findings } = await it.delete('account:41');
    expect({ code, findings }).toMatchObject({ code: 3, findings: [{ code: 'UNREACHED', table: 'public.sms_log' }] });
    expect(findings[0]?.message).toContain('it holds in line 1 value that rows that go hold (public.contacts.email)');

    // To whom it went is not of whom it is.
    await it.run(`delete from sms_log where id = 52; update sms_log set line = 'by c12@example.test' where id = 13`);
    expect((await it.delete('account:41')).findings).toMatchObject([{ code: 'UNREACHED', table: 'public.sms_log' }]);
    await it.run(`update sms_log set line = 'sent' where id = 13`);
    expect(await it.delete('account:41')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(`
      delete from sms_log where to_number in (select phone from contacts where account_id = 41);
      delete from sms_log where id = 52; ${gone}`);
  });

  test('is asked about where two accounts have the contact', async () => {
    await using it = await structureCase(`${imports} drop table imports;
      create table sms_log (id int primary key, to_number text, line text);
      insert into sms_log select id, phone, 'sent' from contacts;
      insert into contacts (id, account_id, phone) select 20, 52, phone from contacts where id = 12;`);
    await it.init('accounts=account');
    const { code, findings } = await it.delete('account:41');
    expect({ code, findings }).toMatchObject({
      code: 3,
      findings: [{ code: 'CROSS_TENANT', table: 'public.sms_log' }],
    });
    await it.expectOnly('select');
  });

  test('is asked about by init where bytes could hold an id', async () => {
    await using it = await structureCase(`${imports} drop table imports;
      create table blobs (id int primary key, payload text, state bytea);
      create table parts (id int primary key, payload text, pieces bytea[]);
      create table words (id int primary key, payload text, places address[]);`);
    const { printed } = await it.init('accounts=account');
    expect(printed.subjects?.['account']?.undecided.map(({ table }) => table)).toEqual([
      'public.blobs',
      'public.parts',
    ]);
    // Whoever knows that the bytes are plain may have them looked through.
    await it.run(`insert into blobs values (1, null, convert_to('to: c12@example.test', 'UTF8'))`);
    const searched = `unlessFound('plain texts')`;
    const rules = { 'public.blobs': searched, 'public.parts': searched };
    await it.decide('account', { rules });
    const { findings } = await it.delete('account:41');
    expect(findings).toMatchObject([{ code: 'UNREACHED', table: 'public.blobs' }]);
    expect(findings[0]?.message).toContain('it holds in state 1 value');
  });

  test('is not looked through where somebody has said that it is not the account’s', async () => {
    await using it = await structureCase(`${imports} ${row('log', `'bounced: c12@example.test'`)};`);
    await it.init('accounts=account');
    await it.decide('account', { store: `ignore: { 'public.imports': 'gone within the hour' }` });
    expect(await it.delete('account:41')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  });
});

describe('an ignored table that holds what the account is told by', () => {
  const gone = `delete from contacts where account_id = 1; delete from accounts where id = 1`;
  const decisions = {
    rules: Object.fromEntries(
      ['inbound_mails', 'verification_tokens', 'newsletter_signups'].map((table) => [
        `public.${table}`,
        `ignore('said to be nobody’s')`,
      ]),
    ),
    subject: `identifiers: ['public.accounts.owner_email'],`,
  };
  const tokens = `'public.verification_tokens.identifier': 'gone within the hour'`;
  const signups = `'public.newsletter_signups.email_address': 'asked for on the public site, kept apart'`;

  async function scanned(it: StructureCase): Promise<unknown> {
    const note = await readFile(`${it.folder}/certificate.note`, 'utf8');
    return JSON.parse(note.slice(0, note.indexOf('\n\n'))).verification.scan.found;
  }

  function resumed(it: StructureCase, run: string | null) {
    return it.lethe('resume', String(run), '--certificate', `${it.folder}/certificate.note`);
  }

  test('keeps the run from completing until the value is gone, or its column may stay', async () => {
    await using it = await structureCase(sql);
    await it.init('accounts=account');
    await it.decide('account', decisions);
    const failed = await it.delete('account:1');
    expect(failed).toMatchObject({ code: 1, status: 'failed' });
    expect(failed.findings).toMatchObject([
      {
        code: 'RESIDUAL_FOUND',
        table: 'public.newsletter_signups',
        message: expect.stringContaining('public.newsletter_signups.email_address (1 row)'),
        next: expect.stringContaining(`mayStay: { 'public.newsletter_signups.email_address': '<why>' }`),
      },
      {
        code: 'RESIDUAL_FOUND',
        table: 'public.verification_tokens',
        message: expect.stringContaining('public.verification_tokens.identifier (1 row)'),
        next: expect.stringContaining(`mayStay: { 'public.verification_tokens.identifier': '<why>' }`),
      },
    ]);

    const emptied = `delete from verification_tokens where identifier = 'ann@one.test'`;
    await it.run(emptied);
    expect(await resumed(it, failed.run)).toMatchObject({
      code: 1,
      printed: { status: 'failed', findings: [{ code: 'RESIDUAL_FOUND', table: 'public.newsletter_signups' }] },
    });
    // The run goes on with its plan; what may stay is asked of the configuration of now.
    await it.decide('account', { ...decisions, store: `mayStay: { ${signups} }` });
    expect(await resumed(it, failed.run)).toMatchObject({ code: 0, printed: { status: 'completed' } });
    await it.expectOnly(`${gone}; ${emptied}`);
    expect(await scanned(it)).toMatchObject([{ table: 'public.newsletter_signups', column: 'email_address', rows: 1 }]);
  });

  test('stops nothing where it is the table of the host’s people', async () => {
    await using it = await structureCase(sql);
    await it.init('accounts=account');
    const people = `people: { table: 'public.newsletter_signups', key: 'id', email: 'email_address' }`;
    await it.decide('account', { ...decisions, store: `mayStay: { ${tokens} }, ${people}` });
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(gone);
    expect(await scanned(it)).toMatchObject([
      { table: 'public.newsletter_signups', column: 'email_address', rows: 1 },
      { table: 'public.verification_tokens', column: 'identifier', rows: 1 },
    ]);
  });
});

test('settings of which no row names anybody are left alone, and so is an address that people have too', async () => {
  await using it = await structureCase(`
    create table accounts (id int primary key, email text unique);
    create table users (id int primary key, email text unique);
    create table members (account_id int not null references accounts, user_id int not null references users, primary key (account_id, user_id));
    create table scopes (id int primary key, metadata jsonb);
    create table notices (id int primary key, metadata jsonb);
    create table keepsakes (id int primary key, metadata jsonb);
    insert into accounts values (1, 'ann@one.test'), (2, 'bob@two.test');
    insert into users values (1, 'ann@one.test'), (2, 'bob@two.test');
    insert into members values (1, 1), (2, 2), (2, 1);
    insert into scopes values (1, '{"colour": "red"}'), (2, '{"size": 3}');
    insert into notices values (1, '{"text": "Write to ann@one.test"}');
    insert into keepsakes values (1, '{"of": "k3yOfSomebodyThatIsLong"}');
    create index on members (user_id);`);
  await it.init('accounts=account');
  const { findings } = await it.delete('account:1');
  expect(findings.map(({ code, table }) => [code, table])).toEqual([['UNREACHED', 'public.notices']]);
  await it.decide('account', {
    rules: { 'public.notices': `ignore('looked at')` },
    store: `mayStay: { ...app.mayStay, 'public.notices.metadata': 'looked at' }`,
  });
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly('delete from members where account_id = 1; delete from accounts where id = 1');
});

test('what is found is the same where there is too much of it to be kept, and all is read again', async () => {
  await using it = await structureCase(
    `${sql} insert into inbound_mails values (7, 'x', null, 'not theirs', 'nothing', null)`,
  );
  await it.init('accounts=account');
  await it.decide('account', { store: `ignore: { 'public.inbound_mails': unlessFound('nobody’s') }` });
  const { printed } = await it.lethe('plan', 'account:1');
  const { outline } = printed as { outline: Outline };
  await using database = openDatabase({ url: it.url, label: 'traces' });
  const traces = await findTraces(database, outline);
  expect(traces).toMatchObject([{ table: 'public.inbound_mails', column: 'sender', values: 3 }]);
  expect(await findTraces(database, outline, 2)).toEqual(traces);
});
