import { describe, expect, test } from 'vitest';
import { browser } from '../test/crm-browser.ts';
import { developmentPassword } from './development-password.ts';
import { runningCrm } from './running-crm.fixture.ts';

const crm = await runningCrm();

describe('signing in', () => {
  test('with the right password opens a session that scripts cannot read', async () => {
    const answer = await browser(crm.url).signIn('owner@acme.test', developmentPassword);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('set-cookie')).toMatch(/^crm_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('answers a wrong password, a person without one and nobody alike', async () => {
    const tries = ['owner@acme.test', 'user4@acme.test', 'nobody@acme.test'];
    const said = await Promise.all(
      tries.map(async (email) => {
        const { status, text } = await browser(crm.url).signIn(email, 'not it');
        return { status, text: text.replaceAll(email, 'EMAIL') };
      }),
    );
    expect(said[0]).toMatchObject({ status: 401, text: expect.stringContaining('is not right') });
    expect(said).toEqual([said[0], said[0], said[0]]);
  });

  test('is refused for a while after ten wrong passwords, even with the right one', async () => {
    for (let tries = 0; tries < 10; tries += 1) await browser(crm.url).signIn('admin@globex.test', `guess ${tries}`);
    const answer = await browser(crm.url).signIn('admin@globex.test', developmentPassword);
    expect(answer.status).toBe(429);
  });

  test('leads to the page that was wanted, and never to another site', async () => {
    const person = browser(crm.url);
    expect(await person.get('/workspaces/1')).toMatchObject({ status: 303, location: '/sign-in?to=%2Fworkspaces%2F1' });
    const credentials = { email: 'owner@acme.test', password: developmentPassword };
    expect(await person.post('/sign-in', { ...credentials, to: '/workspaces/1' })).toMatchObject({
      location: '/workspaces/1',
    });
    for (const to of ['//elsewhere.test', '/\\elsewhere.test', 'https://elsewhere.test'])
      expect(await person.post('/sign-in', { ...credentials, to })).toMatchObject({ location: '/workspaces' });
  });

  test('out ends the session for good, and a session ends by itself after twelve hours', async () => {
    const person = await crm.signedIn('owner@acme.test');
    const page = await person.get('/workspaces');
    expect(page.status).toBe(200);
    crm.aheadMs = 13 * 60 * 60_000;
    expect((await person.get('/workspaces')).status).toBe(303);
    crm.aheadMs = 0;
    await person.get('/workspaces');
    await person.submit('/sign-out');
    expect((await person.get('/workspaces')).status).toBe(303);
  });
});

describe('what another site sends', () => {
  test('is refused by its origin, by the browser saying so, and without the token of the form', async () => {
    const person = await crm.signedIn('owner@acme.test');
    const before = await crm.contactsOf(1);
    const fields = { fullName: 'Planted by another site' };
    const page = await person.get('/workspaces/1');
    const formToken = /name="formToken" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const tries = [
      person.post('/workspaces/1/contacts', { ...fields, formToken }, { origin: 'http://elsewhere.test' }),
      person.post('/workspaces/1/contacts', { ...fields, formToken }, { origin: 'http://127.0.0.1:1' }),
      person.post('/workspaces/1/contacts', { ...fields, formToken }, { origin: 'null' }),
      person.post('/workspaces/1/contacts', { ...fields, formToken }, { 'sec-fetch-site': 'same-site' }),
      person.post('/workspaces/1/contacts', fields),
      person.post('/workspaces/1/contacts', { ...fields, formToken: `${formToken}x` }),
    ];
    for (const { status } of await Promise.all(tries)) expect(status).toBe(403);
    expect(await crm.contactsOf(1)).toBe(before);
    await person.get('/workspaces/1');
    expect((await person.submit('/workspaces/1/contacts', fields)).status).toBe(303);
    expect(await crm.contactsOf(1)).toBe(before + 1);
  });

  test('cannot reach the API with a form or as text', async () => {
    const person = await crm.signedIn('owner@acme.test');
    const before = await crm.contactsOf(1);
    expect((await person.post('/api/workspaces/1/contacts', { fullName: 'Planted' })).status).toBe(415);
    const text = { 'content-type': 'text/plain' };
    expect((await person.json('POST', '/api/workspaces/1/contacts', { fullName: 'Planted' }, text)).status).toBe(415);
    expect(await crm.contactsOf(1)).toBe(before);
  });
});

describe('the product', () => {
  test('adds a contact with what belongs to it, and shows it as text', async () => {
    const person = await crm.signedIn('member@acme.test');
    await person.get('/workspaces/1');
    const fullName = '<b>Ada</b> & "co"';
    await person.submit('/workspaces/1/contacts', { fullName, email: 'ada@mail.test' });
    expect((await person.get('/workspaces/1')).text).toContain('&#60;b&#62;Ada&#60;/b&#62; &#38; &#34;co&#34;');
    const { rows } = await crm.client.query(
      `SELECT c.workspace_id, s.content, l.action FROM app.contacts c
       JOIN app.search_documents s ON s.source_id = c.id AND s.source_type = 'contact' AND s.workspace_id = c.workspace_id
       JOIN app.audit_log l ON l.workspace_id = c.workspace_id AND l.actor_email = 'member@acme.test'
       WHERE c.full_name = $1 ORDER BY l.id DESC LIMIT 1`,
      [fullName],
    );
    expect(rows).toEqual([{ workspace_id: '1', content: `${fullName} ada@mail.test`, action: 'contact.added' }]);
    const again = await person.json('POST', '/api/workspaces/1/contacts', { fullName, email: 'Ada@mail.test' });
    expect(again).toMatchObject({ status: 409, body: { title: 'Not added' } });
  });

  test('sends a message in a conversation, from its page', async () => {
    const person = await crm.signedIn('owner@acme.test');
    const conversation = await crm.conversationOf(1);
    const path = `/workspaces/1/conversations/${conversation}`;
    expect((await person.get(path)).status).toBe(200);
    expect(await person.submit(`${path}/messages`, { body: 'On its way.' })).toMatchObject({ location: path });
    expect((await person.get(path)).text).toContain('On its way.');
    expect((await person.get('/workspaces/1/campaigns')).text).toContain('Newsletter 1');
  });

  test('shows and changes nothing of a workspace one does not work in, in the words for one that is not there', async () => {
    const person = await crm.signedIn('owner@globex.test');
    const before = await crm.contactsOf(1);
    const conversation = await crm.conversationOf(1);
    const theirs = ['/contacts', '/conversations', '/campaigns', '/access'];
    for (const path of theirs)
      expect(await person.json('GET', `/api/workspaces/1${path}`)).toEqual(
        await person.json('GET', `/api/workspaces/999${path}`),
      );
    const writes: [string, object][] = [
      ['/api/workspaces/1/contacts', { fullName: 'Intruder' }],
      [`/api/workspaces/1/conversations/${conversation}/messages`, { body: 'Hello' }],
      // A workspace of theirs, a conversation of another.
      [`/api/workspaces/2/conversations/${conversation}/messages`, { body: 'Hello' }],
    ];
    for (const [path, body] of writes) expect(await person.json('POST', path, body)).toMatchObject({ status: 404 });
    const pages = ['', '/settings', '/settings/delete', '/export/contacts.csv', '/conversations', '/campaigns'];
    for (const page of pages) expect.soft((await person.get(`/workspaces/1${page}`)).status, page).toBe(404);
    expect((await person.get('/accounts/1/settings')).status).toBe(404);
    expect(await crm.contactsOf(1)).toBe(before);
  });

  test('answers an id that is none like one that is not there', async () => {
    const person = await crm.signedIn('owner@acme.test');
    for (const id of ['0', '-1', '1.5', '1%20or%201=1', '99999999999999999999'])
      expect.soft((await person.json('GET', `/api/workspaces/${id}/contacts`)).status, id).toBe(404);
  });
});
