import { createHash } from 'node:crypto';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { scopes } from '../../src/http/backend.ts';
import type { Route } from '../../src/http/route.ts';
import { routes } from '../../src/http/routes.ts';
import { type Attempt, attempts, type Ids, mixedUp, nobodys } from './attempts.ts';
import { clubWithEverything } from './club-with-everything.ts';
import { type Called, httpCase, withoutInstance } from './http-case.ts';

const http = await httpCase({ url: inject('postgresUrl') });
afterAll(() => http[Symbol.asyncDispose]());
const ids: Ids = { ...(await clubWithEverything(http)), subject: 'club:1' };
const asked = routes.filter(({ may }) => may.who === 'callers');
const each = asked.map((route) => [`${route.method} ${route.path}`, route] as const);

function attemptOf({ operation }: Route, about: Ids): Attempt {
  const attempt = attempts[operation];
  if (attempt === undefined) throw new Error(`no attempt at ${operation} is written down`);
  return attempt(about);
}

function tried(route: Route, about: Ids, as?: string): Promise<Called> {
  const { path, ...more } = attemptOf(route, about);
  return http.call(route.method, path, as === undefined ? more : { ...more, as });
}

/** Everything that is stored, but for when a key was last used. */
async function everything(): Promise<string> {
  const { rows } = await http.club.client.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'lethe' and table_type = 'BASE TABLE' order by 1`,
  );
  const hash = createHash('sha256');
  for (const { name } of rows) {
    const row = name === 'api_keys' ? `(to_jsonb(t) - 'last_used_at')::text` : 't::text';
    const found = await http.club.client.query(`select ${row} as row from lethe.${name} t order by 1`);
    hash.update(name).update(JSON.stringify(found.rows));
  }
  return hash.digest('hex');
}

const keyOfTheOther = await http.key({ tenant: 'club:2' });
const allKey = await http.key();
const keyOfTheFirst = await http.key({ tenant: 'club:1' });

it('knows an attempt at every route that asks who calls, and at no other', () => {
  expect(Object.keys(attempts).sort()).toEqual(asked.map(({ operation }) => operation).sort());
});

describe.each(each)('%s', (_, route) => {
  it.each([
    ['nobody', undefined],
    ['no token', 'x'],
    ['a key that is none', `lethe_key_${'0'.repeat(36)}_${'0'.repeat(64)}`],
    ['half a token', 'a.b'],
    [
      'a token of no algorithm',
      `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa('{"sub":"1"}').replaceAll('=', '')}.`,
    ],
  ])('answers %s with 401 and nothing else', async (_name, as) => {
    const answer = await tried(route, ids, as);
    expect(answer.status).toBe(401);
    expect(answer.field('code')).toBe('UNAUTHENTICATED');
    expect(withoutInstance(answer)).toEqual(withoutInstance(await tried(route, nobodys, as)));
  });

  it('answers a key that has every scope but its own with 403', async () => {
    const { may } = route;
    const own = may.who === 'callers' ? may.scope : null;
    const answer = await tried(route, ids, await http.key({ scopes: scopes.filter((scope) => scope !== own) }));
    expect([answer.status, answer.field('code')]).toEqual([403, 'FORBIDDEN']);
  });

  it('tells a key of another tenant no more of what is there than of what is not', async () => {
    const there = await tried(route, ids, keyOfTheOther);
    const nothing = await tried(route, nobodys, keyOfTheOther);
    expect(there.status).toBe(nothing.status);
    if (there.status < 400) {
      // A list of their own, in which nothing of the first club is.
      for (const id of Object.values(ids)) expect(there.text).not.toContain(id);
    } else {
      expect([403, 404]).toContain(there.status);
      expect(withoutInstance(there)).toEqual(withoutInstance(nothing));
    }
  });

  it('tells a person of another tenant no more of what is there than of what is not', async () => {
    const dee = await http.person('4');
    const there = await tried(route, ids, dee);
    const nothing = await tried(route, nobodys, dee);
    expect([403, 404]).toContain(there.status);
    expect([there.status, withoutInstance(there)]).toEqual([nothing.status, withoutInstance(nothing)]);
  });

  it('takes an id of another kind for one that is not there', async () => {
    const { path } = attemptOf(route, ids);
    if (path === attemptOf(route, nobodys).path) return;
    const mixed = await tried(route, mixedUp(ids), keyOfTheFirst);
    if (path.includes('?')) {
      expect([400, 404]).toContain(mixed.status);
    } else {
      expect(mixed.status).toBe(404);
      expect(withoutInstance(mixed)).toEqual(withoutInstance(await tried(route, nobodys, keyOfTheFirst)));
    }
  });
});

describe('a person of a lower role', () => {
  const writing = asked.filter(({ method, operation }) => method === 'POST' && operation !== 'makePlan');
  it.each(writing.map((route) => [route.operation, route] as const))('may not %s', async (_, route) => {
    const before = await everything();
    const answer = await tried(route, ids, await http.person('3'));
    expect([403, 404]).toContain(answer.status);
    expect(await everything()).toBe(before);
  });
});

describe('a key that has ended', () => {
  it('is nobody, revoked or expired', async () => {
    const secret = await http.key();
    const id = /key_[0-9a-z]+/.exec(secret)?.[0] ?? '';
    expect((await http.call('GET', '/v1/requests', { as: secret })).status).toBe(200);
    await http.club.client.query(`update lethe.api_keys set expires_at = clock_timestamp() where id = $1`, [id]);
    expect((await http.call('GET', '/v1/requests', { as: secret })).status).toBe(401);
    await http.club.client.query(`update lethe.api_keys set expires_at = null, revoked_at = now() where id = $1`, [id]);
    expect((await http.call('GET', '/v1/requests', { as: secret })).status).toBe(401);
  });
});

describe('reading', () => {
  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'by GET, HEAD and OPTIONS changes nothing at %s',
    async (_, route) => {
      const path = route.may.who === 'callers' ? attemptOf(route, ids).path : route.path.replaceAll(/:\w+/g, 'x');
      const before = await everything();
      const ann = await http.person('1');
      for (const method of ['GET', 'HEAD', 'OPTIONS'])
        for (const as of [undefined, ann, allKey]) await http.call(method, path, as === undefined ? {} : { as });
      expect(await everything()).toBe(before);
    },
  );
});
