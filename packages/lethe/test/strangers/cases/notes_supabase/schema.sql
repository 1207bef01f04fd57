
create schema auth;
create schema storage;
create table auth.users (
  id uuid primary key,
  instance_id uuid,
  aud varchar(255),
  role varchar(255),
  email varchar(255) unique,
  encrypted_password varchar(255),
  email_confirmed_at timestamptz,
  confirmation_token varchar(255),
  recovery_token varchar(255),
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_super_admin boolean,
  created_at timestamptz,
  phone text unique,
  is_anonymous boolean not null
);
create table auth.identities (
  id uuid primary key,
  provider_id text not null,
  user_id uuid not null references auth.users(id) on delete cascade,
  identity_data jsonb not null,
  provider text not null,
  created_at timestamptz
);
create table auth.sessions (
  id uuid primary key,
  user_id uuid not null references auth.users(id) on delete cascade,
  factor_id uuid,
  user_agent text,
  ip inet,
  created_at timestamptz
);
create table auth.refresh_tokens (
  id bigserial primary key,
  instance_id uuid,
  token varchar(255) unique,
  user_id varchar(255),
  revoked boolean,
  parent varchar(255),
  session_id uuid references auth.sessions(id) on delete cascade
);
create table auth.schema_migrations (
  version varchar(255) primary key
);
create table auth.audit_log_entries (
  instance_id uuid,
  id uuid primary key,
  payload json,
  created_at timestamptz,
  ip_address varchar(64) not null
);
create table storage.buckets (
  id text primary key,
  name text not null unique,
  owner uuid,
  public boolean
);
create table storage.objects (
  id uuid primary key,
  bucket_id text references storage.buckets(id),
  name text,
  owner uuid,
  owner_id text,
  metadata jsonb,
  created_at timestamptz
);
create table profiles (
  id uuid primary key references auth.users(id) on delete cascade,
  username text unique,
  full_name text,
  avatar_url text,
  updated_at timestamptz
);
create table notebooks (
  id uuid primary key,
  owner_id uuid not null references profiles(id) on delete cascade,
  title text not null,
  created_at timestamptz
);
create table notes (
  id uuid primary key,
  notebook_id uuid not null references notebooks(id) on delete cascade,
  body text,
  tags text[]
);
create table note_shares (
  note_id uuid not null references notes(id) on delete cascade,
  shared_with uuid not null references profiles(id) on delete cascade,
  can_edit boolean not null,
  primary key (note_id, shared_with)
);
create table subscriptions (
  user_id uuid primary key references auth.users(id) on delete cascade,
  stripe_customer_id text,
  status text
);
create table feedback (
  id uuid primary key,
  user_id uuid references auth.users(id) on delete set null,
  message text
);
create table templates (
  id uuid primary key,
  title text,
  body text
);
