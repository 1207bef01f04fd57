import { describe, expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

/** What a payment service calls an account, in a column that the schema lets be the same in several rows. */
const sql = `
  create table accounts (id int primary key, name text, billing_ref text, no int);
  create table charges (id int primary key, customer text not null, total int);
  create table charge_lines (id int primary key, charge_id int not null references charges, what text);
  create table calls (id int primary key, customer jsonb);
  create table visits (id int primary key, of_no text);
  create table notes (id int primary key, customer text, body text);
  insert into accounts select n, 'A' || n, 'cus_' || n, 100 + n from generate_series(1, 4) n;
  insert into accounts values (5, 'A5', null, null);
  insert into charges select n, 'cus_' || (1 + n % 4), n from generate_series(1, 12) n;
  insert into charges values (90, '', 1), (91, 'cus_of_nobody', 1);
  insert into charge_lines select n, 1 + n % 12, 'l' || n from generate_series(1, 24) n;
  insert into calls select n, jsonb_build_object('to', 'cus_' || (1 + n % 4)) from generate_series(1, 8) n;
  insert into calls values (90, null), (91, '{"to": null}');
  insert into visits select n, (101 + n % 4)::text from generate_series(1, 8) n;
  insert into notes select n, 'cus_' || (1 + n % 4), 'n' || n from generate_series(1, 8) n;
  insert into notes values (90, null, 'of nobody');
  create index on charge_lines (charge_id);`;

const decisions = {
  links: [
    `link('public.charges', { columns: ['customer'], to: 'public.accounts', toColumns: ['billing_ref'] })`,
    `link('public.calls', { columns: ['customer'], path: ['to'], to: 'public.accounts', toColumns: ['billing_ref'] })`,
    `link('public.visits', { columns: ['of_no'], to: 'public.accounts', toColumns: ['no'] })`,
    `link('public.notes', { columns: ['customer'], to: 'public.accounts', toColumns: ['billing_ref'] })`,
  ],
  rules: {
    'public.charges': `'delete'`,
    'public.charge_lines': `'delete'`,
    'public.calls': `'delete'`,
    'public.visits': `'delete'`,
    'public.notes': `detach('customer')`,
  },
};

const expected = `
  delete from charge_lines where charge_id in (select id from charges where customer = 'cus_2');
  delete from charges where customer = 'cus_2'; delete from calls where customer ->> 'to' = 'cus_2';
  delete from visits where of_no = '102'; update notes set customer = null where customer = 'cus_2';
  delete from accounts where id = 2`;

async function decided(more = '') {
  const it = await structureCase(`${sql} ${more}`);
  await it.init('accounts=account');
  await it.decide('account', decisions);
  return it;
}

describe('rows that hang from an account by a column that is no key', () => {
  test('go with it, and so does what hangs from them', async () => {
    await using it = await decided();
    expect(await it.delete('account:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(expected);
  });

  test('are counted, and stay, where another account holds the same', async () => {
    await using it = await decided(`update accounts set billing_ref = 'cus_2', no = 102 where id = 5;`);
    const { code, status, findings } = await it.delete('account:2');
    expect({ code, status }).toEqual({ code: 3, status: 'blocked' });
    expect(findings.map(({ code, table, message }) => `${code} ${table}: ${message.slice(0, 6)}`)).toEqual([
      'CROSS_TENANT public.calls: 2 rows',
      'CROSS_TENANT public.charges: 3 rows',
      'CROSS_TENANT public.notes: 2 rows',
      'CROSS_TENANT public.visits: 2 rows',
      // What no step takes is looked through.
      'UNREACHED public.visits: public',
    ]);
    await it.expectOnly('select');
    // Repaired, it goes on.
    await it.run(`update accounts set billing_ref = 'cus_5', no = 105 where id = 5`);
    expect(await it.delete('account:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(`update accounts set billing_ref = 'cus_5', no = 105 where id = 5; ${expected}`);
  });

  test('of nobody and of others stay, whatever holds NULL', async () => {
    await using it = await decided();
    expect(await it.delete('account:5')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly('delete from accounts where id = 5');
  });
});

describe('rows that name some parts of a longer key, as that of a partitioned table', () => {
  const runs = `
    create table accounts (id int primary key, name text);
    create table runs (account_id int not null references accounts, id bigint not null, started_at timestamptz not null, status text not null,
      primary key (started_at, id, status)) partition by list (status);
    create table runs_done partition of runs for values in ('done');
    create table runs_rest partition of runs default;
    create table run_logs (id int primary key, run_id bigint not null, run_started_at timestamptz not null, said text);
    insert into accounts select n, 'A' || n from generate_series(1, 3) n;
    insert into runs select 1 + n % 3, n, '2024-01-01'::timestamptz + n * interval '1 minute', (array['done', 'failed', 'open'])[1 + n % 3]
      from generate_series(1, 12) n;
    insert into run_logs select n, 1 + n % 12, '2024-01-01'::timestamptz + (1 + n % 12) * interval '1 minute', 'l' || n
      from generate_series(1, 36) n;
    create index on runs (account_id);`;
  const gone = `
    delete from run_logs l using runs r where r.account_id = 2 and (l.run_id, l.run_started_at) = (r.id, r.started_at);
    delete from runs where account_id = 2; delete from accounts where id = 2`;

  test('go with the rows that these name', async () => {
    await using it = await structureCase(runs);
    await it.init('accounts=account');
    expect(await it.delete('account:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(gone);
  });

  test('are in the way where two accounts have such a row', async () => {
    const twice = `insert into runs select 3, id, started_at, 'again' from runs where account_id = 2`;
    await using it = await structureCase(`${runs} ${twice};`);
    await it.init('accounts=account');
    const { code, findings } = await it.delete('account:2');
    expect({ code, findings }).toMatchObject({
      code: 3,
      findings: [{ code: 'CROSS_TENANT', table: 'public.run_logs' }],
    });
    expect(findings[0]?.message).toMatch(/^12 rows/);
    await it.expectOnly('select');
  });

  test('go where one account has several such rows', async () => {
    const twice = `insert into runs select account_id, id, started_at, 'again' from runs where account_id = 2`;
    await using it = await structureCase(`${runs} ${twice};`);
    await it.init('accounts=account');
    expect(await it.delete('account:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(gone);
  });
});

describe('rows that hold what a payment service calls an account', () => {
  const billed = `
    create table accounts (id int primary key, name text, billing_id text);
    create table users (id int primary key, email text not null unique);
    create table subscriptions (id int primary key, customer_id text not null, state text);
    create table verification_tokens (identifier text not null, token text not null unique, expires timestamptz not null);
    insert into accounts select n, 'A' || n, 'cus_' || md5('b' || n) from generate_series(1, 4) n;
    insert into accounts values (5, 'A5', null);
    insert into users select n, 'user' || n || '@example.test' from generate_series(1, 4) n;
    insert into subscriptions select n, 'cus_' || md5('b' || (1 + n % 4)), 'open' from generate_series(1, 12) n;
    insert into verification_tokens select 'user' || (1 + n % 4) || '@example.test', md5('t' || n), now() from generate_series(1, 8) n;`;
  const one = `(select billing_id from accounts where id = 2)`;

  test('go with it, unless another has the same by then', async () => {
    await using it = await structureCase(billed);
    await it.init('accounts=account');
    await it.run(`update accounts set billing_id = ${one} where id = 5`);
    expect(await it.delete('account:2')).toMatchObject({
      code: 3,
      findings: [{ code: 'CROSS_TENANT', table: 'public.subscriptions', message: expect.stringMatching(/^3 rows/) }],
    });
    await it.run(`update accounts set billing_id = null where id = 5`);
    expect(await it.delete('account:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(`delete from subscriptions where customer_id = ${one}; delete from accounts where id = 2`);
  });

  test('go by no name but that one: what a region is called is the region’s', async () => {
    await using it = await structureCase(
      billed.replaceAll('billing_id', 'region_id').replaceAll('customer_id', 'zone_id'),
    );
    await it.init('accounts=account');
    expect(await it.delete('account:2')).toMatchObject({ code: 3, findings: [{ table: 'public.subscriptions' }] });
    await it.expectOnly('select');
  });

  test('go with a person where they are tokens that were sent to the address', async () => {
    await using it = await structureCase(billed);
    await it.init('users=user');
    await it.decide('user', { rules: { 'public.subscriptions': `ignore('of accounts')` } });
    expect(await it.delete('user:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(
      `delete from verification_tokens where identifier = 'user2@example.test'; delete from users where id = 2`,
    );
  });
});
