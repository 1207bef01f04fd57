import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Checksums, checksums, difference } from '../../database/checksum.ts';
import type { VendorState } from '../../vendor/vendor.ts';
import { keptTables, rowsOfWorkspace } from '../workspace-rows.ts';
import { certificateOf } from './certificate.ts';
import { accessOf, advanceTo, inState, readLink, requestOf, schedule, twoTicksMs } from './deletion.ts';
import type { RequestBody } from './lethe-api.ts';
import { product } from './product.ts';
import { until } from './until.ts';

const crm = await product({ accounts: 3 });
const { sql, mailbox, vendor, operator } = crm;

async function values(statement: string): Promise<string[]> {
  const { rows } = await sql.query<[string]>({ text: statement, rowMode: 'array' });
  return rows.map(([value]) => String(value));
}

/** What the vendor has for these workspaces, by the CRM's own books, as the vendor names it. */
const atVendor = (workspaces: string): Promise<string[]> =>
  values(`
    SELECT 'numbers/' || vendor_ref FROM app.phone_numbers WHERE workspace_id IN (${workspaces}) AND status = 'active'
    UNION ALL SELECT 'tokens/' || id FROM app.channels WHERE workspace_id IN (${workspaces})
    UNION ALL SELECT 'campaigns/' || id FROM app.campaigns WHERE workspace_id IN (${workspaces}) AND status = 'running'
    UNION ALL SELECT 'schedules/' || id FROM app.schedules WHERE workspace_id IN (${workspaces})
    UNION ALL SELECT 'connections/' || id FROM app.sign_in_connections WHERE workspace_id IN (${workspaces})`);

const heldOf = ({ held }: VendorState): string[] =>
  Object.entries(held).flatMap(([kind, ids]) => ids.map((id) => `${kind}/${id}`));

describe('T4 when grace is over, what is somewhere else ends before the rows that know of it', () => {
  const globex = 'account:2';
  const owner = 'owner@globex.test';
  const workspaces = '2, 5, 8';
  let before: Checksums;
  let contracts: string[];
  let wereHere: string[];
  let token: string;
  let request: RequestBody;

  async function rowsLeft(): Promise<Map<string, number>[]> {
    const left = [];
    for (const workspace of [2, 5, 8]) left.push(await rowsOfWorkspace(sql, workspace));
    return left;
  }
  let rowsBefore: Map<string, number>[];

  beforeAll(async () => {
    before = await checksums(sql);
    rowsBefore = await rowsLeft();
    contracts = await atVendor(workspaces);
    wereHere = await values(`SELECT id FROM app.users WHERE last_workspace_id IN (${workspaces}) ORDER BY id`);
    const [channel] = await values(`SELECT min(id) FROM app.channels WHERE workspace_id = 5`);
    token = `tokens/${channel}`;
    request = await schedule(crm, owner, { subject: globex, name: 'Globex' });
    await vendor.fail(token);
    await advanceTo(crm, request.dueAt);
    request = await inState(crm, request.id, 'running');
    await until('all else that comes before the rows to have ended', async () => {
      const held = heldOf(await vendor.state()).filter((each) => contracts.includes(each));
      return held.every((each) => each.startsWith('numbers/') || each === token) || null;
    });
  }, 60_000);

  test('T4 as long as one token could not be revoked, no row is gone and no number released', async () => {
    await sleep(twoTicksMs);
    expect(await rowsLeft()).toEqual(rowsBefore);
    const { held, ended } = await vendor.state();
    expect(`tokens/${held.tokens.find((id) => `tokens/${id}` === token)}`).toBe(token);
    expect(ended.filter(({ resource }) => resource.startsWith('numbers/'))).toEqual([]);
    expect((await requestOf(crm, request.id)).state).toBe('running');
  });

  test('T5 after the start cancelling is refused, with a text that says why, by every way there is', async () => {
    const person = await crm.signedIn(owner);
    const page = await person.get('/accounts/2/settings');
    expect(page.text).toContain('Deletion is under way and cannot be cancelled any more');
    expect(page.text).not.toContain('/settings/cancel"');
    const late = await (await crm.person(owner)).post(`/v1/requests/${request.id}/cancel`);
    expect(late).toMatchObject({ status: 409, body: { refusal: 'TOO_LATE' } });
    expect(String(late.body['detail'])).toContain('can no longer be cancelled');
    const scheduled = await mailbox.waitFor(request.id, owner, /will be deleted on/);
    expect(await readLink(crm, scheduled)).toContain('can no longer be cancelled');
    expect(await accessOf(sql, globex, 'workspace:2')).toBe('restricted');
    expect((await person.json('POST', '/api/workspaces/2/contacts', { fullName: 'Too late' })).status).toBe(423);
  });

  test('T4 with the vendor well again all account data goes, and its owner is told it is done', async () => {
    await vendor.beWell();
    await crm.advance('PT10S');
    request = await inState(crm, request.id, 'completed');
    expect(request.outcome).toBe('all');
    await mailbox.waitFor(request.id, owner, /is deleted; some data stays for now$/);
    for (const counts of await rowsLeft())
      for (const [table, rows] of counts) {
        if (!keptTables.includes(table)) expect.soft(rows, table).toBe(0);
      }
    expect(await values('SELECT count(*) FROM app.account_members WHERE account_id = 2')).toEqual(['0']);
    expect(await values('SELECT name FROM app.accounts WHERE id = 2')).toEqual(['deleted']);
    const gone = await (await crm.signedIn(owner)).get('/accounts/2/settings');
    expect([404, 410]).toContain(gone.status);
  });

  test('T4 numbers are released, campaigns and schedules ended, connections and tokens revoked, each once', async () => {
    const { ended, held } = await vendor.state();
    expect(ended.map(({ resource }) => resource).sort()).toEqual(contracts.toSorted());
    expect(new Set(ended.map(({ times }) => times))).toEqual(new Set([1]));
    expect(held.numbers.length).toBeGreaterThan(0);
    const at = (kind: string): number[] =>
      ended.filter(({ resource }) => resource.startsWith(kind)).map((each) => Date.parse(each.at));
    for (const kind of ['connections', 'tokens', 'campaigns', 'schedules']) {
      expect(at(kind).length).toBeGreaterThan(0);
      expect(Math.max(...at(kind))).toBeLessThanOrEqual(Math.min(...at('numbers')));
    }
  });

  test('T4 every other account, shared row and person is as before, but for where somebody was last', async () => {
    const ours = [...workspaces.split(', '), 'account:2'];
    const changed = difference(before, await checksums(sql)).filter(({ tenant }) => !ours.includes(tenant));
    expect(changed.map(({ table, tenant }) => `${table} ${tenant}`).sort()).toEqual(
      wereHere.map((id) => `users user:${id}`).sort(),
    );
  });

  test('T7 what is owed stays owed: open invoices and their payments are untouched, and the team is told of them', async () => {
    const after = await checksums(sql);
    for (const table of ['invoices', 'payments'])
      for (const workspace of workspaces.split(', '))
        expect(after.get(table)?.get(workspace)).toEqual(before.get(table)?.get(workspace));
    const open = await values(
      `SELECT bill_to FROM app.invoices WHERE workspace_id IN (${workspaces}) AND status = 'open' AND bill_to IS NOT NULL`,
    );
    expect(open.length).toBeGreaterThan(0);
    const scheduled = await mailbox.waitFor(request.id, owner, /will be deleted on/);
    expect(scheduled.text).toContain('There are unpaid invoices. They stay due after the deletion.');
    const team = await mailbox.waitFor(request.id, 'operator@lethe.test', /completed$/);
    expect(team.text).toContain('unpaid-invoices@1 (warn)');
    for (const name of ['Globex', 'globex', owner]) expect(team.text).not.toContain(name);
  });
});

describe('T4 a vendor that stays away', () => {
  const initech = 'account:3';
  const owner = 'owner@initech.test';

  test('T4 the run waits and asks for attention, an operator waives it with a reason, and the certificate shows that', async () => {
    const [reference] = await values(
      `SELECT vendor_ref FROM app.phone_numbers WHERE workspace_id = 6 AND status = 'active' LIMIT 1`,
    );
    await vendor.fail(`numbers/${reference}`);
    const { id, dueAt } = await schedule(crm, owner, { subject: initech, name: 'Initech' });
    await advanceTo(crm, dueAt);
    const [run] = (await inState(crm, id, 'running')).runs;
    // The vendor is asked again after ever longer waits, of which none is longer than a day.
    let seen = 0;
    await until(
      'the vendor to be given up',
      async () => {
        if ((await operator.get(`/v1/runs/${run}`)).body['state'] === 'failed') return true;
        const [attempts] = await values(`SELECT max(attempts) FROM lethe.outbox WHERE run = '${run}'`);
        if (Number(attempts) > seen) await crm.advance('P1D');
        seen = Number(attempts);
        return null;
      },
      50_000,
    );
    const { state, attention, certificates } = await requestOf(crm, id);
    expect([state, certificates]).toEqual(['running', []]);
    expect(attention.map(({ code }) => code)).toEqual(['EFFECT_FAILED']);
    expect((await mailbox.waitFor(id, 'operator@lethe.test', /attention$/)).text).toContain('waive it with a reason');
    expect((await mailbox.about(id)).filter(({ subject }) => /^The account .* is deleted/u.test(subject))).toEqual([]);

    const effect = 'release-numbers@1';
    expect((await operator.post(`/v1/runs/${run}/waive`, { effect, reason: ' ' })).status).toBe(400);
    const reason = 'the vendor has closed its business';
    expect((await operator.post(`/v1/runs/${run}/waive`, { effect, reason })).status).toBe(200);
    const request = await inState(crm, id, 'completed');
    const { effects } = await certificateOf(crm, request);
    expect(effects.find(({ name }) => name === 'release-numbers')?.waived).toMatchObject([{ items: 1, reason }]);
    expect((await vendor.state()).held.numbers).toContain(reference);
    await mailbox.waitFor(id, owner, /is deleted; some data stays for now$/);
  }, 90_000);
});
