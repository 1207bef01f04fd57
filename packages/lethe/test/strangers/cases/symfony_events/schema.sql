
create table doctrine_migration_versions (
  version varchar(191) primary key,
  executed_at timestamp,
  execution_time integer
);
create table media_object (
  id integer primary key,
  file_path varchar(255),
  mime_type varchar(100),
  created_at timestamp not null
);
create table organizer (
  id integer primary key,
  name varchar(255) not null,
  slug varchar(255) not null unique,
  email varchar(180),
  stripe_account_id varchar(255),
  logo_id integer unique references media_object(id),
  created_at timestamp not null
);
create table app_user (
  id integer primary key,
  organizer_id integer not null references organizer(id),
  email varchar(180) not null unique,
  roles json not null,
  password varchar(255) not null,
  full_name varchar(255)
);
create table reset_password_request (
  id integer primary key,
  user_id integer not null references app_user(id),
  selector varchar(20) not null,
  hashed_token varchar(100) not null,
  requested_at timestamp not null,
  expires_at timestamp not null
);
create table refresh_tokens (
  id integer primary key,
  refresh_token varchar(128) not null unique,
  username varchar(255) not null,
  valid timestamp not null
);
create table country (
  id integer primary key,
  iso varchar(2) not null,
  name varchar(100) not null
);
create table venue (
  id integer primary key,
  organizer_id integer not null references organizer(id) on delete cascade,
  name varchar(255) not null,
  city varchar(255),
  country_id integer references country(id)
);
create table event (
  id integer primary key,
  organizer_id integer not null references organizer(id) on delete cascade,
  venue_id integer references venue(id) on delete set null,
  cover_id integer unique references media_object(id),
  title varchar(255) not null,
  starts_at timestamp not null
);
create table event_translation (
  id integer primary key,
  translatable_id integer references event(id) on delete cascade,
  locale varchar(5) not null,
  title varchar(255),
  unique (translatable_id, locale)
);
create table ticket_type (
  id integer primary key,
  event_id integer not null references event(id) on delete cascade,
  name varchar(255) not null,
  price integer not null
);
create table attendee (
  id integer primary key,
  organizer_id integer not null references organizer(id) on delete cascade,
  email varchar(180) not null,
  first_name varchar(100),
  last_name varchar(100),
  locale varchar(5)
);
create table booking (
  id integer primary key,
  event_id integer not null references event(id),
  attendee_id integer not null references attendee(id),
  reference varchar(20) not null unique,
  total integer not null,
  payment_intent varchar(255),
  created_at timestamp not null
);
create table booking_item (
  id integer primary key,
  booking_id integer not null references booking(id) on delete cascade,
  ticket_type_id integer not null references ticket_type(id),
  quantity integer not null
);
create table check_in (
  id integer primary key,
  booking_item_id integer not null references booking_item(id),
  scanned_by_id integer references app_user(id),
  scanned_at timestamp not null
);
create table category (
  id integer primary key,
  parent_id integer,
  lft integer not null,
  rgt integer not null,
  name varchar(100) not null
);
create table event_category (
  event_id integer not null references event(id) on delete cascade,
  category_id integer not null references category(id) on delete cascade,
  primary key (event_id, category_id)
);
create table messenger_messages (
  id bigint primary key,
  body text not null,
  headers text not null,
  queue_name varchar(190) not null,
  created_at timestamp not null,
  available_at timestamp not null,
  delivered_at timestamp
);
create table ext_log_entries (
  id integer primary key,
  action varchar(8) not null,
  logged_at timestamp not null,
  object_id varchar(64),
  object_class varchar(191) not null,
  version integer not null,
  data text,
  username varchar(191)
);
create table newsletter_subscriber (
  id integer primary key,
  organizer_id integer references organizer(id) on delete cascade,
  email varchar(180) not null,
  token varchar(64)
);
create table payout (
  id integer primary key,
  organizer_id integer not null references organizer(id),
  amount integer not null,
  period varchar(7) not null
);
create table lexik_translation (
  id integer primary key,
  key_name varchar(255) not null,
  domain varchar(255) not null,
  content text
);
create table lock_keys (
  key_id varchar(64) primary key,
  key_token varchar(44) not null,
  key_expiration integer not null
);
create table sessions (
  sess_id varchar(128) primary key,
  sess_data bytea not null,
  sess_lifetime integer not null,
  sess_time integer not null
);
