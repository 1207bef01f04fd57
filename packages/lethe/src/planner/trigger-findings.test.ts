import { describe, expect, test } from 'vitest';
import type { Table, Trigger } from '../schema/graph.ts';
import { anonymise, ask, codes, keep, order, type Question } from './ask.fixture.ts';

const log: Omit<Trigger, 'table'> = {
  ...{ name: 'log', timing: 'after', level: 'row', events: ['delete', 'update'], function: 'app.log' },
};

/** A trigger `log` on one table that is known to write another. */
function writing(from: string, to: string, more: Question = {}): Question {
  const change = ({ name }: Table): Partial<Table> =>
    name === `app.${from}` ? { triggers: [{ ...log, table: name }] } : {};
  return { ...more, change, policy: { triggers: { [`app.${from}.log`]: [`app.${to}`] } } };
}

const talks = `workspaces: id
  contacts: id, workspace_id! -> workspaces
  messages: id, contact_id! -> contacts`;

const byColumns = (table: string, column: string, to: string): Question => ({
  links: [{ table: `app.${table}`, columns: [column], to: `app.${to}`, toColumns: ['id'], when: null }],
});

describe('rows that triggers write while the subject’s go', () => {
  test('are asked about where nothing says whose they are', () => {
    const plan = ask(`${talks}\n history: id, was text`, writing('messages', 'history'));
    expect(plan.findings).toEqual([
      {
        code: 'UNDECIDED',
        table: 'app.history',
        message:
          'a trigger of app.messages writes app.history when its rows go, and nothing says whose those rows are: what they hold of the subject would stay',
        next: 'Declare a link from app.history to the subject, so that they go too; or put app.history under ignore with the reason.',
      },
    ]);
  });

  test('are asked about as well where an update fires the trigger', () => {
    const question = writing('contacts', 'history', { rules: { contacts: anonymise, workspaces: anonymise } });
    expect(codes(ask(`${talks}\n history: id`, question))).toEqual(['UNDECIDED history']);
  });

  test.each([
    ['ignored', { ignore: { 'app.history': 'without personal data' } }],
    [
      'kept',
      { ...byColumns('history', 'workspace_id', 'workspaces'), rules: { history: keep, workspaces: anonymise } },
    ],
    ['the subject’s, by a column that holds its key', byColumns('history', 'workspace_id', 'workspaces')],
  ])('are no question where they are %s', (_, question) => {
    const plan = ask(`${talks}\n history: id, workspace_id`, writing('messages', 'history', question));
    expect(codes(plan)).toEqual([]);
  });

  test('are lost where they are found through the row that fired the trigger', () => {
    const question = writing('messages', 'history', byColumns('history', 'message_id', 'messages'));
    const plan = ask(`${talks}\n history: id, message_id`, question);
    expect(plan.findings).toEqual([
      {
        code: 'TRIGGER_LEAVES_ROWS',
        table: 'app.history',
        message:
          'a trigger of app.messages writes app.history, whose rows are found only through rows that are gone by then: what it writes would stay',
        next: 'Link app.history to the subject by a column that holds its key (or a path into its JSON), or let app.history be kept or ignored with the reason.',
      },
    ]);
  });

  test('are lost where what they hang from must go before what fires the trigger', () => {
    const question = writing('contacts', 'history', byColumns('history', 'message_id', 'messages'));
    expect(codes(ask(`${talks}\n history: id, message_id`, question))).toEqual(['TRIGGER_LEAVES_ROWS history']);
  });

  test('are found where what they hang from goes later', () => {
    const question = writing('messages', 'history', byColumns('history', 'contact_id', 'contacts'));
    const plan = ask(`${talks}\n history: id, contact_id`, question);
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete messages', 'delete history', 'delete contacts', 'delete workspaces']);
  });

  test('are lost where they would have to be emptied through rows that are gone', () => {
    const links = [
      { table: 'app.history', columns: ['message_id'], to: 'app.messages', toColumns: ['id'], when: null },
      { table: 'app.history', columns: ['log_id'], to: 'app.logs', toColumns: ['id'], when: null },
    ];
    const logs = `${talks}\n logs: id, workspace_id! -> workspaces\n history: id, message_id, log_id, was text`;
    const emptied = { rule: 'anonymise', columns: { was: { with: 'null' } }, keepFor: null } as const;
    const plan = ask(logs, writing('logs', 'history', { links, rules: { history: emptied, workspaces: anonymise } }));
    expect(order(plan)).toContain('anonymise history');
    expect(codes(plan)).toContain('TRIGGER_LEAVES_ROWS history');
  });

  test('cannot be lost by a NOT NULL foreign key', () => {
    const bound = `workspaces: id\n z: id, workspace_id! -> workspaces\n a: id, z_id`;
    expect(codes(ask(`${bound}! -> z`, writing('z', 'a')))).toEqual([]);
    expect(codes(ask(`${bound} -> z set null`, writing('z', 'a', { rules: { a: { rule: 'delete' } } })))).toEqual([
      'TRIGGER_LEAVES_ROWS a',
    ]);
  });

  test('are found where one of two ways looks at nothing that goes', () => {
    const links = ['message_id:messages', 'workspace_id:workspaces'].flatMap((way) => {
      const [column = '', to = ''] = way.split(':');
      return byColumns('history', column, to).links ?? [];
    });
    const plan = ask(`${talks}\n history: id, message_id, workspace_id`, writing('messages', 'history', { links }));
    expect(codes(plan)).toEqual([]);
  });

  test('are found when the subject’s own row fires the trigger only by its key', () => {
    const byKey = writing('workspaces', 'history', byColumns('history', 'workspace_id', 'workspaces'));
    expect(codes(ask(`${talks}\n history: id, workspace_id`, byKey))).toEqual([]);
    const slug = { table: 'app.history', columns: ['slug'], to: 'app.workspaces', toColumns: ['slug'], when: null };
    const bySlug = writing('workspaces', 'history', { links: [slug] });
    const plan = ask(`workspaces: id, slug! text\n history: id, slug text`, bySlug);
    expect(codes(plan)).toEqual(['TRIGGER_LEAVES_ROWS history']);
  });

  test('into the subject’s own row, such as a count of what hangs from it, are found by its key', () => {
    expect(codes(ask(talks, writing('contacts', 'workspaces')))).toEqual([]);
  });

  test('into the table that fires the trigger are looked for again anyway', () => {
    expect(codes(ask(talks, writing('messages', 'messages')))).toEqual([]);
  });
});
