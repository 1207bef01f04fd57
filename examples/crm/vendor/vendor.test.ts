import { afterEach, beforeEach, expect, test } from 'vitest';
import { type VendorState, vendorServer } from './vendor.ts';

let vendor: ReturnType<typeof vendorServer>;
let url: string;

beforeEach(async () => {
  vendor = vendorServer();
  url = await vendor.listen({ port: 0, host: '127.0.0.1' });
  for (const path of ['/numbers/PN1', '/numbers/PN2', '/campaigns/7']) await call('PUT', path);
});
afterEach(() => vendor.close());

async function call(method: string, path: string, key?: string): Promise<number> {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  const answer = await fetch(new URL(path, url), { method, headers, signal: AbortSignal.timeout(300) });
  await answer.body?.cancel();
  return answer.status;
}

async function behave(behaviour: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(new URL('/behaviour', url), { method: 'POST', headers, body: JSON.stringify(behaviour) });
}

async function state(): Promise<VendorState> {
  return JSON.parse(await (await fetch(new URL('/state', url))).text());
}

test('what is ended is no longer held, and what is not held cannot be ended', async () => {
  expect(await call('DELETE', '/numbers/PN1')).toBe(200);
  expect(await call('POST', '/campaigns/7/end')).toBe(200);
  expect(await call('POST', '/tokens/9/revoke')).toBe(404);
  const { held, ended } = await state();
  expect(held).toEqual({ numbers: ['PN2'], tokens: [], campaigns: [], schedules: [], connections: [] });
  expect(ended.map(({ resource, times }) => [resource, times])).toEqual([
    ['numbers/PN1', 1],
    ['campaigns/7', 1],
  ]);
});

test('a repeated idempotency key gets the same answer and ends nothing again', async () => {
  expect(await call('DELETE', '/numbers/PN1', 'a')).toBe(200);
  expect(await call('PUT', '/numbers/PN1')).toBe(204);
  expect(await call('DELETE', '/numbers/PN1', 'a')).toBe(200);
  expect((await state()).held.numbers).toContain('PN1');
  expect(await call('DELETE', '/numbers/PN1', 'b')).toBe(200);
  expect(await call('DELETE', '/numbers/PN1', 'c')).toBe(404);
});

test('told to fail, it fails as often as told, for what it was told, and has done nothing', async () => {
  await behave({ how: 'fails', resource: 'numbers/PN1', times: 2 });
  expect(await call('DELETE', '/numbers/PN2')).toBe(200);
  expect(await call('DELETE', '/numbers/PN1')).toBe(500);
  expect(await call('DELETE', '/numbers/PN1')).toBe(500);
  expect((await state()).held.numbers).toEqual(['PN1']);
  expect(await call('DELETE', '/numbers/PN1')).toBe(200);
});

test('told to hang it never answers, and told to be well again it does', async () => {
  await behave({ how: 'hangs' });
  await expect(call('DELETE', '/numbers/PN1')).rejects.toThrow('timeout');
  await call('DELETE', '/behaviour');
  expect(await call('DELETE', '/numbers/PN1')).toBe(200);
});
