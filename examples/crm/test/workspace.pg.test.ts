import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startVendor } from 'lethe/testing';
import { testDatabase } from 'lethe/testing/vitest';
import { verifyCertificate } from 'lethe/verify';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Checksums, checksums, difference } from '../database/checksum.ts';
import { plantedColumns, plantedValue } from '../database/planted.ts';
import { crmTemplate } from '../database/template.ts';
import { type Findings, findInDatabase, findInFiles } from './find-text.ts';
import { type Answer, letheCli } from './lethe-cli.ts';
import { keptTables, rowsOfWorkspace } from './workspace-rows.ts';

interface Plan {
  digest: string;
  subject: { kind: string; key: string };
  rows: number;
  steps: { kind: string; table: string; rows: number; why: string }[];
  kept: { table: string; rows: number; reason: string; until: string | null }[];
  effects: { name: string; table: string; rows: number; order: string }[];
  findings: unknown[];
}

interface Applied {
  run: string;
  status: string;
  rows: number;
  tables: { table: string; action: string; rows: number }[];
  verified: boolean;
  certificate: { id: string; file: string; key: string };
}

const gone = 2;
const subject = `workspace:${gone}`;
const root = 'app.workspaces';
// Every planted value of the workspace holds the first; a telephone number has no room for it.
const planted = [`plant-w${gone}-`, plantedValue(gone, 'phone_numbers', 'e164')];

const database = await testDatabase(await crmTemplate({ size: 'small' }));
const folder = await mkdtemp(join(tmpdir(), 'lethe-crm-'));
const vendor = await startVendor();
const lethe = letheCli({ database: database.url, vendor: vendor.url, folder });
const client = new pg.Client(database.url);

let plan: Plan;
let planning: Answer;
let applying: Answer;
let applied: Applied;
let before: Checksums;
let after: Checksums;
let lastUsed: string[];
let live: Map<string, number>;
let foundBefore: Findings;
let circle: number;

async function values<T>(statement: string): Promise<T[]> {
  const { rows } = await client.query<unknown[]>({ text: statement, rowMode: 'array' });
  // Each caller asks for one column and says what it holds.
  return rows.map(([value]) => value as T);
}

beforeAll(async () => {
  await client.connect();
  before = await checksums(client);
  live = await rowsOfWorkspace(client, gone);
  lastUsed = await values<string>(`SELECT id FROM app.users WHERE last_workspace_id = ${gone} ORDER BY id`);
  const [automations] = await values<string>(
    `SELECT count(*) FROM app.automations WHERE workspace_id = ${gone} AND schedule_id IS NOT NULL`,
  );
  circle = Number(automations);
  foundBefore = await findInDatabase(client, planted);
  planning = await lethe('plan', subject, '--json');
  plan = planning.json<Plan>();
  applying = await lethe('apply', subject, '--confirm', subject, '--json');
  applied = applying.json<Applied>();
  after = await checksums(client);
}, 60_000);

afterAll(async () => {
  await client.end();
  await vendor[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('R5 a whole workspace leaves', () => {
  test('R5 the run completes and is verified', () => {
    expect(applying).toMatchObject({ code: 0 });
    expect(applied).toMatchObject({ status: 'completed', verified: true });
  });

  test('R5 every table of the workspace that is not kept had rows and has none now', async () => {
    const left = await rowsOfWorkspace(client, gone);
    for (const [table, rows] of live) {
      expect.soft(rows, `${table} before`).toBeGreaterThan(0);
      if (!keptTables.includes(table)) expect.soft(left.get(table), `${table} after`).toBe(0);
    }
  });

  test('R5 the plan counts what is there, table by table', () => {
    const deleted = plan.steps.filter(({ kind }) => kind === 'delete');
    expect(deleted.map(({ table }) => table).sort()).toEqual(
      [...live.keys()].filter((table) => table === root || !keptTables.includes(table)).sort(),
    );
    // The root may go or stay as a shell: kept rows hang from this one.
    for (const { table, rows } of deleted) expect.soft(rows, table).toBe(table === root ? 0 : live.get(table));
    const detached = plan.steps.filter(({ kind }) => kind === 'detach').map(({ table, rows }) => [table, rows]);
    expect(detached.sort()).toEqual([
      // Automations and schedules hang from each other: that circle is opened first.
      ['app.automations', circle],
      // A team's lead is a member, and a member's home is a team: so is this one.
      ['app.members', live.get('app.members')],
      ['app.users', lastUsed.length],
    ]);
    expect(plan.rows).toBe(plan.steps.reduce((sum, step) => sum + step.rows, 0));
  });

  test('R5 what was really done is what was planned, in every table', () => {
    // The trigger of campaigns writes history while they go; both are gone, and only rows that were there are counted.
    for (const step of plan.steps) {
      const done = applied.tables.find(
        ({ table, action }) => table === step.table && action.startsWith(step.kind.slice(0, 6)),
      );
      expect.soft(done?.rows, `${step.kind} ${step.table}`).toBe(step.rows);
    }
    expect(applied.rows).toBe(plan.rows);
  });

  test('R5 what the vendor has ends there, once each: sign-in, tokens, campaigns, schedules, numbers', () => {
    const ended = [...vendor.released()];
    const ofKind = (kind: string) => ended.filter(([resource]) => resource.startsWith(`${kind}/`)).length;
    expect(ended.map(([, times]) => times)).toEqual(ended.map(() => 1));
    expect(plan.effects.map(({ name, order, rows }) => [name, order, rows])).toEqual([
      ['revoke-sign-in@1', 'before', ofKind('connections')],
      ['revoke-channel-tokens@1', 'before', ofKind('tokens')],
      ['end-campaigns@1', 'before', ofKind('campaigns')],
      ['end-schedules@1', 'before', ofKind('schedules')],
      ['release-numbers@1', 'after', ofKind('numbers')],
    ]);
    expect(ofKind('numbers')).toBeGreaterThan(0);
    expect(ofKind('campaigns')).toBeGreaterThan(0);
    expect(ofKind('connections')).toBe(live.get('app.sign_in_connections'));
    expect(ofKind('tokens')).toBe(live.get('app.channels'));
    expect(ofKind('schedules')).toBe(live.get('app.schedules'));
  });
});

describe('R6 what law and security need stays', () => {
  test('R6 invoices and payments stay untouched', () => {
    for (const table of ['invoices', 'payments']) {
      expect(after.get(table)?.get(String(gone))).toEqual(before.get(table)?.get(String(gone)));
    }
  });

  test('R6 logs stay, without the people in them', async () => {
    for (const table of ['audit_log', 'security_log']) {
      expect((await rowsOfWorkspace(client, gone)).get(`app.${table}`)).toBe(live.get(`app.${table}`));
      const emptied = `actor_email IS NULL AND ip IS NULL AND details = '{}'`;
      expect(
        await values(`SELECT count(*) FROM app.${table} WHERE workspace_id = ${gone} AND NOT (${emptied})`),
      ).toEqual(['0']);
    }
  });

  test('R6 the workspace itself stays as an empty shell that the kept rows hang from', async () => {
    const { rows } = await client.query(`SELECT name, slug, settings FROM app.workspaces WHERE id = ${gone}`);
    expect(rows).toEqual([{ name: 'deleted', slug: `deleted-${gone}`, settings: {} }]);
  });

  test('R6 each kept table is listed with its rows, a reason and the end of the term', async () => {
    const [invoices, payments] = await values<string>(`
      SELECT extract(year FROM max(issued_at) AT TIME ZONE 'UTC') + 7 FROM app.invoices WHERE workspace_id = ${gone}
      UNION ALL SELECT extract(year FROM max(paid_at) AT TIME ZONE 'UTC') + 7 FROM app.payments WHERE workspace_id = ${gone}`);
    const logs = 'security incidents are found late';
    const kept = plan.kept.map(({ table, rows, reason, until }) => [table, rows, reason, until]);
    expect(kept).toEqual([
      ['app.audit_log', live.get('app.audit_log'), logs, await monthsAfterLast('audit_log')],
      ['app.invoices', live.get('app.invoices'), 'tax law', `${invoices}-12-31`],
      ['app.payments', live.get('app.payments'), 'tax law', `${payments}-12-31`],
      ['app.security_log', live.get('app.security_log'), logs, await monthsAfterLast('security_log')],
      ['app.workspaces', 1, 'kept rows hang from it', `${Math.max(Number(invoices), Number(payments))}-12-31`],
    ]);
  });

  async function monthsAfterLast(table: string): Promise<string | undefined> {
    const [date] = await values<string>(
      `SELECT ((max(occurred_at) AT TIME ZONE 'UTC') + interval '12 months')::date::text FROM app.${table} WHERE workspace_id = ${gone}`,
    );
    return date;
  }
});

describe('bystanders', () => {
  test('the comparison sees one changed byte of another tenant', async () => {
    const flip = `UPDATE app.messages SET raw = set_byte(raw, 0, get_byte(raw, 0) # 1)
      WHERE id = (SELECT min(id) FROM app.messages WHERE workspace_id = 5)`;
    expect((await client.query(flip)).rowCount).toBe(1);
    const seen = difference(after, await checksums(client)).map(({ table, tenant }) => `${table} ${tenant}`);
    await client.query(flip);
    expect(seen).toEqual(['messages 5']);
    expect(difference(after, await checksums(client))).toEqual([]);
  });

  test('R5 every other tenant, shared row and person is as before, but for who was there last', () => {
    const changed = difference(before, after).filter(({ tenant }) => tenant !== String(gone));
    expect(lastUsed.length).toBeGreaterThan(0);
    expect(changed.map(({ table, tenant }) => `${table} ${tenant}`).sort()).toEqual(
      lastUsed.map((id) => `users user:${id}`).sort(),
    );
  });

  test('R5 of those people nothing changed but the workspace they were in last', async () => {
    const ids = lastUsed.join(',');
    const asBefore = `UPDATE app.users SET last_workspace_id = ${gone} WHERE id IN (${ids}) AND last_workspace_id IS NULL`;
    await client.query('ALTER TABLE app.users DISABLE TRIGGER ALL');
    expect((await client.query(asBefore)).rowCount).toBe(lastUsed.length);
    const rebuilt = await checksums(client);
    await client.query(`UPDATE app.users SET last_workspace_id = NULL WHERE id IN (${ids})`);
    await client.query('ALTER TABLE app.users ENABLE TRIGGER ALL');
    expect(difference(before, rebuilt).filter(({ table }) => table === 'users')).toEqual([]);
  });
});

describe('absence', () => {
  test('before the run the search finds every planted column', () => {
    const columns = plantedColumns.map(({ table, column }) => `app.${table}.${column}`);
    expect(columns.filter((column) => !foundBefore.has(column))).toEqual([]);
    expect(columns.length).toBeGreaterThan(60);
  });

  test('afterwards the values stand only in columns that the plan keeps', async () => {
    const found = await findInDatabase(client, planted);
    expect(Object.fromEntries([...found].sort())).toEqual({
      'app.audit_log.action': 1,
      'app.invoices.bill_to': 1,
      'app.invoices.document': 1,
      'app.invoices.number': 1,
      'app.payments.payer': 1,
      'app.payments.provider_ref': 1,
      'app.security_log.action': 1,
    });
  });

  test('neither journal, keys, certificate nor output hold any of them', async () => {
    expect(await findInFiles(folder, planted)).toEqual([]);
    for (const text of [planning.stdout, planning.stderr, applying.stdout, applying.stderr]) {
      for (const value of planted) expect(text).not.toContain(value);
    }
  });

  test('the server wrote none of them into its log', async () => {
    const [clusterDir] = await values<string>(`SELECT current_setting('data_directory')`);
    const log = await readFile(join(dirname(clusterDir ?? ''), 'server.log'), 'utf8');
    expect(log).toContain('database system is ready to accept connections');
    for (const value of planted) expect(log).not.toContain(value);
  });
});

describe('the certificate', () => {
  const offline = letheCli({ folder });

  test('is genuine to a verifier that has neither database nor configuration', async () => {
    const { file, key } = applied.certificate;
    const answer = await offline('verify', file, '--key', key, '--json');
    expect(answer.code).toBe(0);
    const { ok, certificate } = answer.json<{
      ok: boolean;
      certificate: { run: string; rows: Record<string, number> };
    }>();
    expect(ok).toBe(true);
    expect(certificate.run).toBe(applied.run);
    const sum = (kind: string) => plan.steps.filter((s) => s.kind === kind).reduce((total, s) => total + s.rows, 0);
    expect(certificate.rows).toMatchObject({ deleted: sum('delete'), detached: sum('detach') });
  });

  test('is refused after one flipped byte, anywhere', async () => {
    const { file, key } = applied.certificate;
    const keys = [(await readFile(key, 'utf8')).trim()];
    const bytes = await readFile(file);
    expect(verifyCertificate({ file: bytes, keys }).ok).toBe(true);
    const forged = (at: number): Buffer => Buffer.concat([bytes]).fill((bytes[at] ?? 0) ^ 1, at, at + 1);
    // All of them take minutes: every 37th meets each part of the file.
    for (let at = 0; at < bytes.length; at += 37)
      expect.soft(verifyCertificate({ file: forged(at), keys }).ok, `byte ${at}`).toBe(false);
    await writeFile(join(folder, 'forged.note'), forged(bytes.length >> 1));
    const answer = await offline('verify', 'forged.note', '--key', key);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('error CERTIFICATE_INVALID');
  });

  test('holds nothing that could tell a person or the workspace', async () => {
    const text = await readFile(applied.certificate.file, 'utf8');
    const people = await values<string>('SELECT email FROM app.users');
    for (const value of [...planted, `deleted-${gone}`, subject, ...people]) expect(text).not.toContain(value);
  });
});

// Last in the file: it adds a run to the database the others look at.
test('R5 the emptied workspace can be deleted again: nothing is left to do', async () => {
  const again = await lethe(
    'apply',
    subject,
    '--confirm',
    subject,
    '--json',
    '--certificate',
    join(folder, 'again.note'),
  );
  expect(again.json()).toMatchObject({ status: 'completed', verified: true, rows: 0, findings: [] });
  expect(again.code).toBe(0);
});
