import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createLethe, LetheProblem } from '../../src/client/index.ts';
import { type HttpCase, httpCase } from './http-case.ts';

let http: HttpCase;
let url: string;
beforeAll(async () => {
  http = await httpCase({ url: inject('postgresUrl') });
  await http.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = http.app.server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => http[Symbol.asyncDispose]());

it('a host asks for a deletion, sees how far it is, and cancels it', async () => {
  const lethe = createLethe({ url, token: () => http.person('1') });
  expect(await lethe.access('club:1')).toBe('active');
  const planned = await lethe.preview('club:1');
  expect(planned).toMatchObject({ id: null, subject: 'club:1' });
  const made = await lethe.receive({ subject: 'club:1' }, { idempotencyKey: 'form-1' });
  expect(made.made).toBe(true);
  expect(await lethe.receive({ subject: 'club:1' }, { idempotencyKey: 'form-1' })).toEqual(made);
  await http.club.settle();
  const { items } = await lethe.list({ subject: 'club:1', states: ['confirming'] });
  expect(items.map(({ id }) => id)).toEqual([made.id]);
  expect((await lethe.cancel(made.id)).state).toBe('cancelled');
  expect((await lethe.request(made.id)).next).toBe('The deletion was cancelled. Nothing was deleted.');
});

it('what Lethe refuses is thrown', async () => {
  const lethe = createLethe({ url, token: () => http.person('4') });
  const refused = await lethe.access('club:1').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(LetheProblem);
  expect(refused).toMatchObject({ status: 404, code: 'SUBJECT_UNKNOWN', retryable: false });
});
