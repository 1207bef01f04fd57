import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { usualLimits } from '../../src/http/http-settings.ts';
import { openLog } from '../../src/http/log.ts';
import { openServer } from '../../src/http/server.ts';
import { type Called, type HttpCase, httpCase, settingsOf } from './http-case.ts';

let http: HttpCase;
beforeAll(async () => {
  http = await httpCase({ url: inject('postgresUrl') });
});
afterAll(() => http[Symbol.asyncDispose]());

const times = <T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => call(index)));

describe('many calls at once', () => {
  it('that plan are all answered, and so is whoever asks for something else meanwhile', async () => {
    const as = await http.key();
    const ann = await http.person('1');
    const plans = times(30, () =>
      http.call('POST', '/v1/plans?validate_only=true', { as, body: { subject: 'club:1' } }),
    );
    const others = await times(10, () => http.call('GET', '/v1/access?subject=club:1', { as: ann }));
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([200]));
    const planned = await plans;
    expect(new Set(planned.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(planned.map((plan) => plan.field('digest'))).size).toBe(1);
  });

  it('that ask for the same deletion make one request, and that cancel it cancel it once', async () => {
    const ann = await http.person('1');
    const asked = await times(20, () => http.call('POST', '/v1/requests', { as: ann, body: { subject: 'club:3' } }));
    expect(asked.filter(({ status }) => status === 201)).toHaveLength(1);
    const [id] = new Set(asked.map((each) => each.field('id')));
    expect(asked.every((each) => each.field('id') === id)).toBe(true);
    const cancelled = await times(20, () => http.call('POST', `/v1/requests/${id}/cancel`, { as: ann, body: {} }));
    expect(new Set(cancelled.map((each) => each.field('state')))).toEqual(new Set(['cancelled']));
    const { rows } = await http.club.client.query(
      `select from lethe.events where request = $1 and type = 'request.cancel'`,
      [id],
    );
    expect(rows).toHaveLength(1);
  });

  it('that ask and cancel, again and again, end before everybody is drowned in mail', async () => {
    const dee = await http.person('4');
    const statuses: number[] = [];
    let last: Called | null = null;
    for (let turn = 0; turn < 11; turn += 1) {
      last = await http.call('POST', '/v1/requests', { as: dee, body: { subject: 'club:2' } });
      statuses.push(last.status);
      if (last.status === 201)
        await http.call('POST', `/v1/requests/${last.field('id')}/cancel`, { as: dee, body: {} });
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 429]);
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(80_000);
    const operator = await http.key({ scopes: ['request:write'] });
    const byStaff = await http.call('POST', '/v1/requests', { as: operator, body: { subject: 'club:2' } });
    expect(byStaff.status).toBe(201);
  });

  it('from one network are counted together, whatever else the caller writes of where it comes from', async () => {
    const app = openServer({
      backend: http.backend,
      settings: { ...settingsOf(http.club), trustProxy: 1, limits: { ...usualLimits, publicPerMinute: 3 } },
      log: openLog({ level: 'silent' }),
    });
    const from = async (forwarded: string): Promise<number> =>
      (await app.inject({ url: '/status', headers: { 'x-forwarded-for': forwarded } })).statusCode;
    const statuses: number[] = [];
    for (const index of [1, 2, 3, 4]) statuses.push(await from(`198.51.100.${index}, 203.0.113.7`));
    for (const index of [1, 2, 3, 4]) statuses.push(await from(`2001:db8:1:2::${index}`));
    expect(statuses).toEqual([200, 200, 200, 429, 200, 200, 200, 429]);
    expect(await from('203.0.113.8')).toBe(200);
    await app.close();
  });

  it('with wrong credentials are one count, whatever they ask for, and a flood of them is not looked up', async () => {
    let looked = 0;
    const callers = {
      identify: (bearer: string) => {
        looked += 1;
        return http.backend.callers.identify(bearer);
      },
    };
    const app = openServer({
      backend: { ...http.backend, callers },
      settings: { ...settingsOf(http.club), limits: { ...usualLimits, failuresPerMinute: 2 } },
      log: openLog({ level: 'silent' }),
    });
    const as = async (bearer: string, url: string): Promise<number> =>
      (await app.inject({ url, headers: { authorization: `Bearer ${bearer}` } })).statusCode;
    const right = await http.key();
    const statuses: number[] = [];
    for (const url of ['/v1/holds', '/v1/keys', '/v1/requests', '/v1/runs/1']) statuses.push(await as('wrong', url));
    expect(statuses).toEqual([401, 401, 429, 429]);
    expect(await as(right, '/v1/holds')).toBe(200);
    for (let more = 0; more < 30; more += 1) await as('wrong', '/v1/holds');
    expect(looked).toBeLessThan(25);
    expect(await as(right, '/v1/holds')).toBe(429);
    await app.close();
  });
});
