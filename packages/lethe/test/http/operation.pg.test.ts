import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LetheError } from '../../src/errors.ts';
import { openLog } from '../../src/http/log.ts';
import { openServer } from '../../src/http/server.ts';
import { ann } from '../club/club-case.ts';
import { type HttpCase, httpCase, settingsOf } from './http-case.ts';

let http: HttpCase;
beforeAll(async () => {
  http = await httpCase({ url: inject('postgresUrl') });
});
afterAll(() => http[Symbol.asyncDispose]());

describe('what machines ask', () => {
  it('is answered: live, which version, and whether all parts are up', async () => {
    expect((await http.call('GET', '/livez')).text).toBe('{"live":true}');
    expect((await http.call('GET', '/version')).text).toBe('{"name":"lethe","version":"0.1.0"}');
    const ready = await http.call('GET', '/readyz');
    const parts = (await http.backend.health()).parts;
    const all = Object.values(parts).every(Boolean);
    expect([ready.status, ready.field('ready'), ready.field('parts')]).toEqual([all ? 200 : 503, all, parts]);
  });

  it('is not ready while one part is down, and says which', async () => {
    const health = await http.backend.health();
    const app = openServer({
      backend: { ...http.backend, health: async () => ({ ...health, parts: { ...health.parts, mail: false } }) },
      settings: settingsOf(http.club),
      log: openLog({ level: 'silent' }),
    });
    const answer = await app.inject('/readyz');
    expect([answer.statusCode, answer.json().ready, answer.json().parts.mail]).toEqual([503, false, false]);
    await app.close();
  });

  it('is the public key that certificates are checked with, for everybody', async () => {
    const { status, text, headers } = await http.call('GET', '/lethe.vkey');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(text).toBe(`${(await http.club.lethe.signingKey()).vkey}\n`);
    expect(text).not.toContain('PRIVATE');
  });

  it('holds no ids and no people in metrics', async () => {
    const id = await http.club.ask('club:1', ann);
    await http.call('GET', `/v1/requests/${id}`, { as: await http.key() });
    const { text, headers } = await http.call('GET', '/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain/);
    for (const name of ['oldest_pending_deletion_seconds', 'deliveries_pending', 'attention'])
      expect(text).toMatch(new RegExp(`^lethe_${name} \\d+$`, 'm'));
    expect(text).toMatch(/^lethe_requests\{state="received"\} 1$/m);
    expect(text).toContain('route="/v1/requests/:id"');
    for (const secret of [id, 'club', 'ann', 'key_']) expect(text).not.toContain(secret);
  });
});

describe('the log', () => {
  it('F40: holds nothing that was sent: no token, code, address, name or key', async () => {
    http.logged.length = 0;
    const canary = 'canary7h3x';
    const key = await http.key();
    const person = await http.person(canary);
    for (const path of [
      `/link/${canary}`,
      `/status/${canary}`,
      `/v1/public/status/${canary}`,
      `/${canary}?q=${canary}`,
    ])
      await http.call('GET', path, { headers: { cookie: `lethe_link=${canary}`, 'user-agent': canary } });
    await http.call('GET', '/link', { headers: { cookie: `lethe_link=${canary}; lethe_status=${canary}` } });
    for (const as of [key, person, canary, undefined]) {
      const by = as === undefined ? {} : { as };
      await http.call('GET', `/v1/requests?cursor=${canary}&subject=club:${canary}`, by);
      await http.call('GET', `/v1/subjects/club:${canary}`, by);
      await http.call('POST', '/v1/requests', {
        ...by,
        body: { subject: `club:${canary}`, onBehalfOf: `${canary}@club.test` },
        headers: { 'idempotency-key': canary },
      });
      await http.call('POST', '/v1/requests', { ...by, body: `{"subject": "${canary}"` });
    }
    const wish = { address: `${canary}@club.test`, kind: 'club', named: canary };
    await http.call('POST', '/v1/public/requests', { body: wish });
    expect(http.logged.length).toBeGreaterThan(15);
    const log = http.logged.join('');
    for (const secret of [canary, key, person, key.slice(-64)]) expect(log).not.toContain(secret);
    expect(log).toContain('"path":"/link/[token]"');
    expect(log).toContain('"path":"/v1/public/status/[code]"');
  });

  it('names a failure of ours by the instance that the caller was told, and the caller learns nothing else', async () => {
    const lines: string[] = [];
    const secret = 'postgres://user:secret@db/club detail erika@example.test';
    const failing = async (): Promise<never> => {
      throw Object.assign(new Error(secret), { severity: 'ERROR', code: '23505', table: 'users', detail: secret });
    };
    const app = openServer({
      backend: { ...http.backend, holds: { ...http.backend.holds, list: failing } },
      settings: settingsOf(http.club),
      log: openLog({ level: 'info', to: { write: (line) => void lines.push(line) } }),
    });
    const answer = await app.inject({ url: '/v1/holds', headers: { authorization: `Bearer ${await http.key()}` } });
    expect(answer.statusCode).toBe(500);
    const { instance, code, detail, retryable } = answer.json();
    expect([code, detail, retryable]).toEqual(['INTERNAL', 'Something went wrong.', true]);
    expect(answer.body).not.toMatch(/secret|erika|users|23505|\.ts/);
    const log = lines.join('');
    expect(log).toContain(String(instance).replace('urn:uuid:', ''));
    expect(log).toContain('"errorCode":"23505"');
    expect(log).not.toMatch(/secret|erika/);
    await app.close();
  });

  it('says nothing to the caller of a failure with a code that is ours either', async () => {
    const failing = async (): Promise<never> => {
      throw new LetheError('DATABASE_UNREACHABLE', 'no answer from db.internal:5432');
    };
    const app = openServer({
      backend: { ...http.backend, holds: { ...http.backend.holds, list: failing } },
      settings: settingsOf(http.club),
      log: openLog({ level: 'silent' }),
    });
    const answer = await app.inject({ url: '/v1/holds', headers: { authorization: `Bearer ${await http.key()}` } });
    expect([answer.statusCode, answer.json().code, answer.json().detail]).toEqual([
      503,
      'DATABASE_UNREACHABLE',
      'The database cannot be reached.',
    ]);
    await app.close();
  });
});

describe('limits', () => {
  const limits = { publicPerMinute: 3, formsPerMinute: 2, callerPerMinute: 2, failuresPerMinute: 2 };

  it('F45: count strangers by address, callers by who they are, and wrong credentials apart', async () => {
    const app = openServer({
      backend: http.backend,
      settings: { ...settingsOf(http.club), limits },
      log: openLog({ level: 'silent' }),
    });
    const statuses = async (times: number, options: { url: string; bearer?: string }): Promise<number[]> => {
      const all = [];
      for (let time = 0; time < times; time += 1) {
        const headers = options.bearer === undefined ? {} : { authorization: `Bearer ${options.bearer}` };
        all.push((await app.inject({ url: options.url, headers })).statusCode);
      }
      return all;
    };
    expect(await statuses(4, { url: '/status' })).toEqual([200, 200, 200, 429]);
    expect(await statuses(1, { url: '/request' })).toEqual([429]);
    expect(await statuses(1, { url: '/livez' })).toEqual([200]);
    const [one, two] = [await http.key(), await http.key()];
    expect(await statuses(3, { url: '/v1/requests', bearer: one })).toEqual([200, 200, 429]);
    expect(await statuses(1, { url: '/v1/holds', bearer: one })).toEqual([429]);
    expect(await statuses(1, { url: '/v1/requests', bearer: two })).toEqual([200]);
    expect(await statuses(4, { url: '/v1/requests', bearer: 'wrong' })).toEqual([401, 401, 429, 429]);
    const limited = await app.inject('/status');
    expect(limited.headers['ratelimit-policy']).toBe('"default";q=3;w=60');
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    await app.close();
  });
});

describe('/openapi.json', () => {
  it('names every operation once, with examples, security and problems', async () => {
    const document = JSON.parse((await http.call('GET', '/openapi.json')).text);
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.values<Record<string, { operationId: string; security: object[]; responses: object }>>(
      document.paths,
    ).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('approvePlan');
    for (const { security, responses, operationId } of operations) {
      expect(security.length, operationId).toBeGreaterThan(0);
      expect(Object.keys(responses).length, operationId).toBeGreaterThan(0);
    }
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(document.components.schemas, name).toHaveProperty(String(name));
    expect(document.components.schemas.Request.examples).toHaveLength(1);
  });
});
