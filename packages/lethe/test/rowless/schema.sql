-- A product whose tenants have no table: each is a namespace, a text that is repeated wherever rows are somebody's.
create schema app;

create table app.docs (
  id bigint primary key,
  namespace text not null,
  title text not null,
  parent_id bigint references app.docs
);
create index on app.docs (namespace);
create index on app.docs (parent_id);

-- No namespace of its own: it hangs from a document.
create table app.pages (
  id bigint primary key,
  doc_id bigint not null references app.docs,
  body text not null
);
create index on app.pages (doc_id);

-- And from a page.
create table app.marks (
  page_id bigint not null references app.pages on delete cascade,
  place integer not null,
  primary key (page_id, place)
);

-- Partitioned by the namespace, and without a primary key.
create table app.events (namespace text not null, happened_at timestamptz not null, what text not null)
  partition by hash (namespace);
create table app.events_0 partition of app.events for values with (modulus 2, remainder 0);
create table app.events_1 partition of app.events for values with (modulus 2, remainder 1);

-- The namespace is the key, and shorter.
create table app.settings (namespace varchar(60) primary key, theme text not null);

-- NULL: a preset of everybody.
create table app.presets (id bigint primary key, namespace text, name text not null);

-- Called otherwise, and the same.
create table app.audit (id bigint primary key, tenant_ns text not null, what text not null);

-- Called the same, and something else; the rows hang from a document.
create table app.deploys (
  id bigint primary key,
  doc_id bigint not null references app.docs,
  namespace text not null
);
create index on app.deploys (doc_id);

-- Kept for the tax office.
create table app.invoices (id bigint primary key, namespace text not null, issued_on date not null);

-- Written by a trigger when a document goes.
create table app.outbox (id bigint generated always as identity primary key, namespace text not null, what text not null);
create function app.tell() returns trigger language plpgsql as $$
begin
  insert into app.outbox (namespace, what) values (old.namespace, 'deleted ' || old.id);
  return null;
end $$;
create trigger docs_deleted after delete on app.docs for each row execute function app.tell();

create table app.members (
  namespace text not null,
  user_id bigint not null,
  role text not null,
  primary key (namespace, user_id)
);

create table app.users (id bigint primary key, email text not null);

create table app.countries (code text primary key, namespace text not null);

-- Of another product, which refers to nothing here.
create schema other;
create table other.queues (id bigint primary key, namespace text not null);

create view names as select * from unnest(array[
  'acme', 'Acme', 'acme ', 'acme-2', 'acm_', 'a%', 'Größe: 1,5 %/ß', 'default'
]) with ordinality n (namespace, no);

insert into app.docs select no * 100 + i, namespace, 'doc ' || i, case when i > 1 then no * 100 + i - 1 end
  from names, generate_series(1, 5) i;
insert into app.pages select d.id * 10 + i, d.id, 'page ' || i from app.docs d, generate_series(1, 3) i;
insert into app.marks select p.id, i from app.pages p, generate_series(1, 2) i;
insert into app.events select namespace, timestamptz '2025-01-01' + i * interval '1 day', 'event ' || i
  from names, generate_series(1, 20) i;
insert into app.settings select namespace, 'dark' from names;
insert into app.presets select no * 10 + i, namespace, 'preset ' || i from names, generate_series(1, 2) i;
insert into app.presets select 1000 + i, null, 'shared ' || i from generate_series(1, 3) i;
insert into app.audit select no * 10 + i, namespace, 'did ' || i from names, generate_series(1, 4) i;
insert into app.deploys select id, id, 'default' from app.docs;
insert into app.invoices select no, namespace, '2025-03-01' from names;
insert into app.outbox (namespace, what) select namespace, 'created' from names;
insert into app.members select namespace, no, 'owner' from names;
insert into app.users values (1, 'ann@desk.test'), (7, 'odd@desk.test');
insert into app.countries values ('AT', 'acme');
insert into other.queues select no, namespace from names;
drop view names;
analyze;
