import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type HttpCase, httpCase } from './http-case.ts';

let http: HttpCase;
beforeAll(async () => {
  http = await httpCase({ url: inject('postgresUrl') });
});
afterAll(() => http[Symbol.asyncDispose]());

describe('a request that an operator has decided', () => {
  it('tells whoever asked that it was, and not what the operator wrote down', async () => {
    const as = await http.key();
    const body = { subject: 'club:3', onBehalfOf: 'ann@club.test' };
    const made = await http.call('POST', '/v1/requests', { as, body });
    const path = `/v1/requests/${made.field('id')}`;
    await http.club.settle();
    const decision = { kind: 'operator_decision', reason: 'sounded drunk on the phone' };
    const decided = await http.call('POST', `${path}/proofs`, { as, body: decision });
    expect(decided.status).toBe(200);
    const ann = await http.person('1');
    const told = await http.call('GET', `${path}/events`, { as: ann });
    expect(told.status).toBe(200);
    expect(told.text).toContain('"kind":"operator decision"');
    expect(told.text).not.toMatch(/drunk|"operator":/);
    expect((await http.call('GET', path, { as: ann })).text).not.toContain('drunk');
    expect((await http.call('GET', `${path}/events`, { as })).text).toContain('drunk');
  });
});

describe('a request that is passed on', () => {
  it('to a mailbox is told there, and no event has it', async () => {
    const as = await http.key();
    const made = await http.call('POST', '/v1/requests', { as, body: { subject: 'club:1' } });
    const id = String(made.field('id'));
    await http.club.settle();
    const body = { controller: 'erika@elsewhere.test' };
    const passed = await http.call('POST', `/v1/requests/${id}/forward`, { as, body });
    expect([passed.status, passed.field('state')]).toEqual([200, 'forwarded']);
    await http.club.settle();
    expect(http.club.mails('erika@elsewhere.test')).toHaveLength(1);
    const { rows } = await http.club.client.query(
      `select (select string_agg(e::text, ' ') from lethe.events e) as events, (select string_agg(q::text, ' ') from lethe.requests q) as requests`,
    );
    expect(JSON.stringify(rows)).not.toContain('erika');
    expect(JSON.stringify(rows)).toContain('elsewhere.test');
  });

  it.each(['a@club.test\r\nBcc: b@club.test', 'a@club.test, b@club.test', 'A <a@club.test>', 'acme\nand more', ' '])(
    'is not passed on to %j',
    async (controller) => {
      const as = await http.key();
      const made = await http.call('POST', '/v1/requests', { as, body: { subject: 'club:2' } });
      const answer = await http.call('POST', `/v1/requests/${made.field('id')}/forward`, { as, body: { controller } });
      expect([answer.status, answer.field('code')]).toEqual([400, 'INPUT_INVALID']);
    },
  );
});
