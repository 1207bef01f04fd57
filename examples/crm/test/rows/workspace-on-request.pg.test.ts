import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { checksums, difference } from '../../database/checksum.ts';
import {
  accessOf,
  advanceTo,
  askByForm,
  askInSettings,
  cancelWhatIsOpen,
  dateThere,
  dayMs,
  inState,
  newestRequest,
  press,
  requestOf,
  twoTicksMs,
} from './deletion.ts';
import type { RequestBody } from './lethe-api.ts';
import { codeIn } from './mailbox.ts';
import { product } from './product.ts';
import { until } from './until.ts';

// Acme has the workspaces 1, 4 and 7, Globex 2, 5 and 8; those with an even number have an open invoice.
const crm = await product({ accounts: 3 });
const { sql, mailbox, operator } = crm;

const owner = 'owner@acme.test';
const admin = 'admin@acme.test';
const member = 'member@acme.test';

async function value(statement: string): Promise<string> {
  const { rows } = await sql.query<[string]>({ text: statement, rowMode: 'array' });
  return String(rows[0]?.[0]);
}

const nameOf = (workspace: number): Promise<string> => value(`SELECT name FROM app.workspaces WHERE id = ${workspace}`);
const slugOf = (workspace: number): Promise<string> => value(`SELECT slug FROM app.workspaces WHERE id = ${workspace}`);
const idOf = (email: string): Promise<string> => value(`SELECT id FROM app.users WHERE email = '${email}'`);
const timeZoneOf = (workspace: number): Promise<string> =>
  value(`SELECT time_zone FROM app.workspaces WHERE id = ${workspace}`);

const requestFor = (workspace: number): Promise<RequestBody> =>
  until(`a request for workspace ${workspace}`, async () => {
    const request = await newestRequest(crm, `workspace:${workspace}`);
    return request?.state === 'verifying' ? request : null;
  });

const addContact = async (email: string, workspace: number): Promise<number> => {
  const person = await crm.signedIn(email);
  return (await person.json('POST', `/api/workspaces/${workspace}/contacts`, { fullName: 'Somebody' })).status;
};

afterEach(() => cancelWhatIsOpen(crm));

describe('R1 a request', () => {
  test('R1 from a mailbox that is no owner’s and no admin’s makes no request, writes to nobody, and is answered like any other', async () => {
    const named = await slugOf(1);
    const strangers = [member, 'nobody@elsewhere.test', 'owner@globex.test'];
    const pages = [];
    for (const address of strangers) pages.push(await askByForm(crm, { address, named }));
    await until('all wishes to be looked at', async () =>
      (await value('SELECT count(*) FROM lethe.wishes WHERE outcome IS NULL')) === '0' ? true : null,
    );
    expect(await value('SELECT count(*) FROM lethe.wishes')).toBe('3');
    expect(await newestRequest(crm, 'workspace:1')).toBeNull();
    for (const address of strangers) expect(await mailbox.to(address)).toEqual([]);

    pages.push(await askByForm(crm, { address: owner, named }));
    const { id } = await requestFor(1);
    expect(new Set(pages.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    await mailbox.waitFor(id, owner, /^Please show that this mailbox is yours$/);
    expect(new Set((await mailbox.about(id)).map(({ to }) => to))).toEqual(new Set([owner]));
  });

  test('R1 names one workspace and the exports still needed', async () => {
    await askByForm(crm, { address: admin, named: await slugOf(4), exportsNeeded: 'yes' });
    const { id } = await requestFor(4);
    const request = await requestOf(crm, id);
    expect(request).toMatchObject({ subject: 'workspace:4', channel: 'form', requester: await idOf(admin) });
    expect(request.blockers.map(({ name, level }) => `${name} ${level}`)).toContain('exports-needed@1 warn');
  });

  test('R1 for the whole account is another subject, asked for by its owner in the settings', async () => {
    const id = await askInSettings(crm, await crm.signedIn(owner), { subject: 'account:1', exportsNeeded: true });
    expect(await requestOf(crm, id)).toMatchObject({ subject: 'account:1', channel: 'self_service' });
    expect((await crm.visitor().get('/request')).text).not.toContain('<option value="account"');
  });

  test('R1 entered by an operator counts only on behalf of an owner or admin', async () => {
    const subject = 'workspace:7';
    for (const onBehalfOf of [member, 'nobody@elsewhere.test', 'owner@globex.test'])
      expect(await operator.post('/v1/requests', { subject, onBehalfOf })).toMatchObject({
        status: 403,
        body: { refusal: 'ROLE_NOT_ALLOWED', detail: 'Nobody with this mailbox has a role that may ask for this.' },
      });
    expect(await newestRequest(crm, subject)).toBeNull();
    const made = await operator.post('/v1/requests', { subject, onBehalfOf: admin, exportsNeeded: true });
    expect(made).toMatchObject({ status: 201, body: { channel: 'operator', requester: await idOf(admin) } });
    await mailbox.waitFor(String(made.body['id']), admin, /^Please show that this mailbox is yours$/);
  });
});

describe('R2 authority is verified before anything happens', () => {
  test('R2 by the link in the mailbox, which wants a person and not a scanner', async () => {
    await askByForm(crm, { address: owner, named: await slugOf(1) });
    const { id } = await requestFor(1);
    const mail = await mailbox.waitFor(id, owner, /^Please show/);
    expect(mail.text).not.toContain(await nameOf(1));
    expect(await requestOf(crm, id)).toMatchObject({ state: 'verifying', proofs: [{ kind: 'role' }], dueAt: null });
    expect(await accessOf(sql, 'account:1', 'workspace:1')).toBe('active');
    for (const link of mail.links) await (await fetch(link)).text();
    expect((await press(crm, mail, 'prove', 'something else')).status).toBe(422);
    expect((await requestOf(crm, id)).state).toBe('verifying');
    expect((await press(crm, mail, 'prove', await nameOf(1))).status).toBe(200);
    expect((await inState(crm, id, 'scheduled')).proofs.map(({ kind }) => kind).sort()).toEqual(['mailbox', 'role']);
  });

  test('R2 by the code, of which five may be wrong', async () => {
    const { body } = await operator.post('/v1/requests', { subject: 'workspace:7', onBehalfOf: admin });
    const id = String(body['id']);
    const mail = await mailbox.waitFor(id, admin, /^Please show/);
    const person = await crm.person(admin);
    const wrong = await person.post(`/v1/requests/${id}/proofs`, { kind: 'mailbox', code: 'AAAAA-AAAAA' });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'CONFIRM_MISMATCH' } });
    expect((await requestOf(crm, id)).state).toBe('verifying');
    const right = await person.post(`/v1/requests/${id}/proofs`, { kind: 'mailbox', code: codeIn(mail) });
    expect(right).toMatchObject({ status: 200, body: { state: 'scheduled' } });
  });

  test('R2 by the decision of an operator, with a reason that is stored', async () => {
    const { body } = await operator.post('/v1/requests', { subject: 'workspace:4' });
    const id = String(body['id']);
    const decide = (reason: string) =>
      operator.post(`/v1/requests/${id}/proofs`, { kind: 'operator_decision', reason });
    expect((await decide(' ')).status).toBe(400);
    const person = await crm.person(owner);
    const own = { kind: 'operator_decision', reason: 'it was me' };
    expect((await person.post(`/v1/requests/${id}/proofs`, own)).status).toBe(403);
    expect((await requestOf(crm, id)).state).toBe('verifying');
    const reason = 'signed letter of the managing director, checked against the register';
    expect(await decide(reason)).toMatchObject({ status: 200, body: { state: 'scheduled' } });
    expect(await value(`SELECT body -> 'proofs' -> 0 ->> 'reason' FROM lethe.requests WHERE id = '${id}'`)).toBe(
      reason,
    );
  });

  test('R2 a role that is lost before the date blocks the deletion, and nothing is deleted', async () => {
    const { body } = await operator.post('/v1/requests', { subject: 'workspace:7', onBehalfOf: admin });
    const id = String(body['id']);
    await press(crm, await mailbox.waitFor(id, admin, /^Please show/), 'prove', await nameOf(7));
    const { dueAt } = await inState(crm, id, 'scheduled');
    const user = await idOf(admin);
    const makeAdmin = (role: string) =>
      sql.query('UPDATE app.members SET role = $1 WHERE workspace_id = 7 AND user_id = $2', [role, user]);
    await makeAdmin('member');
    onTestFinished(async () => void (await makeAdmin('admin')));
    const before = await checksums(sql);
    await advanceTo(crm, dueAt);
    const blocked = await inState(crm, id, 'blocked');
    expect(blocked).toMatchObject({ findings: [{ code: 'AUTHORITY_LOST' }], runs: [] });
    await mailbox.waitFor(id, 'operator@lethe.test', /blocked$/);
    await sleep(twoTicksMs);
    expect((await requestOf(crm, id)).state).toBe('blocked');
    expect(difference(before, await checksums(sql))).toEqual([]);
  });

  test('R2, R8 what is still owed and which exports are still needed is shown and mailed', async () => {
    const globex = 'owner@globex.test';
    const person = await crm.signedIn(globex);
    const id = await askInSettings(crm, person, { subject: 'workspace:2', exportsNeeded: true });
    const { blockers, dueAt } = await inState(crm, id, 'scheduled');
    const mail = await mailbox.waitFor(id, globex, /^The workspace “.+” will be deleted on /);
    await until('both to be noted', async () => ((await requestOf(crm, id)).blockers.length === 2 ? true : null));
    expect(blockers.every(({ level }) => level === 'warn')).toBe(true);
    expect(mail.text).toContain('There are unpaid invoices. They stay due after the deletion.');
    expect(mail.text).toContain('You said that you still need exports of your data.');
    expect(mail.text).toContain(await dateThere(sql, dueAt, await timeZoneOf(2)));
    expect((await person.get('/workspaces/2/settings')).text).toContain('There are unpaid invoices');
  });
});

describe('R7 before anybody asks', () => {
  test('R7 the settings show scope, exports, what to disconnect, what is owed and who asks', async () => {
    const person = await crm.signedIn('owner@globex.test');
    const { text } = await person.get('/workspaces/2/settings/delete');
    const contacts = await value('SELECT count(*) FROM app.contacts WHERE workspace_id = 2');
    const channels = await value('SELECT count(*) FROM app.channels WHERE workspace_id = 2');
    const unpaid = await value(`SELECT count(*) FROM app.invoices WHERE workspace_id = 2 AND status = 'open'`);
    for (const part of [
      'This one workspace. The account and its other workspaces stay.',
      `<td>${contacts}</td>`,
      `${channels} channels`,
      'sign-in connections',
      'automations',
      `${unpaid} of 12 invoices are unpaid`,
      'owner@globex.test, owner of',
    ])
      expect(text).toContain(part);
  });

  test('R7 contacts, conversations and invoices are downloaded as CSV and JSON, all rows and none of others', async () => {
    const person = await crm.signedIn('owner@globex.test');
    for (const [what, table] of [
      ['contacts', 'contacts'],
      ['conversations', 'messages'],
      ['invoices', 'invoices'],
    ]) {
      const { rows } = await sql.query<{ id: string }>(
        `SELECT id FROM app.${table} WHERE workspace_id = 2 ORDER BY id`,
      );
      const json = await person.get(`/workspaces/2/export/${what}.json`);
      const items: readonly { id: string }[] = JSON.parse(json.text);
      expect(items.map(({ id }) => id)).toEqual(rows.map(({ id }) => String(id)));
      const csv = await person.get(`/workspaces/2/export/${what}.csv`);
      expect(csv.headers.get('content-type')).toContain('text/csv');
      expect(csv.text.trimEnd().split('\r\n').length).toBeGreaterThanOrEqual(rows.length + 1);
    }
    expect((await (await crm.signedIn(owner)).get('/workspaces/2/export/contacts.csv')).status).toBe(404);
  });
});

describe('R3 once verified', () => {
  test('R3 the workspace is queued, closed to its people, and the CRM refuses its own writes', async () => {
    const name = await nameOf(1);
    await askByForm(crm, { address: owner, named: await slugOf(1) });
    const { id } = await requestFor(1);
    await press(crm, await mailbox.waitFor(id, owner, /^Please show/), 'prove', name);
    const { dueAt } = await inState(crm, id, 'scheduled');
    expect(Date.parse(dueAt ?? '') - (await crm.now())).toBeGreaterThan(3 * dayMs - 20_000);
    expect(await accessOf(sql, 'account:1', 'workspace:1')).toBe('restricted');
    for (const email of [owner, member]) expect(await addContact(email, 1)).toBe(423);
    expect(await addContact(member, 4)).toBe(201);
    expect((await (await crm.signedIn(member)).get('/workspaces/1')).status).toBe(423);
    const mail = await mailbox.waitFor(id, owner, /will be deleted on/);
    expect(mail.text).toContain('Until then access is restricted');
    expect((await mailbox.waitFor(id, admin, /will be deleted on/)).text).toContain(
      'You are told because you are an owner or administrator',
    );
    await operator.post(`/v1/requests/${id}/cancel`);
    expect(await accessOf(sql, 'account:1', 'workspace:1')).toBe('active');
    expect(await addContact(member, 1)).toBe(201);
  });
});
