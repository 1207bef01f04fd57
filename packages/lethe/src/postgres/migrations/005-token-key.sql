-- By what the key of mailed links and codes is recognised; never the key, which is not in this database on purpose. The
-- first process that mails or answers notes it, so that one with another key is found out before it mails links that
-- nobody knows.
create table lethe.token_key (
  single boolean primary key default true check (single),
  fingerprint text not null,
  noted_at timestamptz not null default clock_timestamp()
);
