import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { testDatabase } from 'lethe/testing/vitest';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { crmTemplate } from '../database/template.ts';
import { type Browser, browser } from '../test/crm-browser.ts';
import { developmentPassword } from './development-password.ts';
import { crmServer } from './server.ts';

export interface Called {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly idempotencyKey: string | undefined;
  readonly body: unknown;
}

export interface RunningCrm {
  readonly url: string;
  readonly client: pg.Client;
  /** How far the CRM's clock is ahead; zero again after each test. */
  aheadMs: number;
  /** Calls to the stand-in for Lethe's HTTP API, by `POST /v1/requests`: what it answers, and what it was asked. */
  answers: Record<string, { readonly status: number; readonly body: unknown }>;
  asked: Called[];
  jwks(): Promise<JSONWebKeySet>;
  signedIn(email: string): Promise<Browser>;
  /** Puts Lethe's function where its migration puts it, with one answer. */
  letheSays(subject: string, access: string): Promise<void>;
  contactsOf(workspace: number): Promise<number>;
  /** The oldest conversation of a workspace. */
  conversationOf(workspace: number): Promise<string>;
}

/** The CRM over real HTTP, with a database of this file. */
export async function runningCrm(): Promise<RunningCrm> {
  const database = await testDatabase(await crmTemplate({ size: 'small' }));
  const client = new pg.Client(database.url);
  const keysDir = await mkdtemp(join(tmpdir(), 'crm-keys-'));
  const standIn = lethe(() => crm);
  const letheUrl = await listening(standIn);
  const now = (): number => Date.now() + crm.aheadMs;
  const app = await crmServer({ databaseUrl: database.url, letheUrl, keysDir, now });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const crm: RunningCrm = {
    url,
    client,
    aheadMs: 0,
    answers: {},
    asked: [],
    jwks: async () => JSON.parse(await readFile(join(keysDir, 'host-session.jwks.json'), 'utf8')),
    async signedIn(email) {
      const person = browser(url);
      expect(await person.signIn(email, developmentPassword)).toMatchObject({ status: 303, location: '/workspaces' });
      return person;
    },
    async letheSays(subject, access) {
      await client.query(`
        CREATE SCHEMA lethe;
        CREATE FUNCTION lethe.access_of(path text[]) RETURNS text LANGUAGE sql STABLE
          AS $$ SELECT CASE WHEN '${subject}' = ANY (path) THEN '${access}' ELSE 'active' END $$`);
    },
    async contactsOf(workspace) {
      const { rows } = await client.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM app.contacts WHERE workspace_id = $1',
        [workspace],
      );
      return rows[0]?.n ?? Number.NaN;
    },
    async conversationOf(workspace) {
      const { rows } = await client.query<{ id: string }>(
        'SELECT min(id) AS id FROM app.conversations WHERE workspace_id = $1',
        [workspace],
      );
      return rows[0]?.id ?? '';
    },
  };
  afterEach(async () => {
    Object.assign(crm, { aheadMs: 0, answers: {}, asked: [] });
    await client.query('DROP SCHEMA IF EXISTS lethe CASCADE');
  });
  beforeAll(() => client.connect());
  afterAll(async () => {
    await app.close();
    await client.end();
    standIn.close();
    standIn.closeAllConnections();
    await rm(keysDir, { recursive: true });
  });
  return crm;
}

/** Stands where Lethe's HTTP API will. */
function lethe(state: () => Pick<RunningCrm, 'answers' | 'asked'>): Server {
  return createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const token = headers.authorization?.replace('Bearer ', '') ?? '';
      const key = headers['idempotency-key'];
      const idempotencyKey = typeof key === 'string' ? key : undefined;
      state().asked.push({ method, path, token, idempotencyKey, body: text === '' ? null : JSON.parse(text) });
      const { status, body } = state().answers[`${method} ${path.split('?')[0]}`] ?? {
        status: 200,
        body: { items: [] },
      };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('bug: a TCP server has a port');
  return `http://127.0.0.1:${address.port}`;
}
