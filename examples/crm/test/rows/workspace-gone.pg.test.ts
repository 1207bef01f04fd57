import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Checksums, checksums, difference } from '../../database/checksum.ts';
import type { Mail } from '../../demo/mailbox.ts';
import { keptTables, rowsOfWorkspace } from '../workspace-rows.ts';
import { certificateOf } from './certificate.ts';
import { accessOf, advanceTo, askByForm, dateThere, inState, newestRequest, press } from './deletion.ts';
import type { RequestBody } from './lethe-api.ts';
import { product } from './product.ts';
import { until } from './until.ts';

// Globex has the workspaces 2, 5 and 8.
const gone = 2;
const subject = `workspace:${gone}`;
const owner = 'owner@globex.test';
const admin = 'admin@globex.test';

const crm = await product({ accounts: 3 });
const { sql, mailbox, operator } = crm;

async function values(statement: string): Promise<string[]> {
  const { rows } = await sql.query<[string]>({ text: statement, rowMode: 'array' });
  return rows.map(([value]) => String(value));
}

describe('a workspace that is asked for by mailbox goes when its grace is over', () => {
  let before: Checksums;
  let rowsBefore: Map<string, number>;
  let lastHere: string[];
  let timeZone: string;
  let request: RequestBody;
  let done: Mail;

  beforeAll(async () => {
    before = await checksums(sql);
    rowsBefore = await rowsOfWorkspace(sql, gone);
    lastHere = await values(`SELECT id FROM app.users WHERE last_workspace_id = ${gone} ORDER BY id`);
    const [name = '', slug = '', zone = ''] = await values(
      `SELECT unnest(ARRAY[name, slug, time_zone]) FROM app.workspaces WHERE id = ${gone}`,
    );
    timeZone = zone;
    await askByForm(crm, { address: owner, named: slug });
    const { id } = await until('the request', () => newestRequest(crm, subject));
    await press(crm, await mailbox.waitFor(id, owner, /^Please show/), 'prove', name);
    const { dueAt } = await inState(crm, id, 'scheduled');
    expect(difference(before, await checksums(sql))).toEqual([]);
    await advanceTo(crm, dueAt);
    request = await inState(crm, id, 'completed');
    done = await mailbox.waitFor(id, owner, /is deleted; some data stays for now$/);
  }, 60_000);

  const classes: Readonly<Record<string, readonly string[]>> = {
    'inbox data': ['conversations', 'messages', 'attachments', 'channels', 'phone_numbers', 'search_documents'],
    'CRM records': ['contacts', 'tasks', 'orders', 'order_lines', 'order_returns'],
    notes: ['notes'],
    tags: ['tags', 'contact_tags'],
    'automation settings': ['automations', 'schedules'],
    'campaign history': ['campaigns', 'campaign_history'],
    'team assignments': ['teams', 'team_assignments'],
    'workspace access': ['members', 'roles', 'api_tokens'],
    'sign-in connections and role mappings': ['sign_in_connections', 'role_mappings'],
    'support artefacts': ['support_tickets', 'ticket_events'],
  };

  test('R3 everything that hangs on the workspace goes in one and the same run', async () => {
    const [run, ...others] = request.runs;
    expect(others).toEqual([]);
    const { body } = await operator.get(`/v1/runs/${run}`);
    expect(body).toMatchObject({ state: 'completed', subject, attention: [] });
    const tables = body['tables'] as readonly { table: string; kind: string; done: number }[];
    const deleted = tables.filter(({ kind }) => kind === 'delete').map(({ table, done: rows }) => [table, rows]);
    for (const [table, rows] of rowsBefore)
      if (!keptTables.includes(table)) expect.soft(deleted).toContainEqual([table, rows]);
  });

  test('R5 every table of the workspace is named here or kept', () => {
    const named = Object.values(classes).flatMap((tables) => tables.map((table) => `app.${table}`));
    expect([...named, ...keptTables].sort()).toEqual([...rowsBefore.keys()].sort());
  });

  test.each(Object.entries(classes))('R5 %s: there before, and nothing of it now', async (_class, tables) => {
    const after = await rowsOfWorkspace(sql, gone);
    for (const table of tables) {
      expect.soft(rowsBefore.get(`app.${table}`), table).toBeGreaterThan(0);
      expect.soft(after.get(`app.${table}`), table).toBe(0);
    }
  });

  test('R5 every other workspace, shared row and person is as before, but for where somebody was last', async () => {
    const changed = difference(before, await checksums(sql)).filter(({ tenant }) => tenant !== String(gone));
    expect(changed.map(({ table, tenant }) => `${table} ${tenant}`).sort()).toEqual(
      lastHere.map((id) => `users user:${id}`).sort(),
    );
  });

  test('R5 its people cannot open it any more, and work on in their other workspaces', async () => {
    const person = await crm.signedIn(owner);
    expect((await person.get(`/workspaces/${gone}`)).status).toBe(404);
    expect((await person.get('/workspaces')).text).not.toContain(`/workspaces/${gone}"`);
    expect((await person.json('POST', '/api/workspaces/5/contacts', { fullName: 'Goes on' })).status).toBe(201);
    expect(await accessOf(sql, 'account:2', subject)).toBe('gone');
  });

  test('R6 invoices and payments stay byte for byte, and logs stay without the people in them', async () => {
    const after = await checksums(sql);
    for (const table of ['invoices', 'payments'])
      expect(after.get(table)?.get(String(gone))).toEqual(before.get(table)?.get(String(gone)));
    const left = await rowsOfWorkspace(sql, gone);
    for (const table of ['audit_log', 'security_log']) {
      expect(left.get(`app.${table}`)).toBe(rowsBefore.get(`app.${table}`));
      const named = `actor_email IS NOT NULL OR ip IS NOT NULL OR details <> '{}'`;
      expect(await values(`SELECT id FROM app.${table} WHERE workspace_id = ${gone} AND (${named})`)).toEqual([]);
    }
  });

  /** What stays and until when, worked out by the database. */
  async function ends(): Promise<Record<string, string>> {
    const [invoices = '', payments = '', audit = '', security = ''] = await values(`
      SELECT (date_trunc('year', max(issued_at) AT TIME ZONE 'UTC' + interval '8 years')::date - 1)::text FROM app.invoices WHERE workspace_id = ${gone}
      UNION ALL SELECT (date_trunc('year', max(paid_at) AT TIME ZONE 'UTC' + interval '8 years')::date - 1)::text FROM app.payments WHERE workspace_id = ${gone}
      UNION ALL SELECT (max(occurred_at) AT TIME ZONE 'UTC' + interval '12 months')::date::text FROM app.audit_log WHERE workspace_id = ${gone}
      UNION ALL SELECT (max(occurred_at) AT TIME ZONE 'UTC' + interval '12 months')::date::text FROM app.security_log WHERE workspace_id = ${gone}`);
    return {
      'app.invoices': invoices,
      'app.payments': payments,
      'app.audit_log': audit,
      'app.security_log': security,
    };
  }

  test('R6 the list of what remains, and the verified certificate, name each kept table with its rows, reason and date', async () => {
    const { body } = await operator.get(`/v1/residuals?request=${request.id}`);
    const items = body['items'] as readonly { table: string; rows: number; reason: string; until: string }[];
    const expected = await ends();
    for (const [table, until] of Object.entries(expected)) {
      const found = items.find((item) => item.table === table);
      expect.soft(found?.rows, table).toBe(rowsBefore.get(table));
      expect.soft(found?.until.slice(0, 10), table).toBe(until);
      expect.soft(found?.reason, table).toMatch(/tax law|security incidents/);
    }
    expect(items.map(({ table }) => table).sort()).toEqual([...keptTables, 'backups'].sort());
    const { residuals, file, key, text } = await certificateOf(crm, request);
    for (const [table, until] of Object.entries(expected))
      expect.soft(residuals.find(({ what }) => what.includes(table))?.until?.slice(0, 10), table).toBe(until);
    // Whoever has the file and the key alone sees that it is genuine, and that another is not.
    const forged = join(crm.folder, 'forged.note');
    await writeFile(forged, text.replace('"deleted"', '"Deleted"'));
    expect(await crm.lethe('verify', forged, '--key', key)).toMatchObject({ code: 1 });
    expect(await crm.lethe('verify', file, '--key', key)).toMatchObject({ code: 0 });
  });

  test('R4, R8 the requester is told that it is done, what remains and until when, in the zone of the workspace', async () => {
    const { body } = await operator.get(`/v1/requests/${request.id}/events`);
    const events = body['items'] as readonly { at: string; data: Readonly<Record<string, unknown>> }[];
    const end = events.find(({ data }) => data['to'] === 'completed');
    expect(done.text).toContain(`Done on ${await dateThere(sql, end?.at ?? null, timeZone)}`);
    for (const [table, until] of Object.entries(await ends())) {
      const what = table.slice('app.'.length).replace('_', ' ');
      const [day] = await values(`SELECT to_char(date '${until}', 'FMDD FMMonth YYYY')`);
      expect(done.text).toContain(`${what}: ${rowsBefore.get(table)} records, kept until ${day}`);
    }
    expect(done.text).toContain('There are unpaid invoices');
    expect(done.text).toContain(request.certificates[0]);
    await mailbox.waitFor(request.id, admin, /is deleted; some data stays for now$/);
  });
});
