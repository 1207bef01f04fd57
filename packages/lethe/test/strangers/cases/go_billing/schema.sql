
create table goose_db_version (
  id serial primary key,
  version_id bigint not null,
  is_applied boolean not null,
  tstamp timestamp
);
create table accounts (
  id bigserial primary key,
  public_id text not null unique,
  name text not null,
  country text not null,
  created_at timestamptz not null
);
create table users (
  id bigserial primary key,
  account_id bigint not null references accounts(id) on delete cascade,
  email text not null unique,
  password_hash bytea not null,
  totp_secret bytea,
  created_at timestamptz not null
);
create table sessions (
  token_hash bytea primary key,
  user_id bigint not null references users(id) on delete cascade,
  ip inet,
  expires_at timestamptz not null
);
create table casbin_rule (
  id bigserial primary key,
  ptype varchar(100),
  v0 varchar(100),
  v1 varchar(100),
  v2 varchar(100),
  v3 varchar(100),
  v4 varchar(100),
  v5 varchar(100)
);
create table customers (
  id bigserial primary key,
  account_id bigint not null references accounts(id) on delete cascade,
  public_id text not null unique,
  email text,
  name text,
  address jsonb
);
create table products (
  id bigserial primary key,
  account_id bigint not null references accounts(id) on delete cascade,
  name text not null
);
create table currencies (
  code text primary key,
  name text not null
);
create table prices (
  id bigserial primary key,
  product_id bigint not null references products(id) on delete cascade,
  currency text not null references currencies(code),
  unit_amount bigint not null
);
create table subscriptions (
  id bigserial primary key,
  customer_id bigint not null references customers(id),
  price_id bigint not null references prices(id),
  status text not null,
  started_at timestamptz not null
);
create table invoices (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  customer_id bigint not null references customers(id),
  subscription_id bigint references subscriptions(id),
  number text not null,
  total bigint not null,
  pdf_object_key text,
  issued_at timestamptz not null,
  unique (account_id, number)
);
create table invoice_lines (
  invoice_id bigint not null references invoices(id) on delete cascade,
  line_no integer not null,
  description text,
  amount bigint not null,
  primary key (invoice_id, line_no)
);
create table payments (
  id bigserial primary key,
  invoice_id bigint not null references invoices(id),
  gateway text not null,
  gateway_reference text not null,
  amount bigint not null,
  paid_at timestamptz
);
create table gateway_notifications (
  id bigserial primary key,
  gateway text not null,
  payload jsonb not null,
  received_at timestamptz not null
);
create table webhook_endpoints (
  id bigserial primary key,
  account_id bigint not null references accounts(id) on delete cascade,
  url text not null,
  secret bytea not null
);
create table webhook_events (
  id text primary key,
  account_id bigint not null,
  type text not null,
  body jsonb not null,
  created_at timestamptz not null
);
create table webhook_attempts (
  id bigserial primary key,
  event_id text not null,
  endpoint_id bigint not null,
  status_code integer,
  attempted_at timestamptz not null
);
create table idempotency_keys (
  account_id bigint not null,
  key text not null,
  request_hash bytea,
  response jsonb,
  created_at timestamptz not null,
  primary key (account_id, key)
);
create table river_job (
  id bigserial primary key,
  state text not null,
  attempt smallint not null,
  max_attempts smallint not null,
  args jsonb not null,
  kind text not null,
  queue text not null,
  errors jsonb[],
  metadata jsonb not null,
  created_at timestamptz not null,
  finalized_at timestamptz
);
create table river_leader (
  name text primary key,
  leader_id text not null,
  elected_at timestamptz not null,
  expires_at timestamptz not null
);
create table ledger_accounts (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  code text not null,
  name text
);
create table ledger_entries (
  id bigserial primary key,
  ledger_account_id bigint not null references ledger_accounts(id),
  transaction_id uuid not null,
  amount bigint not null,
  created_at timestamptz not null
);
create table api_keys (
  id bigserial primary key,
  account_id bigint not null references accounts(id) on delete cascade,
  prefix text not null,
  hash bytea not null,
  created_by bigint references users(id) on delete set null
);
create table exchange_rates (
  id bigserial primary key,
  base text not null,
  quote text not null,
  rate numeric(12,6) not null,
  day date not null
);
create table tax_rates (
  id bigserial primary key,
  country text not null,
  percent numeric(5,2) not null
);
create table account_settings (
  account_id bigint primary key references accounts(id) on delete cascade,
  settings jsonb not null
);
create table data_exports (
  id uuid primary key,
  account_id bigint not null references accounts(id) on delete cascade,
  requested_by bigint,
  object_key text,
  created_at timestamptz not null
);
