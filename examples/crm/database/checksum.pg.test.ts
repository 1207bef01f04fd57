import { testDatabase } from 'lethe/testing/vitest';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Checksums, checksums, difference } from './checksum.ts';
import { crmTemplate } from './template.ts';

const extent = { workspaces: 3, rowsPerWorkspace: 400, layout: 'scattered' } as const;
const database = await testDatabase(await crmTemplate(extent));
const client = new pg.Client(database.url);
let before: Checksums;

beforeAll(() => client.connect());
afterAll(() => client.end());

/** Which tables and tenants a statement is seen to change; the change is undone by its reverse. */
async function changes(statement: string, undo: string): Promise<string[]> {
  before = await checksums(client);
  const { rowCount } = await client.query(statement);
  expect(rowCount).toBe(1);
  const found = difference(before, await checksums(client));
  await client.query(undo);
  expect(difference(before, await checksums(client))).toEqual([]);
  return found.map(({ table, tenant }) => `${table} ${tenant}`);
}

const flip = `SET raw = set_byte(raw, 0, get_byte(raw, 0) # 1) WHERE id = (SELECT min(id) FROM app.messages WHERE workspace_id = 2)`;

test('one changed byte in one row of a workspace is caught, and only there', async () => {
  expect(await changes(`UPDATE app.messages ${flip}`, `UPDATE app.messages ${flip}`)).toEqual(['messages 2']);
});

test('a changed row without a workspace of its own counts for its parent', async () => {
  const line = (quantity: string) =>
    `UPDATE app.order_lines SET quantity = quantity ${quantity} WHERE line_no = 1
      AND order_id = (SELECT min(id) FROM app.orders WHERE workspace_id = 3)`;
  expect(await changes(line('+ 1'), line('- 1'))).toEqual(['order_lines 3']);
});

test('a changed shared row and a changed person have buckets of their own', async () => {
  const tag = (name: string) =>
    `UPDATE app.tags SET name = ${name} WHERE workspace_id IS NULL AND name ~ '^!?Suggested 1$'`;
  expect(await changes(tag(`'!' || name`), tag('substr(name, 2)'))).toEqual(['tags shared']);
  const person = (name: string) => `UPDATE app.users SET display_name = ${name} WHERE email = 'owner@acme.test'`;
  expect(await changes(person(`display_name || '!'`), person(`rtrim(display_name, '!')`))).toEqual(['users user:1']);
});

test('a row that goes is told with its counts', async () => {
  before = await checksums(client);
  await client.query(
    'DELETE FROM app.schedules WHERE automation_id IN (SELECT id FROM app.automations WHERE workspace_id = 2 AND schedule_id IS NULL)',
  );
  const [gone, ...others] = difference(before, await checksums(client));
  expect(others).toEqual([]);
  expect(gone).toMatchObject({ table: 'schedules', tenant: '2', before: { rows: 4 }, after: { rows: 3 } });
});

test('settings of the session do not change a checksum', async () => {
  before = await checksums(client);
  await client.query(`SET timezone = 'Asia/Tokyo'; SET bytea_output = 'escape'; SET datestyle = 'German'`);
  expect(difference(before, await checksums(client))).toEqual([]);
});

test('a table that nobody declared is an error', async () => {
  await client.query('CREATE TABLE app.forgotten (id int)');
  await expect(checksums(client)).rejects.toThrow('app.forgotten has no line in tenancy.ts');
  await client.query('DROP TABLE app.forgotten');
});
