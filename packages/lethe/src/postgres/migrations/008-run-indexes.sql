-- Indexes that Lethe builds for a run and drops after it. Each is recorded before it is built and forgotten when it is
-- dropped for good, so whoever comes after a process that died knows which are Lethe's own. What a run of which the
-- index was dropped needs again when it goes on, stands here too.
create table lethe.run_indexes (
  -- No reference: they are built before the run is recorded, so that nothing has begun while they are.
  run text not null,
  no integer not null,
  -- The table or partition, written schema.table.
  relation text not null,
  columns text[] not null,
  -- Of the index, in the schema of the relation.
  name text not null unique,
  recorded_at timestamptz not null default lethe.now(),
  primary key (run, no)
);
