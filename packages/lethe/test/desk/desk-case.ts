import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect } from 'vitest';
import { LetheError } from '../../src/errors.ts';
import type { Backend, Caller, RequestRecord, Scope } from '../../src/http/backend.ts';
import { advanceClock } from '../../src/postgres/clock.ts';
import { commandLine } from '../../src/service/backend/keys.ts';
import { type Lethe, openLethe } from '../../src/service/lethe.ts';
import { type OpenLife, openLife } from '../../src/service/life/life.ts';
import { openBackend } from '../../src/service/open-backend.ts';
import { type Admin, createDatabase, templateDatabase } from '../../src/testing/database.ts';
import { testFolder } from '../../src/testing/test-folder.ts';
import { wokenIds } from '../club/club-case.ts';
import { migratedTemplate } from '../migrated-template.ts';

export const deskConfig = fileURLToPath(new URL('./', import.meta.url));

/** The side that people call, over accounts 1 and 2 with workspaces 11, 12 and 21, and the worker's side beside it. */
export interface DeskCase extends AsyncDisposable {
  readonly backend: Backend;
  readonly lethe: Lethe;
  readonly life: OpenLife;
  readonly client: pg.Client;
  readonly dataDir: string;
  readonly url: string;
  key(scopes: readonly Scope[], tenant?: string): Promise<Caller>;
  ask(caller: Caller, subject: string, more?: { exportsNeeded?: boolean; onBehalfOf?: string }): Promise<RequestRecord>;
  /** Workers do what was woken for requests; nothing is mailed. */
  work(): Promise<void>;
  /** As much later, and the ticks of it. */
  later(ms: number): Promise<void>;
  /** Link and code of the newest message. */
  message(request: string, kind: 'proof' | 'confirmation'): Promise<{ id: string; link: string; code: string }>;
  count(table: string): Promise<number>;
}

const minuteMs = 60_000;

/** Signed in with a password, so long ago, whenever it is looked at: all files of a worker share these people. */
export const person = (actor: string, minutesAgo = 1): Caller => ({
  is: 'person',
  actor,
  credential: null,
  get signedInAt() {
    return Date.now() - minutesAgo * minuteMs;
  },
  methods: ['pwd'],
});

/** Owner, admin and member of account 1, and the owner of account 2. */
export const [ann, ben, cid, dee] = [person('1'), person('2'), person('3'), person('4')];

/** `place`: another folder with schema.sql and lethe.config.ts. */
export async function deskCase(
  admin: Admin,
  env: Readonly<Record<string, string>> = {},
  place: URL = new URL('./', import.meta.url),
): Promise<DeskCase> {
  const name = basename(fileURLToPath(place));
  const database = await createDatabase(
    admin,
    await templateDatabase(admin, await migratedTemplate(name, new URL('schema.sql', place))),
  );
  const dataDir = await testFolder();
  const client = new pg.Client(database.url);
  await client.connect();
  const opened = await openLethe({
    config: fileURLToPath(place),
    databaseUrl: database.url,
    // Messages are noted and never sent: their tokens are made again from their ids.
    env: { LETHE_DATA_DIR: dataDir, LETHE_SMTP_URL: 'smtp://127.0.0.1:1', ...env },
    cwd: dataDir,
  });
  const woken = wokenIds();
  const lethe: Lethe = { ...opened, wakes: woken.wakes };
  const life = await openLife(lethe);
  const backend = await openBackend(lethe);
  const work = (): Promise<void> =>
    woken.each(async (queue, id) => {
      if (queue === 'request') await life.worker.onRequest(id);
    });
  return {
    backend,
    lethe,
    life,
    client,
    dataDir,
    url: database.url,
    async key(scopes, tenant) {
      const wanted = { name: 'test', scopes, tenant: tenant ?? null, expiresInDays: null };
      return backend.callers.identify((await backend.keys.create(commandLine, wanted)).secret);
    },
    async ask(caller, subject, { exportsNeeded = false, onBehalfOf = null as string | null } = {}) {
      return (await backend.requests.receive(caller, { subject, exportsNeeded, onBehalfOf })).record;
    },
    work,
    async later(ms) {
      await advanceClock(lethe.database, ms);
      await life.tick();
      await work();
    },
    async message(request, kind) {
      const { rows } = await client.query<{ id: string }>(
        'select id from lethe.tokens where request = $1 and kind = $2 order by created_at desc, id desc limit 1',
        [request, kind],
      );
      const id = rows[0]?.id ?? 'no token';
      return { id, link: life.secrets.linkOf(id), code: life.secrets.codeOf(id) };
    },
    async count(table) {
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${table}`);
      return Number(rows[0]?.count);
    },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await client.end();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a call is refused with: its code, and everything that whoever made it can see of it. */
export async function refusalOf(call: Promise<unknown>): Promise<{ code: string; message: string; refusal: unknown }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof LetheError)) throw error;
    return { code: error.code, message: error.message, refusal: error.details['refusal'] ?? null };
  }
  return expect.fail('it was not refused');
}
