import { describe, expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

const ring = Array.from({ length: 13 }, (_, at) => at + 1);
const after = (no: number): number => (no % 13) + 1;

/** Tables that refer to themselves, to each other, and round in circles of which some links can be cut and some cannot. */
const sql = `
  create table accounts (id int primary key, name text);
  create table folders (id int primary key, account_id int not null references accounts, parent_id int references folders);
  create table employees (id int primary key, account_id int not null references accounts, manager_id int not null references employees);
  create table conversations (id int primary key, account_id int not null references accounts, last_message_id int);
  create table messages (id int primary key, conversation_id int not null references conversations, reply_to_id int references messages);
  alter table conversations add foreign key (last_message_id) references messages;

  -- A circle of 13: only the first says whose its rows are, and only one of its links may be NULL.
  ${ring.map((no) => `create table ring_${no} (id int primary key ${no === 1 ? ', account_id int not null references accounts' : ''}, ring_${after(no)}_id int ${no === 7 ? '' : 'not null'});`).join('\n  ')}

  create table carts (id int primary key, account_id int not null references accounts, owner_id int not null);
  create table cart_owners (id int primary key, cart_id int not null, name text,
    foreign key (cart_id) references carts deferrable initially deferred);
  alter table carts add foreign key (owner_id) references cart_owners deferrable initially immediate;

  create table teams (id int primary key, account_id int not null references accounts, lead_id int not null);
  create table members (id int primary key, team_id int not null references teams);
  insert into accounts select n, 'A' || n from generate_series(1, 3) n;
  alter table teams add foreign key (lead_id) references members not valid;
  alter table teams drop constraint teams_lead_id_fkey;
  insert into teams select n, 1 + n % 3, n from generate_series(1, 6) n;
  insert into members select n, 1 + (n - 1) % 6 from generate_series(1, 18) n;
  alter table teams add foreign key (lead_id) references members;

  insert into folders select n, 1 + n % 3, case when n > 3 then n - 3 end from generate_series(1, 30) n;
  insert into employees select n, 1 + n % 3, case when n > 3 then n - 3 else n end from generate_series(1, 30) n;
  insert into conversations select n, 1 + n % 3 from generate_series(1, 9) n;
  insert into messages select n, 1 + (n - 1) % 9, case when n > 9 then n - 9 end from generate_series(1, 36) n;
  update conversations set last_message_id = id + 27;
  ${ring.map((no) => `insert into ring_${no} select n${no === 1 ? ', 1 + n % 3' : ''}, n from generate_series(1, 9) n;`).join('\n  ')}
  ${ring.map((no) => `alter table ring_${no} add foreign key (ring_${after(no)}_id) references ring_${after(no)};`).join('\n  ')}
  begin;
  insert into cart_owners select n, n, 'o' || n from generate_series(1, 9) n;
  insert into carts select n, 1 + n % 3, n from generate_series(1, 9) n;
  commit;
  create index on folders (account_id); create index on folders (parent_id); create index on messages (conversation_id);`;

const expected = `
  create temp table c as select id from conversations where account_id = 1;
  create temp table t as select id from teams where account_id = 1;
  create temp table r as select id from ring_1 where account_id = 1;
  delete from messages where conversation_id in (select id from c); delete from conversations where account_id = 1;
  delete from members where team_id in (select id from t); delete from teams where account_id = 1;
  delete from cart_owners where cart_id in (select id from carts where account_id = 1); delete from carts where account_id = 1;
  ${ring.map((no) => `delete from ring_${no} where id in (select id from r);`).join(' ')}
  delete from employees where account_id = 1; delete from folders where account_id = 1; delete from accounts where id = 1;
  drop table c, t, r`;

test('rows that refer to themselves and round in circles go, whatever link can be cut and whether any can', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(expected);
});

describe('a circle through the account itself', () => {
  test('goes with its last transaction', async () => {
    await using it = await structureCase(`
      create table accounts (id int primary key, owner_id int not null);
      create table users (id int primary key, account_id int not null references accounts, invited_by int not null references users);
      insert into accounts values (1, 1), (2, 3);
      insert into users values (1, 1, 1), (2, 1, 1), (3, 2, 3), (4, 2, 3);
      alter table accounts add foreign key (owner_id) references users;
      create index on users (account_id);`);
    await it.init('accounts=account');
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly('delete from users where account_id = 1; delete from accounts where id = 1');
  });
});

describe('accounts that are branches of each other', () => {
  const tree = (onDelete: string): string => `
    create table accounts (id int primary key, name text, parent_id int references accounts ${onDelete});
    create table notes (id int primary key, account_id int not null references accounts);
    insert into accounts values (1, 'head', null), (2, 'branch', 1), (3, 'twig', 2), (4, 'other', 1);
    insert into notes select n, 1 + n % 4 from generate_series(1, 12) n;
    create index on notes (account_id); create index on accounts (parent_id);`;
  const expected = `delete from notes where account_id = 2; update accounts set parent_id = null where parent_id = 2;
    delete from accounts where id = 2`;

  test('stay without the one that goes where the schema says so', async () => {
    await using it = await structureCase(tree('on delete set null'));
    await it.init('accounts=account');
    expect(await it.delete('account:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(expected);
  });

  test('are in its way where it does not, until a rule cuts them off', async () => {
    await using it = await structureCase(tree(''));
    await it.init('accounts=account');
    const asked = await it.delete('account:2');
    expect(asked).toMatchObject({ status: 'blocked', findings: [{ code: 'CROSS_TENANT', table: 'public.accounts' }] });
    expect(asked.findings[0]?.next).toContain("'public.accounts': detach(…)");
    await it.decide('account', { rules: { 'public.accounts': "detach('parent_id')" } });
    expect(await it.delete('account:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(expected);
  });
});
