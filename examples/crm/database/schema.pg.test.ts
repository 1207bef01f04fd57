import { testDatabase } from 'lethe/testing/vitest';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { crmTemplate } from './template.ts';

const database = await testDatabase(await crmTemplate({ size: 'small' }));
const client = new pg.Client(database.url);

beforeAll(() => client.connect());
afterAll(() => client.end());
beforeEach(() => client.query('BEGIN'));
afterEach(() => client.query('ROLLBACK'));

/** From PostgreSQL 18 on, RESTRICT has a code of its own. */
const restricted = expect.stringMatching(/^(23001|23503)$/);

async function count(from: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
  return rows[0]?.n ?? Number.NaN;
}

test('a campaign that ends or goes writes its history', async () => {
  const before = await count('app.campaign_history WHERE workspace_id = 1');
  await client.query(`UPDATE app.campaigns SET status = 'ended' WHERE workspace_id = 1 AND status = 'running'`);
  await client.query('DELETE FROM app.campaigns WHERE workspace_id = 1');
  expect(await count('app.campaign_history WHERE workspace_id = 1')).toBe(before + 1 + 3);
});

test('a workspace with books cannot be deleted', async () => {
  await expect(client.query('DELETE FROM app.workspaces WHERE id = 1')).rejects.toMatchObject({ code: restricted });
});

test('one statement deletes a workspace without books, and leaves only what has no foreign key', async () => {
  for (const table of ['payments', 'invoices', 'audit_log', 'security_log'])
    await client.query(`DELETE FROM app.${table} WHERE workspace_id = 1`);
  await client.query('DELETE FROM app.workspaces WHERE id = 1');
  expect(await count('app.messages WHERE workspace_id = 1')).toBe(0);
  expect(await count('app.campaign_history WHERE workspace_id = 1')).toBe(0);
  expect(await count('app.users WHERE last_workspace_id = 1')).toBe(0);
  expect(await count('app.search_documents WHERE workspace_id = 1')).toBeGreaterThan(0);
});

test('a contact with orders cannot be deleted before them', async () => {
  const withOrders = 'id IN (SELECT contact_id FROM app.orders WHERE workspace_id = 1)';
  await client.query('SAVEPOINT before_contacts');
  await expect(client.query(`DELETE FROM app.contacts WHERE ${withOrders}`)).rejects.toMatchObject({
    code: restricted,
  });
  await client.query('ROLLBACK TO before_contacts');
  await client.query('DELETE FROM app.orders WHERE workspace_id = 1');
  await client.query('DELETE FROM app.contacts WHERE workspace_id = 1');
  expect(await count('app.conversations WHERE workspace_id = 1')).toBe(0);
});
