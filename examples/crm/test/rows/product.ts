import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from 'lethe/testing/vitest';
import pg from 'pg';
import { afterAll, afterEach } from 'vitest';
import { developmentPassword } from '../../app/development-password.ts';
import { openHostKey } from '../../app/host-key.ts';
import { hostToken } from '../../app/host-token.ts';
import { crmTemplate } from '../../database/template.ts';
import { advance, now, openProduct, type Product as Running } from '../../demo/product.ts';
import type { Program } from '../../demo/program.ts';
import type { VendorState } from '../../vendor/vendor.ts';
import { type Browser, browser } from '../crm-browser.ts';
import { type LetheCli, letheCli } from '../lethe-cli.ts';
import { type LetheApi, letheApi } from './lethe-api.ts';
import { type Mailbox, mailbox } from './mailbox.ts';

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
  // A file that cannot even begin has no hooks that would end anything.
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lethe-rows-'));
  starting.defer(() => rm(folder, { recursive: true }));
  const sql = new pg.Client(database.url);
  await sql.connect();
  starting.defer(() => sql.end());
  await letEverybodySignIn(sql);
  const { signal } = new AbortController();
  const running = starting.use(await openProduct({ database: database.url, folder, signal }));
  const open = starting.move();
  // After the database's own hook, so before it: hooks run backwards.
  afterAll(() => open.disposeAsync());
  tellWhenATestFails(running.programs);
  return productOf({ running, sql, folder, database: database.url });
}

interface Parts {
  readonly running: Running;
  readonly sql: pg.Client;
  readonly folder: string;
  readonly database: string;
}

function productOf({ running, sql, folder, database }: Parts): Product {
  const { crm, service } = running;
  return {
    sql,
    folder,
    mailbox: mailbox(service),
    vendor: { ...vendorDoor(running.vendorUrl), state: running.vendor },
    lethe: letheCli({ database, folder, env: { ...running.settings } }),
    operator: letheApi(service, () => running.operatorKey),
    async signedIn(email) {
      const person = browser(crm);
      const { status } = await person.signIn(email, developmentPassword);
      if (status !== 303) throw new Error(`${email} cannot sign in: ${status}`);
      return person;
    },
    visitor: () => browser(service),
    person: (email) => personOf({ email, sql, service, keysDir: join(folder, 'keys') }),
    now: () => now(running),
    advance: (by) => advance(running, by),
  };
}

/** The generator gives a password to a few; the tests need more people than that. */
async function letEverybodySignIn(sql: pg.Client): Promise<void> {
  await sql.query(`UPDATE app.users SET password_hash = known.password_hash
    FROM app.users known WHERE known.email = 'owner@acme.test' AND users.password_hash IS NULL`);
}

function tellWhenATestFails(programs: readonly Program[]): void {
  const told = new Map<Program, number>();
  afterEach(({ task }) => {
    for (const program of programs) {
      const said = program.said();
      const news = said.slice(told.get(program) ?? 0);
      told.set(program, said.length);
      if (task.result?.state === 'fail') process.stderr.write(`--- ${program.name}, while: ${task.name}\n${news}\n`);
    }
  });
}

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

function vendorDoor(url: string): Omit<VendorDoor, 'state'> {
  const behaviour = new URL('/behaviour', url);
  return {
    async fail(resource) {
      const headers = { 'content-type': 'application/json' };
      await fetch(behaviour, { method: 'POST', headers, body: JSON.stringify({ how: 'fails', resource }) });
    },
    async beWell() {
      await fetch(behaviour, { method: 'DELETE' });
    },
  };
}
