-- Everything Lethe knows, beside the data it deletes: receipts commit together with the rows they count.
-- No personal data here but outbox values and identifiers, which are cleared when they have been used.

create table lethe.clock (
  only_row boolean primary key default true check (only_row),
  ahead interval not null default '0'
);
insert into lethe.clock default values;

-- Volatile on purpose: read after a row lock, it must not be older than the lock.
create function lethe.now() returns timestamptz language sql volatile
  set search_path = ''
  as $$ select pg_catalog.clock_timestamp() + c.ahead from lethe.clock c $$;

create table lethe.kill_switch (
  only_row boolean primary key default true check (only_row),
  engaged_at timestamptz,
  reason text
);
insert into lethe.kill_switch default values;

create table lethe.requests (
  id text primary key,
  kind text not null,
  key text[] not null,
  state text not null check (state in ('received', 'verifying', 'confirming', 'blocked', 'scheduled', 'held', 'running',
    'completed', 'closed', 'cancelled', 'expired', 'refused', 'forwarded')),
  outcome text check (outcome in ('all', 'partial', 'nothing_held')),
  proof text not null,
  received_at timestamptz not null default lethe.now(),
  completed_at timestamptz
);

create table lethe.runs (
  id text primary key,
  request text not null references lethe.requests,
  kind text not null,
  key text[] not null,
  -- This subject and every wider one that contains it, written kind:key. A hold on any of them stops the run.
  scopes text[] not null,
  digest text not null,
  outline jsonb not null,
  counts jsonb not null,
  state text not null check (state in ('queued', 'running', 'verifying', 'completed', 'paused', 'held', 'failed')),
  phase text not null default 'start' check (phase in ('start', 'effects before', 'steps', 'fence', 'sweep', 'root',
    'effects after', 'verify', 'certify', 'end')),
  attention jsonb,
  -- Raised by every take-over; a writer with an older one is refused at the gate.
  epoch integer not null default 0,
  lease_until timestamptz,
  -- A writer whose transaction is older than this may still hold rows for the subject.
  fence_xid xid8,
  created_at timestamptz not null default lethe.now(),
  started_at timestamptz,
  finished_at timestamptz
);
-- One open run a subject.
create unique index runs_open on lethe.runs (kind, key) where state <> 'completed';

create table lethe.steps (
  run text not null references lethe.runs,
  no integer not null,
  state text not null default 'pending' check (state in ('pending', 'running', 'done', 'failed')),
  -- Rows the last pass found; the worklist holds the addresses of those not yet done.
  found bigint,
  passes integer not null default 0,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (run, no)
);

-- Row addresses (ctid), never keys: an address says nothing about a person. The predicate is tested again at each row.
create table lethe.worklist (
  run text not null,
  step integer not null,
  no bigint generated always as identity,
  -- Whose predicate the rows are tested with: the step itself, or one whose rows are drained before their parent.
  of_step integer not null,
  -- Higher goes first: rows drained before their parent.
  depth integer not null default 0,
  -- The table, or the leaf of a partitioned one, that the addresses belong to.
  relation oid not null,
  tids tid[] not null,
  done integer not null default 0,
  -- Rows that others had locked wait for a later turn.
  not_before timestamptz not null default '-infinity',
  attempts integer not null default 0,
  primary key (run, step, no)
);
create index worklist_turn on lethe.worklist (run, step, depth desc, no);

create table lethe.receipts (
  run text not null references lethe.runs,
  no bigint generated always as identity,
  step integer not null,
  epoch integer not null,
  batch bigint not null,
  relation text not null,
  inserted bigint not null,
  updated bigint not null,
  deleted bigint not null,
  primary key (run, no)
);
create sequence lethe.batches;

create table lethe.outbox (
  id bigint generated always as identity primary key,
  run text not null references lethe.runs,
  effect text not null,
  version integer not null,
  idempotency_key text not null unique,
  -- Cleared when the effect has ended.
  row_values jsonb,
  state text not null default 'pending' check (state in ('pending', 'done', 'already', 'unverifiable', 'waived', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default lethe.now(),
  last_error text,
  waived jsonb,
  ended_at timestamptz
);
create index outbox_pending on lethe.outbox (run, next_attempt_at) where state = 'pending';

create table lethe.holds (
  id text primary key,
  scope text not null,
  reason text not null check (reason <> ''),
  owner text not null check (owner <> ''),
  review_on date not null,
  placed_at timestamptz not null default lethe.now(),
  released_at timestamptz,
  released_because text
);
create index holds_open on lethe.holds (scope) where released_at is null;

-- Subjects that are gone or going, for the insert guard.
create table lethe.tombstones (
  kind text not null,
  key text[] not null,
  run text not null references lethe.runs,
  placed_at timestamptz not null default lethe.now(),
  primary key (kind, key)
);

-- Values the residual scan looks for, taken from the subject's rows before they go; deleted when the run ends.
create table lethe.identifiers (
  run text not null references lethe.runs,
  source text not null,
  value text not null,
  primary key (run, source, value)
);

-- Destroying the salt makes the certificate's subject unknowable; the certificate stays valid.
create table lethe.salts (
  run text primary key references lethe.runs,
  salt bytea not null
);

create table lethe.certificates (
  id text primary key,
  run text not null references lethe.runs,
  stage text not null,
  note text not null,
  issued_at timestamptz not null default lethe.now(),
  unique (run, stage)
);

create table lethe.events (
  id bigint generated always as identity primary key,
  at timestamptz not null default lethe.now(),
  request text,
  run text,
  type text not null,
  data jsonb not null default '{}'
);
create index events_of_run on lethe.events (run, id);

-- The insert guard. Arguments: subject kind, then the columns that hold its key.
-- SECURITY DEFINER: the product's role needs no rights on this schema. Lethe's own batches announce themselves.
create function lethe.guard() returns trigger language plpgsql security definer
  set search_path = ''
  as $$
declare
  row_key text[] := '{}';
  at integer;
begin
  if pg_catalog.current_setting('lethe.run', true) <> '' then
    return new;
  end if;
  for at in 1 .. tg_nargs - 1 loop
    row_key := row_key || (pg_catalog.to_jsonb(new) ->> tg_argv[at]);
  end loop;
  if exists (select from lethe.tombstones t where t.kind = tg_argv[0] and t.key = row_key) then
    raise exception '% %: deleted, or being deleted; no rows are accepted for it', tg_argv[0],
      pg_catalog.array_to_string(row_key, ',')
      using errcode = 'integrity_constraint_violation', hint = 'lethe: the insert guard refused this row';
  end if;
  return new;
end
$$;
