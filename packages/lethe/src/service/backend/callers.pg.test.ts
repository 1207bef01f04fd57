import { createHmac, generateKeyPairSync } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type DeskCase, deskCase, refusalOf } from '../../../test/desk/desk-case.ts';
import { testFolder } from '../../testing/test-folder.ts';
import { commandLine } from './keys.ts';

const admin = { url: inject('postgresUrl') };

const host = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

const nowS = (): number => Math.floor(Date.now() / 1000);
const good = (): JWTPayload => ({ sub: '1', aud: 'lethe', iat: nowS(), exp: nowS() + 120, auth_time: nowS() - 60 });

function sign(claims: JWTPayload, { key = host.privateKey, alg = 'EdDSA', kid = 'host' } = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

let desk: DeskCase;
let folder: string;
let jwksFile: string;

const jwksOf = async (...keys: readonly (readonly [typeof host.publicKey, string, string])[]): Promise<string> =>
  JSON.stringify({
    keys: await Promise.all(keys.map(async ([key, kid, alg]) => ({ ...(await exportJWK(key)), kid, alg }))),
  });

beforeAll(async () => {
  folder = await testFolder();
  jwksFile = join(folder, 'jwks.json');
  const keys = [
    [host.publicKey, 'host', 'EdDSA'],
    [ec.publicKey, 'ec', 'ES256'],
    [rsa.publicKey, 'rsa', 'RS256'],
  ] as const;
  await writeFile(jwksFile, await jwksOf(...keys));
  desk = await deskCase(admin, { LETHE_HOST_JWKS_FILE: jwksFile });
});
afterAll(async () => {
  await desk[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const identify = (bearer: string): Promise<unknown> => desk.backend.callers.identify(bearer);

describe('a token of the host', () => {
  it('says who is signed in, since when and how', async () => {
    const claims = { ...good(), auth_time: nowS() - 60, amr: ['pwd', 'otp'], credential: 'idp|7' };
    expect(await identify(await sign(claims))).toEqual({
      is: 'person',
      actor: '1',
      credential: 'idp|7',
      signedInAt: claims.auth_time * 1000,
      methods: ['pwd', 'otp'],
    });
  });

  it('may say nothing of the sign-in', async () => {
    const { auth_time: _, ...claims } = good();
    expect(await identify(await sign(claims))).toMatchObject({ signedInAt: null, methods: [] });
  });

  it.each([
    ['ES256', ec.privateKey, 'ec'],
    ['RS256', rsa.privateKey, 'rsa'],
  ])('is taken when signed by %s', async (alg, key, kid) => {
    expect(await identify(await sign(good(), { key, alg, kid }))).toMatchObject({ actor: '1' });
  });

  const refusals: readonly (readonly [string, () => Promise<string> | string])[] = [
    ['for another audience', () => sign({ ...good(), aud: 'billing' })],
    ['for no audience', () => sign({ sub: '1', iat: nowS(), exp: nowS() + 60 })],
    ['that is expired', () => sign({ ...good(), iat: nowS() - 120, exp: nowS() - 10 })],
    ['issued in the future', () => sign({ ...good(), iat: nowS() + 60, exp: nowS() + 120 })],
    ['not to be used before later', () => sign({ ...good(), nbf: nowS() + 60 })],
    ['without an end', () => sign({ sub: '1', aud: 'lethe', iat: nowS() })],
    ['without a beginning', () => sign({ sub: '1', aud: 'lethe', exp: nowS() + 60 })],
    ['that lives too long', () => sign({ ...good(), exp: nowS() + 301 })],
    ['that lived too long already', () => sign({ ...good(), iat: nowS() - 400, exp: nowS() + 60 })],
    ['whose sign-in is in the future', () => sign({ ...good(), auth_time: nowS() + 3_600 })],
    ['whose sign-in is text', () => sign({ ...good(), auth_time: 'now' })],
    ['of nobody', () => sign({ ...good(), sub: '' })],
    ['of a blank', () => sign({ ...good(), sub: ' ' })],
    ['of whom is too long', () => sign({ ...good(), sub: '1'.repeat(201) })],
    ['by a key nobody knows', () => sign(good(), { kid: 'other' })],
    ['by another key under a known name', () => sign(good(), { key: stranger.privateKey })],
    ['under the name of a key of another kind', () => sign(good(), { kid: 'ec' })],
    ['without a signature (alg none)', () => `${base64url({ alg: 'none', kid: 'host' })}.${base64url(good())}.`],
    [
      'signed with the public key as a secret (HS256)',
      async () => {
        const { x = '' } = await exportJWK(host.publicKey);
        const text = `${base64url({ alg: 'HS256', kid: 'host' })}.${base64url(good())}`;
        return `${text}.${createHmac('sha256', Buffer.from(x, 'base64url')).update(text).digest('base64url')}`;
      },
    ],
    [
      'with other claims under the same signature',
      async () => {
        const [header, , signature] = (await sign(good())).split('.');
        return `${header}.${base64url({ ...good(), sub: '4' })}.${signature}`;
      },
    ],
    ['of 10 kB', () => sign({ ...good(), more: 'x'.repeat(10_000) })],
    ['of 10 MB', () => 'a'.repeat(10_000_000)],
    ['that is none', () => 'not a token'],
    ['that is empty', () => ''],
    ['that is dots', () => '..'],
  ];

  it.each(refusals)('%s is refused in the one text for all causes', async (_, token) => {
    const same = { code: 'UNAUTHENTICATED', message: 'no valid key or token was sent', refusal: null };
    expect(await refusalOf(identify(await token()))).toEqual(same);
  });

  it('counts by the key that stands in the file now', async () => {
    const second = generateKeyPairSync('ed25519');
    await using other = await deskCase(admin, { LETHE_HOST_JWKS_FILE: join(folder, 'other.json') });
    const token = await sign(good());
    const ask = (bearer: string): Promise<unknown> => other.backend.callers.identify(bearer);
    expect((await refusalOf(ask(token))).code).toBe('UNAUTHENTICATED');
    await writeFile(join(folder, 'other.json'), await jwksOf([host.publicKey, 'host', 'EdDSA']));
    expect(await ask(token)).toMatchObject({ actor: '1' });
    await writeFile(join(folder, 'other.json'), `${await jwksOf([second.publicKey, 'host', 'EdDSA'])}\n`);
    expect((await refusalOf(ask(token))).code).toBe('UNAUTHENTICATED');
    expect(await ask(await sign(good(), { key: second.privateKey }))).toMatchObject({ actor: '1' });
    await writeFile(join(folder, 'other.json'), 'half a fi');
    expect((await refusalOf(ask(token))).code).toBe('UNAUTHENTICATED');
  });

  it('is none where no key of a host is set', async () => {
    await using bare = await deskCase(admin);
    expect((await refusalOf(bare.backend.callers.identify(await sign(good())))).code).toBe('UNAUTHENTICATED');
  });
});

describe('a key', () => {
  const wanted = { name: 'ops', scopes: ['request:read', 'request:read'], tenant: null, expiresInDays: null } as const;

  it('is told once and stored as a hash', async () => {
    const { key, secret } = await desk.backend.keys.create(commandLine, wanted);
    expect(secret).toMatch(new RegExp(`^lethe_${key.id}_[0-9a-f]{64}$`));
    expect(key).toMatchObject({ name: 'ops', scopes: ['request:read'], expiresAt: null, lastUsedAt: null });
    const { rows } = await desk.client.query<{ all: string }>('select to_jsonb(k)::text as all from lethe.api_keys k');
    for (const { all } of rows) expect(all).not.toContain(secret.slice(-20));
    expect(await identify(secret)).toEqual({
      is: 'key',
      id: key.id,
      name: 'ops',
      scopes: ['request:read'],
      tenant: null,
    });
    const listed = (await desk.backend.keys.list(commandLine)).find(({ id }) => id === key.id);
    expect(listed?.lastUsedAt).toMatch(/Z$/);
  });

  it('that is wrong, cut, revoked or expired is refused in the same text', async () => {
    const { key, secret } = await desk.backend.keys.create(commandLine, { ...wanted, expiresInDays: 1 });
    await identify(secret);
    const same = { code: 'UNAUTHENTICATED', message: 'no valid key or token was sent', refusal: null };
    for (const wrong of [secret.slice(0, -1), `${secret}0`, secret.toUpperCase(), 'lethe_', `lethe_${key.id}_`])
      expect(await refusalOf(identify(wrong))).toEqual(same);
    await desk.client.query(`update lethe.api_keys set expires_at = clock_timestamp() where id = $1`, [key.id]);
    expect(await refusalOf(identify(secret))).toEqual(same);
    const other = await desk.backend.keys.create(commandLine, wanted);
    const revoked = await desk.backend.keys.revoke(commandLine, other.key.id);
    expect(revoked.revokedAt).not.toBeNull();
    expect(await desk.backend.keys.revoke(commandLine, other.key.id)).toEqual(revoked);
    expect(await refusalOf(identify(other.secret))).toEqual(same);
    expect((await refusalOf(desk.backend.keys.revoke(commandLine, 'key_0'))).code).toBe('KEY_UNKNOWN');
  });

  it('makes none that may do more than itself, and none of another tenant', async () => {
    const maker = await desk.key(['key:write', 'request:read'], 'account:1');
    const { keys } = desk.backend;
    const make = (more: object) => keys.create(maker, { ...wanted, tenant: 'account:1', ...more });
    expect((await refusalOf(make({ scopes: ['plan:approve'] }))).code).toBe('FORBIDDEN');
    expect((await refusalOf(make({ tenant: null }))).code).toBe('FORBIDDEN');
    expect((await refusalOf(make({ tenant: 'account:2' }))).code).toBe('FORBIDDEN');
    expect((await make({ tenant: 'workspace:11' })).key.tenant).toBe('workspace:11');
    const { key } = await make({});
    expect((await keys.list(maker)).every(({ tenant }) => tenant === 'account:1')).toBe(true);
    const free = await keys.create(commandLine, wanted);
    expect((await refusalOf(keys.revoke(maker, free.key.id))).code).toBe('KEY_UNKNOWN');
    expect((await keys.revoke(maker, key.id)).id).toBe(key.id);
    const reader = await desk.key(['request:read']);
    expect((await refusalOf(keys.create(reader, wanted))).code).toBe('FORBIDDEN');
  });

  it.each([
    { name: ' ' },
    { name: 'x'.repeat(101) },
    { scopes: [] },
    { expiresInDays: 0 },
    { expiresInDays: 1.5 },
    { expiresInDays: 10_000 },
  ])('with %j is none', async (wrong) => {
    expect((await refusalOf(desk.backend.keys.create(commandLine, { ...wanted, ...wrong }))).code).toBe(
      'INPUT_INVALID',
    );
  });
});

describe('an answer to an Idempotency-Key', () => {
  const entry = { caller: 'key_1', key: 'one', body: '{"a":1}' };
  const answer = { status: 201, text: '{"secret":"told once"}' };

  it('is given again to the same call, and is nowhere in clear', async () => {
    const { idempotency } = desk.backend;
    expect(await idempotency.begin(entry)).toEqual({ is: 'new' });
    expect(await idempotency.begin(entry)).toEqual({ is: 'in flight' });
    await idempotency.end(entry, answer);
    expect(await idempotency.begin(entry)).toEqual({ is: 'same', status: 201, answer: answer.text });
    expect(await idempotency.begin({ ...entry, body: '{"a":2}' })).toEqual({ is: 'other body' });
    const { rows } = await desk.client.query<{ all: string }>(
      'select to_jsonb(i)::text as all from lethe.idempotency i',
    );
    expect(rows.map(({ all }) => all).join()).not.toContain('told once');
    expect(rows.map(({ all }) => all).join()).not.toContain('"one"');
  });

  it('is of one caller, and is forgotten when the call failed or a day has passed', async () => {
    const { idempotency } = desk.backend;
    expect(await idempotency.begin({ ...entry, caller: 'key_2' })).toEqual({ is: 'new' });
    await idempotency.end({ ...entry, caller: 'key_2' }, null);
    expect(await idempotency.begin({ ...entry, caller: 'key_2' })).toEqual({ is: 'new' });
    await idempotency.end({ ...entry, caller: 'key_2' }, answer);
    await desk.client.query(`update lethe.idempotency set created_at = created_at - interval '25 hours'`);
    expect(await idempotency.begin({ ...entry, caller: 'key_2' })).toEqual({ is: 'new' });
  });

  it('is waited for only as long as somebody may be at it', async () => {
    const { idempotency } = desk.backend;
    const lost = { ...entry, key: 'lost' };
    expect(await idempotency.begin(lost)).toEqual({ is: 'new' });
    await desk.client.query(`update lethe.idempotency set created_at = created_at - interval '3 minutes'`);
    expect(await idempotency.begin({ ...lost, body: 'other' })).toEqual({ is: 'other body' });
    expect(await idempotency.begin(lost)).toEqual({ is: 'new' });
    expect(await idempotency.begin(lost)).toEqual({ is: 'in flight' });
  });

  it('is made once where ten ask at once', async () => {
    const many = { ...entry, key: 'many' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => desk.backend.idempotency.begin(many)));
    expect(answers.filter(({ is }) => is === 'new')).toHaveLength(1);
    expect(answers.filter(({ is }) => is === 'in flight')).toHaveLength(9);
  });
});
