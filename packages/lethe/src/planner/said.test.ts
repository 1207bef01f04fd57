import { describe, expect, test } from 'vitest';
import type { Link } from '../policy/policy.ts';
import { ask, codes, order } from './ask.fixture.ts';

const says = (table: string, column: string, to: string, onDelete: Link['onDelete']): readonly Link[] => [
  {
    ...{ table: `app.${table}`, columns: [column], to: `app.${to}`, toColumns: ['id'], when: null },
    ...(onDelete === undefined ? {} : { onDelete }),
  },
];

describe('a second tenant that a row names', () => {
  const jobs = (action: string) =>
    `workspaces: id\n jobs: id, workspace_id! -> workspaces, hired_id -> workspaces ${action}`;

  test.each(['', 'restrict', 'cascade'])('is in the way where the schema says %j', (action) => {
    const { checks } = ask(jobs(action));
    expect(checks).toMatchObject([
      {
        code: 'CROSS_TENANT',
        reference: 'jobs_hired_id_fkey',
        write: expect.stringMatching(/^Write link\('app.jobs', .*hired_id.*onDelete: 'set null' }\) under links/),
      },
    ]);
  });

  test.each(['', 'restrict', 'cascade'])('is cut off where the configuration says so, and the schema %j', (action) => {
    const plan = ask(jobs(action), { links: says('jobs', 'hired_id', 'workspaces', 'set null') });
    expect(codes(plan)).toEqual([]);
    expect(plan.checks).toEqual([]);
    expect(order(plan)).toEqual(['detach jobs', 'delete jobs', 'delete workspaces']);
    expect(plan.steps[0]).toMatchObject({
      columns: ['hired_id'],
      why: expect.stringContaining('the configuration says ON DELETE SET NULL'),
      predicate: { op: 'all', of: [{ op: 'subject', columns: ['hired_id'] }, { op: 'not' }] },
    });
  });

  test('stays in the way where the link only repeats the reference', () => {
    const plan = ask(jobs(''), { links: says('jobs', 'hired_id', 'workspaces', undefined) });
    expect(plan.checks).toEqual(ask(jobs('')).checks);
  });
});

describe('rows that may name no tenant, and outlive what they hang from', () => {
  const messages =
    'workspaces: id\n loads: id, workspace_id! -> workspaces\n messages: id, workspace_id -> workspaces, load_id -> loads set null';

  test('are counted, with what to write if they go', () => {
    expect(ask(messages).checks).toMatchObject([
      {
        table: 'app.messages',
        reference: 'messages_load_id_fkey',
        write: expect.stringMatching(/^If rows without workspace_id go with app.loads, write link\(.*'cascade' }\)/),
      },
    ]);
  });

  test('go with it where the configuration says so', () => {
    const rules = { messages: { rule: 'delete' } } as const;
    const plan = ask(messages, { rules, links: says('messages', 'load_id', 'loads', 'cascade') });
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete messages', 'delete loads', 'delete workspaces']);
    expect(plan.steps[0]?.predicate).toMatchObject({ op: 'any', of: [{ op: 'in' }, { op: 'subject' }] });
  });
});
