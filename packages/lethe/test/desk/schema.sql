-- A small product with tenants in accounts: who may ask for what is read from here.
create schema app;

create table app.users (
  id bigint primary key,
  email text not null unique
);
create table app.accounts (
  id bigint primary key,
  name text not null,
  slug text not null unique,
  time_zone text
);
create table app.account_members (
  account_id bigint not null references app.accounts,
  user_id bigint not null references app.users,
  role text not null,
  primary key (account_id, user_id)
);
create index on app.account_members (user_id);
create table app.workspaces (
  id bigint primary key,
  account_id bigint not null references app.accounts,
  name text not null
);
create index on app.workspaces (account_id);
create table app.workspace_members (
  workspace_id bigint not null references app.workspaces,
  user_id bigint not null references app.users,
  role text not null,
  primary key (workspace_id, user_id)
);
create index on app.workspace_members (user_id);
create table app.contacts (
  id bigint primary key,
  workspace_id bigint not null references app.workspaces,
  email text not null
);
create index on app.contacts (workspace_id);
create table app.invoices (
  id bigint primary key,
  workspace_id bigint not null references app.workspaces,
  issued_at timestamptz not null
);
create index on app.invoices (workspace_id);

insert into app.users values (1, 'ann@one.test'), (2, 'ben@one.test'), (3, 'cid@one.test'), (4, 'dee@two.test'), (5, 'eve@nowhere.test');
insert into app.accounts values (1, 'Acme GmbH', 'acme', 'Europe/Berlin'), (2, 'Globex', 'globex', 'no zone at all');
insert into app.account_members values (1, 1, 'owner'), (1, 2, 'admin'), (1, 3, 'member'), (2, 4, 'owner');
insert into app.workspaces values (11, 1, 'Støtte'), (12, 1, 'Sales'), (21, 2, 'Støtte');
insert into app.workspace_members values (11, 1, 'owner'), (11, 3, 'member'), (12, 1, 'owner'), (12, 3, 'admin'), (21, 4, 'owner');
insert into app.contacts select id, (array[11, 12, 21])[(id % 3) + 1], 'c' || id || '@example.test' from generate_series(1, 30) id;
insert into app.invoices values (1, 11, '2025-05-01'), (2, 12, '2025-05-01'), (3, 21, '2025-05-01');
