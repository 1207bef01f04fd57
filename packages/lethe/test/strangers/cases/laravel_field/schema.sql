
create table migrations (
  id serial primary key,
  migration varchar(255) not null,
  batch integer not null
);
create table plans (
  id bigserial primary key,
  name varchar(255) not null,
  slug varchar(255) not null unique,
  monthly_price integer not null,
  features json,
  created_at timestamp,
  updated_at timestamp
);
create table companies (
  id bigserial primary key,
  name varchar(255) not null,
  slug varchar(255) not null unique,
  plan_id bigint references plans(id) on delete set null,
  owner_id bigint,
  phone varchar(255),
  stripe_id varchar(255),
  pm_type varchar(255),
  pm_last_four varchar(4),
  trial_ends_at timestamp,
  created_at timestamp,
  updated_at timestamp,
  deleted_at timestamp
);
create table users (
  id bigserial primary key,
  company_id bigint references companies(id) on delete cascade,
  name varchar(255) not null,
  email varchar(255) not null unique,
  email_verified_at timestamp,
  password varchar(255) not null,
  remember_token varchar(100),
  profile_photo_path varchar(2048),
  created_at timestamp,
  updated_at timestamp
);
create table password_reset_tokens (
  email varchar(255) primary key,
  token varchar(255) not null,
  created_at timestamp
);
create table sessions (
  id varchar(255) primary key,
  user_id bigint,
  ip_address varchar(45),
  user_agent text,
  payload text not null,
  last_activity integer not null
);
create table cache (
  key varchar(255) primary key,
  value text not null,
  expiration integer not null
);
create table cache_locks (
  key varchar(255) primary key,
  owner varchar(255) not null,
  expiration integer not null
);
create table jobs (
  id bigserial primary key,
  queue varchar(255) not null,
  payload text not null,
  attempts smallint not null,
  reserved_at integer,
  available_at integer not null,
  created_at integer not null
);
create table job_batches (
  id varchar(255) primary key,
  name varchar(255) not null,
  total_jobs integer not null,
  pending_jobs integer not null,
  failed_jobs integer not null,
  failed_job_ids text not null,
  options text,
  cancelled_at integer,
  created_at integer not null,
  finished_at integer
);
create table failed_jobs (
  id bigserial primary key,
  uuid varchar(255) not null unique,
  connection text not null,
  queue text not null,
  payload text not null,
  exception text not null,
  failed_at timestamp not null
);
create table personal_access_tokens (
  id bigserial primary key,
  tokenable_type varchar(255) not null,
  tokenable_id bigint not null,
  name varchar(255) not null,
  token varchar(64) not null unique,
  abilities text,
  last_used_at timestamp,
  expires_at timestamp,
  created_at timestamp,
  updated_at timestamp
);
create table permissions (
  id bigserial primary key,
  name varchar(255) not null,
  guard_name varchar(255) not null,
  unique (name, guard_name)
);
create table roles (
  id bigserial primary key,
  name varchar(255) not null,
  guard_name varchar(255) not null
);
create table model_has_permissions (
  permission_id bigint not null references permissions(id) on delete cascade,
  model_type varchar(255) not null,
  model_id bigint not null,
  primary key (permission_id, model_id, model_type)
);
create table model_has_roles (
  role_id bigint not null references roles(id) on delete cascade,
  model_type varchar(255) not null,
  model_id bigint not null,
  primary key (role_id, model_id, model_type)
);
create table role_has_permissions (
  permission_id bigint not null references permissions(id) on delete cascade,
  role_id bigint not null references roles(id) on delete cascade,
  primary key (permission_id, role_id)
);
create table clients (
  id bigserial primary key,
  company_id bigint not null references companies(id) on delete cascade,
  name varchar(255) not null,
  email varchar(255),
  phone varchar(255),
  vat_number varchar(255),
  notes text,
  created_at timestamp,
  updated_at timestamp,
  deleted_at timestamp
);
create table sites (
  id bigserial primary key,
  client_id bigint not null references clients(id) on delete cascade,
  label varchar(255),
  street varchar(255),
  city varchar(255),
  lat numeric(10,7),
  lng numeric(10,7),
  created_at timestamp
);
create table visits (
  id bigserial primary key,
  company_id bigint not null references companies(id) on delete cascade,
  site_id bigint not null references sites(id) on delete cascade,
  technician_id bigint references users(id) on delete set null,
  starts_at timestamp,
  status varchar(255) not null,
  signature_path varchar(255),
  created_at timestamp,
  updated_at timestamp
);
create table quotes (
  id bigserial primary key,
  company_id bigint not null references companies(id),
  client_id bigint not null references clients(id),
  number varchar(255) not null,
  total integer not null,
  sent_at timestamp,
  created_at timestamp,
  unique (company_id, number)
);
create table products (
  id bigserial primary key,
  company_id bigint not null references companies(id) on delete cascade,
  sku varchar(255),
  name varchar(255) not null,
  price integer not null
);
create table quote_items (
  id bigserial primary key,
  quote_id bigint not null references quotes(id) on delete cascade,
  product_id bigint references products(id) on delete set null,
  description varchar(255),
  quantity integer not null,
  unit_price integer not null
);
create table subscriptions (
  id bigserial primary key,
  company_id bigint not null,
  type varchar(255) not null,
  stripe_id varchar(255) not null unique,
  stripe_status varchar(255) not null,
  stripe_price varchar(255),
  quantity integer,
  trial_ends_at timestamp,
  ends_at timestamp,
  created_at timestamp
);
create table subscription_items (
  id bigserial primary key,
  subscription_id bigint not null,
  stripe_id varchar(255) not null unique,
  stripe_product varchar(255) not null,
  stripe_price varchar(255) not null,
  quantity integer
);
create table media (
  id bigserial primary key,
  model_type varchar(255) not null,
  model_id bigint not null,
  uuid uuid unique,
  collection_name varchar(255) not null,
  name varchar(255) not null,
  file_name varchar(255) not null,
  mime_type varchar(255),
  disk varchar(255) not null,
  size bigint not null,
  manipulations json not null,
  custom_properties json not null,
  order_column integer,
  created_at timestamp
);
create table activity_log (
  id bigserial primary key,
  log_name varchar(255),
  description text not null,
  subject_type varchar(255),
  subject_id bigint,
  causer_type varchar(255),
  causer_id bigint,
  properties json,
  batch_uuid uuid,
  event varchar(255),
  created_at timestamp,
  updated_at timestamp
);
create table notifications (
  id uuid primary key,
  type varchar(255) not null,
  notifiable_type varchar(255) not null,
  notifiable_id bigint not null,
  data text not null,
  read_at timestamp,
  created_at timestamp,
  updated_at timestamp
);
create table pulse_values (
  id bigserial primary key,
  timestamp integer not null,
  type varchar(255) not null,
  key text not null,
  value text not null
);
create table pulse_entries (
  id bigserial primary key,
  timestamp integer not null,
  type varchar(255) not null,
  key text not null,
  value bigint
);
create table telescope_entries (
  sequence bigserial primary key,
  uuid uuid not null unique,
  batch_id uuid not null,
  family_hash varchar(255),
  should_display_on_index boolean not null,
  type varchar(20) not null,
  content text not null,
  created_at timestamp
);
create table telescope_entries_tags (
  entry_uuid uuid not null references telescope_entries(uuid) on delete cascade,
  tag varchar(255) not null,
  primary key (entry_uuid, tag)
);
create table telescope_monitoring (
  tag varchar(255) primary key
);
create table feature_requests (
  id bigserial primary key,
  company_id bigint references companies(id) on delete cascade,
  user_id bigint references users(id) on delete set null,
  title varchar(255) not null,
  body text
);
