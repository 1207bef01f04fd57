import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { type DeskCase, deskCase, deskConfig } from '../../test/desk/desk-case.ts';

const admin = { url: inject('postgresUrl') };
const bin = fileURLToPath(new URL('../../bin/lethe.mjs', import.meta.url));

interface Answer {
  readonly code: number;
  readonly json: Readonly<Record<string, unknown>>;
}

function lethe(desk: DeskCase, ...args: string[]): Promise<Answer> {
  const all = [bin, ...args, '--config', deskConfig, '--database', desk.url, '--json'];
  const env = { ...process.env, LETHE_DATA_DIR: desk.dataDir };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, all, { env }, (error, stdout) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ code: error === null ? 0 : Number(error.code), json: JSON.parse(stdout) });
    });
  });
}

it('lethe request, confirm, cancel and status walk a request as an operator', async () => {
  await using desk = await deskCase(admin);
  const asked = await lethe(desk, 'request', 'workspace:11', '--reason', 'contract ended');
  expect(asked).toMatchObject({ code: 0, json: { subject: 'workspace:11', state: 'confirming', made: true } });
  const id = String(asked.json['request']);
  expect((await lethe(desk, 'request', 'workspace:11')).json).toMatchObject({ request: id, made: false });
  expect(await lethe(desk, 'confirm', id, '--typed', 'Stotte')).toMatchObject({
    code: 1,
    json: { error: { code: 'CONFIRM_MISMATCH' } },
  });
  expect((await lethe(desk, 'confirm', id, '--typed', 'Støtte')).json).toMatchObject({ state: 'scheduled' });
  expect((await lethe(desk, 'status', id)).json).toMatchObject({ request: id, state: 'scheduled' });
  expect((await lethe(desk, 'cancel', id)).json).toMatchObject({ state: 'cancelled' });
  expect(await lethe(desk, 'cancel', 'req_0')).toMatchObject({ code: 1, json: { error: { code: 'REQUEST_UNKNOWN' } } });
  const needed = await lethe(desk, 'request', 'account:1', '--reason', 'asked by letter', '--exports-needed');
  expect(needed).toMatchObject({ code: 3, json: { state: 'blocked' } });
});

it('lethe key makes, lists and ends a key', async () => {
  await using desk = await deskCase(admin);
  const create = ['key', 'create', '--name', 'ops', '--scope', 'request:read', 'run:read'];
  const made = await lethe(desk, ...create, '--tenant', 'account:1', '--expires-in-days', '30');
  expect(made.code).toBe(0);
  const caller = await desk.backend.callers.identify(String(made.json['secret']));
  expect(caller).toMatchObject({ name: 'ops', tenant: 'account:1', scopes: ['request:read', 'run:read'] });
  const id = caller.is === 'key' ? caller.id : '';
  expect((await lethe(desk, 'key', 'list')).json).toMatchObject({ keys: [{ id, revokedAt: null }] });
  expect((await lethe(desk, 'key', 'revoke', id)).json).toMatchObject({ key: { id } });
  await expect(desk.backend.callers.identify(String(made.json['secret']))).rejects.toThrow();
  for (const wrong of [
    ['key', 'create', '--name', 'ops', '--scope', 'everything'],
    ['key', 'create', '--name', 'ops'],
    ['key', 'revoke'],
    ['key', 'burn'],
  ])
    expect((await lethe(desk, ...wrong)).code).toBe(1);
});
