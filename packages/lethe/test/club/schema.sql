-- A small product with people in it: clubs, who runs them, and what is in the way of deleting one.
create schema app;

create table app.users (
  id bigint primary key,
  email text not null unique,
  email_changed_at timestamptz,
  previous_email text
);
create table app.clubs (
  id bigint primary key,
  name text not null,
  slug text not null unique,
  time_zone text
);
create table app.club_members (
  club_id bigint not null references app.clubs,
  user_id bigint not null references app.users,
  role text not null,
  primary key (club_id, user_id)
);
create index on app.club_members (user_id);
create table app.teams (
  id bigint primary key,
  club_id bigint not null references app.clubs,
  name text not null
);
create index on app.teams (club_id);
create table app.posts (
  id bigint primary key,
  club_id bigint not null references app.clubs,
  team_id bigint references app.teams,
  body text not null
);
create index on app.posts (club_id);
create index on app.posts (team_id);
create table app.bills (
  id bigint primary key,
  club_id bigint not null references app.clubs,
  state text not null,
  issued_at timestamptz not null
);
create index on app.bills (club_id);

insert into app.users values (1, 'ann@club.test'), (2, 'ben@club.test'), (3, 'cid@club.test'), (4, 'dee@other.test');
insert into app.clubs values (1, 'Club of One', 'one', 'Europe/Berlin'), (2, 'Second Club', 'two', null), (3, 'Third', 'three', null);
insert into app.club_members values (1, 1, 'owner'), (1, 2, 'admin'), (1, 3, 'member'), (2, 4, 'owner'), (3, 1, 'owner');
insert into app.teams select id, (id - 1) % 3 + 1, 'Team ' || id from generate_series(1, 6) id;
insert into app.posts select id, (id - 1) % 3 + 1, (id - 1) % 6 + 1, 'post ' || id from generate_series(1, 60) id;
insert into app.bills select id, (id - 1) % 3 + 1, 'paid', '2025-05-01' from generate_series(1, 6) id;
