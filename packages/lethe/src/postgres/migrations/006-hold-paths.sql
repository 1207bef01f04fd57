-- What a hold's subject lies in, and itself, written kind:key. A hold on a workspace forbids deleting its account too,
-- for that would take the workspace along.
alter table lethe.holds add column path text[];
update lethe.holds set path = array[scope];
alter table lethe.holds alter column path set not null;
