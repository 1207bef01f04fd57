import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ann, cid, type DeskCase, dee, deskCase, refusalOf } from '../../../test/desk/desk-case.ts';
import { readPlan } from '../../postgres/plans-store.ts';
import { listRequests, requestEvents } from '../../postgres/request-list.ts';
import { eventsOfRun, seeCertificate, seeRun, seeRuns } from '../../postgres/run-view.ts';
import { type Reader, scoped } from '../../postgres/scoped.ts';
import { run } from '../../postgres/sql.ts';
import { apply } from '../apply.ts';

const admin = { url: inject('postgresUrl') };

/** Account 1 with a request, a plan and a completed run of workspace 11; account 2 with a request and a plan. */
let desk: DeskCase;
const one = { request: '', plan: '', run: '', certificate: '' };
const two = { request: '', plan: '' };

beforeAll(async () => {
  desk = await deskCase(admin);
  const signal = new AbortController().signal;
  const applied = await apply(desk.lethe, { planFile: null, subject: 'workspace:12', confirm: 'workspace:12', signal });
  one.run = applied.run ?? '';
  one.certificate = applied.certificate?.id ?? '';
  one.request = (await desk.ask(ann, 'workspace:11')).request.id;
  one.plan = (await desk.backend.plans.make(ann, { request: one.request }, { store: true })).id;
  two.request = (await desk.ask(dee, 'workspace:21')).request.id;
  two.plan = (await desk.backend.plans.make(dee, { request: two.request }, { store: true })).id;
});
afterAll(() => desk[Symbol.asyncDispose]());

/** As if every WHERE on the scope had been forgotten. */
const withoutWhere = (reader: Reader): Reader => ({ ...reader, inScope: () => sql`true` });

const everything = { subject: null, requester: null, states: [], after: null, limit: 100 };

describe('behind the second wall', () => {
  it('a list without its WHERE shows what lies in the scope, and nothing else', async () => {
    const ids = await scoped(desk.lethe.database, 'account:2', async (reader) =>
      (await listRequests(withoutWhere(reader), everything)).map(({ request }) => request.id),
    );
    expect(ids).toEqual([two.request]);
    const own = await scoped(desk.lethe.database, 'workspace:11', (reader) =>
      listRequests(withoutWhere(reader), everything),
    );
    expect(own.map(({ request }) => request.id)).toEqual([one.request]);
  });

  it.each([
    'requests',
    'plans',
    'subjects',
    'scoped_runs',
    'scoped_events',
    'scoped_receipts',
    'scoped_certificates',
    'scoped_effects',
  ])('lethe.%s read bare holds nothing of another account', async (table) => {
    const count = (scope: string): Promise<number> =>
      scoped(desk.lethe.database, scope, async ({ client }) => {
        const { rows } = await run<{ count: string }>(client, sql`select count(*) from ${sql.id('lethe', table)}`);
        return Number(rows[0]?.count);
      });
    expect(await count('account:9')).toBe(0);
    expect(await count('')).toBe(0);
    const [ours, theirs] = [await count('account:1'), await count('account:2')];
    // No run of account 2 was made, and no effect is in the policy.
    expect(ours > 0).toBe(table !== 'scoped_effects');
    expect(theirs > 0).toBe(['requests', 'plans', 'subjects', 'scoped_events'].includes(table));
    const all = await desk.count(`lethe.${table}`.replace('scoped_', '').replace('effects', 'outbox'));
    expect(ours + theirs).toBeLessThanOrEqual(all);
  });

  it('what names a run, a plan or a certificate of another account by its id finds nothing', async () => {
    const as = <T>(body: (reader: Reader) => Promise<T>): Promise<T> =>
      scoped(desk.lethe.database, 'account:2', (reader) => body(withoutWhere(reader)));
    expect((await refusalOf(as((reader) => readPlan(reader, one.plan)))).code).toBe('PLAN_UNKNOWN');
    expect((await refusalOf(as((reader) => seeRun(reader, one.run)))).code).toBe('RUN_UNKNOWN');
    const watched = as((reader) => eventsOfRun(reader, { id: one.run, after: '0', limit: 10 }));
    expect((await refusalOf(watched)).code).toBe('RUN_UNKNOWN');
    expect(await as((reader) => seeCertificate(reader, one.certificate))).toBeNull();
    expect(await as((reader) => seeRuns(reader, { request: null, subject: null }))).toEqual([]);
    expect(await as((reader) => requestEvents(reader, one.request))).toEqual([]);
  });

  it('nothing is written, and what is not a tenant’s is not read', async () => {
    const as = (statement: string): Promise<unknown> =>
      scoped(desk.lethe.database, 'account:2', ({ client }) => client.query(statement));
    await expect(as(`update lethe.requests set state = 'cancelled'`)).rejects.toThrow(/read-only|permission/);
    for (const table of ['api_keys', 'tokens', 'addresses', 'deliveries', 'runs', 'outbox', 'salts', 'identifiers'])
      await expect(as(`select * from lethe.${table}`)).rejects.toThrow(/permission denied/);
    await expect(as('select * from app.users')).rejects.toThrow(/permission denied/);
  });

  it('the role is given back with the connection', async () => {
    await scoped(desk.lethe.database, 'account:2', async () => undefined);
    const seen = await scoped(desk.lethe.database, null, (reader) => listRequests(reader, everything));
    expect(seen.length).toBeGreaterThan(1);
  });
});

describe('plans, runs and what is proven', () => {
  it('are a stranger’s by no id, and a lower role’s not either', async () => {
    const { plans, runs, evidence } = desk.backend;
    const foreign = await desk.key(
      ['plan:read', 'plan:approve', 'run:read', 'run:write', 'certificate:read'],
      'account:2',
    );
    const watch = async (): Promise<void> => {
      for await (const _ of runs.watch(foreign, one.run, '0', new AbortController().signal)) return;
    };
    const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['PLAN_UNKNOWN', () => plans.load(foreign, one.plan)],
      ['PLAN_UNKNOWN', () => plans.load(dee, one.plan)],
      ['PLAN_UNKNOWN', () => plans.approve(foreign, one.plan, 'x')],
      ['SUBJECT_UNKNOWN', () => plans.make(foreign, { subject: 'workspace:11' }, { store: false })],
      ['SUBJECT_UNKNOWN', () => plans.make(dee, { subject: 'workspace:11' }, { store: false })],
      ['REQUEST_UNKNOWN', () => plans.make(dee, { request: one.request }, { store: false })],
      ['RUN_UNKNOWN', () => runs.load(foreign, one.run)],
      ['RUN_UNKNOWN', () => runs.load(dee, one.run)],
      ['RUN_UNKNOWN', watch],
      ['RUN_UNKNOWN', () => runs.pause(foreign, one.run)],
      ['RUN_UNKNOWN', () => runs.resume(foreign, one.run)],
      ['RUN_UNKNOWN', () => runs.waive(foreign, one.run, { effect: 'x', reason: 'x' })],
      ['CERTIFICATE_UNKNOWN', () => evidence.certificate(foreign, one.certificate)],
      ['CERTIFICATE_UNKNOWN', () => evidence.certificate(dee, one.certificate)],
      ['REQUEST_UNKNOWN', () => evidence.residuals(foreign, { request: one.request, subject: null })],
      ['SUBJECT_UNKNOWN', () => evidence.residuals(dee, { request: null, subject: 'workspace:12' })],
      ['FORBIDDEN', () => plans.approve(ann, one.plan, 'x')],
      ['FORBIDDEN', () => plans.make(cid, { subject: 'workspace:11' }, { store: false })],
      ['FORBIDDEN', () => runs.pause(ann, one.run)],
      ['INPUT_INVALID', () => evidence.residuals(ann, { request: null, subject: null })],
    ];
    for (const [code, call] of calls) expect((await refusalOf(call())).code).toBe(code);
    expect(await evidence.residuals(foreign, { request: null, subject: null })).toEqual([]);
  });

  it('a plan is exact, stored when asked, and read again as it was', async () => {
    const { plans } = desk.backend;
    const looked = await plans.make(ann, { subject: 'workspace:11' }, { store: false });
    expect(looked.id).toBe('');
    const before = await desk.count('lethe.plans');
    const made = await plans.make(ann, { subject: 'workspace:11' }, { store: true });
    expect(await desk.count('lethe.plans')).toBe(before + 1);
    expect(made.plan).toEqual(looked.plan);
    expect(made.plan.counts.steps.reduce((sum, rows) => sum + rows, 0)).toBe(made.plan.rows);
    expect(await plans.load(ann, made.id)).toEqual(made);
    const key = await desk.key(['plan:read'], 'account:1');
    expect(await plans.load(key, made.id)).toEqual(made);
  });

  it('a run shows its rows, its end and its certificate, and what remains', async () => {
    const key = await desk.key(['run:read', 'run:write', 'certificate:read']);
    const { runs, evidence } = desk.backend;
    const view = await runs.load(key, one.run);
    expect(view.run.state).toBe('completed');
    expect(view.rows.done).toBe(view.rows.planned);
    expect(view.rows.done).toBeGreaterThan(10);
    expect(view.tables.map(({ table }) => table)).toContain('app.contacts');
    expect(view.certificate).toBe(one.certificate);
    const seen = [];
    for await (const event of runs.watch(key, one.run, '0', new AbortController().signal)) seen.push(event);
    expect(seen.at(0)?.type).toBe('run.queued');
    expect(seen.at(-1)?.id).toBe(view.lastEvent);
    const after = seen.at(-2)?.id ?? '0';
    const rest = [];
    for await (const event of runs.watch(key, one.run, after, new AbortController().signal)) rest.push(event);
    expect(rest).toEqual(seen.slice(-1));
    expect((await refusalOf(runs.pause(key, one.run))).code).toBe('RUN_STATE');
    const certificate = await evidence.certificate(key, one.certificate);
    expect(certificate).toMatchObject({ run: one.run, stage: 'live' });
    expect(certificate.note).toContain(one.certificate);
    const residuals = await evidence.residuals(key, { request: null, subject: 'workspace:12' });
    expect(residuals).toContainEqual(
      expect.objectContaining({ run: one.run, table: 'app.invoices', rows: 1, reason: 'tax law' }),
    );
  });
});

describe('an approval', () => {
  it('binds the digest, has another approver, and goes stale with the plan', async () => {
    await using other = await deskCase(admin);
    const { requests, plans } = other.backend;
    const operator = await other.key(['request:read', 'request:write', 'request:decide', 'plan:read', 'plan:approve']);
    const { request } = await other.ask(operator, 'workspace:11');
    await requests.prove(operator, request.id, { kind: 'operator decision', reason: 'contract ended' }, null);
    await requests.confirm(operator, request.id, 'Støtte', null);
    await other.later(2 * 86_400_000);
    expect((await requests.load(operator, request.id)).request).toMatchObject({
      state: 'blocked',
      approval: { given: null },
    });
    const { id, plan } = await plans.make(operator, { request: request.id }, { store: true });
    expect(await refusalOf(plans.approve(operator, id, plan.digest))).toMatchObject({
      refusal: 'APPROVER_IS_REQUESTER',
    });
    const second = await other.key(['plan:approve']);
    expect((await refusalOf(plans.approve(second, id, 'f'.repeat(64)))).code).toBe('PLAN_STALE');
    await other.client.query(
      'create table app.late (id bigint primary key, workspace_id bigint references app.workspaces)',
    );
    await other.client.query('create index on app.late (workspace_id)');
    const stale = plans.approve(second, id, plan.digest);
    await expect(stale).rejects.toMatchObject({
      code: 'PLAN_STALE',
      details: { changed: expect.arrayContaining(['the schema has changed', 'table app.late is new']) },
    });
    await other.client.query('drop table app.late');
    const approved = await plans.approve(second, id, plan.digest);
    expect(approved.request.state).toBe('scheduled');
    const of = await plans.make(operator, { subject: 'workspace:12' }, { store: true });
    expect((await refusalOf(plans.approve(second, of.id, of.plan.digest))).code).toBe('REQUEST_REFUSED');
  });
});
