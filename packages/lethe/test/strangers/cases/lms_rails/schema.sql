
create table schema_migrations (
  version varchar primary key
);
create table ar_internal_metadata (
  key varchar primary key,
  value varchar
);
create table schools (
  id bigserial primary key,
  name varchar,
  slug varchar,
  custom_domain varchar,
  time_zone varchar,
  owner_user_id bigint,
  created_at timestamp not null
);
create table friendly_id_slugs (
  id bigserial primary key,
  slug varchar not null,
  sluggable_id integer not null,
  sluggable_type varchar(50),
  scope varchar,
  created_at timestamp
);
create table users (
  id bigserial primary key,
  school_id bigint not null,
  email varchar not null,
  password_digest varchar,
  name varchar,
  avatar_data text,
  last_login_ip varchar,
  admin boolean,
  created_at timestamp not null
);
create table courses (
  id bigserial primary key,
  school_id bigint not null,
  author_id bigint,
  title varchar,
  slug varchar,
  published_at timestamp
);
create table sections (
  id bigserial primary key,
  course_id bigint not null,
  title varchar,
  position integer
);
create table lessons (
  id bigserial primary key,
  section_id bigint not null,
  title varchar,
  content text,
  position integer
);
create table enrollments (
  id bigserial primary key,
  course_id bigint not null,
  user_id bigint not null,
  completed_at timestamp,
  progress integer
);
create table lesson_completions (
  id bigserial primary key,
  lesson_id bigint,
  enrollment_id bigint
);
create table quizzes (
  id bigserial primary key,
  lesson_id bigint,
  settings jsonb
);
create table quiz_questions (
  id bigserial primary key,
  quiz_id bigint,
  prompt text,
  options jsonb
);
create table quiz_attempts (
  id bigserial primary key,
  quiz_id bigint,
  user_id bigint,
  score integer,
  answers jsonb
);
create table comments (
  id bigserial primary key,
  commentable_type varchar,
  commentable_id bigint,
  user_id bigint,
  body text
);
create table certificates (
  id bigserial primary key,
  enrollment_id bigint,
  serial varchar,
  issued_at timestamp
);
create table orders (
  id bigserial primary key,
  school_id bigint,
  user_id bigint,
  course_id bigint,
  stripe_session_id varchar,
  total_cents integer,
  state varchar
);
create table coupons (
  id bigserial primary key,
  school_id bigint,
  code varchar,
  percent_off integer
);
create table versions (
  id bigserial primary key,
  item_type varchar not null,
  item_id bigint not null,
  event varchar not null,
  whodunnit varchar,
  object text,
  created_at timestamp
);
create table delayed_jobs (
  id bigserial primary key,
  priority integer not null,
  attempts integer not null,
  handler text not null,
  last_error text,
  run_at timestamp,
  locked_at timestamp,
  locked_by varchar,
  queue varchar,
  created_at timestamp
);
create table sessions (
  id bigserial primary key,
  session_id varchar not null,
  data text,
  created_at timestamp,
  updated_at timestamp
);
create table settings (
  id bigserial primary key,
  var varchar not null unique,
  value text
);
create table categories (
  id bigserial primary key,
  name varchar
);
create table course_categories (
  id bigserial primary key,
  course_id bigint,
  category_id bigint
);
create table email_campaigns (
  id bigserial primary key,
  school_id bigint,
  subject varchar,
  body text
);
create table email_deliveries (
  id bigserial primary key,
  email_campaign_id bigint,
  user_id bigint,
  status varchar,
  opened_at timestamp
);
create table ahoy_messages (
  id bigserial primary key,
  user_type varchar,
  user_id bigint,
  "to" text,
  mailer varchar,
  subject text,
  sent_at timestamp
);
