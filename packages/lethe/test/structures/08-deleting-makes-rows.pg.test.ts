import { describe, expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

/**
 * Deleting writes: what was goes into history, what happened into an outbox, what was not done is queued again; and the
 * account's own row is noted when it goes, as the last of all.
 */
const sql = `
  create table accounts (id bigint primary key, name text not null, slug text not null unique);
  create table contacts (id bigint primary key, account_id bigint not null references accounts on delete cascade, email text);
  create table messages (id bigint primary key, contact_id bigint not null references contacts on delete cascade, body text);
  create table jobs (id bigint generated always as identity primary key, account_id bigint not null references accounts on delete cascade,
    attempts int not null default 0);
  create table contact_history (id bigint generated always as identity primary key, account_id bigint not null, contact_id bigint, was jsonb);
  create table message_log (id bigint generated always as identity primary key, contact_id bigint, was text);
  create table outbox (id bigint generated always as identity primary key, topic text not null, payload jsonb not null);
  create table account_log (at timestamptz not null default now(), account_id bigint, name text);

  create function remember_contact() returns trigger language plpgsql as $$ begin
    insert into contact_history (account_id, contact_id, was) values (old.account_id, old.id, to_jsonb(old)); return old; end $$;
  create function remember_message() returns trigger language plpgsql as $$ begin
    insert into message_log (contact_id, was) values (old.contact_id, old.body); return old; end $$;
  create function announce() returns trigger language plpgsql as $$ begin
    insert into outbox (topic, payload) values (tg_table_name || '.deleted', jsonb_build_object('account_id', old.account_id, 'email', old.email));
    return null; end $$;
  create function queue_again() returns trigger language plpgsql as $$ begin
    if old.attempts < 3 then insert into jobs (account_id, attempts) values (old.account_id, old.attempts + 1); end if; return null; end $$;
  create function note_account() returns trigger language plpgsql as $$ begin
    insert into account_log (account_id, name) values (old.id, old.name); return null; end $$;

  insert into accounts select n, 'Account ' || n, 'account-slug-' || n from generate_series(1, 3) n;
  insert into contacts select n, 1 + n % 3, 'c' || n || '@example.test' from generate_series(1, 9) n;
  insert into messages select n, 1 + n % 9, 'm' || n from generate_series(1, 18) n;
  insert into jobs (account_id, attempts) select 1 + n % 3, n % 4 from generate_series(1, 12) n;
  insert into contact_history (account_id, contact_id, was) select 1 + n % 3, 90 + n, '{}' from generate_series(1, 6) n;
  insert into message_log (contact_id, was) select n, 'l' || n from generate_series(1, 9) n;
  insert into outbox (topic, payload) select 'created', jsonb_build_object('account_id', 1 + n % 3, 'email', 'x') from generate_series(1, 6) n;
  insert into account_log (account_id, name) values (2, 'Second'), (1, 'First');
  create index on contacts (account_id); create index on messages (contact_id); create index on jobs (account_id);

  create trigger remember after delete or update on contacts for each row execute function remember_contact();
  create trigger announce after delete on contacts for each row execute function announce();
  create trigger remember before delete on messages for each row execute function remember_message();
  create trigger again after delete on jobs for each row execute function queue_again();
  create trigger note after delete on accounts for each row execute function note_account();`;

const expected = `
  create temp table c as select id from contacts where account_id = 1;
  delete from message_log where contact_id in (select id from c); delete from messages where contact_id in (select id from c);
  delete from contact_history where account_id = 1; delete from outbox where payload ->> 'account_id' = '1';
  delete from account_log where account_id = 1; delete from jobs where account_id = 1;
  delete from contacts where account_id = 1; delete from accounts where id = 1; drop table c`;

test('what deleting writes goes as well, that of the last row too', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(expected);
});

test('what anonymising writes into history goes as well', async () => {
  await using it = await structureCase(`${sql}
    create table invoices (id bigint primary key, account_id bigint not null references accounts, total int, note text);
    insert into invoices select n, 1 + n % 3, n, 'n' from generate_series(1, 6) n; create index on invoices (account_id);
    create trigger note_change after update on accounts for each row execute function note_account();`);
  await it.init('accounts=account');
  await it.decide('account', {
    rules: {
      'public.invoices': `keep({ for: years(7), because: 'tax law' })`,
      'public.accounts': `anonymise({ columns: { name: constant('deleted'), slug: fromKey({ prefix: 'deleted-' }) } })`,
    },
    subject: 'insertGuard: false,',
  });
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(
    `${expected.replace('delete from accounts where id = 1', "update accounts set name = 'deleted', slug = 'deleted-1' where id = 1")}`,
  );
});

describe('is asked about, with nothing changed', () => {
  test('where a trigger’s rows are found only through rows that are gone by then', async () => {
    await using it = await structureCase(`${sql}
      create table body_log (id bigint generated always as identity primary key, message_id bigint, was text);
      insert into body_log (message_id, was) select n, 'b' || n from generate_series(1, 18) n;
      create function keep_body() returns trigger language plpgsql as $$ begin
        insert into body_log (message_id, was) values (old.id, old.body); return null; end $$;
      create trigger body after delete on messages for each row execute function keep_body();`);
    await it.init('accounts=account');
    const { code, findings } = await it.delete('account:1');
    expect({ code, findings }).toMatchObject({
      code: 3,
      findings: [{ code: 'TRIGGER_LEAVES_ROWS', table: 'public.body_log' }],
    });
    expect(findings[0]?.next).toContain('ignored with the reason');
    await it.expectOnly('select');

    await it.decide('account', { rules: { 'public.body_log': `ignore('goes by a job of its own each night')` } });
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    expect(await it.run('select count(*)::int as rows from body_log')).toEqual([{ rows: 18 + 6 }]);
  });

  test('where a trigger writes a table that says nothing of whose its rows are', async () => {
    await using it = await structureCase(`${sql}
      create table shadow (was text);
      create function hide() returns trigger language plpgsql as $$ begin insert into shadow values (old.body); return null; end $$;
      create trigger hide after delete on messages for each row execute function hide();`);
    await it.init('accounts=account');
    expect(await it.delete('account:1')).toMatchObject({
      status: 'blocked',
      findings: [{ code: 'UNDECIDED', table: 'public.shadow', next: expect.stringContaining('ignore') }],
    });
    await it.expectOnly('select');
    await it.decide('account', { rules: { 'public.shadow': `ignore('emptied each night')` } });
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  });

  test('where rows are made again however often they go', async () => {
    await using it = await structureCase(sql.replace('old.attempts < 3', 'true'));
    await it.init('accounts=account');
    expect(await it.delete('account:1')).toMatchObject({
      code: 3,
      status: 'blocked',
      findings: [{ code: 'LATE_ROWS', table: 'public.jobs', next: expect.stringContaining('plan again') }],
    });
    await it.expectOnly('select');
    await it.run('alter table jobs disable trigger again');
    await it.decide('account', {
      subject:
        'triggers: Object.fromEntries(Object.entries(subject.triggers).filter(([name]) => !name.endsWith(".again"))),',
    });
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  });

  test('where only trying shows what a trigger writes', async () => {
    await using it = await structureCase(`${sql}
      create table shadow (was text);
      create function hide() returns trigger language plpgsql as $$ begin
        execute 'insert into ' || reverse('wodahs') || ' values ($1)' using old.body; return null; end $$;
      create trigger hide after delete on messages for each row execute function hide();`);
    await it.init('accounts=account');
    expect(await it.delete('account:1')).toMatchObject({
      code: 3,
      findings: [
        {
          code: 'WRITE_OUTSIDE_PLAN',
          table: 'public.shadow',
          next: expect.stringContaining("'public.messages.hide': ['public.shadow']"),
        },
      ],
    });
    await it.expectOnly('select');
    await it.decide('account', {
      subject: `triggers: { ...subject.triggers, 'public.messages.hide': ['public.shadow'] },`,
    });
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    expect(await it.run('select count(*)::int as rows from shadow')).toEqual([{ rows: 6 }]);
  });
});

test('rows of a later step that a trigger changes are no late rows: it is named before anything is gone', async () => {
  await using it = await structureCase(`
    create table accounts (id int primary key);
    create table files (id int primary key, account_id int not null references accounts);
    create table marks (id int primary key, account_id int not null references accounts, file_id int, gone boolean);
    insert into accounts values (1), (2);
    insert into files select n, 1 + n % 2 from generate_series(1, 6) n;
    insert into marks select n, 1 + n % 2, n, false from generate_series(1, 6) n;
    create index on files (account_id); create index on marks (account_id);
    -- Put together at run time, so that no text of it names the table.
    create function mark() returns trigger language plpgsql as $$ begin
      execute 'update ' || 'mar' || 'ks set gone = true where file_id = $1' using old.id; return null; end $$;
    create trigger mark after delete on files for each row execute function mark();`);
  await it.init('accounts=account');
  const { status, findings } = await it.delete('account:1');
  expect(findings).toMatchObject([{ code: 'WRITE_OUTSIDE_PLAN', table: 'public.marks' }]);
  expect(status).not.toBe('completed');
  await it.expectOnly('select');

  await it.decide('account', { subject: `triggers: { 'public.files.mark': ['public.marks'] }` });
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(
    'delete from files where account_id = 1; delete from marks where account_id = 1; delete from accounts where id = 1',
  );
});
