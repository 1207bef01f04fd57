import { describe, expect, inject, it } from 'vitest';
import { ann, ben, cid, dee, deskCase, refusalOf } from '../../../test/desk/desk-case.ts';
import { openBackend } from '../open-backend.ts';

const admin = { url: inject('postgresUrl') };

describe('a subject', () => {
  it('is deactivated and reactivated by its role, and what lies in it too', async () => {
    await using desk = await deskCase(admin);
    const { subjects } = desk.backend;
    expect((await subjects.load(cid, 'account:1')).access).toBe('active');
    for (const [caller, code] of [
      [ben, 'FORBIDDEN'],
      [dee, 'SUBJECT_UNKNOWN'],
    ] as const)
      expect((await refusalOf(subjects.deactivate(caller, 'account:1'))).code).toBe(code);
    expect((await subjects.deactivate(ann, 'account:1')).access).toBe('deactivated');
    expect((await subjects.deactivate(ann, 'account:1')).access).toBe('deactivated');
    expect((await subjects.load(cid, 'workspace:11')).access).toBe('deactivated');
    expect((await subjects.load(dee, 'account:2')).access).toBe('active');
    expect((await subjects.reactivate(ann, 'account:1')).access).toBe('active');
    const { rows } = await desk.client.query(
      `select type, data from lethe.events where type like 'subject.%' order by id`,
    );
    expect(rows).toEqual([
      { type: 'subject.deactivated', data: { subject: 'account:1', actor: '1', role: 'owner' } },
      { type: 'subject.reactivated', data: { subject: 'account:1', actor: '1', role: 'owner' } },
    ]);
  });

  it('by a key of its tenant, and of no other', async () => {
    await using desk = await deskCase(admin);
    const { subjects } = desk.backend;
    const key = await desk.key(['access:read', 'access:write'], 'account:1');
    expect((await subjects.deactivate(key, 'workspace:11')).access).toBe('deactivated');
    expect((await refusalOf(subjects.deactivate(key, 'workspace:21'))).code).toBe('SUBJECT_UNKNOWN');
    expect((await refusalOf(subjects.load(key, 'account:2'))).code).toBe('SUBJECT_UNKNOWN');
    const reader = await desk.key(['access:read']);
    expect((await refusalOf(subjects.deactivate(reader, 'account:1'))).code).toBe('FORBIDDEN');
  });

  it('deactivated stays so while its deletion waits, and when that is cancelled', async () => {
    await using desk = await deskCase(admin);
    const { subjects, requests } = desk.backend;
    await subjects.deactivate(ann, 'account:1');
    const { request } = await desk.ask(ann, 'account:1');
    await desk.work();
    await requests.confirm(ann, request.id, (await desk.message(request.id, 'confirmation')).code, null);
    expect(await subjects.load(ann, 'account:1')).toEqual({
      subject: 'account:1',
      path: ['account:1'],
      there: true,
      access: 'deactivated',
      openRequests: [request.id],
    });
    // That there is one is told only to those who could ask for it.
    expect((await subjects.load(cid, 'account:1')).openRequests).toEqual([]);
    await requests.cancel(ann, request.id, null);
    expect((await subjects.load(ann, 'account:1')).access).toBe('deactivated');
    expect((await subjects.reactivate(ann, 'account:1')).access).toBe('active');
  });

  it('that is not there is told to a key, with what was noted of it', async () => {
    await using desk = await deskCase(admin);
    const { subjects } = desk.backend;
    const key = await desk.key(['access:read', 'access:write']);
    await subjects.deactivate(key, 'workspace:12');
    await desk.client.query('delete from app.workspace_members where workspace_id = 12');
    await desk.client.query('delete from app.invoices where workspace_id = 12');
    await desk.client.query('delete from app.contacts where workspace_id = 12');
    await desk.client.query('delete from app.workspaces where id = 12');
    expect(await subjects.load(key, 'workspace:12')).toMatchObject({
      there: false,
      path: ['account:1', 'workspace:12'],
      access: 'deactivated',
    });
    expect((await refusalOf(subjects.load(ann, 'workspace:12'))).code).toBe('SUBJECT_UNKNOWN');
  });
});

describe('holds', () => {
  it('are placed and released within the tenant of the key', async () => {
    await using desk = await deskCase(admin);
    const { holds } = desk.backend;
    const hold = { scope: 'workspace:21', reason: 'matter', owner: 'legal', reviewOn: '2099-01-01' };
    const all = await desk.key(['hold:read', 'hold:write']);
    const theirs = await desk.key(['hold:read', 'hold:write'], 'account:2');
    const others = await desk.key(['hold:read', 'hold:write'], 'account:1');
    expect((await refusalOf(holds.place(others, hold))).code).toBe('SUBJECT_UNKNOWN');
    expect((await refusalOf(holds.place(ann, hold))).code).toBe('FORBIDDEN');
    expect((await refusalOf(holds.list(ann))).code).toBe('FORBIDDEN');
    const { hold: id } = await holds.place(theirs, hold);
    expect((await holds.list(theirs)).map((each) => each.hold)).toEqual([id]);
    expect((await holds.list(all)).map((each) => each.hold)).toEqual([id]);
    expect(await holds.list(others)).toEqual([]);
    expect((await refusalOf(holds.release(others, id, 'x'))).code).toBe('HOLD_UNKNOWN');
    expect((await refusalOf(holds.release(theirs, id, ' '))).code).toBe('HOLD_INVALID');
    expect(await holds.release(theirs, id, 'settled')).toEqual([]);
    for (const wrong of [{ reason: ' ' }, { owner: '' }, { reviewOn: '' }, { reviewOn: '2020-01-01' }])
      expect((await refusalOf(holds.place(all, { ...hold, ...wrong }))).code).toBe('HOLD_INVALID');
    expect((await refusalOf(holds.place(all, { ...hold, scope: 'workspace:*' }))).code).toBe('SUBJECT_INVALID');
  });
});

describe('the public side', () => {
  it('tells by its code how far a request is, and nobody’s name', async () => {
    await using desk = await deskCase(admin);
    const { forms } = desk.backend;
    const made = await desk.backend.requests.receive(ann, {
      subject: 'account:1',
      exportsNeeded: false,
      onBehalfOf: null,
    });
    const status = await forms.status(made.statusCode?.toLowerCase() ?? '');
    expect(status).toEqual({
      state: 'confirming',
      kind: 'account',
      receivedAt: made.record.request.receivedAt,
      dueAt: null,
      completeDueAt: made.record.request.completeDueAt,
      outcome: null,
      residuals: [],
    });
    for (const code of ['', 'AAAAA-AAAAA-AAAAA-AAAAA', made.record.request.id, 'x'.repeat(1_000_000)])
      expect(await forms.status(code)).toBeNull();
    expect(forms.kinds()).toEqual(['account']);
  });

  it('notes a wish of anybody in the same way, whoever they are', async () => {
    await using desk = await deskCase(admin);
    const written = { kind: 'account', named: 'acme', exportsNeeded: false };
    expect(await desk.backend.forms.wish({ ...written, address: 'ann@one.test' })).toBeUndefined();
    expect(await desk.backend.forms.wish({ ...written, address: 'nobody@one.test' })).toBeUndefined();
    expect(await desk.count('lethe.wishes')).toBe(2);
    expect(await desk.count('lethe.requests')).toBe(0);
    await desk.work();
    expect(await desk.count('lethe.requests')).toBe(1);
  });
});

describe('health', () => {
  it('says which parts are up and how old the oldest pending deletion is', async () => {
    await using desk = await deskCase(admin);
    expect(await desk.backend.health()).toMatchObject({
      parts: { database: true, migrations: true, jobs: true, worker: false, mail: true },
      oldestPendingSeconds: 0,
      attention: 0,
    });
    const { request } = await desk.ask(ann, 'workspace:11');
    await desk.backend.requests.confirm(ann, request.id, 'Støtte', null);
    await desk.client.query(`update lethe.clock set ahead = interval '25 hours'`);
    const health = await desk.backend.health();
    expect(health.requests).toEqual({ scheduled: 1 });
    expect(Math.round(health.oldestPendingSeconds / 60)).toBe(60);
    expect(health.deliveriesPending).toBe(0);
  });

  it('of a database that is not migrated or away is an answer too', async () => {
    await using desk = await deskCase(admin);
    await desk.client.query('delete from lethe.migrations where name like $1', ['002%']);
    expect((await desk.backend.health()).parts).toMatchObject({ database: true, migrations: false, jobs: false });
    await using up = await openBackend(desk.lethe, { parts: { mail: async () => false } });
    expect((await up.health()).parts.mail).toBe(false);
    await desk.client.query('drop schema lethe cascade');
    expect((await desk.backend.health()).parts).toMatchObject({ database: true, migrations: false });
  });
});
