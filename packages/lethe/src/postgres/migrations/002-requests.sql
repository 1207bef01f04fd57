-- The life of a request: who asks, what they are told, how long they can change their mind.

-- A request is stored as the pure data that requests/ decides on; the columns beside it are what is searched for.
alter table lethe.requests
  add column body jsonb,
  -- Every kind:key on the path of a target: itself and what it lies in.
  add column scopes text[],
  -- When time alone will change something; null: only an event does.
  add column next_at timestamptz,
  -- When somebody last looked whether a job for it was lost. Raw time: nothing waits by it.
  add column looked_at timestamptz not null default clock_timestamp(),
  add column complete_due_at timestamptz,
  -- The host's id of who asked; null: known by their mailbox alone, or not a person of the host.
  add column requester text,
  -- Of the code with which anybody who was given it can ask how far it is.
  add column status_hash bytea unique;

-- Runs of the first version were made by credentials of the database, without a life of their own.
update lethe.requests q set
  scopes = coalesce(r.scopes, array[q.kind || ':' || array_to_string(q.key, ',')]),
  complete_due_at = q.received_at + interval '30 days',
  body = jsonb_build_object(
    'id', q.id, 'state', q.state, 'kind', q.kind, 'bulk', false,
    'targets', jsonb_build_array(jsonb_build_object(
      'subject', jsonb_build_object('kind', q.kind, 'key', to_jsonb(q.key)),
      'path', coalesce(to_jsonb(r.scopes), jsonb_build_array(q.kind || ':' || array_to_string(q.key, ','))), 'range', null,
      'state', case when q.state = 'completed' then 'ended' else 'running' end, 'outcome', q.outcome, 'restore', null)),
    'requester', jsonb_build_object('actor', null, 'credential', null, 'channel', 'command'),
    'policy', jsonb_build_object('by', '[]'::jsonb, 'proof', '[["database credentials"]]'::jsonb,
      'verifyWithin', '{"unit": "days", "count": 30}'::jsonb, 'proofTries', 5, 'confirm', null,
      'grace', '{"for": null, "access": "restricted", "remindBefore": null}'::jsonb, 'blockers', '[]'::jsonb,
      'clearWithin', '{"unit": "days", "count": 30}'::jsonb,
      'approval', '{"always": false, "expiresIn": {"unit": "days", "count": 7}}'::jsonb,
      'clocks', '[{"acknowledgeWithin": null, "completeWithin": {"unit": "days", "count": 30}}]'::jsonb,
      'deactivateBy', '[]'::jsonb),
    'timeZone', 'UTC', 'receivedAt', floor(extract(epoch from q.received_at) * 1000), 'ackDueAt', null,
    'completeDueAt', floor(extract(epoch from q.received_at + interval '30 days') * 1000), 'acknowledgedAt', null,
    'proofs', jsonb_build_array(jsonb_build_object('kind', 'database credentials',
      'at', floor(extract(epoch from q.received_at) * 1000))),
    'proofFailures', 0, 'verifyDeadlineAt', null, 'confirmation', null, 'blockers', '[]'::jsonb, 'findings', '[]'::jsonb,
    'approval', null, 'blocked', null, 'holds', '[]'::jsonb,
    'resume', case when q.state = 'held' then case when r.started_at is null then 'scheduled' else 'running' end end,
    'dueAt', floor(extract(epoch from q.received_at) * 1000), 'remindAt', null, 'remindedAt', null, 'overlap', null,
    'digest', r.digest, 'stopAskedAt', null, 'attention', '[]'::jsonb, 'outcome', q.outcome, 'residualsLeft', 0)
from lethe.requests o left join lethe.runs r on r.request = o.id
where q.id = o.id;
update lethe.requests q set
  state = 'running', body = q.body || '{"state": "running"}'
where q.state = 'scheduled';

alter table lethe.requests
  alter column body set not null,
  alter column scopes set not null,
  alter column complete_due_at set not null,
  drop column proof,
  drop column outcome,
  drop column completed_at;
create index requests_next on lethe.requests (next_at) where next_at is not null;
create index requests_scopes on lethe.requests using gin (scopes);
-- What a tick looks through every second: the few that are open, among all there ever were.
create index requests_open on lethe.requests (looked_at)
  where state in ('received', 'verifying', 'confirming', 'blocked', 'scheduled', 'held', 'running');
create index requests_requester on lethe.requests (requester) where requester is not null;
create index requests_newest on lethe.requests (received_at desc, id desc);
create index events_of_request on lethe.events (request, id);
create index runs_of_request on lethe.runs (request);

-- What was mailed. A link's token is made of the id and a key that is not in this database, so that reading this table
-- makes no link; here are only hashes to recognise it by. Ends count by the raw clock.
create table lethe.tokens (
  id text primary key,
  request text not null references lethe.requests,
  kind text not null check (kind in ('proof', 'confirmation', 'cancel')),
  -- Of a confirmation: which message it was. A newer one supersedes it.
  generation integer not null default 0,
  -- The host's id of whom it was sent to; null: the requester's mailbox.
  actor text,
  hash bytea not null unique,
  code_hash bytea,
  expires_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  used_at timestamptz,
  voided_at timestamptz
);
create index tokens_of_request on lethe.tokens (request, kind);

-- What an event has to be told to whom. One row an event, a name and an audience: told once, whatever dies.
create table lethe.notices (
  id text primary key,
  request text not null references lethe.requests,
  event bigint not null references lethe.events,
  name text not null,
  audience text not null check (audience in ('requester', 'owners', 'operators', 'approvers', 'controller')),
  -- When its recipients were found, and a delivery made for each.
  addressed_at timestamptz,
  unique (event, name, audience)
);
create index notices_of_request on lethe.notices (request);
create index notices_unaddressed on lethe.notices (id) where addressed_at is null;

-- One message to one mailbox. The address is cleared when the delivery has ended.
create table lethe.deliveries (
  id text primary key,
  notice text not null references lethe.notices,
  -- The host's id, or which mailbox it is; never the address.
  recipient text not null,
  address text,
  state text not null default 'pending' check (state in ('pending', 'sent', 'bounced', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  last_code text,
  ended_at timestamptz,
  unique (notice, recipient)
);
create index deliveries_pending on lethe.deliveries (next_attempt_at) where state = 'pending';

-- Mailboxes that must be reached after their rows are gone: the requester's, and the owners' from the point of no
-- return. Erased when the last message is out; erase_at is the end in any case.
create table lethe.addresses (
  request text not null references lethe.requests,
  audience text not null check (audience in ('requester', 'owners', 'controller')),
  recipient text not null,
  address text not null,
  erase_at timestamptz not null,
  primary key (request, audience, recipient)
);
create index addresses_erase on lethe.addresses (erase_at);

-- What people call a subject whose row is going: for the messages after the point of no return. Erased with the addresses.
create table lethe.subject_names (
  request text primary key references lethe.requests,
  name text not null,
  erase_at timestamptz not null
);

-- Wishes from outside, as they came in. Looked at by a worker, so that the answer says and takes the same for everyone.
create table lethe.wishes (
  id text primary key,
  -- What was written; cleared when it has been looked at.
  address text,
  kind text,
  named text,
  exports_needed boolean not null default false,
  received_at timestamptz not null default lethe.now(),
  looked_at timestamptz,
  outcome text check (outcome in ('request', 'already open', 'nobody known', 'too often', 'nothing known')),
  request text references lethe.requests
);
create index wishes_of_request on lethe.wishes (request) where request is not null;
create index wishes_new on lethe.wishes (id) where looked_at is null;

-- A plan somebody looks at, as it was when it was made.
create table lethe.plans (
  id text primary key,
  request text references lethe.requests,
  kind text not null,
  key text[] not null,
  scopes text[] not null,
  digest text not null,
  outline jsonb not null,
  counts jsonb not null,
  made_at timestamptz not null default lethe.now()
);

-- What the host is told about a subject, and the facts beside requests that it is derived from.
create table lethe.subjects (
  subject text primary key,
  -- The subjects it lies in, widest first, and itself.
  path text[] not null,
  deactivated_at timestamptz,
  restricted_at timestamptz,
  access text not null default 'active' check (access in ('active', 'scheduled', 'deactivated', 'restricted', 'gone')),
  since timestamptz not null default lethe.now()
);

-- For the host, in its own SQL: what is not active.
create view lethe.access as
  select s.subject, s.access, s.since from lethe.subjects s where s.access <> 'active';

-- The strictest answer for a path such as array['account:3', 'workspace:7'].
create function lethe.access_of(path text[]) returns text language sql stable security definer
  set search_path = ''
  as $$
    select coalesce((array_agg(s.access order by pg_catalog.array_position(
      array['active', 'scheduled', 'deactivated', 'restricted', 'gone'], s.access) desc))[1], 'active')
    -- The argument by its number: `path` alone would be the column.
    from lethe.subjects s where s.subject = any($1)
  $$;

create table lethe.api_keys (
  id text primary key,
  hash bytea not null unique,
  name text not null check (name <> ''),
  scopes text[] not null,
  -- kind:key it is confined to; null: all subjects.
  tenant text,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

-- What was answered to an Idempotency-Key, for a day by the raw clock.
create table lethe.idempotency (
  caller text not null,
  key_hash bytea not null,
  body_hash bytea not null,
  -- null: the first request with it is still being worked on.
  status integer,
  answer text,
  created_at timestamptz not null default clock_timestamp(),
  primary key (caller, key_hash)
);
create index idempotency_age on lethe.idempotency (created_at);

create function lethe.in_scope(scopes text[]) returns boolean language sql stable
  as $$ select pg_catalog.current_setting('lethe.scope', true) = any(scopes) $$;

-- The second wall. Whoever reads for a tenant does so as role lethe_tenant, which sees only what lies in the scope
-- announced; a WHERE that was forgotten shows nothing. Batches read and write some of these tables with row_security off,
-- which a policy would turn into an error: of those, a tenant is given views.
create view lethe.scoped_runs with (security_barrier) as
  select * from lethe.runs r where lethe.in_scope(r.scopes);
create view lethe.scoped_events with (security_barrier) as
  select e.* from lethe.events e where exists
    (select from lethe.requests q where q.id = e.request and lethe.in_scope(q.scopes));
create view lethe.scoped_receipts with (security_barrier) as
  select c.* from lethe.receipts c where exists (select from lethe.runs r where r.id = c.run and lethe.in_scope(r.scopes));
create view lethe.scoped_certificates with (security_barrier) as
  select c.* from lethe.certificates c where exists
    (select from lethe.runs r where r.id = c.run and lethe.in_scope(r.scopes));
-- How effects ended, without the values they were given.
create view lethe.scoped_effects with (security_barrier) as
  select o.run, o.effect, o.version, o.state from lethe.outbox o where exists
    (select from lethe.runs r where r.id = o.run and lethe.in_scope(r.scopes));

-- Roles belong to the whole server: one may be there already, and to make it takes a privilege that a role which only
-- deletes need not have. True: the wall stands. Called by every migration, so that it is raised once the role is there.
create function lethe.raise_wall() returns boolean language plpgsql
  set search_path = ''
  as $fn$
declare
  walled text;
begin
  begin
    if not exists (select from pg_catalog.pg_roles r where r.rolname = 'lethe_tenant') then
      create role lethe_tenant nologin;
    end if;
    if not pg_catalog.pg_has_role(current_user, 'lethe_tenant', 'member') then
      execute pg_catalog.format('grant lethe_tenant to %I', current_user);
    end if;
  exception
    -- Not ours to make; or another database's migration makes it at this moment.
    when insufficient_privilege or duplicate_object or unique_violation or internal_error then null;
  end;
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'lethe_tenant') then
    return false;
  end if;
  if exists (select from pg_catalog.pg_policies p where p.schemaname = 'lethe' and p.policyname = 'in_scope') then
    return true;
  end if;
  grant usage on schema lethe to lethe_tenant;
  grant select on lethe.clock, lethe.requests, lethe.plans, lethe.subjects to lethe_tenant;
  grant select on lethe.scoped_runs, lethe.scoped_events, lethe.scoped_receipts, lethe.scoped_certificates,
    lethe.scoped_effects to lethe_tenant;
  foreach walled in array array['requests', 'plans', 'subjects'] loop
    execute pg_catalog.format('alter table lethe.%I enable row level security', walled);
    -- The worker's own role may be any that was granted these tables, so for everyone else nothing is hidden.
    execute pg_catalog.format('create policy everybody on lethe.%I using (true) with check (true)', walled);
  end loop;
  create policy in_scope on lethe.requests as restrictive to lethe_tenant using (lethe.in_scope(scopes));
  create policy in_scope on lethe.plans as restrictive to lethe_tenant using (lethe.in_scope(scopes));
  create policy in_scope on lethe.subjects as restrictive to lethe_tenant using (lethe.in_scope(path));
  return true;
end
$fn$;
select lethe.raise_wall();
