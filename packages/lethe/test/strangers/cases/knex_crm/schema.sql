
create table knex_migrations (
  id serial primary key,
  name varchar(255),
  batch integer,
  migration_time timestamptz
);
create table knex_migrations_lock (
  index serial primary key,
  is_locked integer
);
create table workspaces (
  id uuid primary key,
  name varchar(255) not null,
  handle varchar(100) unique,
  created_by uuid,
  settings jsonb,
  created_at timestamptz
);
create table users (
  id uuid primary key,
  email varchar(255) not null unique,
  password_hash varchar(255),
  first_name varchar(100),
  last_name varchar(100),
  avatar_url varchar(500),
  last_workspace_id uuid,
  created_at timestamptz
);
create table workspace_users (
  workspace_id uuid not null,
  user_id uuid not null,
  role varchar(50),
  joined_at timestamptz,
  primary key (workspace_id, user_id)
);
create table pipelines (
  id uuid primary key,
  workspace_id uuid not null,
  name varchar(255)
);
create table stages (
  id uuid primary key,
  pipeline_id uuid not null references pipelines(id),
  name varchar(255),
  sort integer
);
create table companies (
  id uuid primary key,
  workspace_id uuid not null,
  name varchar(255),
  domain varchar(255),
  owner_id uuid
);
create table contacts (
  id uuid primary key,
  workspace_id uuid not null,
  company_id uuid,
  email varchar(255),
  phone varchar(50),
  first_name varchar(100),
  last_name varchar(100),
  custom jsonb
);
create table deals (
  id uuid primary key,
  workspace_id uuid not null,
  stage_id uuid not null,
  contact_id uuid,
  company_id uuid,
  owner_id uuid,
  title varchar(255),
  amount numeric(12,2),
  closed_at timestamptz
);
create table activities (
  id uuid primary key,
  workspace_id uuid not null,
  subject_type varchar(50),
  subject_id uuid,
  type varchar(50),
  body text,
  created_by uuid,
  created_at timestamptz
);
create table notes (
  id uuid primary key,
  deal_id uuid,
  body text,
  author_id uuid
);
create table tags (
  id uuid primary key,
  workspace_id uuid not null,
  name varchar(100)
);
create table contact_tags (
  contact_id uuid not null,
  tag_id uuid not null,
  primary key (contact_id, tag_id)
);
create table custom_fields (
  id uuid primary key,
  workspace_id uuid not null,
  entity varchar(50),
  key varchar(100),
  label varchar(255)
);
create table email_accounts (
  id uuid primary key,
  workspace_id uuid not null,
  user_id uuid not null,
  email varchar(255) not null,
  refresh_token text,
  sync_cursor varchar(255)
);
create table email_threads (
  id uuid primary key,
  email_account_id uuid not null,
  provider_thread_id varchar(255),
  subject varchar(500)
);
create table email_messages (
  id uuid primary key,
  thread_id uuid not null,
  message_id varchar(500),
  from_email varchar(255),
  to_emails jsonb,
  body_html text,
  sent_at timestamptz
);
create table files (
  id uuid primary key,
  workspace_id uuid not null,
  entity_type varchar(50),
  entity_id uuid,
  name varchar(255),
  s3_key varchar(500),
  uploaded_by uuid
);
create table imports (
  id uuid primary key,
  workspace_id uuid not null,
  user_id uuid,
  file_id uuid,
  status varchar(50),
  result jsonb
);
create table import_rows (
  id bigserial primary key,
  import_id uuid not null,
  row_no integer,
  raw jsonb,
  error text
);
create table webhooks (
  id uuid primary key,
  workspace_id uuid not null,
  url varchar(500),
  secret varchar(255)
);
create table webhook_logs (
  id uuid primary key,
  webhook_id uuid,
  event varchar(100),
  request jsonb,
  response_status integer,
  created_at timestamptz
);
create table api_tokens (
  id uuid primary key,
  workspace_id uuid not null,
  user_id uuid,
  token_hash varchar(255)
);
create table notifications (
  id uuid primary key,
  user_id uuid not null,
  workspace_id uuid,
  kind varchar(100),
  data jsonb,
  read_at timestamptz
);
create table subscriptions (
  id uuid primary key,
  workspace_id uuid not null,
  plan_key varchar(50),
  stripe_customer_id varchar(255),
  stripe_subscription_id varchar(255),
  seats integer
);
create table plans (
  key varchar(50) primary key,
  name varchar(255),
  price_cents integer
);
create table password_resets (
  id uuid primary key,
  email varchar(255) not null,
  token varchar(255) not null,
  expires_at timestamptz
);
create table sessions (
  sid varchar(255) primary key,
  sess json not null,
  expire timestamptz not null
);
create table jobs (
  id bigserial primary key,
  queue varchar(100),
  name varchar(100),
  data jsonb,
  status varchar(50),
  run_at timestamptz
);
create table feature_flags (
  key varchar(100) primary key,
  enabled boolean,
  rollout integer
);
