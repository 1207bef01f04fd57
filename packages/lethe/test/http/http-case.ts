import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Backend, type Scope, scopes } from '../../src/http/backend.ts';
import { openLog } from '../../src/http/log.ts';
import { openServer } from '../../src/http/server.ts';
import { commandLine } from '../../src/service/backend/keys.ts';
import { openBackend } from '../../src/service/open-backend.ts';
import type { Admin } from '../../src/testing/database.ts';
import { testFolder } from '../../src/testing/test-folder.ts';
import { type ClubCase, clubCase } from '../club/club-case.ts';

/** The HTTP surface on a real backend and database, called without a socket. */
export interface HttpCase extends AsyncDisposable {
  readonly club: ClubCase;
  readonly app: FastifyInstance;
  readonly backend: Backend;
  /** Every line of the log. */
  readonly logged: string[];
  /** A token that the host has signed for one of its people. */
  person(actor: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
  key(key?: { scopes?: readonly Scope[]; tenant?: string }): Promise<string>;
  call(method: string, path: string, more?: CallOptions): Promise<Called>;
}

export interface CallOptions {
  /** Bearer; left out: nobody. */
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Called {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
  /** Of the JSON. */
  field(name: string): unknown;
}

const tokenLifeSeconds = 60;

export async function httpCase(admin: Admin): Promise<HttpCase> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const folder = await testFolder();
  const jwks = join(folder, 'jwks.json');
  await writeFile(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'host', alg: 'EdDSA' }] }));
  const club = await clubCase({ admin, env: { LETHE_HOST_JWKS_FILE: jwks } });
  const backend = await openBackend(club.lethe);
  const logged: string[] = [];
  const app = openServer({
    backend,
    settings: { ...settingsOf(club), limits: generous },
    log: openLog({ level: 'debug', to: { write: (line) => void logged.push(line) } }),
  });
  await app.ready();
  return {
    club,
    app,
    backend,
    logged,
    person(actor, given = {}) {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ auth_time: now, amr: ['pwd'], ...given })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'host' })
        .setSubject(actor)
        .setAudience('lethe')
        .setIssuedAt(now)
        .setExpirationTime(now + tokenLifeSeconds)
        .sign(privateKey);
    },
    async key({ scopes: wanted = scopes, tenant } = {}) {
      const made = { name: 'test', scopes: wanted, tenant: tenant ?? null, expiresInDays: null };
      return (await backend.keys.create(commandLine, made)).secret;
    },
    call: (method, path, more) => call(app, method, path, more),
    async [Symbol.asyncDispose]() {
      await app.close();
      await club[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const generous = {
  publicPerMinute: 100_000,
  formsPerMinute: 100_000,
  callerPerMinute: 100_000,
  failuresPerMinute: 100_000,
};

export const settingsOf = ({ lethe: { settings } }: ClubCase) => ({
  publicUrl: settings.publicUrl,
  trustProxy: false as const,
  version: '0.1.0',
  brand: settings.brand,
  contact: 'help@club.test',
});

async function call(app: FastifyInstance, method: string, path: string, more: CallOptions = {}): Promise<Called> {
  const { as, body, headers } = more;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await app.inject({
    method: methodOf(method),
    url: path,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(text === undefined ? {} : { payload: text }),
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    field: (name) => Object.getOwnPropertyDescriptor(answer.json(), name)?.value,
  };
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

function methodOf(text: string): (typeof methods)[number] {
  const method = methods.find((each) => each === text);
  if (method === undefined) throw new Error(`the test calls ${text}`);
  return method;
}

/** What a problem says, without the address that was asked for. */
export function withoutInstance({ text }: Called): unknown {
  const { instance: _, ...rest } = JSON.parse(text);
  return rest;
}
