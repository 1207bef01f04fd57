import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { LetheError } from '../errors.ts';
import { exportVerifierKey } from '../evidence/signing-key.ts';
import type { Backend } from '../http/backend.ts';
import type { Development } from '../http/development.ts';
import { openLog } from '../http/log.ts';
import { openServer } from '../http/server.ts';
import { isWalled } from '../postgres/migrate.ts';
import { type Lethe, requireMigrated } from './lethe.ts';
import { openTokenSecrets } from './life/token-key.ts';
import { openBackend } from './open-backend.ts';
import { version } from './version.ts';

export interface Served extends AsyncDisposable {
  /** Where it listens. */
  readonly url: string;
  readonly backend: Backend;
}

export interface ServeOptions {
  /** A mailbox to look into and a clock to advance; never in production. */
  readonly dev?: Development;
}

/** Answers HTTP until it is closed. What it accepts is in the database; a worker, here or elsewhere, does the rest. */
export async function serve(lethe: Lethe, { dev }: ServeOptions): Promise<Served> {
  await requireMigrated(lethe);
  await requireWall(lethe);
  const { settings } = lethe;
  const log = openLog({ level: settings.logLevel });
  await writeVerifierKey(lethe, (message) => log.warn(message));
  const backend = await openBackend(lethe, { secrets: await openTokenSecrets(lethe) });
  const server = openServer({
    backend,
    settings: { ...settings, version: version(), contact: settings.operators[0] ?? null },
    log,
    ...(dev && { dev }),
  });
  const close = async (): Promise<void> => {
    await server.close();
    await backend[Symbol.asyncDispose]();
  };
  try {
    await server.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    await close();
    throw asPortTaken(error, settings.port);
  }
  const { port } = server.server.address() as AddressInfo;
  return { url: `http://${settings.host}:${port}`, backend, [Symbol.asyncDispose]: close };
}

/** Where people look for it. Nothing here needs the file, so that it cannot be written, or is another key's, stops nothing. */
async function writeVerifierKey(lethe: Lethe, warn: (message: string) => void): Promise<void> {
  const key = await lethe.signingKey();
  try {
    await exportVerifierKey(key, join(lethe.settings.dataDir, 'lethe.vkey'));
  } catch (error) {
    if (!(error instanceof LetheError)) throw error;
    warn(error.message);
  }
}

async function requireWall({ database }: Lethe): Promise<void> {
  if (!(await isWalled(database))) throw wallMissing();
}

export const wallMissing = (): LetheError =>
  new LetheError(
    'PRIVILEGE_MISSING',
    'tenants would be kept apart by code alone: this role may not become lethe_tenant. As an administrator: ' +
      'create role lethe_tenant nologin; grant lethe_tenant to <the role of this service>; then lethe migrate',
  );

function asPortTaken(error: unknown, port: number): unknown {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return taken ? new LetheError('PORT_TAKEN', `port ${port} is in use`, { cause: error }) : error;
}
