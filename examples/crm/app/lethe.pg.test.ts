import { createLocalJWKSet, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { developmentPassword } from './development-password.ts';
import { runningCrm } from './running-crm.fixture.ts';

const crm = await runningCrm();

describe('what Lethe has closed', () => {
  for (const subject of ['workspace:1', 'account:1'])
    for (const access of ['deactivated', 'restricted', 'gone'])
      test(`refuses every write while ${subject} is ${access}, and says why`, async () => {
        const person = await crm.signedIn('owner@acme.test');
        await person.get('/workspaces/1');
        await crm.letheSays(subject, access);
        const before = await crm.contactsOf(1);
        const page = await person.submit('/workspaces/1/contacts', { fullName: 'Too late' });
        expect(page).toMatchObject({ status: 423, text: expect.stringContaining('Nothing was changed') });
        const answer = await person.json('POST', '/api/workspaces/1/contacts', { fullName: 'Too late' });
        expect(answer).toMatchObject({ status: 423, body: { status: 423, access } });
        expect(await crm.contactsOf(1)).toBe(before);
        const other = await crm.signedIn('owner@globex.test');
        expect((await other.json('POST', '/api/workspaces/2/contacts', { fullName: 'Not closed' })).status).toBe(201);
      });

  test('can be read and exported by its owner, who is told, and by nobody else', async () => {
    await crm.letheSays('workspace:1', 'deactivated');
    const owner = await crm.signedIn('owner@acme.test');
    const page = await owner.get('/workspaces/1');
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('This is deactivated') });
    expect((await owner.get('/workspaces/1/export/contacts.csv')).status).toBe(200);
    const member = await crm.signedIn('member@acme.test');
    expect((await member.get('/workspaces/1')).status).toBe(423);
    expect((await member.json('GET', '/api/workspaces/1/contacts')).status).toBe(423);
  });

  test('F88: what is kept of it when it is gone is shown, found and exported to nobody, its owner neither', async () => {
    const owner = await crm.signedIn('owner@acme.test');
    const { rows } = await crm.client.query<{ number: string }>(
      'SELECT number FROM app.invoices WHERE workspace_id = 1 ORDER BY id LIMIT 1',
    );
    const kept = rows[0]?.number ?? 'no invoice';
    const places = ['', '/conversations', '/campaigns', '/export/invoices.csv', '/export/invoices.json', '/settings'];
    for (const path of ['/workspaces/1', '/accounts/1'])
      expect((await owner.get(`${path}/export/invoices.csv`)).text).toContain(kept);
    await crm.letheSays('workspace:1', 'gone');
    for (const place of places) {
      const answer = await owner.get(`/workspaces/1${place}`);
      expect([place, answer.status]).toEqual([place, 410]);
      expect(answer.text).not.toContain(kept);
    }
    expect((await owner.json('GET', '/api/workspaces/1/contacts')).status).toBe(410);
    // Exports of its account are of what is there.
    const whole = await owner.get('/accounts/1/export/invoices.csv');
    expect([whole.status, whole.text.includes(kept), whole.text.length > 500]).toEqual([200, false, true]);
    expect((await owner.get('/accounts/1/settings/delete')).text).toContain('The whole account, with 2 workspaces');
  });

  test('stays open while its deletion is scheduled, with the date in its own time zone on every page', async () => {
    await crm.letheSays('account:1', 'scheduled');
    const request = { id: 'req_1', state: 'scheduled', dueAt: '2026-12-01T12:00:00Z' };
    crm.answers['GET /v1/requests'] = { status: 200, body: { items: [request] } };
    const owner = await crm.signedIn('owner@acme.test');
    expect((await owner.json('POST', '/api/workspaces/1/contacts', { fullName: 'In time' })).status).toBe(201);
    for (const path of ['/workspaces/1', '/workspaces/1/campaigns', '/accounts/1/settings'])
      expect((await owner.get(path)).text).toContain('Deletion scheduled for 1 December 2026 at 13:00 (Europe/Berlin)');
    crm.answers['GET /v1/requests'] = { status: 503, body: {} };
    expect((await owner.get('/workspaces/1')).text).toContain('Deletion scheduled.');
  });

  test('is asked after the transaction has an id, so that Lethe waits for whoever saw it open', async () => {
    await crm.client.query(`CREATE SCHEMA lethe; CREATE TABLE lethe.seen (id text);
      CREATE FUNCTION lethe.access_of(path text[]) RETURNS text LANGUAGE plpgsql AS $$ DECLARE id text; BEGIN
        id := pg_current_xact_id_if_assigned();
        INSERT INTO lethe.seen VALUES (id); RETURN 'active'; END $$`);
    const owner = await crm.signedIn('owner@acme.test');
    expect((await owner.json('POST', '/api/workspaces/1/contacts', { fullName: 'Fenced' })).status).toBe(201);
    const { rows } = await crm.client.query('SELECT id IS NOT NULL AS assigned FROM lethe.seen');
    expect(rows).toEqual([{ assigned: true }]);
  });
});

describe('settings', () => {
  test('review scope, exports, integrations and billing before anything is asked', async () => {
    const owner = await crm.signedIn('owner@acme.test');
    expect((await owner.get('/accounts/1/settings')).text).toContain('Review what will be deleted');
    const { text } = await owner.get('/accounts/1/settings/delete');
    const { rows } = await crm.client.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM app.contacts WHERE workspace_id IN (SELECT id FROM app.workspaces WHERE account_id = 1)',
    );
    for (const part of ['The whole account, with 3 workspaces', `<td>${rows[0]?.n}</td>`, 'owner@acme.test'])
      expect(text).toContain(part);
    for (const part of ['/export/contacts.csv', '/export/conversations.json', '/export/invoices.csv'])
      expect(text).toContain(`/accounts/1${part}`);
    for (const part of ['sign-in connections', 'telephone numbers', 'API tokens', 'invoices are unpaid'])
      expect(text).toContain(part);
    expect(text).not.toContain('checked');
    expect(crm.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('ask Lethe in the name of who is signed in, once for a form sent twice', async () => {
    const owner = await crm.signedIn('owner@acme.test');
    crm.answers['POST /v1/requests'] = { status: 201, body: { id: 'req_1', state: 'confirming', dueAt: null } };
    await owner.get('/accounts/1/settings/delete');
    const path = '/accounts/1/settings/delete';
    expect(await owner.submit(path, { exportsNeeded: 'yes' })).toMatchObject({ location: '/accounts/1/settings' });
    const [call] = crm.asked.filter(({ method }) => method === 'POST');
    expect(call).toMatchObject({ path: '/v1/requests', body: { subject: 'account:1', exportsNeeded: true } });
    expect(call?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
    const { payload, protectedHeader } = await jwtVerify(call?.token ?? '', createLocalJWKSet(await crm.jwks()), {
      audience: 'lethe',
    });
    const { rows } = await crm.client.query(`SELECT id FROM app.users WHERE email = 'owner@acme.test'`);
    expect(payload).toMatchObject({ sub: rows[0]?.id, amr: ['pwd'], jti: expect.any(String) });
    expect(protectedHeader.alg).toBe('EdDSA');
    const { iat = 0, exp = 0, auth_time: authTime } = payload;
    expect(exp - iat).toBeLessThanOrEqual(300);
    expect(iat - Number(authTime)).toBeLessThan(10);
  });

  test('want the password again when it was given more than ten minutes ago, and keep the page when it is wrong', async () => {
    const owner = await crm.signedIn('owner@acme.test');
    const path = '/workspaces/1/settings/delete';
    crm.answers['POST /v1/requests'] = { status: 201, body: { id: 'req_1', state: 'scheduled', dueAt: null } };
    await owner.get(path);
    crm.aheadMs = 10 * 60_000;
    expect(await owner.submit(path)).toMatchObject({ status: 403, text: expect.stringContaining('name="password"') });
    expect((await owner.submit(path, { password: 'not it' })).status).toBe(401);
    expect(crm.asked.filter(({ method }) => method === 'POST')).toEqual([]);
    expect((await owner.submit(path, { password: developmentPassword })).status).toBe(303);
    expect(crm.asked.filter(({ method }) => method === 'POST')).toMatchObject([{ body: { subject: 'workspace:1' } }]);
  });

  test('prove who asks as soon as Lethe has looked at the request, or on the page when that took too long', async () => {
    const owner = await crm.signedIn('owner@acme.test');
    const request = { id: 'req_2', state: 'received', dueAt: null, proofs: [{ kind: 'role' }] };
    const verifying = { ...request, state: 'verifying', acceptedProofs: [['mailbox'], ['role', 'fresh_session']] };
    crm.answers['POST /v1/requests'] = { status: 201, body: request };
    crm.answers['GET /v1/requests/req_2'] = { status: 200, body: verifying };
    await owner.get('/workspaces/1/settings/delete');
    expect((await owner.submit('/workspaces/1/settings/delete')).status).toBe(303);
    const proof = { method: 'POST', path: '/v1/requests/req_2/proofs', body: { kind: 'fresh_session' } };
    expect(crm.asked.at(-1)).toMatchObject(proof);
    const blockers = [{ message: 'There are unpaid invoices.' }];
    crm.answers['GET /v1/requests'] = { status: 200, body: { items: [{ ...verifying, blockers }] } };
    crm.aheadMs = 11 * 60_000;
    expect((await owner.get('/workspaces/1/settings')).text).toContain('There are unpaid invoices.');
    expect((await owner.submit('/workspaces/1/settings/prove')).status).toBe(403);
    crm.asked.length = 0;
    await owner.submit('/workspaces/1/settings/prove', { password: developmentPassword });
    expect(crm.asked.at(-1)).toMatchObject(proof);
  });

  test('show the open request and cancel it; deactivate and reactivate', async () => {
    const owner = await crm.signedIn('owner@acme.test');
    const item = { id: 'req_7', state: 'scheduled', dueAt: '2026-12-01T12:00:00Z', cancellable: true };
    crm.answers['GET /v1/requests'] = {
      status: 200,
      body: { items: [{ ...item, id: 'req_6', state: 'cancelled' }, item] },
    };
    const settings = '/accounts/1/settings';
    expect((await owner.get(settings)).text).toContain('Deletion is scheduled for 1 December 2026 at 13:00');
    expect((await owner.submit(`${settings}/cancel`)).location).toBe(settings);
    await owner.get(settings);
    await owner.submit(`${settings}/deactivate`);
    await crm.letheSays('account:1', 'deactivated');
    await owner.get(settings);
    await owner.submit(`${settings}/reactivate`);
    expect(crm.asked.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
      '/v1/requests/req_7/cancel',
      '/v1/subjects/account%3A1/deactivate',
      '/v1/subjects/account%3A1/reactivate',
    ]);
  });

  test('offer nothing to those who may not ask, and refuse them', async () => {
    const admin = await crm.signedIn('admin@acme.test');
    const account = await admin.get('/accounts/1/settings');
    expect(account.text).toContain('Only an owner can ask for this. Ask owner@acme.test.');
    expect(account.text).not.toContain('Review what will be deleted');
    expect((await admin.get('/accounts/1/settings/delete')).status).toBe(403);
    expect((await admin.get('/workspaces/1/settings/delete')).status).toBe(200);
    const member = await crm.signedIn('member@acme.test');
    expect((await member.get('/workspaces/1/settings')).text).toContain('Only owners and admins can ask for this');
    expect((await member.get('/workspaces/1/settings/delete')).status).toBe(403);
    expect((await member.get('/workspaces/1/export/contacts.csv')).status).toBe(403);
  });

  test('pass on what Lethe refuses, and can be read without it', async () => {
    const owner = await crm.signedIn('owner@acme.test');
    const path = '/accounts/1/settings/delete';
    await owner.get(path);
    crm.answers['POST /v1/requests'] = { status: 409, body: { title: 'Open already', detail: 'One is under way.' } };
    expect(await owner.submit(path)).toMatchObject({ status: 409, text: expect.stringContaining('One is under way.') });
    crm.answers['GET /v1/requests'] = { status: 500, body: {} };
    expect(await owner.get('/accounts/1/settings')).toMatchObject({ status: 200 });
  });
});

describe('an export', () => {
  test('holds every row of the subject and none of others, as JSON and as CSV', async () => {
    const owner = await crm.signedIn('owner@acme.test');
    const { rows } = await crm.client.query<{ ids: string[] }>(
      `SELECT array_agg(m.id::text ORDER BY m.id) AS ids FROM app.messages m JOIN app.workspaces w ON w.id = m.workspace_id
       WHERE w.account_id = 1`,
    );
    const json = await owner.get('/accounts/1/export/conversations.json');
    const items: { id: string }[] = JSON.parse(json.text);
    expect(items.map(({ id }) => id)).toEqual(rows[0]?.ids);
    expect(items.length).toBeGreaterThan(1000);
    const csv = await owner.get('/accounts/1/export/conversations.csv');
    expect(csv.text.split('\r\n')).toHaveLength(items.length + 2);
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="account-1-conversations.csv"');
  });

  test('of a cell that looks like a formula is text to a spreadsheet', async () => {
    const owner = await crm.signedIn('owner@acme.test');
    await owner.json('POST', '/api/workspaces/1/contacts', { fullName: '=HYPERLINK("http://elsewhere.test")' });
    const { text } = await owner.get('/workspaces/1/export/contacts.csv');
    expect(text).toContain(`"'=HYPERLINK(""http://elsewhere.test"")"`);
  });
});
