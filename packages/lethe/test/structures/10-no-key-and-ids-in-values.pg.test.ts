import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

/** Tables without a key, columns that nobody may write, and ids where no foreign key can be: texts, json, arrays. */
const sql = `
  create table accounts (id uuid primary key, name text not null);
  create table contacts (id bigint primary key, account_id uuid not null references accounts on delete cascade,
    parent_id bigint not null default 0, referred_by text not null default '');
  create table logs (account_id uuid, message text);
  create table measurements (id bigint generated always as identity primary key, account_id uuid not null references accounts on delete cascade,
    a int not null, twice int generated always as (a * 2) stored, label text generated always as ('m' || a) stored);
  create table lists (id bigint primary key, account_id uuid not null references accounts on delete cascade, contact_ids bigint[] not null);
  create table preferences (id bigint primary key, account_id uuid not null references accounts on delete cascade, data jsonb);
  create table webhook_calls (id bigint primary key, payload json not null);
  create table external_refs (id bigint primary key, account_ref text not null, url text);
  create table call_records (id bigint primary key, contact_id text, seconds int);

  insert into accounts select md5('account ' || n)::uuid, 'A' || n from generate_series(1, 3) n;
  create function acc(n int) returns uuid language sql as $$ select md5('account ' || 1 + n % 3)::uuid $$;
  insert into contacts select n, acc(n), case when n > 3 then n - 3 else 0 end, case when n > 3 then (n - 3)::text else '' end from generate_series(1, 12) n;
  insert into logs select acc(n), 'same' from generate_series(1, 18) n; insert into logs values (null, 'of nobody');
  insert into measurements (account_id, a) select acc(n), n from generate_series(1, 9) n;
  insert into lists select n, acc(n), array[n, n + 3] from generate_series(1, 9) n;
  insert into preferences select n, acc(n), jsonb_build_object('favourite', n) from generate_series(1, 9) n;
  insert into webhook_calls select n, json_build_object('account', json_build_object('id', acc(n)), 'n', n) from generate_series(1, 9) n;
  insert into webhook_calls values (90, '{"account": null}'), (91, '[]'), (92, '{"account": {"id": ""}}');
  insert into external_refs select n, acc(n)::text, 'https://x.test' from generate_series(1, 9) n;
  insert into external_refs values (90, '', 'none'), (91, '0', 'none'), (92, 'not an id', 'none');
  insert into call_records select n, (1 + n % 12)::text, n from generate_series(1, 24) n;
  insert into call_records values (90, '', 0), (91, '0', 0);
  create index on contacts (account_id); create index on measurements (account_id); create index on lists (account_id);
  create index on preferences (account_id);`;

const one = `(select acc(3))`;

const expected = `
  delete from call_records where contact_id in (select id::text from contacts where account_id = ${one});
  delete from external_refs where account_ref = ${one}::text; delete from webhook_calls where payload #>> '{account,id}' = ${one}::text;
  delete from preferences where account_id = ${one}; delete from lists where account_id = ${one};
  delete from measurements where account_id = ${one}; delete from logs where account_id = ${one};
  delete from contacts where account_id = ${one}; delete from accounts where id = ${one}`;

test('rows without a key, generated columns, ids in texts and json: what is the account’s goes, "" and 0 are nobody’s', async () => {
  await using it = await structureCase(sql);
  const [{ id = '' } = {}] = await it.run(`select acc(3)::text as id`);
  await it.init('accounts=account');
  expect(await it.delete(`account:${String(id)}`)).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(expected);
});

test('a table that only an array of ids leads from is asked about', async () => {
  await using it = await structureCase(`${sql}
    create table audiences (id bigint primary key, title text, contact_ids bigint[] not null);
    insert into audiences select n, 'a' || n, array[n, n + 3] from generate_series(1, 9) n;`);
  const [{ id = '' } = {}] = await it.run(`select acc(3)::text as id`);
  await it.init('accounts=account');
  expect(await it.delete(`account:${String(id)}`)).toMatchObject({
    code: 3,
    findings: [{ table: 'public.audiences' }],
  });
  await it.expectOnly('select');
});

describe('a list of accounts in rows that are everybody’s', () => {
  const flags = `
    create table flags (name text primary key, account_ids uuid[] not null default '{}', note text);
    create table staff (id bigint primary key, email text not null unique, tenant_ids uuid[]);
    insert into flags values ('one', array[acc(3), acc(1), acc(3), null], 'x'), ('two', array[acc(1)], null), ('three', '{}', null), ('four', array[acc(3)], null);
    insert into staff values (1, 'a@lethe.test', array[acc(1), acc(3)]), (2, 'b@lethe.test', null), (3, 'c@lethe.test', array[acc(2)]);`;
  const without = `
    update flags set account_ids = array[acc(1), null] where name = 'one'; update flags set account_ids = '{}' where name = 'four';
    update staff set tenant_ids = array[acc(1)] where id = 1;`;

  test('loses the one that goes, and keeps the others in their order', async () => {
    await using it = await structureCase(`${sql} ${flags}`);
    const [{ id = '' } = {}] = await it.run(`select acc(3)::text as id`);
    await it.init('accounts=account');
    expect(await it.lethe('plan', `account:${String(id)}`)).toMatchObject({ code: 0 });
    expect(await readFile(`${it.folder}/lethe.map`, 'utf8')).toMatch(
      /^detach +\| public\.flags \| .*what goes is taken out of the list/m,
    );
    expect(await it.delete(`account:${String(id)}`)).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(`${without} ${expected}`);
  });

  test('is looked through in its other columns', async () => {
    await using it = await structureCase(
      `${sql} ${flags} update flags set note = 'for ' || acc(3) where name = 'two';`,
    );
    const [{ id = '' } = {}] = await it.run(`select acc(3)::text as id`);
    await it.init('accounts=account');
    const { findings } = await it.delete(`account:${String(id)}`);
    expect(findings).toMatchObject([{ code: 'UNREACHED', table: 'public.flags' }]);
    expect(findings[0]?.message).toContain('it holds in note 1 value');
    await it.expectOnly('select');
  });

  test('may be too narrow for some of them', async () => {
    await using it = await structureCase(`
      create table accounts (id bigint primary key, name text);
      create table flags (name text primary key, account_ids int[]);
      insert into accounts values (1, 'a'), (2, 'b'), (5000000000, 'c');
      insert into flags values ('x', array[1, 2, null, 1]), ('y', array[2]);`);
    await it.init('accounts=account');
    expect(await it.delete('account:5000000000')).toMatchObject({ code: 0, status: 'completed' });
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed' });
    await it.expectOnly(`
      update flags set account_ids = array[2, null] where name = 'x'; delete from accounts where id in (1, 5000000000)`);
  });

  test('may list rows of an account as well', async () => {
    await using it = await structureCase(`${sql}
      create table audiences (id bigint primary key, title text, contact_ids bigint[] not null);
      insert into audiences select n, 'a' || n, array[n, n + 1, 99] from generate_series(1, 9) n;`);
    const [{ id = '' } = {}] = await it.run(`select acc(3)::text as id`);
    await it.init('accounts=account');
    await it.decide('account', {
      links: [`link('public.audiences', { columns: ['contact_ids'], to: 'public.contacts', toColumns: ['id'] })`],
      rules: { 'public.audiences': `detach('contact_ids')` },
    });
    expect(await it.delete(`account:${String(id)}`)).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(`
      update audiences set contact_ids = array(select m from unnest(contact_ids) with ordinality u(m, n)
        where m not in (select id from contacts where account_id = ${one}) order by n);
      ${expected}`);
  });
});

describe('a table without any key', () => {
  test('keeps its rows emptied by constants, generated columns following', async () => {
    await using it = await structureCase(
      `${sql} alter table logs add shout text generated always as (upper(message)) stored;`,
    );
    const [{ id = '' } = {}] = await it.run(`select acc(3)::text as id`);
    await it.init('accounts=account');
    await it.decide('account', {
      rules: {
        'public.logs': `anonymise({ columns: { message: constant('gone') }, keepFor: { for: years(1), because: 'counted' } })`,
        'public.accounts': `anonymise({ columns: { name: constant('gone') } })`,
      },
    });
    expect(await it.delete(`account:${String(id)}`)).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(
      expected
        .replace(/delete from logs [^;]*;/, `update logs set message = 'gone' where account_id = ${one};`)
        .replace('delete from accounts', `update accounts set name = 'gone'`),
    );
  });

  test('is no subject', async () => {
    await using it = await structureCase(
      'create table tenants (id int, name text); insert into tenants values (1, null)',
    );
    const { code, printed } = await it.lethe('init', '--subject', 'tenants=tenant', '--out', it.folder);
    expect({ code, printed }).toMatchObject({
      code: 1,
      printed: { error: { message: expect.stringContaining('no primary key') } },
    });
    await it.expectOnly('select');
  });
});
