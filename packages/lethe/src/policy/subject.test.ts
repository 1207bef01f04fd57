import { describe, expect, it } from 'vitest';
import type { Table } from '../schema/graph.ts';
import { crm, crmSchema, releaseNumbers, workspace } from './crm.fixture.ts';
import { inSubject, problemsOf } from './problems.fixture.ts';
import { subject } from './subject.ts';
import { validateConfig } from './validate.ts';

describe('subjects', () => {
  it.each([
    ['an ownership that is none', { ownership: 'tenants' }, 'ownership', "'tenant'"],
    ['an ownership far from any', { ownership: 7 }, 'ownership', "'tenant' or 'person'"],
    [
      'a member table that is not there',
      { members: { ...workspace.members, table: 'app.member' } },
      'members.table',
      "'app.members'",
    ],
    [
      'a member column that is not there',
      { members: { ...workspace.members, role: 'roles' } },
      'members.role',
      "'role'",
    ],
    [
      'an identifier without a column',
      { identifiers: ['app.contacts'] },
      'identifiers[0]',
      "a name such as 'app.workspaces.slug'",
    ],
    ['an identifier that is not there', { identifiers: ['app.contacts.mail'] }, 'identifiers[0]', "'email'"],
    [
      'an identifier of a table that is not there',
      { identifiers: ['app.contact.email'] },
      'identifiers[0]',
      "'app.contacts'",
    ],
    ['an identifier that is a number', { identifiers: ['app.contacts.id'] }, 'identifiers[0]', 'nothing: remove it'],
    [
      'a trigger without its table',
      { triggers: { log: ['app.orders'] } },
      'triggers.log',
      "a name such as 'app.workspaces.slug'",
    ],
    [
      'a trigger of a table that is not there',
      { triggers: { 'x.y.log': ['app.orders'] } },
      'triggers["x.y.log"]',
      'the name of a table as the database has it',
    ],
    [
      'a trigger that is not there',
      { triggers: { 'app.campaigns.log_histori': ['app.orders'] } },
      'triggers["app.campaigns.log_histori"]',
      "'app.campaigns.log_history'",
    ],
    [
      'a trigger of a table without any',
      { triggers: { 'app.orders.log': ['app.orders'] } },
      'triggers["app.orders.log"]',
      'nothing: remove it',
    ],
    [
      'a trigger that writes what is not there',
      { triggers: { 'app.campaigns.log_history': ['app.campaign_histori'] } },
      'triggers["app.campaigns.log_history"][0]',
      "'app.campaign_history'",
    ],
    ['effects that are no list', { effects: releaseNumbers }, 'effects', 'effects: [effect(…)]'],
  ])('%s is a problem', (_what, fields, place, write) => {
    expect(inSubject(fields)).toEqual([expect.objectContaining({ path: `subjects.workspace.${place}`, write })]);
  });

  it('need a table with a primary key, or a unique key of columns that are NOT NULL', () => {
    const { 'app.workspaces': root, ...tables } = crmSchema.tables;
    if (root === undefined) throw new Error('bug: the sample has no workspaces');
    const problems = (change: Partial<Table>) =>
      problemsOf(
        { ...crm, subjects: { workspace: subject('app.workspaces') } },
        { ...crmSchema, tables: { ...tables, 'app.workspaces': { ...root, primaryKey: null, ...change } } },
      );
    expect(problems({ uniques: [] })).toEqual([
      expect.objectContaining({ path: 'subjects.workspace.table', found: 'app.workspaces, which has none' }),
    ]);
    expect(problems({})).toEqual([]);
  });

  it('start from a table of the schemas that are read', () => {
    const result = validateConfig({ ...crm, subjects: { workspace: subject('other.workspaces') } });
    expect(result).toEqual({
      problems: [expect.objectContaining({ path: 'subjects.workspace.table', found: '"other.workspaces"' })],
    });
  });
});
