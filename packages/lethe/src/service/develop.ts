import { join } from 'node:path';
import type { Development } from '../http/development.ts';
import { developmentSmtpPort, startDevelopmentMailbox } from '../mail/development-mailbox.ts';
import { advanceClock } from '../postgres/clock.ts';
import { startEmbedded } from '../postgres/embedded.ts';
import { readNow } from '../postgres/requests.ts';
import { developmentKey } from './development-key.ts';
import { type Lethe, migrateAll, openLethe } from './lethe.ts';
import { openLife } from './life/life.ts';
import { loadConfig } from './load-config.ts';
import { serve } from './serve.ts';
import { portFrom, settingsFrom } from './settings.ts';
import { runWorker, type WorkerLog } from './worker.ts';

export interface DevelopOptions {
  readonly config: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly log: WorkerLog;
  /** All parts are up. */
  readonly onReady: (places: Places) => void;
}

export interface Places {
  readonly service: string;
  readonly database: string;
  readonly smtp: string;
  /** A key with every scope, made once and kept with the other keys of development. */
  readonly operatorKey: string;
}

/**
 * Everything a configuration needs, in one process: PostgreSQL where no database is given, migrations, service, worker
 * and a mailbox that delivers to nobody. The same parts as in production, until told to end.
 */
export async function develop(options: DevelopOptions): Promise<'drained' | 'abandoned'> {
  const { env, cwd, signal, log } = options;
  const settings = settingsFrom(env, cwd);
  const { store } = await loadConfig(options.config, cwd);
  const given = options.databaseUrl ?? env[store.config.urlFrom] ?? env['DATABASE_URL'];
  await using postgres = given === undefined ? await startEmbedded({ dataDir: settings.dataDir, signal }) : null;
  const url = given ?? postgres?.url;
  await using mailbox = await startDevelopmentMailbox({
    folder: join(settings.dataDir, 'mailbox'),
    port: portFrom(env, 'LETHE_DEV_SMTP_PORT', developmentSmtpPort),
  });
  await using lethe = await openLethe({
    config: options.config,
    databaseUrl: url,
    env: { LETHE_OPERATORS: 'operator@lethe.test', ...env, LETHE_SMTP_URL: mailbox.url },
    cwd,
  });
  await migrateAll(lethe);
  await using service = await serve(lethe, { dev: { mailbox, clock: clockOf(lethe) } });
  await using life = await openLife(lethe, { log });
  const operatorKey = await developmentKey(service.backend, lethe.settings);
  const onReady = (): void =>
    options.onReady({ service: service.url, database: lethe.url, smtp: mailbox.url, operatorKey });
  // Awaited here, while everything it needs is open.
  return await runWorker(lethe, { signal, log, ...life.worker, onReady });
}

function clockOf({ database }: Lethe): Development['clock'] {
  return {
    read: () => database.use(readNow),
    advance: async (byMs) => {
      await advanceClock(database, byMs);
    },
  };
}
