-- With how often they were tried: one that is retried for days must be seen by those whose rows wait for it. The error
-- is its kind alone; the values stay out of sight.
create or replace view lethe.scoped_effects with (security_barrier) as
 select o.run, o.effect, o.version, o.state, o.id, o.attempts, o.last_error, o.next_attempt_at
 from lethe.outbox o where exists
   (select from lethe.runs r where r.id = o.run and lethe.in_scope(r.scopes));
