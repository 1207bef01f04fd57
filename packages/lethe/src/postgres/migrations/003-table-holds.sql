-- A hold on one table: its rows stay and are listed, the rest goes. Null: on the whole subject.
alter table lethe.holds add column on_table text check (on_table <> '');

-- Tables of which a run deletes or anonymises rows. Of the outline alone, so that no writer can forget it, and stored, so
-- that no batch has to read the whole outline to learn whether a hold is on one of them.
alter table lethe.runs add column takes jsonb not null
  generated always as (jsonb_path_query_array(outline, '$.steps[*] ? (@.kind != "detach").table')) stored;
