
create table schema_migrations (
  version bigint primary key,
  dirty boolean not null
);
create table tenants (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  region_code text not null,
  created_at timestamptz not null
);
create table users (
  id uuid primary key,
  subject text not null unique,
  email text not null,
  name text
);
create table tenant_members (
  tenant_id uuid not null references tenants(id) on delete cascade,
  user_id uuid not null references users(id) on delete cascade,
  role text not null,
  primary key (tenant_id, user_id)
);
create table device_models (
  id uuid primary key,
  vendor text not null,
  name text not null
);
create table firmware (
  id uuid primary key,
  model_id uuid not null references device_models(id),
  version text not null,
  sha256 text not null
);
create table sites (
  id uuid primary key,
  tenant_id uuid not null references tenants(id) on delete cascade,
  name text not null,
  location jsonb
);
create table devices (
  id uuid primary key,
  tenant_id uuid not null references tenants(id) on delete cascade,
  site_id uuid references sites(id) on delete set null,
  model_id uuid not null references device_models(id),
  firmware_id uuid references firmware(id) on delete set null,
  serial text not null unique,
  last_seen_at timestamptz
);
create table device_credentials (
  device_id uuid primary key references devices(id) on delete cascade,
  cert_pem bytea not null,
  revoked_at timestamptz
);
create table telemetry (
  device_id uuid not null,
  ts timestamptz not null,
  metric text not null,
  value double precision
);
create table alarm_rules (
  id uuid primary key,
  tenant_id uuid not null references tenants(id) on delete cascade,
  name text not null,
  expr text not null
);
create table alarms (
  id bigserial primary key,
  device_id uuid not null references devices(id) on delete cascade,
  rule_id uuid references alarm_rules(id) on delete set null,
  raised_at timestamptz not null,
  acked_by uuid references users(id) on delete set null
);
create table notification_targets (
  id uuid primary key,
  tenant_id uuid not null references tenants(id) on delete cascade,
  kind text not null,
  address text not null
);
create table dashboards (
  id uuid primary key,
  tenant_id uuid not null references tenants(id) on delete cascade,
  title text not null,
  layout jsonb not null,
  created_by uuid
);
create table firmware_rollouts (
  id uuid primary key,
  tenant_id uuid references tenants(id) on delete cascade,
  firmware_id uuid not null references firmware(id),
  started_at timestamptz
);
create table rollout_devices (
  rollout_id uuid not null references firmware_rollouts(id) on delete cascade,
  device_id uuid not null references devices(id) on delete cascade,
  state text not null,
  primary key (rollout_id, device_id)
);
create table ingest_dead_letters (
  id bigserial primary key,
  topic text not null,
  payload bytea,
  error text,
  received_at timestamptz not null
);
create table usage_counters (
  tenant_slug text not null,
  month date not null,
  messages bigint not null,
  primary key (tenant_slug, month)
);
create table api_tokens (
  id uuid primary key,
  tenant_id uuid not null references tenants(id) on delete cascade,
  name text,
  token_hash bytea not null,
  created_by uuid
);
create table outbox (
  id bigserial primary key,
  aggregate text not null,
  aggregate_id uuid not null,
  event jsonb not null,
  published_at timestamptz
);
create table cluster_nodes (
  name text primary key,
  heartbeat timestamptz not null
);
create table device_shadow (
  device_id uuid primary key,
  reported jsonb,
  desired jsonb,
  version integer not null
);
