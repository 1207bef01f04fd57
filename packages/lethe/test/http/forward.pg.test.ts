import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type HttpCase, httpCase } from './http-case.ts';

let http: HttpCase;
beforeAll(async () => {
  http = await httpCase({ url: inject('postgresUrl') });
});
afterAll(() => http[Symbol.asyncDispose]());

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
