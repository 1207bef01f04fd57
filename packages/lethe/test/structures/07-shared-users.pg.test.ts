import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

const things = (
  'board list card checklist comment label sprint epic story release milestone note page file form view report goal ' +
  'automation dashboard invoice estimate timer meeting template'
).split(' ');

/** 25 tables with eight columns each that point at people: who made it, who has it, who saw it last. */
const columns = 'created_by updated_by deleted_by assignee_id reviewer_id owner_id reporter_id last_seen_by'.split(' ');

const sql = `
  create table workspaces (id int primary key, name text not null);
  create table users (id int primary key, email text not null unique, last_workspace_id int references workspaces on delete set null);
  create table memberships (workspace_id int not null references workspaces on delete cascade,
    user_id int not null references users on delete cascade, role text not null, primary key (workspace_id, user_id));
  insert into workspaces select n, 'W' || n from generate_series(1, 3) n;
  insert into users select n, 'u' || n || '@example.test', nullif(n % 4, 0) from generate_series(1, 12) n;
  -- 1 and 2 are in both, 3 in the first alone, 4 in no workspace at all.
  insert into memberships values (1, 1, 'owner'), (2, 1, 'member'), (1, 2, 'member'), (2, 2, 'owner'), (1, 3, 'member'), (3, 5, 'owner');
  ${things
    .map(
      (thing, no) => `
  create table ${thing}s (id int primary key, workspace_id int not null references workspaces on delete cascade, title text,
    ${columns.map((column, at) => `${column} int ${at === 0 ? 'not null' : ''} references users ${at === 2 ? 'on delete cascade' : at === 3 ? 'on delete set null' : ''}`).join(', ')});
  insert into ${thing}s select n, 1 + n % 3, 'x' || n, ${columns.map((_, at) => `1 + (n + ${at + no}) % 12`).join(', ')} from generate_series(1, 9) n;`,
    )
    .join('')}`;

test('two hundred columns that point at people are not followed: they stay, and their memberships go', async () => {
  await using it = await structureCase(sql);
  await it.init('workspaces=workspace');
  expect(await it.delete('workspace:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(`
    ${things.map((thing) => `delete from ${thing}s where workspace_id = 1;`).join('')}
    update users set last_workspace_id = null where last_workspace_id = 1;
    delete from memberships where workspace_id = 1; delete from workspaces where id = 1`);
});

test('what becomes of a user who is left in no workspace is asked', async () => {
  await using it = await structureCase(
    sql.replace(', last_workspace_id int references workspaces on delete set null', ', n int'),
  );
  await it.init('workspaces=workspace');
  const config = await readFile(join(it.folder, 'lethe.config.ts'), 'utf8');
  expect(config).toMatch(/public\.users.*left in none/);
});
