import { describe, expect, test } from 'vitest';
import { ask, type Question } from './ask.fixture.ts';
import { seal } from './seal.ts';

const text = `
  workspaces: id, slug text, code text
  orders: id, workspace_id! -> workspaces
  sales_orders: id, shop text
  pages: key(ref), ref text, workspace_id! -> workspaces
  users: id, email text
  jobs: id, user_id -> users, payload jsonb
  job_attempts: id, job_id! -> jobs, error text
  notes: id, workspace_id! -> workspaces, body text
`;
const deletes = { rule: 'delete' } as const;
const mentioning: Question = {
  ignore: { 'app.jobs': 'of everybody', 'app.users': 'people', 'app.sales_orders': 'of another shop' },
  searched: { 'app.jobs': [] },
  mentioning: { 'app.jobs': true },
  rules: { jobs: deletes },
};
const mentions = { op: 'mentions', table: 'app.jobs', columns: ['id'] };

describe('rows that mention rows that go', () => {
  test('are the subject’s, with what hangs from them', () => {
    const { steps, findings, ignored } = ask(text, mentioning);
    const of = (table: string) => steps.find((step) => step.table === table);
    expect(findings).toEqual([]);
    expect(of('app.jobs')).toMatchObject({ kind: 'delete', predicate: mentions, why: 'jobs mentions a row that goes' });
    expect(of('app.job_attempts')?.predicate).toMatchObject({ op: 'in', table: 'app.jobs', where: mentions });
    expect(ignored.map(({ table }) => table)).not.toContain('app.jobs');
  });

  test('are left alone without a rule, and not looked for', () => {
    const { steps, traces } = ask(text, { ...mentioning, rules: { job_attempts: { rule: 'ignore', because: 'x' } } });
    expect(steps.map(({ table }) => table)).not.toContain('app.jobs');
    expect([traces?.mentions, traces?.places[0]?.links]).toEqual([undefined, undefined]);
  });

  test('are those of others where each row says whose it is', () => {
    const searched = { searched: { 'app.notes': [] }, mentioning: { 'app.notes': true as const } };
    const { steps, traces } = ask(text, {
      ignore: { ...mentioning.ignore, 'app.job_attempts': 'x' },
      ...searched,
      rules: { notes: deletes },
    });
    expect(steps.find(({ table }) => table === 'app.notes')?.predicate).toEqual({
      op: 'subject',
      columns: ['workspace_id'],
    });
    expect(traces?.mentions).toBeUndefined();
  });

  test('may hang from the subject by a link as well', () => {
    const links = [{ table: 'app.jobs', columns: ['user_id'], to: 'app.orders', toColumns: ['id'], when: null }];
    const [step] = ask(text.replace('user_id -> users', 'user_id'), { ...mentioning, links }).steps.filter(
      ({ table }) => table === 'app.jobs',
    );
    expect(step?.predicate).toMatchObject({ op: 'any', of: [{ op: 'in', table: 'app.orders' }, mentions] });
    expect(step?.why).toContain(' or jobs mentions a row that goes');
  });
});

describe('what is looked for in them', () => {
  const traces = ask(text, mentioning).traces;

  test('is keys of rows that go, and numbers of all that are called the same', () => {
    const keys = traces?.mentions?.keys.map(
      ({ table, is, step }) => `${table} ${is}${step === null ? ' that stays' : ''}`,
    );
    expect(keys?.toSorted()).toEqual([
      'app.job_attempts number',
      'app.notes number',
      'app.orders number',
      'app.pages text',
      'app.sales_orders number that stays',
      'app.workspaces number',
    ]);
  });

  test('is what the subject is called in this product', () => {
    expect(traces?.mentions?.subject).toEqual(['workspace', 'workspaces']);
    expect(traces?.places).toMatchObject([{ table: 'app.jobs', links: ['id'] }]);
  });

  test('is no number where these come from elsewhere', () => {
    const { traces: long } = ask(text, { ...mentioning, mentioning: { 'app.jobs': 'long keys' } });
    expect(long?.places).toMatchObject([{ table: 'app.jobs', links: ['id'], longKeys: true }]);
  });
});

test('where all that they say may stay, none is looked for, and a run is told so', () => {
  const { traces, steps } = ask(text, { ...mentioning, mayStay: { 'app.jobs.payload': 'gone within the hour' } });
  expect([traces?.places, traces?.mentions?.subject]).toEqual([[], ['workspace', 'workspaces']]);
  expect(steps.find(({ table }) => table === 'app.jobs')?.predicate).toEqual({ ...mentions, type: 'bigint' });
});

test('rows that are left are asked about, with why they did not go', () => {
  const made = ask(text, mentioning);
  const none = { kept: [], effects: [], blockers: [], checks: made.checks.map(() => 0) };
  const found = [{ table: 'app.jobs', column: 'payload', values: 1, of: ['app.orders.id'] }];
  const next = (outline: typeof made) =>
    seal(outline, { ...none, steps: outline.steps.map(() => 1), traces: found })
      .findings.map((each) => each.next)
      .join();
  expect(next(made)).toContain('Rows that mention another subject too, or mention it by no key');
  const { rules: _, mentioning: __, ...plain } = mentioning;
  expect(next(ask(text, plain))).toContain("unlessFound('…', { mentionsLink: true })");
});
