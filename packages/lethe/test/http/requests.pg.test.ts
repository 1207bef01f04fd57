import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { request as requestSchema } from '../../src/wire/request.ts';
import { type Called, type HttpCase, httpCase } from './http-case.ts';

let http: HttpCase;
beforeAll(async () => {
  http = await httpCase({ url: inject('postgresUrl') });
});
afterAll(() => http[Symbol.asyncDispose]());

const idOf = (called: { field(name: string): unknown }): string => String(called.field('id'));

describe('a request over HTTP', () => {
  it('is received, confirmed by the mailed code, and cancelled', async () => {
    const ann = await http.person('1');
    const made = await http.call('POST', '/v1/requests', { as: ann, body: { subject: 'club:1' } });
    expect(made.status).toBe(201);
    const id = idOf(made);
    expect(made.headers['location']).toBe(`/v1/requests/${id}`);
    expect(made.field('statusCode')).toMatch(/^[\w-]{20,}$/);
    await http.club.settle();

    const read = await http.call('GET', `/v1/requests/${id}`, { as: ann });
    expect(requestSchema.strict().parse(JSON.parse(read.text))).toMatchObject({
      subject: 'club:1',
      name: 'Club of One',
      state: 'confirming',
      waitsOn: 'requester',
      cancellable: true,
      holds: 0,
      confirmation: { by: 'mail', sentTimes: 1 },
    });
    const again = await http.call('POST', '/v1/requests', { as: ann, body: { subject: 'club:1' } });
    expect([again.status, idOf(again), again.field('statusCode'), again.field('made')]).toEqual([200, id, null, false]);

    const wrong = await http.call('POST', `/v1/requests/${id}/confirm`, { as: ann, body: { typed: 'AAAAAAAA' } });
    expect(wrong.status).toBeGreaterThanOrEqual(400);
    const mail = http.club.mails('ann@club.test').at(-1);
    const code = /\b[0-9A-Z]{4,5}[- ][0-9A-Z]{4,5}\b/.exec(mail?.text ?? '')?.[0] ?? '';
    const confirmed = await http.call('POST', `/v1/requests/${id}/confirm`, { as: ann, body: { typed: code } });
    expect([confirmed.status, confirmed.field('state')], `${mail?.text} ${confirmed.text}`).toEqual([200, 'scheduled']);
    await http.club.settle();

    const ben = await http.person('2');
    const listed = await http.call('GET', '/v1/requests?subject=club:1&state=scheduled,running&limit=1', { as: ben });
    expect(JSON.parse(listed.text)).toMatchObject({ items: [{ id }], next: null });
    expect((await http.call('GET', '/v1/access?subject=club:1', { as: ben })).field('access')).toBe('scheduled');

    const stale = await http.call('POST', `/v1/requests/${id}/cancel`, {
      as: ben,
      body: {},
      headers: { 'if-match': '"1"' },
    });
    expect([stale.status, stale.field('code')]).toEqual([412, 'REQUEST_CHANGED']);
    const version = String((await http.call('GET', `/v1/requests/${id}`, { as: ben })).headers['etag']);
    const cancelled = await http.call('POST', `/v1/requests/${id}/cancel`, {
      as: ben,
      body: {},
      headers: { 'if-match': version },
    });
    expect([cancelled.status, cancelled.field('state')]).toEqual([200, 'cancelled']);
    expect((await http.call('GET', '/v1/access?subject=club:1', { as: ann })).field('access')).toBe('active');
    const events = await http.call('GET', `/v1/requests/${id}/events`, { as: ann });
    expect(events.text).toContain('"request.received"');
    expect(events.text).toContain('"request.cancel"');
  });

  it('is proven by a mailed code with a key that may write; only deciding takes a key that may decide', async () => {
    const desk = await http.key({ scopes: ['request:write'] });
    const made = await http.call('POST', '/v1/requests', {
      as: desk,
      body: { subject: 'club:2', onBehalfOf: 'dee@other.test' },
    });
    await http.club.settle();
    const path = `/v1/requests/${idOf(made)}/proofs`;
    const decision = { kind: 'operator_decision', reason: 'ticket 4711' };
    expect((await http.call('POST', path, { as: desk, body: decision })).status).toBe(403);
    const decider = await http.key({ scopes: ['request:decide'] });
    const { text = '' } = http.club.mails('dee@other.test').at(-1) ?? {};
    const code = /\b[0-9A-Z]{5}-[0-9A-Z]{5}\b/.exec(text)?.[0] ?? '';
    const mailbox = { kind: 'mailbox', code };
    expect((await http.call('POST', path, { as: decider, body: mailbox })).status).toBe(403);
    const proven = await http.call('POST', path, { as: desk, body: mailbox });
    expect([proven.status, proven.field('state')], proven.text).toEqual([200, 'confirming']);
    await http.club.tell(idOf(made), { type: 'cancel', by: 'requester', actor: '4' });
  });

  it('is decided by an operator, refused, and says why it allows nothing more', async () => {
    const key = await http.key();
    const body = { subject: 'club:3', onBehalfOf: 'ann@club.test' };
    const made = await http.call('POST', '/v1/requests', { as: key, body });
    const id = idOf(made);
    await http.club.settle();
    expect((await http.call('POST', `/v1/requests/${id}/acknowledge`, { as: key })).status).toBe(200);
    const refused = await http.call('POST', `/v1/requests/${id}/refuse`, { as: key, body: { reason: 'not_verified' } });
    expect([refused.status, refused.field('state')]).toEqual([200, 'refused']);
    const late = await http.call('POST', `/v1/requests/${id}/cancel`, { as: key, body: {} });
    expect([late.status, late.field('code'), late.field('refusal')]).toEqual([409, 'REQUEST_REFUSED', 'ENDED']);
    expect(late.headers['content-type']).toBe('application/problem+json');
  });

  it('for a mailbox of nobody who may ask is refused, whoever it is', async () => {
    const key = await http.key();
    const answers: Called[] = [];
    for (const onBehalfOf of ['cid@club.test', 'dee@other.test', 'nobody@nowhere.test'])
      answers.push(await http.call('POST', '/v1/requests', { as: key, body: { subject: 'club:1', onBehalfOf } }));
    expect(answers.map(({ status, text }) => [status, text])).toEqual(answers.map(() => [403, answers[0]?.text]));
  });
});

describe('plans', () => {
  it('are exact, stored unless only looked at, and approved only as they are now', async () => {
    const key = await http.key();
    const looked = await http.call('POST', '/v1/plans?validate_only=true', { as: key, body: { subject: 'club:2' } });
    expect([looked.status, looked.field('id')]).toEqual([200, null]);
    const { rows } = await http.club.client.query('select count(*)::int as rows from app.posts where club_id = 2');
    const steps = JSON.parse(looked.text).steps;
    expect(steps).toContainEqual(expect.objectContaining({ table: 'app.posts', rows: rows[0].rows }));

    const request = idOf(await http.call('POST', '/v1/requests', { as: key, body: { subject: 'club:2' } }));
    await http.club.settle();
    await http.club.tell(request, { type: 'approval needed', digest: 'an older one' });
    const made = await http.call('POST', '/v1/plans', { as: key, body: { request } });
    expect(made.status).toBe(201);
    const approve = `/v1/plans/${idOf(made)}/approve`;
    expect((await http.call('POST', approve, { as: key })).status).toBe(428);
    const other = await http.call('POST', approve, { as: key, headers: { 'if-match': '"0000"' } });
    expect([other.status, other.field('code')]).toEqual([412, 'PLAN_STALE']);
    await http.club.client.query(
      'create table app.notes (id bigint primary key, club_id bigint not null references app.clubs)',
    );
    const stale = await http.call('POST', approve, { as: key, headers: { 'if-match': String(made.headers['etag']) } });
    expect([stale.status, stale.field('code')]).toEqual([412, 'PLAN_STALE']);
    expect(JSON.stringify(stale.field('changed'))).toContain('app.notes');
    await http.club.client.query('drop table app.notes');
  });
});

describe('a request for only a part', () => {
  it('F57: shows back what it is for and where that lies, and a plan of that part alone, counted', async () => {
    const key = await http.key();
    const made = await http.call('POST', '/v1/requests', { as: key, body: { subject: 'team:2' } });
    expect([made.status, made.field('subject'), made.field('name')]).toEqual([201, 'team:2', 'Team 2']);
    expect(made.field('targets')).toMatchObject([{ subject: 'team:2', path: ['club:2', 'team:2'] }]);
    const planned = await http.call('POST', '/v1/plans?validate_only=true', {
      as: key,
      body: { request: idOf(made) },
    });
    const { rows } = await http.club.client.query('select count(*)::int as posts from app.posts where team_id = 2');
    const steps: { table: string; rows: number; kind: string }[] = JSON.parse(planned.text).steps;
    expect(steps.map(({ table, kind, rows: counted }) => [table, kind, counted])).toEqual([
      ['app.posts', 'detach', rows[0].posts],
      ['app.teams', 'delete', 1],
    ]);
    await http.call('POST', `/v1/requests/${idOf(made)}/cancel`, { as: key, body: {} });
  });
});

describe('subjects', () => {
  it('are deactivated by nobody where the policy names no role', async () => {
    const answer = await http.call('POST', '/v1/subjects/club:1/deactivate', { as: await http.person('1'), body: {} });
    expect([answer.status, answer.field('code')]).toEqual([403, 'FORBIDDEN']);
  });
});

describe('holds', () => {
  it('are placed, listed and released', async () => {
    const key = await http.key();
    const body = { scope: 'team:1', reason: 'case 7', owner: 'legal', reviewOn: '2099-01-01' };
    const placed = await http.call('POST', '/v1/holds', { as: key, body });
    expect([placed.status, placed.field('runs')]).toEqual([201, []]);
    const id = idOf(placed);
    const listed = await http.call('GET', '/v1/holds', { as: key });
    const reviewOn = placed.field('reviewOn');
    expect(JSON.parse(listed.text).items).toContainEqual(
      expect.objectContaining({ ...body, reviewOn, id, releasedAt: null }),
    );
    const released = await http.call('POST', `/v1/holds/${id}/release`, { as: key, body: { reason: 'closed' } });
    expect(JSON.parse(released.text)).toEqual({ id, runs: [] });
    const past = await http.call('POST', '/v1/holds', { as: key, body: { ...body, reviewOn: '2020-01-01' } });
    expect([past.status, past.field('code')]).toEqual([422, 'HOLD_INVALID']);
  });

  it('are on one table too, which every plan then keeps, and on none that is not there', async () => {
    const key = await http.key();
    const on = { scope: 'team:2', table: 'app.teams' };
    const body = { ...on, reason: 'case 8', owner: 'legal', reviewOn: '2099-01-01' };
    const misspelt = await http.call('POST', '/v1/holds', { as: key, body: { ...body, table: 'app.team' } });
    expect([misspelt.status, misspelt.field('code')]).toEqual([422, 'HOLD_INVALID']);
    expect(misspelt.field('detail')).toContain('did you mean app.teams?');
    const id = idOf(await http.call('POST', '/v1/holds', { as: key, body }));
    const listed = await http.call('GET', '/v1/holds', { as: key });
    expect(JSON.parse(listed.text).items).toContainEqual(expect.objectContaining({ ...on, id }));
    const plan = await http.call('POST', '/v1/plans?validate_only=true', { as: key, body: { subject: 'team:2' } });
    expect(JSON.parse(plan.text).kept).toMatchObject([
      { table: 'app.teams', rows: 1, reason: `hold ${id}`, until: null },
    ]);
    await http.call('POST', `/v1/holds/${id}/release`, { as: key, body: { reason: 'closed' } });
  });
});

describe('keys', () => {
  it('are made with a secret that is told once, and never do more than the key that made them', async () => {
    const maker = await http.key({ scopes: ['key:write', 'request:read'] });
    const body = { name: 'desk', scopes: ['request:read'] };
    const made = await http.call('POST', '/v1/keys', { as: maker, body });
    expect(made.status).toBe(201);
    const secret = String(made.field('secret'));
    expect((await http.call('GET', '/v1/requests', { as: secret })).status).toBe(200);
    const listed = await http.call('GET', '/v1/keys', { as: maker });
    expect(listed.text).toContain(idOf(made));
    expect(listed.text).not.toContain(secret);
    const more = await http.call('POST', '/v1/keys', { as: maker, body: { ...body, scopes: ['hold:write'] } });
    expect([more.status, more.field('code')]).toEqual([403, 'FORBIDDEN']);
    await http.call('POST', `/v1/keys/${idOf(made)}/revoke`, { as: maker, body: {} });
    expect((await http.call('GET', '/v1/requests', { as: secret })).status).toBe(401);
  });
});

describe('an Idempotency-Key', () => {
  const body = { name: 'once', scopes: ['request:read'] };
  const headers = { 'idempotency-key': '"0b8f3c21-7d1e"' };

  it('brings the same answer again, secret and all, and does the work once', async () => {
    const as = await http.key();
    const first = await http.call('POST', '/v1/keys', { as, body, headers });
    const second = await http.call('POST', '/v1/keys', { as, body, headers });
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([
      undefined,
      'true',
    ]);
    const { rows } = await http.club.client.query(`select id from lethe.api_keys where name = 'once'`);
    expect(rows).toHaveLength(1);
    const stored = await http.club.client.query('select i::text as row from lethe.idempotency i');
    expect(JSON.stringify(stored.rows)).not.toContain(String(first.field('secret')));
    expect(JSON.stringify(stored.rows)).not.toContain('0b8f3c21');
  });

  it('is refused with another body, and belongs to one caller', async () => {
    const as = await http.key();
    await http.call('POST', '/v1/keys', { as, body, headers });
    const other = await http.call('POST', '/v1/keys', { as, body: { ...body, name: 'other' }, headers });
    expect([other.status, other.field('code')]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
    const stranger = await http.call('POST', '/v1/keys', { as: await http.key(), body, headers });
    expect([stranger.status, stranger.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('keeps a refusal, and forgets what was not allowed', async () => {
    const as = await http.key();
    const missing = { subject: 'club:404' };
    const first = await http.call('POST', '/v1/requests', { as, body: missing, headers });
    const second = await http.call('POST', '/v1/requests', { as, body: missing, headers });
    expect([first.status, second.status, second.text]).toEqual([404, 404, first.text]);
    expect(second.headers['idempotency-replayed']).toBe('true');
    const narrow = { 'idempotency-key': 'narrow' };
    const cid = await http.person('3');
    const denied = await http.call('POST', '/v1/requests', { as: cid, body: { subject: 'club:1' }, headers: narrow });
    expect(denied.status).toBe(403);
    const { rows } = await http.club.client.query(`select from lethe.idempotency where caller = 'person:3'`);
    expect(rows).toEqual([]);
  });

  it('of two calls at once lets one work and tells the other to wait, or shows it the answer', async () => {
    const as = await http.key();
    const once = { as, body: { ...body, name: 'race' }, headers: { 'idempotency-key': 'race' } };
    const both = await Promise.all([http.call('POST', '/v1/keys', once), http.call('POST', '/v1/keys', once)]);
    for (const { status } of both) expect([201, 409]).toContain(status);
    const { rows } = await http.club.client.query(`select from lethe.api_keys where name = 'race'`);
    expect(rows).toHaveLength(1);
  });

  it('that is no key is refused', async () => {
    const answer = await http.call('POST', '/v1/keys', {
      as: await http.key(),
      body,
      headers: { 'idempotency-key': 'a b' },
    });
    expect([answer.status, answer.field('code')]).toEqual([400, 'INPUT_INVALID']);
  });
});

describe('input that cannot be used', () => {
  it.each([
    ['no JSON', '{"subject": ', 400, 'INPUT_INVALID'],
    ['a key twice', '{"subject":"club:1","subject":"club:2"}', 400, 'INPUT_INVALID'],
    ['a key twice, written differently', '{"subject":"club:1","\\u0073ubject":"club:2"}', 400, 'INPUT_INVALID'],
    ['a key of the prototype', '{"__proto__":{"subject":"club:1"}}', 400, 'INPUT_INVALID'],
    ['a constructor', '{"subject":"club:1","constructor":{"prototype":{}}}', 400, 'INPUT_INVALID'],
    ['an unknown field', '{"subject":"club:1","force":true}', 400, 'INPUT_INVALID'],
    ['no subject', '{}', 400, 'INPUT_INVALID'],
    ['a list', '[]', 400, 'INPUT_INVALID'],
    ['a blank key', '{"subject":"club: "}', 400, 'SUBJECT_INVALID'],
    ['a wildcard', '{"subject":"club:*"}', 400, 'SUBJECT_INVALID'],
    ['an unknown kind', '{"subject":"nothing:1"}', 400, 'SUBJECT_INVALID'],
    ['a megabyte', JSON.stringify({ subject: 'x'.repeat(1_048_576) }), 413, 'BODY_TOO_LARGE'],
  ])('is a problem: %s', async (_, body, status, code) => {
    const answer = await http.call('POST', '/v1/requests', { as: await http.key(), body });
    expect([answer.status, answer.field('code')], answer.text).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.field('type')).toBe(`https://delete.club.test/problems/${code}`);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data'])(
    'is a problem: a body as %s',
    async (type) => {
      const answer = await http.call('POST', '/v1/requests', {
        as: await http.key(),
        body: 'subject=club:1',
        headers: { 'content-type': type },
      });
      expect([answer.status, answer.field('code')]).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED']);
    },
  );

  it('names each field by a JSON pointer, and never the value', async () => {
    const as = await http.key();
    const body = { name: '', scopes: ['request:read', 'everything-canary'], tenant: null };
    const answer = await http.call('POST', '/v1/keys', { as, body });
    const errors = JSON.parse(answer.text).errors;
    expect(errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/name', '/scopes/1']);
    expect(answer.text).not.toContain('canary');
    const query = await http.call('GET', '/v1/requests?limit=1000&state=nowhere', { as });
    expect(query.text).toContain('/query/limit');
    expect(query.text).toContain('/query/state/0');
  });
});
