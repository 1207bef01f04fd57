
create table "user" (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null,
  image text,
  created_at timestamp not null,
  updated_at timestamp not null
);
create table session (
  id text primary key,
  expires_at timestamp not null,
  token text not null unique,
  created_at timestamp not null,
  updated_at timestamp not null,
  ip_address text,
  user_agent text,
  user_id text not null references "user"(id) on delete cascade,
  active_organization_id text
);
create table account (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references "user"(id) on delete cascade,
  access_token text,
  password text
);
create table verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamp not null
);
create table organization (
  id text primary key,
  name text not null,
  slug text unique,
  logo text,
  created_at timestamp not null,
  metadata text
);
create table member (
  id text primary key,
  organization_id text not null references organization(id) on delete cascade,
  user_id text not null references "user"(id) on delete cascade,
  role text not null,
  created_at timestamp not null
);
create table invitation (
  id text primary key,
  organization_id text not null references organization(id) on delete cascade,
  email text not null,
  role text,
  status text not null,
  expires_at timestamp not null,
  inviter_id text not null references "user"(id) on delete cascade
);
create table apikey (
  id text primary key,
  name text,
  start text,
  key text not null,
  reference_id text not null,
  enabled boolean,
  metadata text
);
create table site (
  id text primary key,
  organization_id text not null references organization(id) on delete cascade,
  domain text not null unique,
  title text
);
create table collection (
  id text primary key,
  site_id text not null references site(id) on delete cascade,
  name text not null,
  schema jsonb not null
);
create table entry (
  id text primary key,
  collection_id text not null references collection(id) on delete cascade,
  slug text not null,
  data jsonb not null,
  author_id text references "user"(id) on delete set null,
  published_at timestamp
);
create table entry_revision (
  id text primary key,
  entry_id text not null references entry(id) on delete cascade,
  data jsonb not null,
  created_by text,
  created_at timestamp not null
);
create table asset (
  id text primary key,
  site_id text not null references site(id) on delete cascade,
  key text not null,
  mime text,
  size integer
);
create table webhook (
  id text primary key,
  site_id text not null references site(id) on delete cascade,
  url text not null,
  secret text
);
create table webhook_log (
  id text primary key,
  webhook_id text,
  request jsonb,
  status integer,
  created_at timestamp not null
);
create table subscription (
  id text primary key,
  plan text not null,
  reference_id text not null,
  stripe_customer_id text,
  stripe_subscription_id text,
  status text
);
create table usage (
  organization_id text not null,
  month text not null,
  requests integer not null,
  primary key (organization_id, month)
);
create table audit_log (
  id text primary key,
  organization_id text,
  actor_id text,
  action text not null,
  target text,
  created_at timestamp not null
);
create table locale (
  code text primary key,
  name text not null
);
create table template (
  id text primary key,
  name text not null,
  schema jsonb
);
create table rate_limit (
  id text primary key,
  key text,
  count integer,
  last_request bigint
);
create table jwks (
  id text primary key,
  public_key text not null,
  private_key text not null,
  created_at timestamp not null
);
create table __drizzle_migrations (
  id serial primary key,
  hash text not null,
  created_at bigint
);
