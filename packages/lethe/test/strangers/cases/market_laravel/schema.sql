
create table migrations (
  id serial primary key,
  migration varchar(255) not null,
  batch integer not null
);
create table users (
  id bigserial primary key,
  name varchar(255) not null,
  email varchar(255) not null unique,
  email_verified_at timestamp,
  password varchar(255) not null,
  phone varchar(255),
  remember_token varchar(100),
  current_address_id bigint,
  created_at timestamp,
  updated_at timestamp,
  deleted_at timestamp
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
create table personal_access_tokens (
  id bigserial primary key,
  tokenable_type varchar(255) not null,
  tokenable_id bigint not null,
  name varchar(255) not null,
  token varchar(64) not null unique,
  abilities text,
  last_used_at timestamp,
  created_at timestamp
);
create table addresses (
  id bigserial primary key,
  user_id bigint not null references users(id) on delete cascade,
  line1 varchar(255) not null,
  city varchar(255) not null,
  postal_code varchar(20)
);
create table categories (
  id bigserial primary key,
  parent_id bigint,
  name varchar(255) not null,
  slug varchar(255) not null unique
);
create table listings (
  id bigserial primary key,
  user_id bigint not null references users(id) on delete cascade,
  category_id bigint references categories(id) on delete set null,
  title varchar(255) not null,
  description text,
  price integer not null,
  status varchar(20) not null,
  created_at timestamp
);
create table listing_photos (
  id bigserial primary key,
  listing_id bigint not null references listings(id) on delete cascade,
  path varchar(255) not null,
  position smallint not null
);
create table favorites (
  user_id bigint not null references users(id) on delete cascade,
  listing_id bigint not null references listings(id) on delete cascade,
  created_at timestamp,
  primary key (user_id, listing_id)
);
create table saved_searches (
  id bigserial primary key,
  user_id bigint not null references users(id) on delete cascade,
  query json not null,
  notify boolean not null
);
create table conversations (
  id bigserial primary key,
  listing_id bigint references listings(id) on delete set null,
  buyer_id bigint not null references users(id) on delete cascade,
  seller_id bigint not null references users(id) on delete cascade,
  created_at timestamp
);
create table messages (
  id bigserial primary key,
  conversation_id bigint not null references conversations(id) on delete cascade,
  user_id bigint not null references users(id) on delete cascade,
  body text not null,
  created_at timestamp
);
create table orders (
  id bigserial primary key,
  listing_id bigint references listings(id) on delete set null,
  buyer_id bigint references users(id) on delete set null,
  seller_id bigint references users(id) on delete set null,
  number varchar(20) not null unique,
  total integer not null,
  shipping_name varchar(255),
  created_at timestamp
);
create table payments (
  id bigserial primary key,
  order_id bigint not null references orders(id) on delete cascade,
  stripe_payment_intent varchar(255),
  amount integer not null
);
create table reviews (
  id bigserial primary key,
  reviewer_id bigint references users(id) on delete cascade,
  reviewee_id bigint references users(id) on delete cascade,
  rating smallint not null,
  body text
);
create table notifications (
  id uuid primary key,
  type varchar(255) not null,
  notifiable_type varchar(255) not null,
  notifiable_id bigint not null,
  data text not null,
  read_at timestamp,
  created_at timestamp
);
create table reports (
  id bigserial primary key,
  user_id bigint references users(id) on delete set null,
  listing_id bigint not null references listings(id) on delete cascade,
  reason varchar(255)
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
create table failed_jobs (
  id bigserial primary key,
  uuid varchar(255) not null unique,
  connection text not null,
  queue text not null,
  payload text not null,
  exception text not null,
  failed_at timestamp not null
);
create table cache (
  key varchar(255) primary key,
  value text not null,
  expiration integer not null
);
create table blocked_users (
  user_id bigint not null references users(id) on delete cascade,
  blocked_user_id bigint not null references users(id) on delete cascade,
  primary key (user_id, blocked_user_id)
);
