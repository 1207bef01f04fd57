
create table shops (
  id bigserial primary key,
  shopify_domain varchar not null unique,
  shopify_token varchar not null,
  access_scopes varchar,
  email varchar,
  plan varchar,
  uninstalled_at timestamp,
  created_at timestamp not null
);
create table sessions (
  id text primary key,
  shop text not null,
  state text not null,
  "isOnline" boolean not null,
  scope text,
  expires timestamp,
  "accessToken" text not null,
  "userId" bigint,
  email text
);
create table products (
  id bigserial primary key,
  shop_id bigint not null references shops(id) on delete cascade,
  shopify_product_id bigint not null,
  title varchar,
  handle varchar
);
create table variants (
  id bigserial primary key,
  product_id bigint not null references products(id) on delete cascade,
  shopify_variant_id bigint not null,
  sku varchar,
  price numeric(10,2)
);
create table customers (
  id bigserial primary key,
  shop_id bigint not null references shops(id) on delete cascade,
  shopify_customer_id bigint,
  email varchar,
  first_name varchar,
  last_name varchar
);
create table subscription_contracts (
  id bigserial primary key,
  shop_id bigint not null references shops(id) on delete cascade,
  customer_id bigint references customers(id) on delete set null,
  shopify_contract_id bigint,
  status varchar not null,
  next_billing_on date
);
create table contract_lines (
  id bigserial primary key,
  subscription_contract_id bigint not null references subscription_contracts(id) on delete cascade,
  variant_id bigint references variants(id) on delete set null,
  quantity integer not null
);
create table billing_attempts (
  id bigserial primary key,
  subscription_contract_id bigint not null references subscription_contracts(id) on delete cascade,
  error_code varchar,
  attempted_at timestamp not null
);
create table email_templates (
  id bigserial primary key,
  shop_id bigint references shops(id) on delete cascade,
  key varchar not null,
  body text
);
create table email_logs (
  id bigserial primary key,
  shop_id bigint,
  recipient varchar,
  template varchar,
  sent_at timestamp
);
create table webhook_logs (
  id bigserial primary key,
  shop_domain varchar,
  topic varchar,
  payload jsonb,
  received_at timestamp
);
create table discount_rules (
  id bigserial primary key,
  shop_id bigint not null references shops(id) on delete cascade,
  product_ids bigint[] not null,
  percent integer
);
create table app_plans (
  id bigserial primary key,
  name varchar not null,
  price numeric(10,2)
);
create table charges (
  id bigserial primary key,
  shop_id bigint not null references shops(id) on delete cascade,
  app_plan_id bigint not null references app_plans(id),
  shopify_charge_id bigint,
  status varchar
);
create table good_jobs (
  id uuid primary key,
  queue_name text,
  priority integer,
  serialized_params jsonb,
  scheduled_at timestamp,
  performed_at timestamp,
  finished_at timestamp,
  error text,
  created_at timestamp not null
);
create table settings (
  id bigserial primary key,
  shop_id bigint not null unique references shops(id) on delete cascade,
  theme_color varchar,
  locale varchar
);
create table data_requests (
  id bigserial primary key,
  shop_id bigint,
  shopify_customer_id bigint,
  kind varchar,
  handled_at timestamp
);
create table schema_migrations (
  version varchar primary key
);
