import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type HttpCase, httpCase } from './http-case.ts';

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
});
