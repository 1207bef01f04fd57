import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { openHostKey } from './host-key.ts';
import { hostToken } from './host-token.ts';

const folder = await mkdtemp(join(tmpdir(), 'crm-host-key-'));
afterAll(() => rm(folder, { recursive: true }));

test('two first starts at once and every later one have the same key, which only its owner can read', async () => {
  const keysDir = join(folder, 'keys');
  const keys = [...(await Promise.all([openHostKey(keysDir), openHostKey(keysDir)])), await openHostKey(keysDir)];
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  expect((await stat(join(keysDir, 'host-session.key'))).mode & 0o777).toBe(0o600);
  expect((await readdir(keysDir)).sort()).toEqual(['host-session.jwks.json', 'host-session.key']);
});

test('the published half verifies a token and holds nothing of the private one', async () => {
  const key = await openHostKey(join(folder, 'keys'));
  const jwks = JSON.parse(await readFile(key.jwksFile, 'utf8'));
  expect(Object.keys(jwks.keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  const token = await hostToken({ key, user: '7', authTimeMs: Date.now() - 60_000 });
  await expect(jwtVerify(token, createLocalJWKSet(jwks), { audience: 'lethe' })).resolves.toBeDefined();
  await expect(jwtVerify(token, createLocalJWKSet(jwks), { audience: 'other' })).rejects.toThrow();
});

test('a token says who, since when and for whom, for five minutes at most, and never the same twice', async () => {
  const key = await openHostKey(join(folder, 'keys'));
  const nowMs = Date.UTC(2026, 10, 20, 12);
  const options = { key, user: '7', authTimeMs: nowMs - 90_500, nowMs };
  const [one, two] = [decodeJwt(await hostToken(options)), decodeJwt(await hostToken(options))];
  const now = nowMs / 1000;
  expect(one).toMatchObject({ sub: '7', aud: 'lethe', iat: now, auth_time: now - 91, amr: ['pwd'] });
  expect((one.exp ?? 0) - now).toBeLessThanOrEqual(300);
  expect(one.jti).not.toBe(two.jti);
});

test('a key file with something else in it is an error that says what to do', async () => {
  const keysDir = join(folder, 'other');
  await openHostKey(keysDir);
  const rsa =
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIPCs8BkgOuZuPN8Bm3lgpkXbmy/fR1eeIS8FFMsvEGNp\n-----END PRIVATE KEY-----\n';
  await writeFile(join(keysDir, 'host-session.key'), rsa);
  await expect(openHostKey(keysDir)).rejects.toThrow('holds no Ed25519 key');
});
