import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { checksums, difference } from '../../database/checksum.ts';
import {
  accessOf,
  advanceTo,
  askInSettings,
  cancelWhatIsOpen,
  dateThere,
  dayMs,
  hourMs,
  inState,
  openLink,
  press,
  readLink,
  requestOf,
  schedule,
  twoTicksMs,
} from './deletion.ts';
import { codeIn } from './mailbox.ts';
import { product } from './product.ts';

// Acme's workspaces are 1, 4 and 7, and are there in the end; nothing here gets further than the last second of grace.
const acme = 'account:1';
const settings = '/accounts/1/settings';
const owner = 'owner@acme.test';
const admin = 'admin@acme.test';

const crm = await product({ accounts: 3 });
const { sql, mailbox } = crm;

afterEach(async () => {
  await cancelWhatIsOpen(crm);
  await crm.operator.post(`/v1/subjects/${acme}/reactivate`);
});

const addContact = async (email: string): Promise<number> =>
  (await (await crm.signedIn(email)).json('POST', '/api/workspaces/1/contacts', { fullName: 'Somebody' })).status;

const contacts = async (): Promise<number> =>
  (await sql.query('SELECT FROM app.contacts WHERE workspace_id = 1')).rowCount ?? 0;

describe('T1 deactivate', () => {
  test('T1 only an owner can deactivate and reactivate, whatever way they try', async () => {
    const page = await (await crm.signedIn(admin)).get(settings);
    expect(page.text).toContain('Only an owner can do this');
    expect(page.text).not.toContain(`action="${settings}/deactivate"`);
    const api = await crm.person(admin);
    for (const verb of ['deactivate', 'reactivate'])
      expect(await api.post(`/v1/subjects/${acme}/${verb}`)).toMatchObject({ status: 403 });
    const stranger = await crm.person('owner@globex.test');
    expect(await stranger.post(`/v1/subjects/${acme}/deactivate`)).toMatchObject({ status: 404 });
    expect(await accessOf(sql, acme)).toBe('active');
  });

  test('T1 while deactivated the CRM refuses its own writes, everything can be read and exported, and afterwards every byte is as it was', async () => {
    const before = await checksums(sql);
    const person = await crm.signedIn(owner);
    await person.get(settings);
    expect((await person.submit(`${settings}/deactivate`)).status).toBe(303);
    expect(await accessOf(sql, acme, 'workspace:1')).toBe('deactivated');
    for (const email of [owner, 'member@acme.test']) expect(await addContact(email)).toBe(423);
    expect((await (await crm.signedIn('owner@globex.test')).json('GET', '/api/workspaces/2/contacts')).status).toBe(
      200,
    );
    expect((await person.get('/workspaces/1')).text).toContain('This is deactivated');
    expect((await person.get('/accounts/1/export/contacts.csv')).status).toBe(200);
    await crm.advance('P400D');
    await person.get(settings);
    expect((await person.submit(`${settings}/reactivate`)).status).toBe(303);
    expect(difference(before, await checksums(sql))).toEqual([]);
    expect(await accessOf(sql, acme, 'workspace:1')).toBe('active');
    expect(await addContact('member@acme.test')).toBe(201);
  });
});

describe('T2 delete is asked for in the settings and confirmed by mail', () => {
  test('T2 a message with a link goes to the owner who asked, and nothing is scheduled before it is used', async () => {
    const person = await crm.signedIn(owner);
    const id = await askInSettings(crm, person, { subject: acme });
    const mail = await mailbox.waitFor(id, owner, /^Confirm: schedule deletion of the account “Acme”/);
    const { state, dueAt, confirmation, receivedAt } = await inState(crm, id, 'confirming');
    expect([state, dueAt]).toEqual(['confirming', null]);
    expect(Date.parse(confirmation?.expiresAt ?? '') - Date.parse(receivedAt)).toBeGreaterThanOrEqual(dayMs);
    expect(Date.parse(confirmation?.expiresAt ?? '') - Date.parse(receivedAt)).toBeLessThan(dayMs + 10_000);
    expect(mail.text).toContain(`Expires ${await dateThere(sql, confirmation?.expiresAt ?? null, 'Europe/Berlin')}`);
    expect((await person.get(settings)).text).toContain('We sent an e-mail with a link');
    expect(await accessOf(sql, acme)).toBe('active');
    await advanceTo(crm, confirmation?.expiresAt ?? null, hourMs);
    expect((await requestOf(crm, id)).state).toBe('confirming');
    await person.get(settings);
    expect((await person.submit(`${settings}/cancel`)).status).toBe(303);
  });

  test('T2 the link works in the last seconds of its 24 hours', async () => {
    const id = await askInSettings(crm, await crm.signedIn(owner), { subject: acme });
    const mail = await mailbox.waitFor(id, owner, /^Confirm/);
    const page = await openLink(crm, mail);
    await advanceTo(crm, (await requestOf(crm, id)).confirmation?.expiresAt ?? null, 5_000);
    expect((await page.submit('/link', { action: 'confirm', typed: 'Acme' })).text).toContain('Deletion is scheduled');
    expect((await requestOf(crm, id)).state).toBe('scheduled');
  });

  test('T2, T5 after 24 hours neither link nor code work, the owner is told, and asking again gives a new link that does', async () => {
    const person = await crm.signedIn(owner);
    const id = await askInSettings(crm, person, { subject: acme });
    const mail = await mailbox.waitFor(id, owner, /^Confirm/);
    const page = await openLink(crm, mail);
    await advanceTo(crm, (await requestOf(crm, id)).confirmation?.expiresAt ?? null);
    expect((await page.submit('/link', { action: 'confirm', typed: 'Acme' })).text).toContain('This link has expired');
    const byCode = await (await crm.person(owner)).post(`/v1/requests/${id}/confirm`, { typed: codeIn(mail) });
    expect(byCode).toMatchObject({ status: 409, body: { refusal: 'EXPIRED' } });
    expect((await inState(crm, id, 'expired')).cancellable).toBe(false);
    expect((await mailbox.waitFor(id, owner, /has expired$/)).text).toContain('please ask again');
    expect((await person.get(settings)).text).toContain('Review what will be deleted');

    const again = await askInSettings(crm, person, { subject: acme });
    expect(again).not.toBe(id);
    expect((await press(crm, mail, 'confirm', 'Acme')).text).toContain('This link has expired');
    const second = await mailbox.waitFor(again, owner, /^Confirm/);
    expect((await press(crm, second, 'confirm', 'Acme')).text).toContain('Deletion is scheduled');
  });

  test('T2 only an owner can ask', async () => {
    expect((await (await crm.signedIn(admin)).get(`${settings}/delete`)).status).toBe(403);
    expect(await (await crm.person(admin)).post('/v1/requests', { subject: acme })).toMatchObject({ status: 403 });
  });
});

describe('T3 confirming starts the grace period', () => {
  test('T3 it is seven days, everything stays usable, and the owner is told when, where they are, and to export', async () => {
    const { id, dueAt, confirmation } = await schedule(crm, owner, { subject: acme, name: 'Acme' });
    const { rows } = await sql.query<{ at: string }>(
      `SELECT body -> 'confirmation' ->> 'confirmedAt' AS at FROM lethe.requests WHERE id = $1`,
      [id],
    );
    expect(confirmation).not.toBeNull();
    expect(Date.parse(dueAt ?? '') - Number(rows[0]?.at)).toBe(7 * dayMs);
    const when = await dateThere(sql, dueAt, 'Europe/Berlin');
    const mail = await mailbox.waitFor(id, owner, /^The account “Acme” will be deleted on /);
    for (const part of [
      when,
      'Export now what you want to keep',
      'everything can be used as before',
      'Cancel deletion',
    ])
      expect(mail.text).toContain(part);
    expect(await accessOf(sql, acme, 'workspace:1')).toBe('scheduled');
    const before = await contacts();
    expect(await addContact('member@acme.test')).toBe(201);
    expect(await contacts()).toBe(before + 1);
    const page = await (await crm.signedIn(owner)).get('/workspaces/1');
    expect(page.text).toContain('Deletion scheduled for');
    expect(page.text).toContain('(Europe/Berlin)');
    expect((await (await crm.signedIn(owner)).get('/accounts/1/export/contacts.json')).status).toBe(200);

    await advanceTo(crm, dueAt, dayMs);
    await mailbox.waitFor(id, owner, /^Reminder: the account “Acme” will be deleted on /);
    await advanceTo(crm, dueAt, twoTicksMs + 10_000);
    await sleep(twoTicksMs);
    expect((await requestOf(crm, id)).state).toBe('scheduled');
    expect(await addContact('member@acme.test')).toBe(201);
  });
});

describe('T5 cancel', () => {
  test('T5 before confirmation, explicitly: everything is at once as it was, and the link is void', async () => {
    const person = await crm.signedIn(owner);
    const id = await askInSettings(crm, person, { subject: acme });
    const mail = await mailbox.waitFor(id, owner, /^Confirm/);
    await person.get(settings);
    expect((await person.submit(`${settings}/cancel`)).status).toBe(303);
    expect((await requestOf(crm, id)).state).toBe('cancelled');
    expect(await accessOf(sql, acme)).toBe('active');
    expect(await readLink(crm, mail)).toContain('The deletion was cancelled');
    const byCode = await (await crm.person(owner)).post(`/v1/requests/${id}/confirm`, { typed: codeIn(mail) });
    expect(byCode).toMatchObject({ status: 409, body: { refusal: 'CANCELLED' } });
  });

  test('T5 during grace, from the settings: active again at once, all told, and nothing comes of the old date', async () => {
    const { id, dueAt } = await schedule(crm, owner, { subject: acme, name: 'Acme' });
    const before = await checksums(sql);
    const person = await crm.signedIn(owner);
    await person.get(settings);
    expect((await person.submit(`${settings}/cancel`)).location).toBe(settings);
    expect(await accessOf(sql, acme, 'workspace:1')).toBe('active');
    expect((await person.get('/workspaces/1')).text).not.toContain('Deletion scheduled');
    await mailbox.waitFor(id, owner, /is cancelled$/);
    await advanceTo(crm, dueAt, -dayMs);
    await sleep(twoTicksMs);
    expect((await requestOf(crm, id)).state).toBe('cancelled');
    expect(difference(before, await checksums(sql))).toEqual([]);
  });

  test('T5 of two owners both are told, and the one who did not ask cancels with the link in their message', async () => {
    const makeAdmin = (role: string) =>
      sql.query(
        `UPDATE app.account_members m SET role = $1 FROM app.users u
         WHERE m.account_id = 1 AND u.id = m.user_id AND u.email = $2`,
        [role, admin],
      );
    await makeAdmin('owner');
    onTestFinished(async () => void (await makeAdmin('admin')));
    const { id } = await schedule(crm, owner, { subject: acme, name: 'Acme' });
    await mailbox.waitFor(id, owner, /will be deleted on /);
    const told = await mailbox.waitFor(id, admin, /^The account “Acme” will be deleted on /);
    expect(told.text).toContain('Asked for by: somebody with the role owner');
    const page = await press(crm, told, 'cancel');
    expect(page.text).toContain('The deletion was cancelled');
    expect((await requestOf(crm, id)).state).toBe('cancelled');
    expect(await accessOf(sql, acme)).toBe('active');
    for (const email of [owner, admin]) await mailbox.waitFor(id, email, /is cancelled$/);
  });
});

describe('a mailed link that no person used', () => {
  test('opening it, however often, and sending its form without typing, confirm and cancel nothing', async () => {
    const person = await crm.signedIn(owner);
    const id = await askInSettings(crm, person, { subject: acme });
    const confirmation = await mailbox.waitFor(id, owner, /^Confirm/);
    await scan(confirmation.links);
    const script = await openLink(crm, confirmation);
    for (const fields of [{}, { action: 'confirm' }, { typed: ' ' }, { action: 'confirm', typed: 'yes' }])
      expect((await script.submit('/link', fields)).status).toBe(422);
    expect((await requestOf(crm, id)).state).toBe('confirming');
    await press(crm, confirmation, 'confirm', 'Acme');
    await inState(crm, id, 'scheduled');
    const cancel = await mailbox.waitFor(id, owner, /will be deleted on/);
    await scan(cancel.links);
    const without = await openLink(crm, cancel);
    // A form that was not on the page: the token in the cookie alone does nothing.
    expect((await without.post('/link', { action: 'cancel', form: 'x' })).status).toBe(403);
    expect((await requestOf(crm, id)).state).toBe('scheduled');
    expect((await press(crm, cancel, 'cancel')).text).toContain('The deletion was cancelled');
  });

  /** As scanners of mail do: every link, twice, by HEAD and GET, following where it leads. */
  async function scan(links: readonly string[]): Promise<void> {
    for (const method of ['HEAD', 'GET', 'GET', 'HEAD'])
      for (const link of links) {
        const first = await fetch(link, { method, redirect: 'manual' });
        const cookie = first.headers
          .getSetCookie()
          .map((set) => set.split(';')[0] ?? '')
          .join('; ');
        const next = await fetch(new URL(first.headers.get('location') ?? '', link), { method, headers: { cookie } });
        await next.text();
      }
  }
});
