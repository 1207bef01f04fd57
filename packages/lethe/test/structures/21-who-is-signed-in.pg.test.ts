import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type StructureCase, structureCase } from './structure-case.ts';

/** Sessions and tokens as frameworks keep them: no key leads from them to whoever is signed in. */
const shops = `
  create table shops (id int primary key, domain text not null unique);
  create table staff (id int primary key, shop_id int not null references shops, username text not null unique, password text);
  create index on staff (shop_id);
  insert into shops select n, 'shop-' || n || '.shops.test' from generate_series(1, 3) n;
  insert into staff select n, 1 + n % 3, 'person-' || n || 'a', 'x' from generate_series(10, 21) n;`;

const goes = 'delete from staff where shop_id = 2; delete from shops where id = 2';

const signedIn = {
  'a shop by its domain': [
    'create table offline_sessions (id text primary key, shop text not null, scope text)',
    `insert into offline_sessions select 'offline_' || id, domain, 'read' from shops`,
    `delete from offline_sessions where shop = 'shop-2.shops.test'`,
  ],
  'a principal by their name': [
    'create table web_session (id text primary key, principal_name text not null, expiry_time bigint)',
    `insert into web_session select md5(id::text), username, 4 from staff`,
    `delete from web_session where principal_name in (select username from staff where shop_id = 2)`,
  ],
  'somebody by their name in a token': [
    'create table refresh_tokens (id int primary key, refresh_token text not null, username text not null)',
    `insert into refresh_tokens select id, md5(id::text || 'x'), username from staff`,
    `delete from refresh_tokens where username in (select username from staff where shop_id = 2)`,
  ],
  'somebody by a number deep in a json': [
    'create table session (sid text primary key, sess json not null, expire timestamp not null)',
    `insert into session select md5(id::text), json_build_object('cookie', json_build_object('path', '/'), 'passport', json_build_object('user', id)), now() from staff`,
    `delete from session where (sess #>> '{passport,user}')::int in (select id from staff where shop_id = 2)`,
  ],
} as const;

const named = Object.entries(signedIn);

test.each(named)('a session goes with what it names: %s', async (_, [table, rows, expected]) => {
  await using it = await structureCase(`${shops} ${table}; ${rows};`);
  await it.init('shops=shop');
  expect(await it.delete('shop:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(`${expected}; ${goes}`);
});

test('with what hangs from it, though that is bytes', async () => {
  const [table, rows] = signedIn['a principal by their name'];
  await using it = await structureCase(`${shops} ${table}; ${rows};
    create table web_session_attributes (session_id text not null references web_session on delete cascade, name text not null,
      value bytea not null, primary key (session_id, name));
    insert into web_session_attributes select id, 'CONTEXT', '\\xaced0005' from web_session;`);
  await it.init('shops=shop');
  expect(await it.delete('shop:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  const left = await it.run(
    `select count(*)::int as left from web_session_attributes join web_session on id = session_id`,
  );
  expect(left).toEqual([{ left: 8 }]);
});

const configOf = (it: StructureCase): Promise<string> => readFile(join(it.folder, 'lethe.config.ts'), 'utf8');

test('sessions in bytes end by themselves, and a name that is nobody’s is looked through', async () => {
  await using it = await structureCase(`${shops}
    create table sessions (sess_id text primary key, sess_data bytea not null, sess_lifetime int not null, sess_time int not null);
    insert into sessions select md5(n::text), '\\x61', 900, n from generate_series(1, 4) n;
    create table refresh_tokens (id int primary key, refresh_token text not null, username text not null);
    insert into refresh_tokens select id, md5(id::text || 'x'), case id % 2 when 0 then 'robot-' || id else username end from staff;`);
  await it.init('shops=shop');
  expect(await configOf(it)).toContain(
    `'public.sessions': 'sessions of whoever is signed in, which end by themselves'`,
  );
  const { code, findings } = await it.delete('shop:2');
  expect({ code, findings }).toMatchObject({
    code: 3,
    findings: [{ code: 'UNREACHED', table: 'public.refresh_tokens' }],
  });
  await it.expectOnly('select');
});
