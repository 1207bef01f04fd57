import { join } from 'node:path';
import type { Control } from '../engine/control.ts';
import { tempos } from '../engine/pace.ts';
import type { Engine, Observer } from '../engine/run.ts';
import { LetheError } from '../errors.ts';
import { openJournalFolder } from '../evidence/journal-folder.ts';
import { openJournalKey } from '../evidence/journal-key.ts';
import { openSigningKey, type SigningKey } from '../evidence/signing-key.ts';
import { helperLabelOf, labelOf } from '../postgres/claim.ts';
import { type Database, openDatabase } from '../postgres/connection.ts';
import { postgresControl } from '../postgres/control.ts';
import { countKept } from '../postgres/count.ts';
import { lazyJobs, migrateJobs } from '../postgres/jobs.ts';
import { leadOf } from '../postgres/lead.ts';
import { postgresLeftovers } from '../postgres/leftovers.ts';
import { migrate, pendingMigrations } from '../postgres/migrate.ts';
import { requestNow } from '../postgres/request-now.ts';
import type { Wakes } from '../postgres/requests.ts';
import { postgresScanner } from '../postgres/scan.ts';
import { postgresStore } from '../postgres/store.ts';
import { waiversOf } from '../postgres/waive.ts';
import { certifier } from './certifier.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';
import { newTables } from './new-tables.ts';
import { requireWritable, runJournal } from './run-journal.ts';
import { type Settings, settingsFrom } from './settings.ts';

/** One configuration, one database: what every command and the service work with. */
export interface Lethe extends AsyncDisposable {
  readonly loaded: LoadedConfig;
  readonly settings: Settings;
  readonly url: string;
  readonly database: Database;
  readonly control: Control;
  readonly wakes: Wakes;
  engine(observer?: Observer): Promise<Engine>;
  signingKey(): Promise<SigningKey>;
}

export interface OpenOptions {
  readonly config: string | undefined;
  /** Instead of the environment variable that the configuration names. */
  readonly databaseUrl: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** Taken as they are needed. Fewer, and whoever calls the service waits for those who plan something large. */
const connections = 10;

export async function openLethe(options: OpenOptions): Promise<Lethe> {
  const loaded = await loadConfig(options.config, options.cwd);
  const url = databaseUrl(options, loaded.store.config.urlFrom);
  const settings = settingsFrom(options.env, options.cwd);
  const gentle = settings.tempo === 'gentle';
  const tempo = tempos[settings.tempo];
  const database = openDatabase({ url, label: 'lethe', connections, gentle });
  const jobs = lazyJobs(url);
  const { wakes } = jobs;
  const control = postgresControl({
    ...{ url, database, wakes },
    backupsKeptFor: loaded.store.config.backups?.keptFor,
  });
  const signingKey = (): Promise<SigningKey> =>
    openSigningKey({ file: settings.signingKeyFile, dataDir: settings.dataDir, name: settings.issuer });

  async function engine(observer?: Observer): Promise<Engine> {
    const key = await signingKey();
    if (settings.journalDirGiven) await requireWritable(settings.journalDir);
    const journal = await openJournalFolder(settings.journalDir, { create: !settings.journalDirGiven });
    const journalKey = await openJournalKey(join(settings.keysDir, 'journal.key'));
    const { schemas } = loaded.store.config;
    return {
      control,
      openStore: (writer, as) => {
        const label = (as === 'helper' ? helperLabelOf : labelOf)(writer.run, writer.epoch);
        const target = openDatabase({ url, label, connections: tempo.lanes + 1, gentle });
        return Object.assign(postgresStore({ database: target, schemas }), { [Symbol.asyncDispose]: target.close });
      },
      lead: (run) => leadOf(database, run),
      journal: runJournal(journal, journalKey),
      certifier: certifier({
        control,
        key,
        store: loaded.store.name,
        countKept: (outline) => countKept(database, outline),
        receivedAt: async (request) => (await database.use((client) => requestNow(client, request))).request.receivedAt,
        backupsKeptFor: loaded.store.config.backups?.keptFor,
        waivers: (run) => database.use((client) => waiversOf(client, run)),
      }),
      scanner: postgresScanner({
        database,
        store: loaded.store.config,
        identifiersOf: (run) => loaded.config.subjects[run.subject.kind]?.identifiers ?? [],
      }),
      leftovers: postgresLeftovers(database, {
        schemas,
        refresh: loaded.store.config.refresh,
        receipts: (id) => control.receipts(id),
      }),
      unplanned: (run) => newTables({ loaded, database }, run),
      effects: loaded.effects,
      tempo,
      ...(observer === undefined ? {} : { observer }),
    };
  }

  return {
    loaded,
    settings,
    url,
    database,
    control,
    wakes,
    engine,
    signingKey,
    async [Symbol.asyncDispose]() {
      await jobs[Symbol.asyncDispose]();
      await database.close();
    },
  };
}

function databaseUrl({ databaseUrl: given, env }: OpenOptions, name: string): string {
  const url = given ?? env[name] ?? env['DATABASE_URL'];
  if (url === undefined || url === '') {
    throw new LetheError(
      'SETTING_MISSING',
      `no database: set ${name}, for example postgres://user:password@host:5432/name`,
    );
  }
  // The driver would look for a host of its own making. The value is not shown: it holds a password.
  if (!/^postgres(?:ql)?:\/\/.*[^/]/u.test(url) || !URL.canParse(url)) {
    throw new LetheError(
      'SETTING_INVALID',
      `${given === undefined ? name : '--database'} is no URL of a PostgreSQL database`,
    );
  }
  return url;
}

/** For commands that need schema `lethe` to be there and current. */
export async function requireMigrated({ database }: Lethe): Promise<void> {
  const pending = await pendingMigrations(database);
  if (pending === null) throw new LetheError('DATABASE_NOT_MIGRATED', 'schema lethe is not in this database');
  if (pending.length > 0) throw new LetheError('DATABASE_NOT_MIGRATED', `this database lacks ${pending.join(', ')}`);
}

/** What `lethe migrate` has done already is not done again: the role that deletes need not be one that may create schemas. */
export async function ensureMigrated(lethe: Pick<Lethe, 'database' | 'url'>): Promise<void> {
  const pending = await pendingMigrations(lethe.database);
  if (pending === null || pending.length > 0) await migrateAll(lethe);
}

/** Schema `lethe` and the job library's own, brought to this version. */
export async function migrateAll({ database, url }: Pick<Lethe, 'database' | 'url'>): Promise<{ applied: string[] }> {
  const result = await migrate(database).catch((cause: unknown) => {
    if (!(cause instanceof LetheError) || cause.code !== 'PRIVILEGE_MISSING') throw cause;
    const message = `the role may not make the schemas lethe and lethe_jobs, which hold what is recorded (${cause.message}): run lethe migrate as one that may, then grant it what is in them`;
    throw new LetheError('PRIVILEGE_MISSING', message, { cause });
  });
  await migrateJobs(url);
  return result;
}
