import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { checksums, difference } from '../../database/checksum.ts';
import { rowsOfWorkspace } from '../workspace-rows.ts';
import { accessOf, advanceTo, askInSettings, dayMs, inState, requestOf, twoTicksMs } from './deletion.ts';
import { product } from './product.ts';

// Acme has the workspaces 1, 3 and 5.
const owner = 'owner@acme.test';

const crm = await product({ accounts: 2 });
const { sql, mailbox, operator } = crm;

describe('a hold', () => {
  test('placed during grace stops the deletion whatever the date, and when it is released the same request goes on', async () => {
    const id = await askInSettings(crm, await crm.signedIn(owner), { subject: 'workspace:1' });
    const { dueAt } = await inState(crm, id, 'scheduled');
    const hold = { scope: 'account:1', reason: 'case 7 O 12/26', owner: 'legal@lethe.test', reviewOn: '2099-01-01' };
    const placed = await operator.post('/v1/holds', hold);
    expect(placed.status).toBe(201);
    await inState(crm, id, 'held');
    await mailbox.waitFor(id, 'operator@lethe.test', /held$/);
    const before = await checksums(sql);
    await advanceTo(crm, dueAt, -30 * dayMs);
    await sleep(twoTicksMs);
    expect(await requestOf(crm, id)).toMatchObject({ state: 'held', runs: [] });
    expect(difference(before, await checksums(sql))).toEqual([]);
    expect(await accessOf(sql, 'account:1', 'workspace:1')).toBe('restricted');
    for (const { to, text } of await mailbox.about(id)) if (to === owner) expect(text).not.toContain('7 O 12/26');

    const released = await crm.lethe('release', String(placed.body['id']), '--reason', 'the case is closed');
    expect(released).toMatchObject({ code: 0 });
    expect((await inState(crm, id, 'completed')).outcome).toBe('all');
    expect((await rowsOfWorkspace(sql, 1)).get('app.contacts')).toBe(0);
  });

  test('placed on a workspace refuses nothing to its people, and a deletion asked for meanwhile waits', async () => {
    const placed = await crm.lethe(
      ...['hold', 'workspace:5', '--reason', 'case 8', '--owner', 'legal', '--review', '2099-01-01', '--json'],
    );
    expect(placed).toMatchObject({ code: 0 });
    const { hold } = placed.json<{ hold: string }>();
    const person = await crm.signedIn(owner);
    expect((await person.json('POST', '/api/workspaces/5/contacts', { fullName: 'Somebody' })).status).toBe(201);
    const id = await askInSettings(crm, person, { subject: 'workspace:5' });
    await inState(crm, id, 'held');
    expect((await person.get('/workspaces/5/settings')).text).toContain('We are required to keep this data for now');
    expect((await operator.post(`/v1/requests/${id}/cancel`)).status).toBe(200);
    expect((await operator.post(`/v1/holds/${hold}/release`, { reason: 'over' })).status).toBe(200);
    expect((await requestOf(crm, id)).state).toBe('cancelled');
  });
});

describe('the kill switch', () => {
  test('engaged, nothing is deleted that falls due, and it can be cancelled; lifted, the deletion goes on by itself', async () => {
    const person = await crm.signedIn(owner);
    const [three, five] = [
      await askInSettings(crm, person, { subject: 'workspace:3' }),
      await askInSettings(crm, person, { subject: 'workspace:5' }),
    ];
    await inState(crm, three, 'scheduled');
    const { dueAt } = await inState(crm, five, 'scheduled');
    expect(await crm.lethe('pause', '--all', '--reason', 'we look into something')).toMatchObject({ code: 0 });
    const before = await checksums(sql);
    await advanceTo(crm, dueAt, -dayMs);
    await sleep(twoTicksMs);
    expect(difference(before, await checksums(sql))).toEqual([]);
    expect(await requestOf(crm, three)).toMatchObject({ state: 'scheduled', runs: [], cancellable: true });
    await person.get('/workspaces/5/settings');
    expect((await person.submit('/workspaces/5/settings/cancel')).status).toBe(303);
    expect(await accessOf(sql, 'account:1', 'workspace:5')).toBe('active');

    expect(await crm.lethe('resume', '--all')).toMatchObject({ code: 0 });
    await inState(crm, three, 'completed');
    expect((await rowsOfWorkspace(sql, 3)).get('app.contacts')).toBe(0);
    expect((await rowsOfWorkspace(sql, 5)).get('app.contacts')).toBeGreaterThan(0);
  });
});
