
create table _prisma_migrations (
  id varchar(36) primary key,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null,
  applied_steps_count integer not null
);
create table "user" (
  user_id uuid primary key,
  username varchar(255) not null unique,
  password varchar(60) not null,
  role varchar(50) not null,
  logo_url varchar(2183),
  display_name varchar(255),
  created_at timestamptz,
  deleted_at timestamptz
);
create table team (
  team_id uuid primary key,
  name varchar(50) not null,
  access_code varchar(50) unique,
  logo_url varchar(2183),
  created_at timestamptz
);
create table team_user (
  team_user_id uuid primary key,
  team_id uuid not null,
  user_id uuid not null,
  role varchar(50) not null,
  created_at timestamptz
);
create table website (
  website_id uuid primary key,
  name varchar(100) not null,
  domain varchar(500),
  share_id varchar(50) unique,
  user_id uuid,
  team_id uuid,
  created_by uuid,
  created_at timestamptz
);
create table session (
  session_id uuid primary key,
  website_id uuid not null,
  browser varchar(20),
  os varchar(20),
  device varchar(20),
  country char(2),
  city varchar(50),
  distinct_id varchar(50),
  created_at timestamptz
);
create table website_event (
  event_id uuid primary key,
  website_id uuid not null,
  session_id uuid not null,
  visit_id uuid not null,
  created_at timestamptz,
  url_path varchar(500) not null,
  referrer_domain varchar(500),
  page_title varchar(500),
  event_type integer not null
);
create table event_data (
  event_data_id uuid primary key,
  website_id uuid not null,
  website_event_id uuid not null,
  data_key varchar(500) not null,
  string_value varchar(500),
  number_value numeric(19,4),
  data_type integer not null
);
create table session_data (
  session_data_id uuid primary key,
  website_id uuid not null,
  session_id uuid not null,
  data_key varchar(500) not null,
  string_value varchar(500),
  data_type integer not null
);
create table report (
  report_id uuid primary key,
  user_id uuid not null,
  website_id uuid not null,
  type varchar(50) not null,
  name varchar(200) not null,
  parameters jsonb not null
);
create table segment (
  segment_id uuid primary key,
  website_id uuid not null,
  type varchar(50) not null,
  name varchar(200) not null,
  parameters jsonb not null
);
create table link (
  link_id uuid primary key,
  name varchar(100) not null,
  url varchar(500) not null,
  slug varchar(100) not null unique,
  user_id uuid,
  team_id uuid,
  created_at timestamptz
);
create table revenue (
  revenue_id uuid primary key,
  website_id uuid not null,
  session_id uuid not null,
  event_id uuid not null,
  currency varchar(10) not null,
  revenue numeric(19,4)
);
