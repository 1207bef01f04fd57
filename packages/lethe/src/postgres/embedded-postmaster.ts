import { existsSync } from 'node:fs';
import { readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './embedded-cluster-user.ts';

/** What a server writes about itself into its data folder: PostgreSQL's postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** Line numbers from PostgreSQL's src/include/utils/pidfile.h, counted from 0. undefined: no file, or still growing. */
export async function readPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const path = join(clusterDir, 'postmaster.pid');
  // It may go between the two calls when the server ends.
  const text = existsSync(path) ? await readFile(path, 'utf8').catch(() => '') : '';
  const lines = text.split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!pid || !port) return undefined;
  return { pid, port, ready: lines[7]?.trim() === 'ready' };
}

/** The path of `postgres` that a running server was started from. */
export async function startedFrom(clusterDir: string): Promise<string> {
  const text = await readFile(join(clusterDir, 'postmaster.opts'), 'utf8');
  return text.split(' "', 1)[0] ?? '';
}

/** False for a zombie too: where nothing reaps orphans, a killed server stays in the process table for ever. */
export async function processRuns(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // "pid (name) state …", and the name may hold anything, parentheses too.
  const state = status.slice(status.lastIndexOf(')') + 2, status.lastIndexOf(')') + 3);
  return state !== '' && state !== 'Z' && state !== 'X';
}

/** A process id is used again after a crash or in a new container: is this one a server of that cluster? */
export async function servesCluster(pid: number, clusterDir: string): Promise<boolean> {
  if (!(await processRuns(pid))) return false;
  if (process.platform !== 'linux') {
    const { text } = await run('ps', ['-o', 'command=', '-p', String(pid)], undefined);
    return text.includes('postgres') && text.includes(clusterDir);
  }
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  // A server works inside its cluster's folder. Unreadable: a process of somebody else.
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  return name.trim() === 'postgres' && folder === clusterDir;
}

/**
 * A postmaster.pid whose process is another program makes PostgreSQL refuse to start. Removing the file would also
 * remove the identity of the shared memory by which PostgreSQL notices backends that outlived their postmaster; so only
 * the process id is replaced, with that of the new server's parent, which PostgreSQL knows to be no server
 * (CreateLockFile in src/backend/utils/init/miscinit.c).
 */
export async function disownRecycledPid(clusterDir: string): Promise<void> {
  const found = await readPostmaster(clusterDir);
  if (!found || !(await processRuns(found.pid)) || (await servesCluster(found.pid, clusterDir))) return;
  const path = join(clusterDir, 'postmaster.pid');
  const [, ...rest] = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, [String(process.pid), ...rest].join('\n'));
}
