import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type HttpCase, httpCase } from './http-case.ts';

let http: HttpCase;
beforeAll(async () => {
  http = await httpCase({ url: inject('postgresUrl') });
});
afterAll(() => http[Symbol.asyncDispose]());

describe('a zero byte', () => {
  it('in an id makes it one that is not there', async () => {
    const as = await http.key();
    const paths = [
      '/v1/requests/req_%00',
      '/v1/plans/%00',
      '/v1/runs/%00',
      '/v1/runs/%00/events',
      '/v1/certificates/%00',
    ];
    for (const path of [...paths, '/v1/residuals?request=%00', '/v1/subjects/club:%00'])
      expect([path, (await http.call('GET', path, { as })).status]).toEqual([path, 404]);
    for (const path of ['/v1/requests/%00/cancel', '/v1/keys/%00/revoke', '/v1/runs/%00/pause'])
      expect([path, (await http.call('POST', path, { as, body: {} })).status]).toEqual([path, 404]);
  });

  it('in a body is refused, wherever it is and however it is written', async () => {
    const as = await http.key();
    const review = { owner: 'legal', reviewOn: '2099-01-01' };
    const zero = String.fromCharCode(0);
    for (const [path, body] of [
      ['/v1/keys', { name: `a${zero}b`, scopes: ['request:read'] }],
      ['/v1/holds', { scope: 'club:1', reason: `a${zero}`, ...review }],
      ['/v1/requests', { subject: `club:${zero}` }],
      ['/v1/public/requests', { address: 'ann@club.test', kind: 'club', named: zero }],
    ] as const) {
      const answer = await http.call('POST', path, { as, body });
      expect([path, answer.status, answer.field('code')]).toEqual([path, 400, 'INPUT_INVALID']);
    }
  });
});

describe('what is refused', () => {
  it('says nothing of where the configuration is', async () => {
    const ann = await http.person('1');
    const answer = await http.call('GET', '/v1/access?subject=nothing:1', { as: ann });
    expect([answer.status, answer.field('code')]).toEqual([400, 'SUBJECT_INVALID']);
    expect(answer.text).not.toMatch(/\.ts|\/packages|lethe\.config/);
  });

  it('is answered in short, however much of it is wrong', async () => {
    const scopes = Array.from({ length: 15_000 }, () => 1);
    const answer = await http.call('POST', '/v1/keys', { as: await http.key(), body: { name: 'x', scopes } });
    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(20_000);
  });

  it('before any route is looked for is a problem like the others, and does not repeat the address', async () => {
    for (const path of [`/link/${'secret'.repeat(400)}`, '/link/%zz-secret']) {
      const answer = await http.call('GET', path);
      expect([answer.status, answer.field('code')]).toEqual([404, 'ROUTE_UNKNOWN']);
      expect(answer.text).not.toContain('secret');
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    }
  });

  it('as a day of a year that the database does not know is no failure of ours', async () => {
    const hold = { scope: 'club:1', reason: 'case', owner: 'legal', reviewOn: '0000-01-01' };
    expect((await http.call('POST', '/v1/holds', { as: await http.key(), body: hold })).status).toBe(400);
  });

  it('as asked too often says after how many seconds to ask again', async () => {
    const ann = await http.person('1');
    const asked = await http.call('POST', '/v1/requests', { as: ann, body: { subject: 'club:1' } });
    await http.club.settle();
    const path = `/v1/requests/${asked.field('id')}/confirmation`;
    const answers = [
      await http.call('POST', path, { as: ann, body: {} }),
      await http.call('POST', path, { as: ann, body: {} }),
    ];
    const [, again] = answers;
    expect([again?.status, again?.field('code')]).toEqual([429, 'TOO_OFTEN']);
    expect(Number(again?.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(again?.headers['retry-after'])).toBeLessThanOrEqual(60);
  });
});

it('a form that was on no page of ours is refused, though its token is rightly made from nothing', async () => {
  const form = createHmac('sha256', '').update('form').digest('base64url');
  const body = new URLSearchParams({ form, address: 'ann@club.test', kind: 'club', named: '1' });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' };
  const answer = await http.call('POST', '/request', { body: body.toString(), headers });
  expect(answer.status).toBe(403);
});
