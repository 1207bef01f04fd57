import { describe, expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

/** As Django makes them: the type of a generic relation is a number, which a row of django_content_type explains. */
const sql = `
  create table django_content_type (id int primary key, app_label varchar(100) not null, model varchar(100) not null, unique (app_label, model));
  create table auth_user (id int primary key, username varchar(150) not null unique, email varchar(254) not null, password varchar(128) not null);
  create table crm_organization (id int primary key, name text not null);
  create table crm_membership (id int primary key, organization_id int not null references crm_organization, user_id int not null references auth_user);
  create table crm_contact (id int primary key, organization_id int not null references crm_organization, name text);
  create table sales_salesorder (id int primary key, organization_id int not null references crm_organization, total int);
  create table documents (id uuid primary key, organization_id int not null references crm_organization, title text);
  create table django_admin_log (id int primary key, action_time timestamptz not null, object_id text, object_repr varchar(200) not null,
    action_flag smallint not null, change_message text not null, content_type_id int references django_content_type,
    user_id int not null references auth_user);
  create table auditlog_logentry (id int primary key, object_pk varchar(255) not null, object_id bigint, object_repr text not null,
    action smallint not null, changes jsonb, timestamp timestamptz not null, actor_id int references auth_user on delete set null,
    content_type_id int not null references django_content_type);
  create table taggit_tag (id int primary key, name varchar(100) not null unique, slug varchar(100) not null unique);
  create table taggit_taggeditem (id int primary key, object_id int not null, content_type_id int not null references django_content_type,
    tag_id int not null references taggit_tag);
  create table guardian_userobjectpermission (id int primary key, object_pk varchar(255) not null,
    content_type_id int not null references django_content_type, user_id int not null references auth_user);
  create table actstream_action (id int primary key, actor_content_type_id int not null references django_content_type, actor_object_id varchar(255) not null,
    verb varchar(255) not null, target_content_type_id int references django_content_type, target_object_id varchar(255));
  insert into django_content_type values (1, 'auth', 'user'), (2, 'contenttypes', 'contenttype'), (7, 'crm', 'organization'),
    (8, 'crm', 'contact'), (9, 'sales', 'salesorder'), (10, 'files', 'document'), (11, 'legacy', 'gadget');
  insert into auth_user select n, 'user' || n, 'user' || n || '@example.test', 'x' from generate_series(1, 4) n;
  insert into crm_organization select n, 'O' || n from generate_series(1, 3) n;
  insert into crm_membership select n, 1 + n % 3, 1 + n % 4 from generate_series(1, 6) n;
  insert into crm_contact select n, 1 + n % 3, 'c' || n from generate_series(1, 9) n;
  insert into sales_salesorder select n, 1 + (n + 1) % 3, n from generate_series(1, 9) n;
  insert into documents select md5('d' || n)::uuid, 1 + n % 3, 'd' || n from generate_series(1, 9) n;
  create table refs as select row_number() over () as n, t as type, id from (
    select 1 as t, id::text from auth_user union all select 7, id::text from crm_organization
    union all select 8, id::text from crm_contact union all select 9, id::text from sales_salesorder) r;
  insert into django_admin_log select n, now(), id, 'r', 1, '', type, 1 + n % 4 from refs;
  insert into django_admin_log select 100 + row_number() over (), now(), id::text, 'r', 1, '', 10, 1 from documents;
  insert into django_admin_log values (200, now(), null, 'r', 1, '', 8, 1), (201, now(), '77', 'gone', 3, '', 8, 1);
  insert into auditlog_logentry select n, id, id::bigint, 'r', 1, '{"name": ["a", "b"]}', now(), 1 + n % 4, type from refs where type > 1;
  insert into taggit_tag select n, 't' || n, 't' || n from generate_series(1, 3) n;
  insert into taggit_taggeditem select n, id::int, type, 1 + n % 3 from refs where type > 7;
  insert into guardian_userobjectpermission select n, id, type, 1 + n % 4 from refs where type > 7;
  insert into actstream_action select r.n, 1, (1 + r.n % 4)::text, 'did', type, id from refs r where type > 1;
  drop table refs;
  create index on crm_contact (organization_id); create index on sales_salesorder (organization_id);
  create index on documents (organization_id); create index on crm_membership (organization_id);`;

const arms = ([table, type, id]: readonly [string, string, string]): string => `
  delete from ${table} where ${type} = 7 and ${id}::text = '2'
    or ${type} = 8 and ${id}::text in (select id::text from crm_contact where organization_id = 2)
    or ${type} = 9 and ${id}::text in (select id::text from sales_salesorder where organization_id = 2)
    or ${type} = 10 and ${id}::text in (select id::text from documents where organization_id = 2);`;

const pairs = [
  ['django_admin_log', 'content_type_id', 'object_id'],
  ['auditlog_logentry', 'content_type_id', 'object_pk'],
  ['taggit_taggeditem', 'content_type_id', 'object_id'],
  ['guardian_userobjectpermission', 'content_type_id', 'object_pk'],
  ['actstream_action', 'target_content_type_id', 'target_object_id'],
] as const;

const expected = `
  ${pairs.map(arms).join('')}
  delete from crm_membership where organization_id = 2; delete from crm_contact where organization_id = 2;
  delete from sales_salesorder where organization_id = 2; delete from documents where organization_id = 2;
  delete from crm_organization where id = 2`;

describe('generic relations of Django', () => {
  test('lead where the row of their type says, or where uuids are keys', async () => {
    await using it = await structureCase(sql);
    const { printed } = await it.init('crm_organization=organization');
    expect(printed.subjects?.['organization']?.undecided.map((each) => JSON.stringify(each))).toEqual([]);
    expect(await it.delete('organization:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(expected);
  });

  test('of a type that no table is called by are asked about, and go where it is said to lead', async () => {
    await using it = await structureCase(`${sql} alter table sales_salesorder rename to orders;`);
    const { printed } = await it.init('crm_organization=organization');
    const asked = printed.subjects?.['organization']?.undecided.map(({ table }) => table.replace('public.', ''));
    expect([...new Set(asked)].sort()).toEqual(pairs.map(([table]) => table).sort());
    const { code, findings } = await it.delete('organization:2');
    expect({ code, codes: new Set(findings.map((each) => each.code)) }).toEqual({
      code: 3,
      codes: new Set(['UNKNOWN_TYPE']),
    });
    await it.expectOnly('select');

    const named = [...pairs, ['auditlog_logentry', 'content_type_id', 'object_id'] as const];
    const links = named.map(
      ([table, type, id]) =>
        `...polymorphic('public.${table}', { type: '${type}', id: '${id}', to: { 9: ['public.orders', 'id'] } })`,
    );
    await it.decide('organization', { links });
    expect(await it.delete('organization:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(expected.replaceAll('sales_salesorder', 'orders'));
  });

  test('that lead to nothing of the tenant are asked about as long as a type could', async () => {
    const tags = sql.replace(
      /create table (?:django_admin_log|auditlog|guardian|actstream)[^;]*;|insert into (?:django_admin_log|auditlog|guardian|actstream)[^;]*;/g,
      '',
    );
    await using it = await structureCase(
      `${tags}
      delete from django_content_type where id in (7, 8, 10); delete from taggit_taggeditem where content_type_id <> 9;
      alter table sales_salesorder rename to orders;`.replace(
        'select n, id::int, type, 1 + n % 3 from refs where type > 7',
        'select n, id::int, type, 1 + n % 3 from refs where type > 8',
      ),
    );
    const { printed } = await it.init('crm_organization=organization');
    expect(printed.subjects?.['organization']?.undecided.map(({ table }) => table)).toContain(
      'public.taggit_taggeditem',
    );
    expect(await it.delete('organization:2')).toMatchObject({
      code: 3,
      findings: [{ code: 'UNREACHED', table: 'public.taggit_taggeditem' }],
    });
  });

  test('stop each plan where the numbers mean something else by now, as in another database', async () => {
    await using it = await structureCase(sql);
    await it.init('crm_organization=organization');
    const says = (id: number, model: string): string =>
      `update django_content_type set model = '${model}' where id = ${id};`;
    await it.run(says(7, 'for the time being') + says(8, 'organization') + says(7, 'contact'));
    const { code, findings } = await it.delete('organization:2');
    expect(code).toBe(3);
    expect(findings.map((each) => `${each.code} ${each.table}`)).toContain('TYPE_CHANGED public.django_content_type');
    expect(findings.every((each) => each.code === 'TYPE_CHANGED')).toBe(true);
  });
});
