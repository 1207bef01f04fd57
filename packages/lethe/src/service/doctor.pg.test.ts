import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ClubCase, clubCase } from '../../test/club/club-case.ts';
import { testFolder } from '../testing/test-folder.ts';
import { type Diagnosis, diagnose } from './doctor.ts';
import { openLethe } from './lethe.ts';

let club: ClubCase;
let folder: string;
beforeAll(async () => {
  club = await clubCase({ admin: { url: inject('postgresUrl') } });
  folder = await testFolder();
});
afterAll(async () => {
  await club[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function diagnosed(env: Readonly<Record<string, string | undefined>>): Promise<Map<string, Diagnosis>> {
  const { loaded } = club.lethe;
  const given = { config: loaded.file, databaseUrl: club.url, env: { ...club.env, ...env }, cwd: club.dataDir };
  await using lethe = await openLethe(given);
  return new Map((await diagnose(lethe)).map((each) => [each.name, each]));
}

async function jwks(keys: unknown): Promise<string> {
  const file = join(folder, 'jwks.json');
  await writeFile(file, typeof keys === 'string' ? keys : JSON.stringify({ keys }));
  return file;
}

const publicKey = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) };

describe('doctor', () => {
  it('finds nothing wrong where the mail server answers and everything is set', async () => {
    const found = await diagnosed({ LETHE_HOST_JWKS_FILE: await jwks([publicKey]) });
    expect([...found.values()].filter(({ ok, todo }) => !ok || todo)).toEqual([]);
    expect(found.get('token key')?.detail).toMatch(/^[0-9a-f]{16}, as the database has noted$/);
    expect(found.get('keys of the host')?.detail).toMatch(/: 1 public$/);
  });

  it('says what is left to set', async () => {
    const found = await diagnosed({ LETHE_SMTP_URL: undefined, LETHE_OPERATORS: undefined });
    const left = [...found.values()].filter(({ todo }) => todo).map(({ name, ok }) => [name, ok]);
    expect(left).toEqual([
      ['mail', true],
      ['operators', true],
      ['keys of the host', true],
    ]);
    expect(found.get('mail')?.detail).toContain('told by mail');
  });

  it('says that nobody answers where the mail server should be', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
    const { ok, detail } = (await diagnosed({ LETHE_SMTP_URL: `smtp://127.0.0.1:${await promise}` })).get('mail') ?? {};
    expect([ok, detail]).toEqual([false, expect.stringContaining('ECONNREFUSED')]);
  });

  it.each([
    ['no JSON', 'x', 'is no set of keys'],
    ['no key', [], 'is no set of keys'],
    ['a private key', [{ ...publicKey, d: 'secret' }], 'holds a private key'],
  ])('says that there is %s where the keys of the host should be', async (_, keys, said) => {
    const file = await jwks(keys);
    const { ok, detail = '' } = (await diagnosed({ LETHE_HOST_JWKS_FILE: file })).get('keys of the host') ?? {};
    expect([ok, detail]).toEqual([false, expect.stringContaining(said)]);
    expect(detail).not.toContain('"secret"');
  });

  it('says that the keys of the host are not there', async () => {
    const gone = await diagnosed({ LETHE_HOST_JWKS_FILE: join(folder, 'gone.json') });
    expect(gone.get('keys of the host')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('cannot be read'),
    });
  });

  it('finds another token key, and a role that may not keep tenants apart', async () => {
    const other = await diagnosed({ LETHE_KEYS_DIR: join(folder, 'keys') });
    expect(other.get('token key')).toMatchObject({ ok: false, detail: expect.stringContaining('Copy token.key') });
    for (const table of ['requests', 'plans', 'subjects'])
      await club.client.query(`drop policy in_scope on lethe.${table}`);
    const open = (await diagnosed({})).get('tenants');
    expect(open).toMatchObject({ ok: false, detail: expect.stringContaining('create role lethe_tenant') });
  });
});
