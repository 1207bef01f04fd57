import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testDatabase } from 'lethe/testing/vitest';
import pg from 'pg';
import { afterAll, afterEach } from 'vitest';
import { developmentPassword } from '../../app/development-password.ts';
import { openHostKey } from '../../app/host-key.ts';
import { hostToken } from '../../app/host-token.ts';
import { crmTemplate } from '../../database/template.ts';
import type { VendorState } from '../../vendor/vendor.ts';
import { type Browser, browser } from '../crm-browser.ts';
import { type LetheCli, letheCli } from '../lethe-cli.ts';
import { type LetheApi, letheApi } from './lethe-api.ts';
import { type Mailbox, mailbox } from './mailbox.ts';
import { type Program, startProgram } from './program.ts';
import { until } from './until.ts';

/** The CRM, its vendor and Lethe as their users have them: programs of their own, reached over HTTP, SMTP and the command line. */
export interface Product {
  readonly sql: pg.Client;
  readonly mailbox: Mailbox;
  readonly vendor: VendorDoor;
  readonly lethe: LetheCli;
  /** Of an operator, with a key of every scope. */
  readonly operator: LetheApi;
  /** Signed in at the CRM. */
  signedIn(email: string): Promise<Browser>;
  /** Somebody in front of Lethe's own pages. */
  visitor(): Browser;
  /** Somebody whom the CRM says to Lethe is signed in, since now. */
  person(email: string): Promise<LetheApi>;
  /** Lethe's clock, by which waits count, in milliseconds. */
  now(): Promise<number>;
  /** Moves that clock: `P7D`, or milliseconds. */
  advance(by: string | number): Promise<void>;
  readonly folder: string;
}

export interface VendorDoor {
  state(): Promise<VendorState>;
  /** Every call about this resource fails until it is made well. */
  fail(resource: string): Promise<void>;
  beWell(): Promise<void>;
}

/**
 * Started once for a test file, at its top, with a database of its own: accounts of three workspaces each, in which
 * everybody can sign in. Ends with the file; when a test fails, what the programs said meanwhile is shown.
 */
export async function product({ accounts }: { readonly accounts: number }): Promise<Product> {
  const extent = { workspaces: accounts * 3, rowsPerWorkspace: 420, layout: 'scattered' } as const;
  const database = await testDatabase(await crmTemplate(extent));
  const open = new AsyncDisposableStack();
  // After the database's own hook, so before it: hooks run backwards.
  afterAll(() => open.disposeAsync());
  const folder = await mkdtemp(join(tmpdir(), 'lethe-rows-'));
  open.defer(() => rm(folder, { recursive: true }));
  const sql = new pg.Client(database.url);
  await sql.connect();
  open.defer(() => sql.end());
  await letEverybodySignIn(sql);
  const places = await freePlaces();
  const programs = startAll(open, { places, folder, database: database.url });
  tellWhenATestFails(programs);
  const operatorKey = await ready(programs, places);
  const { service, crm, vendor } = places;
  const env = environment(places, folder);
  return {
    sql,
    folder,
    mailbox: mailbox(service.url),
    vendor: vendorDoor(vendor.url),
    lethe: letheCli({ database: database.url, folder, env }),
    operator: letheApi(service.url, () => operatorKey),
    async signedIn(email) {
      const person = browser(crm.url);
      const { status } = await person.signIn(email, developmentPassword);
      if (status !== 303) throw new Error(`${email} cannot sign in: ${status}`);
      return person;
    },
    visitor: () => browser(service.url),
    person: (email) => personOf({ email, sql, service: service.url, keysDir: join(folder, 'keys') }),
    now: async () => Date.parse((await clock(service.url)).lethe),
    async advance(by) {
      await clock(service.url, by);
    },
  };
}

/** The generator gives a password to a few; the tests need more people than that. */
async function letEverybodySignIn(sql: pg.Client): Promise<void> {
  await sql.query(`UPDATE app.users SET password_hash = known.password_hash
    FROM app.users known WHERE known.email = 'owner@acme.test' AND users.password_hash IS NULL`);
}

interface Place {
  readonly port: string;
  readonly url: string;
}

type Places = Readonly<Record<'service' | 'crm' | 'vendor' | 'smtp', Place>>;

/** All of them are taken before the first is given back, or two could be the same. */
async function freePlaces(): Promise<Places> {
  const taken = await Promise.all([takePort(), takePort(), takePort(), takePort()]);
  const [service, crm, vendor, smtp] = await Promise.all(taken.map(giveBack));
  if (!service || !crm || !vendor || !smtp) throw new Error('bug: four were taken');
  return { service, crm, vendor, smtp };
}

const takePort = (): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });

function giveBack(server: Server): Promise<Place> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('bug: a TCP server has a port');
  const { port } = address;
  return new Promise((resolve) => server.close(() => resolve({ port: `${port}`, url: `http://127.0.0.1:${port}` })));
}

function environment({ service, crm, vendor, smtp }: Places, folder: string): Record<string, string> {
  return {
    LETHE_DATA_DIR: folder,
    LETHE_BRAND: 'Sample CRM',
    LETHE_HOST_JWKS_FILE: join(folder, 'keys', 'host-session.jwks.json'),
    LETHE_URL: service.url,
    LETHE_DEV_SMTP_PORT: smtp.port,
    PORT: service.port,
    CRM_PORT: crm.port,
    CRM_VENDOR_PORT: vendor.port,
    CRM_VENDOR_URL: vendor.url,
  };
}

interface Start {
  readonly places: Places;
  readonly folder: string;
  readonly database: string;
}

const config = fileURLToPath(new URL('../../', import.meta.url));

function startAll(open: AsyncDisposableStack, { places, folder, database }: Start): readonly Program[] {
  const options = { env: { ...environment(places, folder), CRM_DATABASE_URL: database }, folder };
  return [
    startProgram('lethe', ['packages/lethe/bin/lethe.mjs', 'dev', '--json', '--config', config], options),
    startProgram('crm', ['examples/crm/app/main.ts'], options),
    startProgram('vendor', ['examples/crm/vendor/main.ts'], options),
  ].map((program) => open.use(program));
}

function tellWhenATestFails(programs: readonly Program[]): void {
  afterEach(({ task }) => {
    const news = newsOf(programs);
    if (task.result?.state === 'fail') process.stderr.write(`${task.name}\n${news}\n`);
  });
}

const newsOf = (programs: readonly Program[]): string =>
  programs.map(({ name, news }) => `--- ${name}\n${news()}`).join('\n');

/** Answers the operator's key, which `lethe dev` prints when all its parts are up. */
async function ready(programs: readonly Program[], { service, crm, vendor }: Places): Promise<string> {
  const doors = [`${service.url}/readyz`, `${crm.url}/readyz`, `${vendor.url}/state`];
  return until('all programs to be up', async () => {
    for (const { name, ended } of programs)
      if (ended() !== null) throw new Error(`${name} ended with ${ended()}:\n${newsOf(programs)}`);
    const [, operatorKey] = /"operatorKey": "(\S+)"/u.exec(programs[0]?.stdout() ?? '') ?? [];
    return operatorKey !== undefined && (await Promise.all(doors.map(answers))).every(Boolean) ? operatorKey : null;
  }).catch((cause: unknown) => {
    throw new Error(newsOf(programs), { cause });
  });
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.ok;
    },
    () => false,
  );

interface Person {
  readonly email: string;
  readonly sql: pg.Client;
  readonly service: string;
  readonly keysDir: string;
}

async function personOf({ email, sql, service, keysDir }: Person): Promise<LetheApi> {
  const key = await openHostKey(keysDir);
  const { rows } = await sql.query<{ id: string }>('SELECT id FROM app.users WHERE email = $1', [email]);
  const user = rows[0]?.id ?? '';
  return letheApi(service, () => hostToken({ key, user, authTimeMs: Date.now() }));
}

async function clock(service: string, advance?: string | number): Promise<{ lethe: string }> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const how = advance === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify({ advance }) };
  const answer = await fetch(new URL('/dev/clock', service), how);
  if (!answer.ok) throw new Error(`the clock answers ${answer.status}: ${await answer.text()}`);
  return JSON.parse(await answer.text());
}

function vendorDoor(url: string): VendorDoor {
  const behaviour = new URL('/behaviour', url);
  return {
    state: async () => JSON.parse(await (await fetch(new URL('/state', url))).text()),
    async fail(resource) {
      const headers = { 'content-type': 'application/json' };
      await fetch(behaviour, { method: 'POST', headers, body: JSON.stringify({ how: 'fails', resource }) });
    },
    async beWell() {
      await fetch(behaviour, { method: 'DELETE' });
    },
  };
}
