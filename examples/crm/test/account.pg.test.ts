import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVendor } from 'lethe/testing';
import { testDatabase } from 'lethe/testing/vitest';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Checksums, checksums, difference } from '../database/checksum.ts';
import { crmTemplate } from '../database/template.ts';
import { tenancy } from '../database/tenancy.ts';
import { letheCli } from './lethe-cli.ts';

// The account with the odd workspaces; the even ones are another's.
const gone = 1;
const subject = `account:${gone}`;

const database = await testDatabase(await crmTemplate({ size: 'small' }));
const folder = await mkdtemp(join(tmpdir(), 'lethe-crm-'));
const vendor = await startVendor();
const lethe = letheCli({ database: database.url, vendor: vendor.url, folder });
const client = new pg.Client(database.url);

let plan: { findings: unknown[]; kept: { table: string }[] };
let applied: { status: string; verified: boolean };
let before: Checksums;
let after: Checksums;
let wereHere: string[];
let atVendor: string[];

async function values(statement: string): Promise<string[]> {
  const { rows } = await client.query<[string]>({ text: statement, rowMode: 'array' });
  return rows.map(([value]) => value);
}

const workspaces = `(SELECT id FROM app.workspaces WHERE account_id = ${gone})`;

beforeAll(async () => {
  await client.connect();
  before = await checksums(client);
  wereHere = await values(`SELECT id FROM app.users WHERE last_workspace_id IN ${workspaces} ORDER BY id`);
  atVendor = await values(`
    SELECT 'numbers/' || vendor_ref FROM app.phone_numbers WHERE workspace_id IN ${workspaces} AND status = 'active'
    UNION ALL SELECT 'tokens/' || id FROM app.channels WHERE workspace_id IN ${workspaces}
    UNION ALL SELECT 'campaigns/' || id FROM app.campaigns WHERE workspace_id IN ${workspaces} AND status = 'running'
    UNION ALL SELECT 'schedules/' || id FROM app.schedules WHERE workspace_id IN ${workspaces}
    UNION ALL SELECT 'connections/' || id FROM app.sign_in_connections WHERE workspace_id IN ${workspaces}`);
  plan = (await lethe('plan', subject, '--json')).json();
  applied = (await lethe('apply', subject, '--confirm', subject, '--json')).json();
  after = await checksums(client);
}, 60_000);

afterAll(async () => {
  await client.end();
  await vendor[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('T4 an account with all of its workspaces leaves, verified, with nothing undecided', () => {
  expect(plan.findings).toEqual([]);
  expect(applied).toMatchObject({ status: 'completed', verified: true });
  const kept = ['accounts', 'audit_log', 'invoices', 'payments', 'security_log', 'workspaces'];
  expect(plan.kept.map(({ table }) => table)).toEqual(kept.map((table) => `app.${table}`));
  for (const [table, how] of Object.entries(tenancy)) {
    if (kept.includes(table) || how.by === 'self') continue;
    for (const workspace of ['1', '3', '5']) {
      expect.soft(before.get(table)?.get(workspace), `${table} ${workspace} before`).toBeDefined();
      expect.soft(after.get(table)?.get(workspace), `${table} ${workspace} after`).toBeUndefined();
    }
  }
});

test('T4 numbers, tokens, campaigns, schedules and sign-in connections end at the vendor, once each, and no others', () => {
  expect([...vendor.released()].sort()).toEqual(atVendor.sort().map((resource) => [resource, 1]));
});

test('T4 what is left of the account and its workspaces names nobody', async () => {
  const { rows } = await client.query(
    `SELECT a.name, a.billing_email, a.billing_address, w.name AS workspace, w.slug, w.settings
     FROM app.accounts a JOIN app.workspaces w ON w.account_id = a.id WHERE a.id = ${gone} ORDER BY w.id`,
  );
  const account = { name: 'deleted', billing_email: `deleted-${gone}@invalid`, billing_address: {} };
  expect(rows).toEqual(
    [1, 3, 5].map((id) => ({ ...account, workspace: 'deleted', slug: `deleted-${id}`, settings: {} })),
  );
});

test('T7 invoices and payments stay as they were, unpaid ones too', () => {
  for (const table of ['invoices', 'payments'])
    for (const workspace of ['1', '3', '5'])
      expect(after.get(table)?.get(workspace)).toEqual(before.get(table)?.get(workspace));
});

test('T4 people stay, and of everybody else nothing changes but where some of them were last', async () => {
  const ours = new Set(['1', '3', '5', `account:${gone}`]);
  const changed = difference(before, after).filter(({ tenant }) => !ours.has(tenant));
  expect(changed.map(({ table, tenant }) => `${table} ${tenant}`).sort()).toEqual(
    wereHere.map((id) => `users user:${id}`).sort(),
  );
  expect(wereHere.length).toBeGreaterThan(0);
  expect(await values('SELECT count(*) FROM app.users')).toEqual([String(before.get('users')?.size)]);
  expect(await values(`SELECT id FROM app.users WHERE last_workspace_id IN ${workspaces}`)).toEqual([]);
});
