-- A small product that has one table for each way a deletion can meet one.
create schema app;

create table app.shops (
  id bigint primary key,
  name text not null,
  slug text not null unique
);

-- Somebody of many shops: stays, its link becomes NULL.
create table app.people (
  id bigint primary key,
  name text not null,
  last_shop_id bigint references app.shops
);
create index on app.people (last_shop_id);

-- Revoked before their rows go.
create table app.tokens (
  id bigint primary key,
  shop_id bigint not null references app.shops,
  vendor text
);
create index on app.tokens (shop_id);

-- Given back when their rows are gone.
create table app.numbers (
  id bigint primary key,
  shop_id bigint not null references app.shops,
  vendor text
);
create index on app.numbers (shop_id);

-- A parent whose subtree goes with it.
create table app.customers (
  id bigint primary key,
  shop_id bigint not null references app.shops,
  email text not null
);
create index on app.customers (shop_id);
create table app.orders (
  id bigint primary key,
  customer_id bigint not null references app.customers on delete cascade,
  total numeric not null
);
create index on app.orders (customer_id);
create table app.order_lines (
  order_id bigint not null references app.orders on delete cascade,
  line integer not null,
  article text not null,
  primary key (order_id, line)
);

-- Refers to itself.
create table app.notes (
  id bigint primary key,
  shop_id bigint not null references app.shops,
  parent_id bigint references app.notes,
  body text not null
);
create index on app.notes (shop_id);
create index on app.notes (parent_id);

-- A tenant column without a foreign key, and partitions.
create table app.visits (
  id bigint not null,
  shop_id bigint not null,
  seen_on date not null,
  page text not null,
  primary key (id, seen_on)
) partition by range (seen_on);
create table app.visits_2024 partition of app.visits for values from ('2024-01-01') to ('2025-01-01');
create table app.visits_2025 partition of app.visits for values from ('2025-01-01') to ('2026-01-01');
create index on app.visits (shop_id);

-- Kept for years; the shop's own row stays as its spine.
create table app.invoices (
  id bigint primary key,
  shop_id bigint not null references app.shops,
  issued_at timestamptz not null,
  amount numeric not null
);
create index on app.invoices (shop_id);

-- Stays for a while without what identifies.
create table app.audit (
  id bigint primary key,
  shop_id bigint not null references app.shops,
  at timestamptz not null,
  actor_email text,
  details text not null
);
create index on app.audit (shop_id);
