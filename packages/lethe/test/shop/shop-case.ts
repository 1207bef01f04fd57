import { rm } from 'node:fs/promises';
import pg from 'pg';
import type { Engine, Observer } from '../../src/engine/run.ts';
import { type ApplyResult, apply, carryOutRun } from '../../src/service/apply.ts';
import { type Lethe, openLethe } from '../../src/service/lethe.ts';
import { type Admin, createDatabase, type TemplateRecipe, templateDatabase } from '../../src/testing/database.ts';
import { testFolder } from '../../src/testing/test-folder.ts';
import { shopConfig } from './database.ts';
import { type ShopVendor, shopVendor } from './vendor.ts';
import { type WorkerProcess, workerProcess } from './worker-process.ts';

export type ShopKind = 'kept-guarded' | 'kept-open' | 'gone-guarded' | 'gone-open';

/** A copy of the shops, a vendor and a data folder of its own: one deletion and all that is done to it. */
export interface ShopCase extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  readonly subject: string;
  /** A session of the test's own. */
  readonly client: pg.Client;
  readonly vendor: ShopVendor;
  /** In this process; disposed of with the case. */
  readonly lethe: Lethe;
  worker(target: string, fault?: string): WorkerProcess;
  apply(signal?: AbortSignal, observer?: Observer): Promise<ApplyResult>;
  resume(run: string): Promise<ApplyResult>;
  /** The one run of the case. */
  run(): Promise<string>;
  /** Another session for the test, whose own a dead server took along. */
  reconnect(): Promise<void>;
  /** A second Lethe of this process, that reaches the database by another URL. */
  through(url: string): Promise<Pick<ShopCase, 'apply' | 'resume'> & AsyncDisposable>;
}

export interface ShopCaseOptions {
  readonly admin: Admin;
  readonly template: TemplateRecipe;
  readonly kind?: ShopKind;
  /** Changes the engine of this process, not that of workers. */
  readonly engine?: (engine: Engine) => Engine;
}

export async function shopCase({ admin, template, kind = 'kept-guarded', engine }: ShopCaseOptions): Promise<ShopCase> {
  const database = await createDatabase(admin, await templateDatabase(admin, template));
  const { url } = database;
  const dataDir = await testFolder();
  const vendor = await shopVendor();
  const subject = `${kind}:1`;
  let client = await session(url);
  await client.query('update app.tokens set vendor = $1', [vendor.url]);
  await client.query('update app.numbers set vendor = $1', [vendor.url]);
  const open = async (at: string): Promise<Lethe> => {
    const env = { LETHE_DATA_DIR: dataDir };
    const opened = await openLethe({ config: shopConfig, databaseUrl: at, env, cwd: dataDir });
    if (engine === undefined) return opened;
    return { ...opened, engine: async (observer) => engine(await opened.engine(observer)) };
  };
  const lethe = await open(url);
  return {
    url,
    dataDir,
    subject,
    vendor,
    lethe,
    get client() {
      return client;
    },
    worker: (target, fault) => workerProcess({ url, dataDir, target, ...(fault === undefined ? {} : { fault }) }),
    ...verbs(lethe, subject),
    async run() {
      const { rows } = await client.query<{ id: string }>('select id from lethe.runs');
      const [row] = rows;
      if (row === undefined || rows.length > 1) throw new Error(`${rows.length} runs, one expected`);
      return row.id;
    },
    async reconnect() {
      await client.end();
      client = await session(url);
    },
    async through(other) {
      const second = await open(other);
      return { ...verbs(second, subject), [Symbol.asyncDispose]: () => second[Symbol.asyncDispose]() };
    },
    async [Symbol.asyncDispose]() {
      await lethe[Symbol.asyncDispose]();
      await client.end();
      await vendor[Symbol.asyncDispose]();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function verbs(lethe: Lethe, subject: string): Pick<ShopCase, 'apply' | 'resume'> {
  const quiet = new AbortController().signal;
  return {
    apply: (signal = quiet, observer = {}) =>
      apply(lethe, { planFile: null, subject, confirm: subject, signal, observer }),
    resume: (run) => carryOutRun(lethe, run, { signal: quiet }),
  };
}

async function session(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'test' });
  // Lost with its server; the query in flight is refused as well.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
