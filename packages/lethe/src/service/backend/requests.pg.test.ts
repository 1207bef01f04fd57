import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ann, ben, cid, type DeskCase, dee, deskCase, person, refusalOf } from '../../../test/desk/desk-case.ts';

const admin = { url: inject('postgresUrl') };

describe('a wish', () => {
  it('of an owner with a fresh sign-in is proven at once, and waits for the second step', async () => {
    await using desk = await deskCase(admin);
    const answer = await desk.backend.requests.receive(ann, {
      subject: 'account:1',
      exportsNeeded: false,
      onBehalfOf: null,
    });
    expect(answer).toMatchObject({ made: true, record: { subject: 'account:1', name: 'Acme GmbH' } });
    expect(answer.statusCode).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/);
    const { request } = answer.record;
    expect(request).toMatchObject({ state: 'confirming', timeZone: 'Europe/Berlin' });
    expect(request.requester).toEqual({ actor: '1', credential: null, channel: 'self-service' });
    expect(request.proofs.map(({ kind }) => kind)).toEqual(['fresh session', 'role']);
    const { rows } = await desk.client.query('select audience, recipient, address from lethe.addresses');
    expect(rows).toEqual([{ audience: 'requester', recipient: 'requester', address: 'ann@one.test' }]);
  });

  it('F41: of somebody who signed in too long ago waits for proof', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(person('1', 11), 'account:1');
    expect(request).toMatchObject({ state: 'verifying', proofs: [{ kind: 'role', role: 'owner' }] });
    const other = await desk.ask({ ...person('4'), ...{ signedInAt: null } }, 'account:2');
    expect(other.request.state).toBe('verifying');
    // Its row names a zone that is none.
    expect(other.request.timeZone).toBe('UTC');
  });

  it('for a workspace names what it lies in', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(ann, 'workspace:11');
    expect(request.targets[0].path).toEqual(['account:1', 'workspace:11']);
    expect(request.proofs.map(({ kind }) => kind)).toEqual(['password', 'role']);
  });

  it('that comes in again finds the open one, also when it is another’s', async () => {
    await using desk = await deskCase(admin);
    const first = await desk.ask(ann, 'account:1');
    const again = await desk.backend.requests.receive(ben, {
      subject: 'account:1',
      exportsNeeded: false,
      onBehalfOf: null,
    });
    expect(again).toMatchObject({ made: false, statusCode: null, record: { request: { id: first.request.id } } });
    expect(await desk.count('lethe.requests')).toBe(1);
  });

  it('sent twice at once makes one request', async () => {
    await using desk = await deskCase(admin);
    const both = await Promise.all([desk.ask(ann, 'account:1'), desk.ask(ben, 'account:1')]);
    expect(new Set(both.map(({ request }) => request.id)).size).toBe(1);
    expect(await desk.count('lethe.requests')).toBe(1);
  });

  it('is a new one where the earlier has ended', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(ann, 'account:1');
    await desk.backend.requests.cancel(ann, request.id, null);
    expect((await desk.ask(ann, 'account:1')).request.id).not.toBe(request.id);
  });

  it('that says exports are needed stops at the gate until that is taken back', async () => {
    await using desk = await deskCase(admin);
    const made = await desk.ask(ann, 'account:1', { exportsNeeded: true });
    expect(made.request).toMatchObject({ state: 'blocked', blocked: { resume: 'confirming' } });
    expect(made.blockerMessages['exports-needed@1']).toContain('exports');
    expect((await refusalOf(desk.backend.requests.clearBlocker(ann, made.request.id, 'other@1'))).code).toBe(
      'FORBIDDEN',
    );
    const cleared = await desk.backend.requests.clearBlocker(ann, made.request.id, 'exports-needed@1');
    expect(cleared.request.state).toBe('confirming');
  });

  it('on which a hold stands keeps all that was said with it', async () => {
    await using desk = await deskCase(admin);
    const operator = await desk.key(['hold:write', 'hold:read']);
    const hold = { scope: 'account:1', reason: 'matter 7', owner: 'legal', reviewOn: '2099-01-01' };
    const { hold: id } = await desk.backend.holds.place(operator, hold);
    const { request } = await desk.ask(ann, 'account:1', { exportsNeeded: true });
    expect(request).toMatchObject({ state: 'held', resume: 'blocked', holds: [id] });
    expect(request.blockers.map(({ blocker }) => blocker)).toEqual(['exports-needed@1']);
    expect((await desk.backend.holds.list(operator)).map(({ scope }) => scope)).toEqual(['account:1']);
    await desk.backend.holds.release(operator, id, 'settled');
    expect((await desk.backend.requests.load(ann, request.id)).request.state).toBe('blocked');
  });
});

describe('who may ask', () => {
  let desk: DeskCase;
  beforeAll(async () => {
    desk = await deskCase(admin);
  });
  afterAll(() => desk[Symbol.asyncDispose]());

  it('F48 a subject that is not there and one of another tenant are answered alike', async () => {
    const foreign = await refusalOf(desk.ask(ann, 'account:2'));
    const unknown = await refusalOf(desk.ask(ann, 'account:9'));
    expect(foreign.code).toBe('SUBJECT_UNKNOWN');
    expect({ ...foreign, message: foreign.message.replace('2', '9') }).toEqual(unknown);
    expect((await refusalOf(desk.ask(ann, 'workspace:21'))).code).toBe('SUBJECT_UNKNOWN');
  });

  it('F43 a member of a lower role is told that it is their role', async () => {
    expect((await refusalOf(desk.ask(cid, 'account:1'))).code).toBe('FORBIDDEN');
  });

  it.each([
    'account:',
    'account: ',
    'account:*',
    'account',
    'account:1,2',
    'account:x',
    'account:01',
    'nothing:1',
    '',
    '__proto__:1',
    `account:${'9'.repeat(5_000)}`,
  ])('%j is no subject', async (subject) => {
    expect((await refusalOf(desk.ask(ann, subject))).code).toBe('SUBJECT_INVALID');
  });

  it('only a key asks on behalf of somebody', async () => {
    expect((await refusalOf(desk.ask(ann, 'account:1', { onBehalfOf: 'ben@one.test' }))).code).toBe('FORBIDDEN');
  });

  it('a key asks for a person of the host with a role, and their mailbox is asked next', async () => {
    const key = await desk.key(['request:write', 'request:read']);
    for (const address of ['nobody@one.test', 'cid@one.test', 'dee@two.test']) {
      const refused = await refusalOf(desk.ask(key, 'account:1', { onBehalfOf: address }));
      expect(refused).toMatchObject({ code: 'REQUEST_REFUSED', refusal: 'ROLE_NOT_ALLOWED' });
    }
    const { request } = await desk.ask(key, 'account:1', { onBehalfOf: 'Ben@one.test' });
    expect(request.requester).toMatchObject({ actor: '2', channel: 'operator' });
    expect(request.proofs.map(({ kind }) => kind)).toEqual(['role']);
    await desk.work();
    const { code } = await desk.message(request.id, 'proof');
    const proven = await desk.backend.requests.prove(key, request.id, { kind: 'mailbox', code }, null);
    expect(proven.request.state).toBe('confirming');
    await desk.backend.requests.cancel(key, request.id, null);
  });

  it('a key without the scope is told so before anything is looked for', async () => {
    const key = await desk.key(['request:read']);
    expect((await refusalOf(desk.ask(key, 'account:1'))).code).toBe('FORBIDDEN');
    expect((await refusalOf(desk.ask(key, 'account:9'))).code).toBe('FORBIDDEN');
  });

  it('F47 a key of a tenant knows nothing outside of it', async () => {
    const key = await desk.key(['request:read', 'request:write', 'request:decide'], 'account:2');
    const { request } = await desk.ask(ann, 'workspace:11');
    const theirs = await desk.ask(key, 'workspace:21');
    const asKey = desk.backend.requests;
    const calls: ((id: string) => Promise<unknown>)[] = [
      (id) => asKey.load(key, id),
      (id) => asKey.events(key, id),
      (id) => asKey.cancel(key, id, null),
      (id) => asKey.resend(key, id),
      (id) => asKey.confirm(key, id, 'x', null),
      (id) => asKey.prove(key, id, { kind: 'operator decision', reason: 'because' }, null),
      (id) => asKey.refuse(key, id, { reason: 'unfounded', repeats: null }, null),
      (id) => asKey.forward(key, id, 'them', null),
      (id) => asKey.acknowledge(key, id),
      (id) => asKey.clearBlocker(key, id, 'exports-needed@1'),
    ];
    for (const call of calls) {
      const foreign = await refusalOf(call(request.id));
      expect(foreign.code).toBe('REQUEST_UNKNOWN');
      expect(foreign).toEqual({
        ...(await refusalOf(call('req_0'))),
        message: `there is no request ${request.id}`,
      });
    }
    expect((await refusalOf(desk.ask(key, 'workspace:11'))).code).toBe('SUBJECT_UNKNOWN');
    const { items } = await asKey.list(key, { subject: null, states: [], cursor: null, limit: 50 });
    expect(items.map(({ request: { id } }) => id)).toEqual([theirs.request.id]);
    const repeats = { reason: 'repeated', repeats: request.id } as const;
    expect((await refusalOf(asKey.refuse(key, theirs.request.id, repeats, null))).code).toBe('INPUT_INVALID');
    await asKey.cancel(ann, request.id, null);
    await asKey.cancel(key, theirs.request.id, null);
  });
});

describe('a request', () => {
  it('F47 of another tenant is as unknown as one that never was', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(ann, 'account:1');
    const { requests } = desk.backend;
    const verbs: Record<string, (id: string) => Promise<unknown>> = {
      load: (id) => requests.load(dee, id),
      events: (id) => requests.events(dee, id),
      cancel: (id) => requests.cancel(dee, id, null),
      confirm: (id) => requests.confirm(dee, id, 'Acme GmbH', null),
      prove: (id) => requests.prove(dee, id, { kind: 'fresh session' }, null),
      resend: (id) => requests.resend(dee, id),
      clearBlocker: (id) => requests.clearBlocker(dee, id, 'exports-needed@1'),
    };
    for (const call of Object.values(verbs)) {
      const foreign = await refusalOf(call(request.id));
      expect(foreign).toEqual({ ...(await refusalOf(call('req_0'))), message: `there is no request ${request.id}` });
      expect(foreign.code).toBe('REQUEST_UNKNOWN');
    }
    for (const id of ['', ' ', 'run_1', `${request.id} `, 'x'.repeat(10_000), "' or true --"])
      expect((await refusalOf(requests.load(dee, id))).code).toBe('REQUEST_UNKNOWN');
    expect(await requests.list(dee, { subject: null, states: [], cursor: null, limit: 10 })).toEqual({
      items: [],
      next: null,
    });
    const foreign = { subject: 'account:1', states: [], cursor: null, limit: 10 };
    expect((await refusalOf(requests.list(dee, foreign))).code).toBe('SUBJECT_UNKNOWN');
  });

  it('is seen and cancelled by whoever may ask for it, and by a lower role not', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(ann, 'account:1');
    const { requests } = desk.backend;
    expect((await refusalOf(requests.load(cid, request.id))).code).toBe('FORBIDDEN');
    expect((await refusalOf(requests.cancel(cid, request.id, null))).code).toBe('FORBIDDEN');
    expect((await refusalOf(requests.confirm(ben, request.id, 'Acme GmbH', null))).code).toBe('FORBIDDEN');
    expect((await refusalOf(requests.prove(ben, request.id, { kind: 'fresh session' }, null))).code).toBe('FORBIDDEN');
    expect((await requests.cancel(ben, request.id, null)).request.state).toBe('cancelled');
    const events = await requests.events(ann, request.id);
    expect(events.at(-1)).toMatchObject({ type: 'request.cancel', data: { by: 'admin', actor: '2', to: 'cancelled' } });
    // Cancelling what is cancelled is the same.
    expect((await requests.cancel(ann, request.id, null)).request.state).toBe('cancelled');
  });

  it('is seen and cancelled by whoever is told of it, who may do nothing else with it', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(ann, 'account:1');
    await desk.client.query(
      `update lethe.requests set body = jsonb_set(body, '{policy,tell}', '["owner", "member"]') where id = $1`,
      [request.id],
    );
    const { requests, plans } = desk.backend;
    expect((await requests.load(cid, request.id)).request.id).toBe(request.id);
    expect(await requests.events(cid, request.id)).not.toEqual([]);
    for (const call of [
      () => requests.confirm(cid, request.id, 'Acme GmbH', null),
      () => requests.prove(cid, request.id, { kind: 'fresh session' }, null),
      () => requests.resend(cid, request.id),
      () => requests.clearBlocker(cid, request.id, 'exports-needed@1'),
      () => plans.make(cid, { request: request.id }, { store: false }),
    ])
      expect((await refusalOf(call())).code).toBe('FORBIDDEN');
    // Whoever may ask may cancel, told or not.
    expect((await requests.load(ben, request.id)).request.id).toBe(request.id);
    expect((await requests.cancel(cid, request.id, null)).request.state).toBe('cancelled');
  });

  it('is still seen by whoever asked, when the role is lost', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(ben, 'account:1');
    await desk.client.query('delete from app.account_members where user_id = 2');
    expect((await desk.backend.requests.load(ben, request.id)).request.id).toBe(request.id);
    const other = await desk.ask(ann, 'workspace:11');
    expect((await refusalOf(desk.backend.requests.load(ben, other.request.id))).code).toBe('REQUEST_UNKNOWN');
  });

  it('is changed only as it was seen', async () => {
    await using desk = await deskCase(admin);
    const seen = await desk.ask(ann, 'account:1');
    const { requests } = desk.backend;
    const key = await desk.key(['request:decide']);
    const changed = await requests.acknowledge(key, seen.request.id);
    expect(changed.version).not.toBe(seen.version);
    const stale = await refusalOf(requests.cancel(ann, seen.request.id, seen.version));
    expect(stale.code).toBe('REQUEST_CHANGED');
    expect((await requests.load(ann, seen.request.id)).request.state).toBe('confirming');
    expect((await requests.cancel(ann, seen.request.id, changed.version)).request.state).toBe('cancelled');
  });

  it('is refused and forwarded by operators only', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(person('1', 30), 'account:1');
    const { requests } = desk.backend;
    const why = { reason: 'unfounded', repeats: null } as const;
    expect((await refusalOf(requests.refuse(ann, request.id, why, null))).code).toBe('FORBIDDEN');
    expect((await refusalOf(requests.forward(ann, request.id, 'x', null))).code).toBe('FORBIDDEN');
    expect((await refusalOf(requests.acknowledge(ann, request.id))).code).toBe('FORBIDDEN');
    const key = await desk.key(['request:decide']);
    expect((await requests.refuse(key, request.id, why, null)).request.state).toBe('refused');
    expect(await refusalOf(requests.forward(key, request.id, 'x', null))).toMatchObject({ refusal: 'ENDED' });
  });

  it('is listed page by page, the newest first, each once', async () => {
    await using desk = await deskCase(admin);
    const key = await desk.key(['request:read']);
    const made: string[] = [];
    for (const subject of ['workspace:11', 'workspace:12', 'account:1']) {
      made.unshift((await desk.ask(ann, subject)).request.id);
    }
    for (const caller of [key, ann]) {
      const listed: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await desk.backend.requests.list(caller, { subject: null, states: [], cursor, limit: 1 });
        expect(page.items).toHaveLength(1);
        listed.push(...page.items.map(({ request }) => request.id));
        cursor = page.next;
      } while (cursor !== null);
      expect(listed).toEqual(made);
    }
    const inAccount = { subject: 'account:1', states: ['confirming'], cursor: null, limit: 10 } as const;
    expect((await desk.backend.requests.list(ben, inAccount)).items).toHaveLength(3);
    for (const cursor of ['x', 'AAAA', Buffer.from('1 2').toString('base64url')])
      expect((await refusalOf(desk.backend.requests.list(key, { ...inAccount, cursor }))).code).toBe('INPUT_INVALID');
  });
});
