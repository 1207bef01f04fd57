
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
  ip_address text,
  user_agent text,
  user_id text not null references "user"(id) on delete cascade
);
create table account (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references "user"(id) on delete cascade,
  access_token text,
  refresh_token text,
  password text
);
create table verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamp not null,
  created_at timestamp
);
create table profile (
  user_id text primary key references "user"(id) on delete cascade,
  birth_year integer,
  height_cm integer,
  weight_kg numeric(5,2),
  units text not null
);
create table exercise (
  id uuid primary key,
  name text not null,
  muscle_group text not null
);
create table workout (
  id uuid primary key,
  user_id text not null references "user"(id) on delete cascade,
  title text,
  started_at timestamp not null,
  duration_seconds integer
);
create table workout_set (
  id uuid primary key,
  workout_id uuid not null references workout(id) on delete cascade,
  exercise_id uuid not null references exercise(id),
  reps integer,
  weight_kg numeric(6,2)
);
create table route (
  id uuid primary key,
  created_by text references "user"(id) on delete set null,
  name text not null,
  polyline text not null,
  public boolean not null
);
create table activity (
  id uuid primary key,
  user_id text not null references "user"(id) on delete cascade,
  route_id uuid references route(id) on delete set null,
  distance_m integer,
  recorded_at timestamp not null
);
create table activity_point (
  activity_id uuid not null references activity(id) on delete cascade,
  seq integer not null,
  lat double precision,
  lng double precision,
  primary key (activity_id, seq)
);
create table kudos (
  activity_id uuid not null references activity(id) on delete cascade,
  user_id text not null references "user"(id) on delete cascade,
  created_at timestamp not null,
  primary key (activity_id, user_id)
);
create table activity_comment (
  id uuid primary key,
  activity_id uuid not null references activity(id) on delete cascade,
  author_id text not null references "user"(id) on delete cascade,
  body text not null
);
create table follow (
  follower_id text not null references "user"(id) on delete cascade,
  following_id text not null references "user"(id) on delete cascade,
  primary key (follower_id, following_id)
);
create table goal (
  id uuid primary key,
  user_id text not null references "user"(id) on delete cascade,
  kind text not null,
  target integer not null
);
create table achievement (
  id uuid primary key,
  code text not null unique,
  title text not null
);
create table user_achievement (
  user_id text not null references "user"(id) on delete cascade,
  achievement_id uuid not null references achievement(id) on delete cascade,
  earned_at timestamp not null,
  primary key (user_id, achievement_id)
);
create table challenge (
  id uuid primary key,
  title text not null,
  starts_on date,
  ends_on date
);
create table challenge_participant (
  challenge_id uuid not null references challenge(id) on delete cascade,
  user_id text not null references "user"(id) on delete cascade,
  progress integer not null,
  primary key (challenge_id, user_id)
);
create table club (
  id uuid primary key,
  name text not null,
  slug text not null unique
);
create table club_member (
  club_id uuid not null references club(id) on delete cascade,
  user_id text not null references "user"(id) on delete cascade,
  role text not null,
  primary key (club_id, user_id)
);
create table push_subscription (
  id uuid primary key,
  user_id text not null references "user"(id) on delete cascade,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null
);
create table notification (
  id uuid primary key,
  user_id text not null references "user"(id) on delete cascade,
  type text not null,
  data jsonb not null,
  read_at timestamp
);
create table subscription (
  id uuid primary key,
  user_id text not null unique references "user"(id) on delete cascade,
  stripe_customer_id text,
  stripe_subscription_id text unique,
  plan text not null,
  status text not null
);
create table stripe_event (
  id text primary key,
  type text not null,
  received_at timestamp not null
);
create table health_import (
  id uuid primary key,
  user_id text not null references "user"(id) on delete cascade,
  source text not null,
  imported_at timestamp not null,
  rows_in integer
);
create table __drizzle_migrations (
  id serial primary key,
  hash text not null,
  created_at bigint
);
