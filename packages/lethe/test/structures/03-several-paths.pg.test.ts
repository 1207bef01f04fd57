import { expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

/** Rows are reached on two ways or more; what joins them has a composite key, none at all, or columns called A and B. */
const sql = `
  create table accounts (id int primary key, name text not null);
  create table contacts (id int primary key, account_id int not null references accounts on delete cascade, name text);
  create table inboxes (id int primary key, account_id int not null references accounts on delete cascade);
  create table conversations (id int primary key, inbox_id int not null references inboxes on delete cascade,
    contact_id int references contacts on delete cascade);
  create table messages (id int primary key, conversation_id int not null references conversations on delete cascade,
    sender_contact_id int references contacts on delete cascade, body text);
  create table tags (id int primary key, account_id int references accounts on delete cascade, name text);
  create table contact_tags (contact_id int references contacts on delete cascade, tag_id int references tags on delete cascade,
    primary key (contact_id, tag_id));
  create table campaigns (id int primary key, account_id int not null references accounts on delete cascade);
  create table campaigns_contacts (campaign_id int not null references campaigns, contact_id int not null references contacts);
  create table segments (id int primary key, account_id int not null references accounts on delete cascade);
  create table "_ContactToSegment" ("A" int not null references contacts on delete cascade on update cascade,
    "B" int not null references segments on delete cascade on update cascade);
  create unique index "_ContactToSegment_AB_unique" on "_ContactToSegment" ("A", "B");
  create table orders (id int primary key, account_id int not null references accounts, number int not null,
    unique (account_id, number));
  create table order_lines (id int primary key, account_id int not null, order_number int not null, text text,
    foreign key (account_id, order_number) references orders (account_id, number));
  create table refunds (order_account int, order_number int, reason text,
    foreign key (order_account, order_number) references orders (account_id, number));

  insert into accounts select n, 'Account ' || n from generate_series(1, 3) n;
  insert into contacts select n, 1 + n % 3, 'c' || n from generate_series(1, 9) n;
  insert into inboxes select n, 1 + n % 3 from generate_series(1, 6) n;
  insert into conversations select n, n, case when n % 2 = 0 then n end from generate_series(1, 6) n;
  insert into messages select n, 1 + n % 6, case when n % 4 = 0 then 1 + n % 6 end, 'm' || n from generate_series(1, 24) n;
  insert into tags select n, nullif(n % 4, 0), 't' || n from generate_series(1, 8) n;
  insert into contact_tags select c.id, t.id from contacts c, tags t where t.account_id is null or t.account_id = c.account_id;
  insert into campaigns select n, 1 + n % 3 from generate_series(1, 6) n;
  insert into campaigns_contacts select k.id, c.id from campaigns k join contacts c using (account_id), generate_series(1, 2);
  insert into segments select n, 1 + n % 3 from generate_series(1, 6) n;
  insert into "_ContactToSegment" select c.id, s.id from segments s join contacts c using (account_id);
  insert into orders select n, 1 + n % 3, n / 3 from generate_series(1, 9) n;
  insert into order_lines select n, o.account_id, o.number, 'l' || n from orders o, generate_series(1, 90) n where n % 9 = o.id - 1;
  insert into refunds select account_id, number, 'r' from orders; insert into refunds values (null, 1, 'of nobody'), (1, null, 'half');
  create index on contacts (account_id); create index on inboxes (account_id); create index on conversations (inbox_id);
  create index on conversations (contact_id); create index on messages (conversation_id); create index on contact_tags (tag_id);
  create index on "_ContactToSegment" ("B"); create index on segments (account_id); create index on tags (account_id);`;

test('what two ways lead to goes by either, and what joins this account’s rows with shared ones goes without these', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  const gone = await it.delete('account:1');
  expect(gone).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(`
    create temp table c as select id from contacts where account_id = 1;
    create temp table v as select id from conversations
      where inbox_id in (select id from inboxes where account_id = 1) or contact_id in (select id from c);
    delete from messages where conversation_id in (select id from v) or sender_contact_id in (select id from c);
    delete from conversations where id in (select id from v);
    delete from contact_tags where contact_id in (select id from c) or tag_id in (select id from tags where account_id = 1);
    delete from campaigns_contacts where contact_id in (select id from c);
    delete from "_ContactToSegment" where "A" in (select id from c);
    delete from refunds where order_account = 1 and order_number is not null;
    delete from order_lines where account_id = 1; delete from orders where account_id = 1;
    delete from segments where account_id = 1; delete from campaigns where account_id = 1;
    delete from tags where account_id = 1; delete from inboxes where account_id = 1;
    delete from contacts where account_id = 1; delete from accounts where id = 1; drop table c, v`);
});
