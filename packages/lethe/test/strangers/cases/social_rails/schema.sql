
create table schema_migrations (
  version varchar primary key
);
create table countries (
  id bigserial primary key,
  code varchar not null,
  name varchar not null
);
create table users (
  id bigserial primary key,
  username varchar not null unique,
  email varchar not null unique,
  encrypted_password varchar not null,
  reset_password_token varchar,
  bio text,
  country_id bigint references countries(id),
  invited_by_id bigint,
  followers_count integer not null,
  created_at timestamp not null
);
create table profiles (
  id bigserial primary key,
  user_id bigint not null unique references users(id) on delete cascade,
  display_name varchar,
  website varchar,
  birthday date
);
create table posts (
  id bigserial primary key,
  user_id bigint not null references users(id),
  body text,
  visibility integer not null,
  created_at timestamp not null
);
create table comments (
  id bigserial primary key,
  post_id bigint not null references posts(id) on delete cascade,
  user_id bigint not null references users(id),
  body text not null,
  created_at timestamp not null
);
create table likes (
  id bigserial primary key,
  user_id bigint not null references users(id),
  likeable_type varchar not null,
  likeable_id bigint not null,
  created_at timestamp not null
);
create table follows (
  id bigserial primary key,
  follower_id bigint not null references users(id) on delete cascade,
  followed_id bigint not null references users(id) on delete cascade,
  created_at timestamp not null
);
create table blocks (
  id bigserial primary key,
  blocker_id bigint not null references users(id) on delete cascade,
  blocked_id bigint not null references users(id) on delete cascade,
  created_at timestamp not null
);
create table hashtags (
  id bigserial primary key,
  name varchar not null unique
);
create table post_hashtags (
  post_id bigint not null references posts(id) on delete cascade,
  hashtag_id bigint not null references hashtags(id),
  primary key (post_id, hashtag_id)
);
create table conversations (
  id bigserial primary key,
  created_at timestamp not null
);
create table conversation_participants (
  id bigserial primary key,
  conversation_id bigint not null references conversations(id) on delete cascade,
  user_id bigint not null references users(id) on delete cascade,
  last_read_at timestamp
);
create table messages (
  id bigserial primary key,
  conversation_id bigint not null references conversations(id) on delete cascade,
  sender_id bigint not null references users(id),
  body text,
  created_at timestamp not null
);
create table notifications (
  id bigserial primary key,
  user_id bigint not null references users(id) on delete cascade,
  actor_id bigint references users(id) on delete cascade,
  kind varchar not null,
  subject_type varchar,
  subject_id bigint,
  read_at timestamp,
  created_at timestamp not null
);
create table devices (
  id bigserial primary key,
  user_id bigint not null references users(id),
  platform varchar not null,
  push_token varchar not null,
  created_at timestamp not null
);
create table identities (
  id bigserial primary key,
  user_id bigint not null references users(id),
  provider varchar not null,
  uid varchar not null,
  created_at timestamp not null
);
create table reports (
  id bigserial primary key,
  reporter_id bigint references users(id) on delete set null,
  post_id bigint references posts(id) on delete cascade,
  reason varchar,
  resolved_by_id bigint references users(id) on delete set null,
  created_at timestamp not null
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
create table groups (
  id bigserial primary key,
  name varchar not null,
  owner_id bigint references users(id) on delete set null,
  created_at timestamp not null
);
create table group_memberships (
  id bigserial primary key,
  group_id bigint not null references groups(id) on delete cascade,
  user_id bigint not null references users(id) on delete cascade,
  role varchar not null
);
create table bookmarks (
  user_id bigint not null references users(id) on delete cascade,
  post_id bigint not null references posts(id) on delete cascade,
  created_at timestamp not null,
  primary key (user_id, post_id)
);
create table ahoy_visits (
  id bigserial primary key,
  visit_token varchar,
  visitor_token varchar,
  user_id bigint,
  ip varchar,
  user_agent text,
  started_at timestamp
);
create table ahoy_events (
  id bigserial primary key,
  visit_id bigint,
  user_id bigint,
  name varchar,
  properties jsonb,
  time timestamp
);
create table announcements (
  id bigserial primary key,
  title varchar not null,
  body text,
  published_at timestamp
);
create table feature_flags (
  id bigserial primary key,
  name varchar not null unique,
  enabled boolean not null
);
