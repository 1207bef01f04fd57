import { describe, expect, test } from 'vitest';
import { linksOf, proposed, rulesOf, searchedOf, undecidedOf } from './ask.fixture.ts';

const jsonb = { type: 'jsonb', category: 'U' };

const ground = 'accounts: id\n orders: id, account_id! -> accounts\n users: id, email text';
const json = {
  change: ({ columns }: { columns: readonly { name: string }[] }) =>
    ({
      columns: columns.map((column) => (column.name === 'payload' ? { ...column, ...jsonb } : column)),
    }) as never,
};
const linking = (table: string) => {
  const { ignore } = proposed(`${ground}\n ${table}`, json);
  return [...ignore].flatMap(([name, { mentionsLink }]) =>
    mentionsLink ? [[name.replace('app.', ''), mentionsLink]] : [],
  );
};

describe('rows go with what they mention', () => {
  test.each([
    ['jobs: id, payload'],
    ['failed_jobs: id, payload'],
    ['audit_logs: id, user_id! -> users, payload'],
    ['notifications: id, user_id! -> users, payload'],
    ['webhook_deliveries: id, response_code, payload'],
    ['flipper_gates: id, feature text, value text'],
    ['oauth_tokens: id, subject text'],
  ])('%s', (table) => expect(linking(table)).toEqual([[table.slice(0, table.indexOf(':')), true]]));

  test.each([['inbound_events: id, payload'], ['stripe_events: id, payload'], ['webhook_events: id, payload']])(
    'by long keys alone, for numbers are another system’s: %s',
    (table) => expect(linking(table)).toEqual([[table.slice(0, table.indexOf(':')), 'long keys']]),
  );

  test.each([
    ['sessions: id, payload'],
    ['system_settings: id, name text, payload'],
    ['access_tokens: id, user_id! -> users, scope text'],
    ['password_reset_tokens: id, email text, token text'],
    ['jobs: nothing text, payload'],
  ])('not %s', (table) => expect(linking(table)).toEqual([]));

  test('a table from which something hangs that is not left alone stays', () => {
    const plan = proposed(
      `${ground}\n jobs: id, payload\n reports: id, job_id! -> jobs, account_id! -> accounts`,
      json,
    );
    expect(rulesOf(plan)).not.toContain('jobs: delete');
  });

  test('with what hangs from them', () => {
    const plan = proposed(`${ground}\n jobs: id, payload\n job_states: id, job_id! -> jobs, reason text`, json);
    expect([rulesOf(plan), searchedOf(plan), undecidedOf(plan)]).toEqual([['jobs: delete'], ['jobs', 'users'], []]);
  });
});

test('a json that names two of them is no link to one', () => {
  const linked = (...paths: readonly (readonly string[])[]) => {
    const rows = { keys: { 'app.audit_logs.payload': paths } };
    return linksOf(proposed(`${ground}\n audit_logs: id, payload`, { ...json, rows })).length;
  };
  expect(linked(['account_id'], ['order_id'])).toBe(1);
  expect(linked(['account_id'], ['target_account_id'])).toBe(0);
  expect(linked(['account', 'id'], ['partner_account', 'id'])).toBe(0);
  expect(linked(['account_id'], ['linked_account_ids'])).toBe(0);
});
