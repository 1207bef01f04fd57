
create table schema_migrations (
  version varchar primary key
);
create table ar_internal_metadata (
  key varchar primary key,
  value varchar,
  created_at timestamp not null,
  updated_at timestamp not null
);
create table plans (
  id bigserial primary key,
  name varchar not null,
  price_cents integer not null,
  stripe_price_id varchar,
  created_at timestamp not null
);
create table accounts (
  id bigserial primary key,
  name varchar not null,
  subdomain varchar not null unique,
  plan_id bigint references plans(id),
  owner_id bigint,
  billing_email varchar,
  settings jsonb not null,
  created_at timestamp not null,
  updated_at timestamp not null
);
create table users (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  email varchar not null unique,
  encrypted_password varchar not null,
  reset_password_token varchar,
  first_name varchar,
  last_name varchar,
  current_sign_in_ip varchar,
  last_sign_in_ip varchar,
  role integer not null,
  created_at timestamp not null,
  updated_at timestamp not null
);
create table customers (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  name varchar,
  email varchar,
  phone varchar,
  external_ref varchar,
  created_at timestamp not null,
  updated_at timestamp not null
);
create table inboxes (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  name varchar not null,
  channel_type varchar,
  channel_id bigint,
  created_at timestamp not null
);
create table channel_emails (
  id bigserial primary key,
  account_id bigint not null,
  forward_to_email varchar not null unique,
  created_at timestamp not null
);
create table channel_widgets (
  id bigserial primary key,
  account_id bigint not null,
  website_token varchar not null unique,
  website_url varchar,
  created_at timestamp not null
);
create table tickets (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  inbox_id bigint not null references inboxes(id),
  customer_id bigint not null references customers(id),
  assignee_id bigint references users(id),
  number integer not null,
  subject varchar,
  status integer not null,
  created_at timestamp not null,
  updated_at timestamp not null
);
create table messages (
  id bigserial primary key,
  ticket_id bigint not null references tickets(id),
  sender_type varchar not null,
  sender_id bigint not null,
  message_id varchar,
  private boolean not null,
  created_at timestamp not null
);
create table tags (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  name varchar not null,
  taggings_count integer
);
create table taggings (
  id bigserial primary key,
  tag_id bigint references tags(id),
  taggable_type varchar,
  taggable_id bigint,
  context varchar,
  created_at timestamp
);
create table active_storage_blobs (
  id bigserial primary key,
  key varchar not null unique,
  filename varchar not null,
  content_type varchar,
  metadata text,
  service_name varchar not null,
  byte_size bigint not null,
  checksum varchar,
  created_at timestamp not null
);
create table active_storage_attachments (
  id bigserial primary key,
  name varchar not null,
  record_type varchar not null,
  record_id bigint not null,
  blob_id bigint not null unique references active_storage_blobs(id),
  created_at timestamp not null
);
create table active_storage_variant_records (
  id bigserial primary key,
  blob_id bigint not null references active_storage_blobs(id),
  variation_digest varchar not null
);
create table action_text_rich_texts (
  id bigserial primary key,
  name varchar not null,
  body text,
  record_type varchar not null,
  record_id bigint not null,
  created_at timestamp not null,
  updated_at timestamp not null
);
create table macros (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  created_by_id bigint references users(id),
  name varchar,
  actions jsonb
);
create table versions (
  id bigserial primary key,
  item_type varchar not null,
  item_id bigint not null,
  event varchar not null,
  whodunnit varchar,
  object jsonb,
  object_changes jsonb,
  created_at timestamp
);
create table api_keys (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  user_id bigint references users(id),
  token_digest varchar not null,
  last_used_at timestamp,
  created_at timestamp not null
);
create table invitations (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  invited_by_id bigint not null references users(id),
  email varchar not null,
  token varchar not null,
  accepted_at timestamp,
  created_at timestamp not null
);
create table webhooks (
  id bigserial primary key,
  account_id bigint not null references accounts(id),
  url varchar not null,
  secret varchar,
  events varchar[]
);
create table webhook_deliveries (
  id bigserial primary key,
  webhook_id bigint not null references webhooks(id),
  event varchar,
  payload jsonb,
  response_code integer,
  created_at timestamp not null
);
create table noticed_events (
  id bigserial primary key,
  type varchar,
  record_type varchar,
  record_id bigint,
  params jsonb,
  notifications_count integer,
  created_at timestamp not null
);
create table noticed_notifications (
  id bigserial primary key,
  type varchar,
  event_id bigint not null,
  recipient_type varchar not null,
  recipient_id bigint not null,
  read_at timestamp,
  seen_at timestamp,
  created_at timestamp not null
);
create table pay_customers (
  id bigserial primary key,
  owner_type varchar,
  owner_id bigint,
  processor varchar not null,
  processor_id varchar,
  "default" boolean,
  data jsonb,
  created_at timestamp not null
);
create table pay_charges (
  id bigserial primary key,
  customer_id bigint not null references pay_customers(id),
  processor_id varchar not null,
  amount integer not null,
  currency varchar,
  metadata jsonb,
  created_at timestamp not null
);
create table pay_webhooks (
  id bigserial primary key,
  processor varchar,
  event_type varchar,
  event jsonb,
  created_at timestamp not null
);
create table flipper_features (
  id bigserial primary key,
  key varchar not null unique,
  created_at timestamp not null
);
create table flipper_gates (
  id bigserial primary key,
  feature_key varchar not null,
  key varchar not null,
  value text,
  created_at timestamp not null
);
create table solid_queue_jobs (
  id bigserial primary key,
  queue_name varchar not null,
  class_name varchar not null,
  arguments text,
  priority integer not null,
  active_job_id varchar,
  scheduled_at timestamp,
  finished_at timestamp,
  concurrency_key varchar,
  created_at timestamp not null,
  updated_at timestamp not null
);
create table solid_queue_failed_executions (
  id bigserial primary key,
  job_id bigint not null unique references solid_queue_jobs(id) on delete cascade,
  error text,
  created_at timestamp not null
);
create table solid_cache_entries (
  id bigserial primary key,
  key bytea not null,
  value bytea not null,
  created_at timestamp not null,
  key_hash bigint not null unique,
  byte_size integer not null
);
create table solid_cable_messages (
  id bigserial primary key,
  channel bytea not null,
  payload bytea not null,
  created_at timestamp not null,
  channel_hash bigint not null
);
