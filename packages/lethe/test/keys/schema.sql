-- Subjects of which each has another kind of key. Each has a child by a foreign key (items), and rows that only a link
-- of the configuration ties to it (logs). Of each there are two, and the second stays.
create schema app;

create table app.brands (code text primary key, name text not null);
create table app.brand_items (id int primary key, brand text not null references app.brands);
create table app.brand_logs (brand text, what text);

-- A key of two parts; what refers to it names them in another order.
create table app.sites (country int, slug text, name text not null, primary key (country, slug));
create table app.site_items (
  id int primary key, slug text not null, country int not null,
  foreign key (slug, country) references app.sites (slug, country)
);
create table app.site_logs (slug text, country int, what text);

create table app.orgs (id uuid primary key, name text not null);
create table app.org_items (id int primary key, org uuid not null references app.orgs);
create table app.org_logs (org uuid, what text);

-- Beyond what a double holds.
create table app.accounts (id bigint primary key, name text not null);
create table app.account_items (id int primary key, account bigint not null references app.accounts);
create table app.account_logs (account bigint, what text);

create domain app.handle as text not null check (value = lower(value));
create table app.users (handle app.handle primary key, name text not null);
create table app.user_items (id int primary key, owner app.handle references app.users);
create table app.user_logs (owner app.handle, what text);

-- Acme and ACME are one.
create collation app.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table app.teams (slug text collate app.loose primary key, name text not null);
create table app.team_items (id int primary key, team text collate app.loose not null references app.teams);

create table app.shifts (place char(4), starts timestamp, day date, name text not null, primary key (place, starts, day));
create table app.shift_items (
  id int primary key, place char(4) not null, starts timestamp not null, day date not null,
  foreign key (place, starts, day) references app.shifts
);
create table app.shift_logs (place char(4), starts timestamp, day date, what text);

insert into app.brands values ('a b: 50 %, c/d', 'odd'), ('a b', 'plain');
insert into app.brand_items values (1, 'a b: 50 %, c/d'), (2, 'a b');
insert into app.brand_logs values ('a b: 50 %, c/d', 'made'), ('a b', 'made');

insert into app.sites values (43, 'wien, 1', 'odd'), (43, 'wien', 'plain'), (4, '3,wien', 'other');
insert into app.site_items values (1, 'wien, 1', 43), (2, 'wien', 43), (3, '3,wien', 4);
insert into app.site_logs values ('wien, 1', 43, 'made'), ('wien', 43, 'made'), ('3,wien', 4, 'made');

insert into app.orgs values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'one'), ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12', 'two');
insert into app.org_items select right(id::text, 1)::int, id from app.orgs;
insert into app.org_logs select id, 'made' from app.orgs;

insert into app.accounts values (9007199254740993, 'one'), (9007199254740992, 'two');
insert into app.account_items select id % 10, id from app.accounts;
insert into app.account_logs select id, 'made' from app.accounts;

insert into app.users values ('ann', 'one'), ('anna', 'two');
insert into app.user_items select length(handle), handle from app.users;
insert into app.user_logs select handle, 'made' from app.users;

insert into app.teams values ('Acme', 'one'), ('Acme2', 'two');
insert into app.team_items values (1, 'Acme'), (2, 'ACME'), (3, 'acme2');

insert into app.shifts values ('ab', '2025-03-01 08:00', '2025-03-01', 'one'), ('ab', '2025-03-01 08:00', '2025-03-02', 'two');
insert into app.shift_items select extract(day from day), place, starts, day from app.shifts;
insert into app.shift_logs select place, starts, day, 'made' from app.shifts;

create index on app.brand_items (brand);
create index on app.site_items (slug, country);
create index on app.org_items (org);
create index on app.account_items (account);
create index on app.user_items (owner);
create index on app.team_items (team);
create index on app.shift_items (place, starts, day);
analyze;
