import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
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
  expect(findings.map(({ table }) => table)).toEqual([
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
    insert into notices values (1, '{"text": "Write to carl@three.test"}');
    insert into keepsakes values (1, '{"of": "k3yOfSomebodyThatIsLong"}');
    create index on members (user_id);`);
  await it.init('accounts=account');
  const { findings } = await it.delete('account:1');
  expect(findings.map(({ code, table }) => [code, table])).toEqual([
    ['UNREACHED', 'public.keepsakes'],
    ['UNREACHED', 'public.notices'],
  ]);
  const ignored = `ignore('looked at')`;
  await it.decide('account', { rules: { 'public.keepsakes': ignored, 'public.notices': ignored } });
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly('delete from members where account_id = 1; delete from accounts where id = 1');
});
