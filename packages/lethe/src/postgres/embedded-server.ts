import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LetheError } from '../errors.ts';
import type { ClusterUser } from './embedded-cluster-user.ts';
import { type EmbeddedFolder, lastPort } from './embedded-folder.ts';
import {
  disownRecycledPid,
  type Postmaster,
  processRuns,
  readPostmaster,
  servesCluster,
} from './embedded-postmaster.ts';

const pollMs = 10;
/** Long, because recovery after a crash replays everything since the last checkpoint. */
const readyWithinMs = 120_000;
const stopWithinMs = 60_000;
const keepLogBytes = 10_000_000;

/**
 * Loopback and a password, no socket in the file system. Statements and error details stay out of the log, which would
 * otherwise keep copies of the rows they name.
 */
const baseSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_line_prefix: '%m [%p] %a ',
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
};

export interface ServerOptions {
  readonly binDir: string;
  readonly user: ClusterUser | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** The server that already runs on this cluster, once it is ready; undefined when there is none. */
export async function runningServer(folder: EmbeddedFolder, signal?: AbortSignal): Promise<Postmaster | undefined> {
  const deadline = performance.now() + readyWithinMs;
  for (;;) {
    signal?.throwIfAborted();
    const found = await readPostmaster(folder.clusterDir);
    if (!found || !(await servesCluster(found.pid, folder.clusterDir))) return undefined;
    if (found.ready) return found;
    if (performance.now() > deadline) {
      throw new LetheError(
        'EMBEDDED_POSTGRES',
        `the server ${found.pid} of ${folder.dataDir} neither gets ready nor ends`,
      );
    }
    await sleep(pollMs);
  }
}

/** Starts a server, again on another port when the free one was taken in between. */
export async function startServer(folder: EmbeddedFolder, options: ServerOptions): Promise<Postmaster> {
  const deadline = performance.now() + readyWithinMs;
  let preferred = await lastPort(folder.dataDir);
  for (;;) {
    await disownRecycledPid(folder.clusterDir);
    const outcome = await attempt(folder, options, await freePort(preferred));
    if ('pid' in outcome) return outcome;
    const portTaken = outcome.log.includes('could not bind IPv4 address');
    // The last statements of a killed postmaster's backends still run; PostgreSQL waits for nobody here, so we do.
    const backendsLeft = outcome.log.includes('pre-existing shared memory block');
    if (!(portTaken || backendsLeft) || performance.now() > deadline) throw failedStart(folder, outcome.log);
    if (portTaken) preferred = undefined;
    else await sleep(200);
  }
}

function failedStart(folder: EmbeddedFolder, log: string): LetheError {
  return new LetheError(
    'EMBEDDED_POSTGRES',
    `PostgreSQL did not start in ${folder.dataDir}; its log ends with:\n${log}`,
  );
}

async function attempt(
  folder: EmbeddedFolder,
  options: ServerOptions,
  port: number,
): Promise<Postmaster | { log: string }> {
  await rotateLog(folder.logFile);
  await using log = await open(folder.logFile, 'a+', 0o600);
  const logStart = (await log.stat()).size;
  const child = launch(folder.clusterDir, options, port, log);
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', () => {
    ended = true;
  });
  const deadline = performance.now() + readyWithinMs;
  while (!ended) {
    const found = await readPostmaster(folder.clusterDir);
    if (found?.pid === child.pid && found?.ready) {
      child.unref();
      return found;
    }
    if (options.signal?.aborted || performance.now() > deadline) {
      await end(child);
      options.signal?.throwIfAborted();
      throw failedStart(folder, await tail(log, logStart));
    }
    await sleep(pollMs);
  }
  return { log: await tail(log, logStart) };
}

function launch(
  clusterDir: string,
  { binDir, user, settings }: ServerOptions,
  port: number,
  log: FileHandle,
): ChildProcess {
  const all = { ...baseSettings, ...settings, port: String(port) };
  return spawn(
    join(binDir, 'postgres'),
    ['-D', clusterDir, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...user,
      cwd: '/',
      // A session of its own: Ctrl-C goes to the whole process group, and the server must outlive what drains into it.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      // Nothing of ours: the process of another user would show our secrets, and PG* variables would change its meaning.
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    },
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGQUIT');
  await exited;
}

async function tail(log: FileHandle, from: number): Promise<string> {
  const { size } = await log.stat();
  const start = Math.max(from, size - 3000);
  const buffer = Buffer.alloc(size - start);
  await log.read(buffer, 0, buffer.length, start);
  return buffer.toString('utf8').trim() || '(nothing)';
}

async function rotateLog(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && found.size > keepLogBytes) await rename(path, `${path}.1`);
}

async function freePort(preferred: number | undefined): Promise<number> {
  const server = createServer();
  const listen = async (port: number): Promise<void> => {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
  };
  await (preferred === undefined ? listen(0) : listen(preferred).catch(() => listen(0)));
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('bug: a TCP server has no port');
  return address.port;
}

/** Ends the server and waits until it is gone. `fast` ends sessions and checkpoints; `immediate` leaves recovery to do. */
export async function stopServer(pid: number, clusterDir: string, mode: 'fast' | 'immediate'): Promise<void> {
  if (!(await servesCluster(pid, clusterDir))) return;
  process.kill(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  const deadline = performance.now() + stopWithinMs;
  while (await processRuns(pid)) {
    if (performance.now() > deadline)
      throw new LetheError('EMBEDDED_POSTGRES', `the server ${pid} of ${clusterDir} does not end`);
    await sleep(pollMs);
  }
}
