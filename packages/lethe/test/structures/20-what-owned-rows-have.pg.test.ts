import { expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

/**
 * As Rails keeps files: an attachment of a record has a blob, of which there are smaller copies and a preview, and these
 * are attachments with blobs again.
 */
const sql = `
  create table accounts (id bigint primary key, name text not null);
  create table photos (id bigint primary key, account_id bigint not null references accounts, caption text);
  create table active_storage_blobs (id bigint primary key, key varchar not null unique, filename varchar not null,
    content_type varchar, byte_size bigint not null, checksum varchar, created_at timestamp not null default now());
  create table active_storage_attachments (id bigint primary key, name varchar not null, record_type varchar not null, record_id bigint not null,
    blob_id bigint not null references active_storage_blobs, unique (record_type, record_id, name, blob_id));
  create table active_storage_variant_records (id bigint primary key, blob_id bigint not null references active_storage_blobs,
    variation_digest varchar not null, unique (blob_id, variation_digest));
  create index on photos (account_id); create index on active_storage_attachments (blob_id);
  insert into accounts select n, 'A' || n from generate_series(1, 3) n;
  insert into photos select n, 1 + n % 3, 'photo' from generate_series(1, 30) n;
  create function blob(no bigint) returns void language sql as $$
    insert into active_storage_blobs (id, key, filename, byte_size, checksum) values (no, md5(no::text), 'f' || no, no, md5('c' || no)) $$;
  -- Blob n of photo n, its copy 100 + n by variant 200 + n, its preview 300 + n, and of that a copy 400 + n by variant 500 + n.
  select blob(n), blob(100 + n), blob(300 + n), blob(400 + n) from generate_series(1, 30) n;
  insert into active_storage_variant_records select 200 + n, n, 'small' from generate_series(1, 30) n;
  insert into active_storage_variant_records select 500 + n, 300 + n, 'small' from generate_series(1, 30) n;
  insert into active_storage_attachments select n, 'image', 'Photo', n, n from generate_series(1, 30) n;
  insert into active_storage_attachments select 100 + n, 'image', 'ActiveStorage::VariantRecord', 200 + n, 100 + n from generate_series(1, 30) n;
  insert into active_storage_attachments select 300 + n, 'preview_image', 'ActiveStorage::Blob', n, 300 + n from generate_series(1, 30) n;
  insert into active_storage_attachments select 400 + n, 'image', 'ActiveStorage::VariantRecord', 500 + n, 400 + n from generate_series(1, 30) n;
  -- Photo 3 is of account 1: another has the same file.
  insert into active_storage_attachments values (900, 'image', 'Photo', 4, 3);`;

const gone = `
  create temp table p as select id from photos where account_id = 1;
  create temp table b as select id from p where id <> 3;
  delete from active_storage_attachments where record_type = 'Photo' and record_id in (select id from p);
  delete from active_storage_attachments where id in (select unnest(array[100 + id, 300 + id, 400 + id]) from b);
  delete from active_storage_variant_records where id in (select unnest(array[200 + id, 500 + id]) from b);
  delete from active_storage_blobs where id in (select unnest(array[id, 100 + id, 300 + id, 400 + id]) from b);
  delete from photos where account_id = 1; delete from accounts where id = 1; drop table p, b`;

test('files go with their last owner, and with them the copies of copies that are made of them', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(gone);
});

test('a file that somebody else has by a row of their own stays, with what is made of it', async () => {
  await using it = await structureCase(`${sql}
    create table users (id bigint primary key, email text not null unique);
    create table signatures (id bigint primary key, user_id bigint not null references users on delete cascade,
      blob_id bigint not null references active_storage_blobs);
    insert into users values (1, 'u1@example.test'), (2, 'u2@example.test');
    -- Blob 6 is of a photo of account 1, blob 1000 of nobody's.
    select blob(1000);
    insert into signatures values (1, 1, 6), (2, 2, 1000);
    create index on signatures (user_id); create index on signatures (blob_id);`);
  await it.init('accounts=account');
  expect((await it.delete('account:1')).findings.map(({ table }) => table)).toEqual(['public.signatures']);
  await it.decide('account', { rules: { 'public.signatures': `ignore('theirs who signed')` } });
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(gone.replace('where id <> 3;', 'where id not in (3, 6);'));
});
