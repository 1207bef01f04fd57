-- Rows that mention rows of the subject, by their keys: they are found while what they mention is there, and go when it
-- may have gone. Cleared when the run has ended.
create table lethe.mentions (
  run text not null references lethe.runs on delete cascade,
  -- The table, written schema.table.
  relation text not null,
  key text not null,
  primary key (run, relation, key)
);
