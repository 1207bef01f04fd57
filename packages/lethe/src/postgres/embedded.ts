import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { LetheError } from '../errors.ts';
import { binaries, type EmbeddedVersion } from './embedded-binaries.ts';
import { canEnter, clusterUser } from './embedded-cluster-user.ts';
import {
  type EmbeddedFolder,
  embeddedFolder,
  finishNewPlace,
  giveToOwner,
  newPassword,
  newPlace,
  openDataDir,
  readPassword,
  writeUrl,
} from './embedded-folder.ts';
import { assertVersion, initialise, superuser } from './embedded-initdb.ts';
import { lockFile } from './embedded-lock.ts';
import { type Postmaster, servesCluster, startedFrom } from './embedded-postmaster.ts';
import { runningServer, startServer, stopServer } from './embedded-server.ts';

const databaseName = 'lethe';
const lockWaitMs = 180_000;
const endingWithinMs = 3_000;

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly version?: EmbeddedVersion;
  /** Server settings, over those of development. A server that already runs keeps its own. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** Of database `lethe`, as superuser, with the password. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** True when the server was already running. */
  readonly reused: boolean;
  readonly dataDir: string;
  /** Where the cluster itself lies: inside dataDir, unless PostgreSQL's user cannot reach that. */
  readonly clusterDir: string;
  readonly logFile: string;
  readonly binDir: string;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
}

/**
 * A real PostgreSQL on loopback, for development, demo and tests. It outlives this process when nobody stops it, and
 * the next start of the same folder takes it over.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new LetheError(
      'EMBEDDED_POSTGRES',
      'the embedded PostgreSQL has not been tried on Windows and does not start there',
    );
  }
  const dataDir = await openDataDir(resolve(options.dataDir));
  using _lock = await lockFile(join(dataDir, 'start.lock'), { waitMs: lockWaitMs, signal: options.signal });
  const embedded = await startLocked(dataDir, options);
  await giveToOwner(dataDir);
  return embedded;
}

async function startLocked(dataDir: string, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { version = 18, settings = {}, signal } = options;
  let folder = await embeddedFolder(dataDir);
  const exists = existsSync(folder.clusterDir);
  if (exists) {
    await assertVersion(folder.clusterDir, version);
    const reused = await takeOver(folder, signal);
    if (reused) return reused;
  }
  const user = await clusterUser(folder.clusterDir);
  const binDir = await binaries(version, user);
  signal?.throwIfAborted();
  if (exists) await assertReachable(folder, user);
  else {
    folder = await newPlace(dataDir, user);
    await initialise(folder, {
      binDir,
      user,
      password: await newPassword(dataDir),
      durable: settings['fsync'] !== 'off',
    });
    await finishNewPlace(folder);
  }
  const started = await startServer(folder, { binDir, user, settings, signal });
  return describe(folder, started, { reused: false, binDir });
}

async function takeOver(
  folder: EmbeddedFolder,
  signal: AbortSignal | undefined,
): Promise<EmbeddedPostgres | undefined> {
  const running = await runningServer(folder, signal);
  if (!running) return undefined;
  const binDir = dirname(await startedFrom(folder.clusterDir));
  try {
    return await describe(folder, running, { reused: true, binDir });
  } catch (cause) {
    // It may have been ending just then, and a process that was killed still shows for a moment.
    const deadline = performance.now() + endingWithinMs;
    while (performance.now() < deadline) {
      if (!(await servesCluster(running.pid, folder.clusterDir))) return undefined;
      await sleep(20);
    }
    throw cause;
  }
}

async function assertReachable(folder: EmbeddedFolder, user: Awaited<ReturnType<typeof clusterUser>>): Promise<void> {
  if (await canEnter(folder.clusterDir, user)) return;
  throw new LetheError(
    'EMBEDDED_POSTGRES',
    `the user that owns the cluster in ${folder.clusterDir} can no longer reach it: a folder above was closed to others; ` +
      'open it, or remove the data folder to begin with an empty cluster',
  );
}

async function describe(
  folder: EmbeddedFolder,
  { pid, port }: Postmaster,
  { reused, binDir }: { reused: boolean; binDir: string },
): Promise<EmbeddedPostgres> {
  const { dataDir, clusterDir, logFile } = folder;
  const url = `postgres://${superuser}:${await readPassword(dataDir)}@127.0.0.1:${port}/${databaseName}`;
  await ensureDatabase(url);
  await writeUrl(dataDir, url);
  const stop = (mode: 'fast' | 'immediate' = 'fast') => stopServer(pid, clusterDir, mode);
  return { url, port, pid, reused, dataDir, clusterDir, logFile, binDir, stop, [Symbol.asyncDispose]: () => stop() };
}

/** Also the proof that the server answers. Not part of initialise, so that a start killed in between is made good. */
async function ensureDatabase(url: string): Promise<void> {
  if (await connects(url)) return;
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${databaseName}`);
  } finally {
    await client.end();
  }
}

/** False when the database does not exist; any other refusal is thrown. */
async function connects(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  // A connection lost in here also rejects the call that waits for it.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    if (cause instanceof pg.DatabaseError && cause.code === '3D000') return false;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new LetheError('EMBEDDED_POSTGRES', `the embedded PostgreSQL runs but does not let us in: ${said}`, {
      cause,
    });
  }
  await client.end();
  return true;
}
