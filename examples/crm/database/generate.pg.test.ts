import { testDatabase } from 'lethe/testing/vitest';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { developmentPassword, peopleWithPassword } from '../app/development-password.ts';
import { passwordMatches } from '../app/password.ts';
import { checksums, difference } from './checksum.ts';
import { createSchema, type Generated, type GenerateOptions, generate } from './generate.ts';
import { sizes } from './layout.ts';
import { plantedColumns, plantedValue, unplantedColumns } from './planted.ts';
import { crmTemplate } from './template.ts';
import { tenancy } from './tenancy.ts';

const database = await testDatabase(await crmTemplate({ size: 'small' }));
const client = new pg.Client(database.url);
const spareDatabase = await testDatabase();
const spare = new pg.Client(spareDatabase.url);

beforeAll(() => Promise.all([client.connect(), spare.connect()]));
afterAll(() => Promise.all([client.end(), spare.end()]));

async function column<T>(statement: string, values: unknown[] = [], from = client): Promise<T[]> {
  const { rows } = await from.query<[T]>({ text: statement, values, rowMode: 'array' });
  return rows.map(([value]) => value);
}

async function generateInSpare(options: GenerateOptions): Promise<Generated> {
  await spare.query('DROP SCHEMA IF EXISTS app CASCADE');
  await createSchema(spare);
  return generate(spare, options);
}

test('two generations with the same options are equal', async () => {
  const { rows, perTable } = await generateInSpare({ size: 'small' });
  const sums = await checksums(spare);
  expect(difference(await checksums(client), sums)).toEqual([]);
  const counted = [...sums].map(([table, tenants]) => [
    table,
    [...tenants.values()].reduce((sum, t) => sum + t.rows, 0),
  ]);
  expect(perTable).toEqual(Object.fromEntries(counted));
  expect(rows).toBe(Object.values(perTable).reduce((sum, count) => sum + count, 0));
});

test('every workspace has exactly the rows asked for, and some in every table of tenants', async () => {
  const sums = await checksums(client);
  expect([...sums.keys()].sort()).toEqual(Object.keys(tenancy).sort());
  for (let id = 1; id <= sizes.small.workspaces; id++) {
    const perTable = [...sums].filter(([table]) => tenancy[table]?.by !== 'self');
    const rows = perTable.map(([, tenants]) => tenants.get(String(id))?.rows ?? 0);
    expect(Math.min(...rows)).toBeGreaterThan(0);
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(sizes.small.rowsPerWorkspace);
  }
});

test('the named accounts and people are there, and the consultant works for both accounts', async () => {
  expect(await column('SELECT name FROM app.accounts ORDER BY id')).toEqual(['Acme', 'Globex']);
  const roleOf = (email: string) =>
    column<string>(
      `SELECT DISTINCT a.name || ':' || m.role FROM app.users u JOIN app.members m ON m.user_id = u.id
        JOIN app.workspaces w ON w.id = m.workspace_id JOIN app.accounts a ON a.id = w.account_id
        WHERE u.email = $1 ORDER BY 1`,
      [email],
    );
  expect(await roleOf('owner@acme.test')).toEqual(['Acme:owner']);
  expect(await roleOf('admin@acme.test')).toEqual(['Acme:admin']);
  expect(await roleOf('member@acme.test')).toEqual(['Acme:member']);
  expect(await roleOf('owner@globex.test')).toEqual(['Globex:owner']);
  expect(await roleOf('consultant@freelance.test')).toEqual(['Acme:member', 'Globex:member']);
});

test('accounts have an owner and an admin of their own, and time zones differ', async () => {
  const members = `SELECT a.name || ':' || u.email || ':' || m.role FROM app.account_members m
    JOIN app.accounts a ON a.id = m.account_id JOIN app.users u ON u.id = m.user_id ORDER BY a.id, m.role`;
  expect(await column(members)).toEqual([
    'Acme:owner@acme.test:owner',
    'Acme:admin@acme.test:admin',
    'Globex:owner@globex.test:owner',
    'Globex:admin@globex.test:admin',
  ]);
  expect(await column('SELECT time_zone FROM app.accounts ORDER BY id')).toEqual(['Europe/Berlin', 'America/New_York']);
  const zones = await column('SELECT time_zone FROM app.accounts UNION SELECT time_zone FROM app.workspaces');
  expect(zones.length).toBeGreaterThan(2);
  expect(await column(`SELECT name FROM pg_timezone_names WHERE name = ANY ($1)`, [zones])).toHaveLength(zones.length);
});

test('the seeded people, and nobody else, have the development password', async () => {
  const hashes = await column<string>('SELECT email FROM app.users WHERE password_hash IS NOT NULL ORDER BY email');
  expect(hashes).toEqual([...peopleWithPassword].sort());
  for (const hash of await column<string>('SELECT password_hash FROM app.users WHERE password_hash IS NOT NULL')) {
    expect(await passwordMatches(developmentPassword, hash)).toBe(true);
    expect(await passwordMatches(`${developmentPassword}!`, hash)).toBe(false);
  }
});

test('every text, JSON, array and bytea column of a tenant is planted or listed as impossible', async () => {
  const found = await column<string>(`
    SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c
    WHERE c.table_schema = 'app' AND c.is_generated = 'NEVER' AND c.table_name NOT IN ('accounts', 'users', 'account_members')
      AND c.udt_name IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'bytea', '_text')`);
  const declared = [...plantedColumns, ...unplantedColumns].map(({ table, column }) => `${table}.${column}`);
  expect(declared.sort()).toEqual(found.sort());
});

test('every planted value is found in its own workspace and nowhere else', async () => {
  for (const { table, column: name } of plantedColumns) {
    const how = tenancy[table];
    if (how === undefined || how.by === 'self') throw new Error(`${table} is not a table of tenants`);
    const from =
      how.by === 'parent'
        ? `app.${table} t JOIN app.${how.parent} p ON p.${how.key} = t.${how.column}`
        : `app.${table} t`;
    const tenant = how.by === 'parent' ? 'p.workspace_id' : `t.${how.column}`;
    const bytes = await column(
      "SELECT 1 FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2 AND atttypid = 'bytea'::regtype",
      [`app.${table}`, name],
    );
    const searched = bytes.length > 0 ? `encode(t.${name}, 'escape')` : `t.${name}::text`;
    for (let id = 1; id <= sizes.small.workspaces; id++) {
      const owners = await column<string>(
        `SELECT DISTINCT ${tenant}::text FROM ${from} WHERE position($1 in ${searched}) > 0`,
        [plantedValue(id, table, name)],
      );
      expect([table, name, owners]).toEqual([table, name, [String(id)]]);
    }
  }
});

test('all keys are valid and back in place, and every foreign key has an index on its child columns', async () => {
  await spare.query('DROP SCHEMA IF EXISTS app CASCADE');
  await createSchema(spare);
  const constraints = `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'app'::regnamespace AND convalidated ORDER BY 1`;
  const indexes = `SELECT indexdef FROM pg_indexes WHERE schemaname = 'app' ORDER BY 1`;
  expect(await column(constraints)).toEqual(await column(constraints, [], spare));
  expect(await column(indexes)).toEqual(await column(indexes, [], spare));
  const unindexed = await column<string>(`
    SELECT conname FROM pg_constraint k WHERE contype = 'f' AND connamespace = 'app'::regnamespace AND NOT EXISTS (
      SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indpred IS NULL
        AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)`);
  expect(unindexed).toEqual([]);
});

test('the rows of one workspace lie together when clustered and apart when scattered', async () => {
  const runs = `SELECT count(*)::int FROM (
      SELECT workspace_id, lag(workspace_id) OVER (ORDER BY ctid) AS before FROM app.messages) m
    WHERE workspace_id IS DISTINCT FROM before`;
  const extent = { workspaces: 3, rowsPerWorkspace: 400 };
  await generateInSpare({ ...extent, layout: 'clustered' });
  expect(await column(runs, [], spare)).toEqual([3]);
  const { perTable } = await generateInSpare({ ...extent, layout: 'scattered' });
  const [scattered = 0] = await column<number>(runs, [], spare);
  // PostgreSQL may fill the end of an earlier page with a small row.
  expect(scattered).toBeGreaterThan(0.9 * (perTable['messages'] ?? Number.NaN));
});

test('the next insert of the product does not collide with a generated id', async () => {
  await client.query('BEGIN');
  const ids = await column<string>(`INSERT INTO app.tags (workspace_id, name) VALUES (1, 'new') RETURNING id`);
  await client.query('ROLLBACK');
  expect(ids).toHaveLength(1);
});

test('a schema that holds rows is not filled again', async () => {
  await expect(generate(client, { size: 'small' })).rejects.toThrow('already holds rows');
});
