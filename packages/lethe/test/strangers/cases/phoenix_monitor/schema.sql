
create table schema_migrations (
  version bigint primary key,
  inserted_at timestamp
);
create table billing_plans (
  id bigint primary key,
  name varchar(255) not null,
  monthly_cents integer not null
);
create table teams (
  id bigint primary key,
  name varchar(255) not null,
  slug varchar(255) not null unique,
  billing_plan_id bigint references billing_plans(id),
  inserted_at timestamp not null,
  updated_at timestamp not null
);
create table users (
  id bigint primary key,
  email varchar(160) not null unique,
  hashed_password varchar(255) not null,
  confirmed_at timestamp,
  inserted_at timestamp not null
);
create table users_tokens (
  id bigint primary key,
  user_id bigint not null references users(id) on delete cascade,
  token bytea not null,
  context varchar(255) not null,
  sent_to varchar(255),
  inserted_at timestamp not null
);
create table memberships (
  id bigint primary key,
  team_id bigint not null references teams(id) on delete cascade,
  user_id bigint not null references users(id) on delete cascade,
  role varchar(255) not null,
  unique (team_id, user_id)
);
create table invitations (
  id bigint primary key,
  team_id bigint not null references teams(id) on delete cascade,
  email varchar(255) not null,
  token varchar(255) not null,
  invited_by_id bigint references users(id) on delete set null
);
create table projects (
  id bigint primary key,
  team_id bigint not null references teams(id) on delete cascade,
  name varchar(255) not null,
  api_key varchar(255) not null unique
);
create table regions (
  id bigint primary key,
  code varchar(255) not null,
  name varchar(255) not null
);
create table monitors (
  id bigint primary key,
  project_id bigint not null references projects(id) on delete cascade,
  url varchar(255) not null,
  interval integer not null,
  region_id bigint references regions(id),
  paused boolean not null
);
create table checks (
  id bigint not null,
  monitor_id bigint not null references monitors(id) on delete cascade,
  region varchar(255),
  status_code integer,
  duration_ms integer,
  inserted_at timestamp not null,
  primary key (id)
);
create table incidents (
  id bigint primary key,
  monitor_id bigint not null references monitors(id) on delete cascade,
  started_at timestamp not null,
  resolved_at timestamp,
  acknowledged_by_id bigint references users(id) on delete set null
);
create table incident_updates (
  id bigint primary key,
  incident_id bigint not null references incidents(id) on delete cascade,
  author_id bigint references users(id) on delete set null,
  body text
);
create table status_pages (
  id bigint primary key,
  team_id bigint not null references teams(id) on delete cascade,
  subdomain varchar(255) not null unique,
  custom_domain varchar(255),
  settings jsonb
);
create table status_page_monitors (
  status_page_id bigint not null references status_pages(id) on delete cascade,
  monitor_id bigint not null references monitors(id) on delete cascade,
  position integer,
  primary key (status_page_id, monitor_id)
);
create table subscribers (
  id bigint primary key,
  status_page_id bigint not null references status_pages(id) on delete cascade,
  email varchar(255) not null,
  confirmed_at timestamp
);
create table alert_channels (
  id bigint primary key,
  team_id bigint not null references teams(id) on delete cascade,
  kind varchar(255) not null,
  config jsonb not null
);
create table alerts (
  id bigint primary key,
  incident_id bigint not null references incidents(id) on delete cascade,
  alert_channel_id bigint references alert_channels(id) on delete set null,
  sent_at timestamp
);
create table oban_jobs (
  id bigint primary key,
  state varchar(255) not null,
  queue text not null,
  worker text not null,
  args jsonb not null,
  errors jsonb[] not null,
  attempt integer not null,
  max_attempts integer not null,
  inserted_at timestamp not null,
  scheduled_at timestamp not null,
  attempted_at timestamp,
  completed_at timestamp,
  attempted_by text[],
  priority integer not null,
  tags text[],
  meta jsonb
);
create table oban_peers (
  name text primary key,
  node text not null,
  started_at timestamp not null,
  expires_at timestamp not null
);
create table fun_with_flags_toggles (
  id bigint primary key,
  flag_name varchar(255) not null,
  gate_type varchar(255) not null,
  target varchar(255) not null,
  enabled boolean not null
);
create table audit_events (
  id bigint primary key,
  team_id bigint,
  user_id bigint references users(id) on delete set null,
  action varchar(255) not null,
  metadata jsonb,
  inserted_at timestamp not null
);
create table stripe_webhook_events (
  id bigint primary key,
  stripe_id varchar(255) not null unique,
  type varchar(255) not null,
  data jsonb not null,
  inserted_at timestamp not null
);
create table subscriptions (
  id bigint primary key,
  team_id bigint not null references teams(id) on delete cascade,
  stripe_customer_id varchar(255),
  stripe_subscription_id varchar(255),
  status varchar(255) not null,
  current_period_end timestamp
);
create table usage_daily (
  team_id bigint not null,
  day date not null,
  checks integer not null,
  primary key (team_id, day)
);
create table maintenance_windows (
  id bigint primary key,
  team_id bigint not null references teams(id) on delete cascade,
  starts_at timestamp not null,
  ends_at timestamp not null,
  monitor_ids bigint[] not null
);
