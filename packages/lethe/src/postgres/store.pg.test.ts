import pg from 'pg';
import { expect, test } from 'vitest';
import { outline as outlineOf } from '../planner/outline.ts';
import { postgres } from '../policy/store.ts';
import { subject } from '../policy/subject.ts';
import { validateConfig } from '../policy/validate.ts';
import { fingerprint } from '../schema/fingerprint.ts';
import { type StoreUnderTest, storeContract } from '../testing/store-contract.ts';
import { testDatabase } from '../testing/vitest-database.ts';
import { openDatabase } from './connection.ts';
import { migrate } from './migrate.ts';
import { postgresStore } from './store.ts';

const { url } = await testDatabase();

const sample = `
  drop schema if exists app cascade;
  create schema app;
  create table app.tenants (id bigint primary key);
  create table app.items (id bigint generated always as identity primary key,
    tenant_id bigint not null references app.tenants on delete cascade, label text);
  create index on app.items (tenant_id);
  create table app.parts (id bigint generated always as identity primary key,
    item_id bigint not null references app.items on delete cascade, tenant_id bigint not null references app.tenants on delete cascade);
  create index on app.parts (item_id);
  create index on app.parts (tenant_id);
  create table app.labels (id bigint generated always as identity primary key,
    tenant_id bigint not null references app.tenants on delete cascade, name text);
  create index on app.labels (tenant_id);
  insert into app.tenants values (1), (2);
  insert into app.items (tenant_id, label) select 1 + n % 2, 'item ' || n from generate_series(1, 20) n;
  insert into app.parts (item_id, tenant_id) select i.id, i.tenant_id from app.items i, generate_series(1, 3);
  insert into app.labels (tenant_id, name) select 1 + n % 2, 'label ' || n from generate_series(1, 10) n;
  truncate lethe.runs, lethe.requests, lethe.holds, lethe.worklist, lethe.receipts, lethe.steps, lethe.outbox,
    lethe.tombstones, lethe.identifiers, lethe.salts, lethe.certificates, lethe.events cascade;
  update lethe.kill_switch set engaged_at = null;
  insert into lethe.requests (id, kind, key, state, body, scopes, complete_due_at) values ('req_1', 'tenant', '{1}', 'running', '{}', '{tenant:1}', now());
  insert into lethe.runs (id, request, kind, key, scopes, digest, outline, counts, state, epoch)
    values ('run_1', 'req_1', 'tenant', '{1}', '{tenant:1}', '', '{}', '{}', 'running', 3);
  insert into lethe.steps (run, no) select 'run_1', generate_series(1, 4);`;

const closing = {
  hold: `insert into lethe.holds (id, scope, path, reason, owner, review_on) values ('hold_1', 'tenant:1', '{tenant:1}', 'matter', 'legal', '2030-01-01')`,
  pause: `update lethe.runs set state = 'paused'`,
  'kill switch': `update lethe.kill_switch set engaged_at = now()`,
  epoch: `update lethe.runs set epoch = epoch + 1`,
} as const;

async function storeUnderTest(): Promise<StoreUnderTest> {
  const database = openDatabase({ url, label: 'lethe:run_1:3' });
  const product = new pg.Client({ connectionString: url });
  await product.connect();
  await migrate(database);
  await product.query(sample);
  const store = postgresStore({ database, schemas: ['app'] });
  return {
    store,
    writer: { run: 'run_1', epoch: 3 },
    outline: await planned(store),
    rows: async (table, tenant) => {
      const column = table === 'app.tenants' ? 'id' : 'tenant_id';
      const counted = await product.query<{ rows: number }>(
        `select count(*)::int as rows from ${table} where ${column} = $1`,
        [tenant],
      );
      return counted.rows[0]?.rows ?? 0;
    },
    addItem: async (tenant) => {
      await product.query('insert into app.items (tenant_id) values ($1)', [tenant]);
    },
    addForeignPart: async () => {
      await product.query(
        'insert into app.parts (item_id, tenant_id) select min(id), 2 from app.items where tenant_id = 1',
      );
    },
    whileLocked: async (body) => {
      await product.query(
        'begin; select from app.items where id = (select min(id) from app.items where tenant_id = 1) for update',
      );
      try {
        await body();
      } finally {
        await product.query('commit');
      }
    },
    close: async (by) => {
      await product.query(closing[by]);
    },
    end: async () => {
      await product.end();
      await database.close();
    },
  };
}

async function planned(store: ReturnType<typeof postgresStore>) {
  const config = validateConfig({
    stores: { main: postgres({ url: 'DATABASE_URL', schemas: ['app'] }) },
    subjects: { tenant: subject('app.tenants') },
  });
  if ('problems' in config) throw new Error(JSON.stringify(config.problems));
  const schema = await store.introspect();
  const { main } = config.config.stores;
  const { tenant } = config.config.subjects;
  if (main === undefined || tenant === undefined) throw new Error('the configuration above has both');
  return outlineOf({
    schema,
    store: { name: 'main', config: main },
    policy: tenant,
    subject: { kind: 'tenant', key: ['1'] },
    holds: [],
    policyHash: 'a'.repeat(64),
    schemaFingerprint: fingerprint(schema),
  });
}

for (const { claim, prove } of storeContract(storeUnderTest)) test(claim, prove);

test('does not wait for rows of a partition that was dropped after the pass', async () => {
  const given = await storeUnderTest();
  const product = new pg.Client({ connectionString: url });
  await product.connect();
  try {
    const [step] = given.outline.steps;
    if (step === undefined) throw new Error('the outline has steps');
    await product.query(
      `insert into lethe.worklist (run, step, of_step, relation, tids) values ('run_1', $1, $1, 1, '{"(0,1)"}')`,
      [step.no],
    );
    const act = { outline: given.outline, step, effects: [] };
    const limits = { size: 10, skipLocked: false, lockTimeoutMs: 100, statementTimeoutMs: 2_000 };
    expect(await given.store.batch(given.writer, act, limits)).toEqual({ is: 'empty', waiting: 0 });
  } finally {
    await product.end();
    await given.end();
  }
});
