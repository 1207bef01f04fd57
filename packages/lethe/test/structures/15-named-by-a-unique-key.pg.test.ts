import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

/** People who are named by a text that is unique, as `@ann:club.test`; no table has a primary key. */
const sql = `
  create table users (name text not null unique, created int not null, password_hash text);
  create table devices (user_id text not null, device_id text not null, display_name text, unique (user_id, device_id));
  create table profiles (user_id text not null unique references users (name) on delete cascade, displayname text);
  create table access_tokens (id bigint not null unique, user_id text not null references users (name) on delete cascade,
    token text not null unique, device_id text);
  create table rooms (room_id text not null unique, creator text references users (name) on delete set null);
  create index on access_tokens (user_id); create index on rooms (creator);

  insert into users (name, created, password_hash) select '@user' || n || ':club.test', n, 'x' from generate_series(1, 6) n;
  insert into devices select name, 'd' || d, 'phone' from users, generate_series(1, 2) d;
  insert into profiles select name, 'called ' || created from users;
  insert into access_tokens select created, name, 'token number ' || created, 'd1' from users;
  insert into rooms select '!room' || n || ':club.test', '@user' || 1 + n % 3 || ':club.test' from generate_series(1, 6) n;`;

const gone = `'@user2:club.test'`;
const expected = `
  delete from devices where user_id = ${gone}; delete from profiles where user_id = ${gone};
  delete from access_tokens where user_id = ${gone}; update rooms set creator = null where creator = ${gone};
  delete from users where name = ${gone}`;

/** What init asks about. */
const decided = { rules: { 'public.devices': `'delete'`, 'public.rooms': `detach('creator')` } };

test('a person without a primary key is named by the unique key, and goes with what hangs from it', async () => {
  await using it = await structureCase(sql);
  await it.init('users=user');
  const written = await readFile(join(it.folder, 'lethe.config.ts'), 'utf8');
  expect(written).toContain('// public.users has no primary key: a row is named by name (users_name_key)\n');
  expect(await readFile(join(it.folder, 'lethe.map'), 'utf8')).toContain(
    '[subject user] person | public.users | name\n',
  );
  await it.decide('user', decided);
  expect(await it.delete('user:@user2:club.test')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(expected);
  expect(await it.delete('user:@user2:club.test')).toMatchObject({
    status: expect.stringContaining('SUBJECT_UNKNOWN'),
  });
});

test('of several unique keys one is taken and the others said; keys may refer to those', async () => {
  await using it = await structureCase(sql.replace('created int not null', 'created int not null unique'));
  const answer = await it.init('users=user');
  const said =
    'public.users has no primary key: a row is named by created (users_created_key), not by name (users_name_key)';
  expect(answer.printed).toMatchObject({ subjects: { user: { evidence: said } } });
  // Nothing but the texts in it says that it refers to the key that is not taken.
  const byName = `link('public.devices', { columns: ['user_id'], to: 'public.users', toColumns: ['name'] })`;
  await it.decide('user', { ...decided, links: [byName] });
  expect(await it.delete('user:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(expected);
});

test('a hold on one who is named so keeps the rows', async () => {
  await using it = await structureCase(sql);
  await it.init('users=user');
  await it.decide('user', decided);
  const why = ['--reason', 'a case', '--owner', 'legal', '--review', '2099-01-01'];
  expect(await it.lethe('hold', 'user:@user2:club.test', ...why)).toMatchObject({ code: 0 });
  expect(await it.delete('user:@user2:club.test')).toMatchObject({ status: 'held' });
  await it.expectOnly('select');
});

test('a key that is added later changes who is meant, and the check of the map says so', async () => {
  await using it = await structureCase(sql);
  await it.init('users=user');
  await it.run('alter table users add primary key (created)');
  const { code, printed } = await it.lethe('check');
  expect({ code, printed }).toMatchObject({
    code: 3,
    printed: {
      findings: expect.arrayContaining([
        expect.objectContaining({
          code: 'MAP_OUTDATED',
          message:
            'user: the map says a row of public.users, named by name, as a person; now it is a row of public.users, as a person',
        }),
      ]),
    },
  });
});

test('kept rows are emptied with a text of the key, and the row that they hang from stays under it', async () => {
  await using it = await structureCase(sql);
  await it.init('users=user');
  await it.decide('user', {
    rules: {
      ...decided.rules,
      'public.profiles': `anonymise({ columns: { displayname: fromKey({ prefix: 'was ' }) }, keepFor: { for: years(1), because: 'counted' } })`,
      'public.users': `anonymise({ columns: { password_hash: 'null' } })`,
    },
  });
  expect(await it.delete('user:@user2:club.test')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(
    expected
      .replace(
        /delete from profiles[^;]*;/,
        `update profiles set displayname = 'was ' || user_id where user_id = ${gone};`,
      )
      .replace(/delete from users/, 'update users set password_hash = null'),
  );
});
