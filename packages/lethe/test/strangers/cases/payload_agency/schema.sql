
create table payload_migrations (
  id serial primary key,
  name varchar,
  batch numeric,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table tenants (
  id serial primary key,
  name varchar not null,
  slug varchar not null unique,
  logo_id integer,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table media (
  id serial primary key,
  tenant_id integer references tenants(id) on delete set null,
  alt varchar,
  url varchar,
  filename varchar unique,
  mime_type varchar,
  filesize numeric,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table users (
  id serial primary key,
  name varchar,
  email varchar not null unique,
  reset_password_token varchar,
  salt varchar,
  hash varchar,
  login_attempts numeric,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table users_roles (
  "order" integer not null,
  parent_id integer not null references users(id) on delete cascade,
  value varchar,
  id serial primary key
);
create table users_tenants (
  _order integer not null,
  _parent_id integer not null references users(id) on delete cascade,
  id varchar primary key,
  tenant_id integer not null references tenants(id) on delete set null
);
create table users_sessions (
  _order integer not null,
  _parent_id integer not null references users(id) on delete cascade,
  id varchar primary key,
  created_at timestamptz,
  expires_at timestamptz not null
);
create table categories (
  id serial primary key,
  tenant_id integer references tenants(id) on delete set null,
  title varchar,
  slug varchar,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table pages (
  id serial primary key,
  tenant_id integer references tenants(id) on delete set null,
  title varchar,
  slug varchar,
  hero_media_id integer references media(id) on delete set null,
  published_at timestamptz,
  _status varchar,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table pages_blocks_content (
  _order integer not null,
  _parent_id integer not null references pages(id) on delete cascade,
  _path text not null,
  id varchar primary key,
  rich_text jsonb,
  block_name varchar
);
create table pages_rels (
  id serial primary key,
  "order" integer,
  parent_id integer not null references pages(id) on delete cascade,
  path varchar not null,
  categories_id integer references categories(id) on delete cascade
);
create table _pages_v (
  id serial primary key,
  parent_id integer references pages(id) on delete set null,
  version_tenant_id integer references tenants(id) on delete set null,
  version_title varchar,
  version_slug varchar,
  version__status varchar,
  updated_at timestamptz not null,
  created_at timestamptz not null,
  latest boolean
);
create table forms (
  id serial primary key,
  tenant_id integer references tenants(id) on delete set null,
  title varchar not null,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table form_submissions (
  id serial primary key,
  tenant_id integer references tenants(id) on delete set null,
  form_id integer not null references forms(id) on delete set null,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table form_submissions_submission_data (
  _order integer not null,
  _parent_id integer not null references form_submissions(id) on delete cascade,
  id varchar primary key,
  field varchar not null,
  value varchar not null
);
create table payload_locked_documents (
  id serial primary key,
  global_slug varchar,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table payload_locked_documents_rels (
  id serial primary key,
  "order" integer,
  parent_id integer not null references payload_locked_documents(id) on delete cascade,
  path varchar not null,
  pages_id integer references pages(id) on delete cascade
);
create table payload_preferences (
  id serial primary key,
  key varchar,
  value jsonb,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table payload_preferences_rels (
  id serial primary key,
  "order" integer,
  parent_id integer not null references payload_preferences(id) on delete cascade,
  path varchar not null,
  users_id integer references users(id) on delete cascade
);
create table redirects (
  id serial primary key,
  tenant_id integer references tenants(id) on delete set null,
  "from" varchar not null,
  to_url varchar,
  updated_at timestamptz not null,
  created_at timestamptz not null
);
create table header (
  id serial primary key,
  updated_at timestamptz,
  created_at timestamptz
);
create table header_nav_items (
  _order integer not null,
  _parent_id integer not null references header(id) on delete cascade,
  id varchar primary key,
  link_label varchar
);
