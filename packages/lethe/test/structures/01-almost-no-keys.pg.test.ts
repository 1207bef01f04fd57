import { expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

const nouns = (
  'contact conversation inbox team label campaign macro webhook automation portal article category folder hook ' +
  'integration dashboard filter attribute agent_bot sla_policy canned_response working_hour mention report attachment ' +
  'channel notification reminder template domain segment journey broadcast form'
).split(' ');

/**
 * As applications of a well-known framework are: references by the names of columns alone, and the same numbers in every
 * table. Of each noun a table with its account, one that hangs from that by its name, and one with both.
 */
const sql = `
  create table schema_migrations (version text primary key);
  create table accounts (id bigserial primary key, name text not null, slug text not null unique);
  create table users (id bigserial primary key, email text not null unique, name text);
  create table account_users (id bigserial primary key, account_id bigint not null, user_id bigint not null, role int);
  insert into schema_migrations values ('20240101'), ('20240102');
  insert into accounts (name, slug) select 'Account ' || n, 'account-slug-' || n from generate_series(1, 3) n;
  insert into users (email, name) select 'u' || n || '@example.test', 'User ' || n from generate_series(1, 6) n;
  insert into account_users (account_id, user_id, role) values (1, 1, 0), (1, 2, 1), (2, 2, 0), (2, 3, 1), (3, 4, 0);
  ${nouns
    .map(
      (noun, at) => `
  create table ${noun}s (id bigserial primary key, account_id bigint ${at % 5 === 0 ? '' : 'not null'}, title text);
  create table ${noun}_notes (id bigserial primary key, ${noun}_id bigint not null, body text);
  create table ${noun}_shares (id bigserial primary key, account_id bigint not null, ${noun}_id bigint);
  insert into ${noun}s (account_id, title) select 1 + n % 3, 't' || n from generate_series(1, 9) n;
  insert into ${noun}_notes (${noun}_id, body) select 1 + n % 9, 'b' || n from generate_series(1, 18) n;
  insert into ${noun}_shares (account_id, ${noun}_id) select 1 + n % 3, 1 + n % 9 from generate_series(1, 9) n;
  ${at % 5 === 0 ? `insert into ${noun}s (account_id, title) values (null, 'for all'); insert into ${noun}_notes (${noun}_id, body) values (10, 'for all');` : ''}`,
    )
    .join('')}
  create index on account_users (account_id);
  analyze;`;

const expected = `
  delete from accounts where id = 1; delete from account_users where account_id = 1;
  ${nouns
    .map(
      (noun) => `
  delete from ${noun}_notes where ${noun}_id in (select id from ${noun}s where account_id = 1);
  delete from ${noun}_shares where account_id = 1; delete from ${noun}s where account_id = 1;`,
    )
    .join('')}`;

test('a hundred tables that only say account_id are found, and their notes by the names of theirs', async () => {
  await using it = await structureCase(sql);
  const before = await it.run('select count(*)::int as rows from contacts');
  await it.run('begin; delete from accounts where id = 1');
  expect(await it.run('select count(*)::int as rows from contacts')).toEqual(before);
  await it.run('rollback');

  expect((await it.init('accounts=account')).code).toBe(0);
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(expected);
});
