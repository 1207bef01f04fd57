import { type ExecFileOptions, execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { LetheError } from '../errors.ts';

/** The system user that owns a cluster and runs its server. */
export interface ClusterUser {
  readonly uid: number;
  readonly gid: number;
}

export interface Output {
  readonly code: number;
  /** stdout and stderr, in one text. */
  readonly text: string;
}

/**
 * PostgreSQL refuses to run as root, so root lends it another user: the owner of the cluster when there is one (it was
 * made by a plain user), else `nobody`. undefined: this process's own user.
 */
export async function clusterUser(clusterDir: string): Promise<ClusterUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(clusterDir).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return { uid: await idOfNobody('-u'), gid: await idOfNobody('-g') };
}

async function idOfNobody(flag: '-u' | '-g'): Promise<number> {
  const { code, text } = await run('id', [flag, 'nobody'], undefined);
  const id = Number(text.trim());
  if (code !== 0 || !Number.isInteger(id)) {
    throw new LetheError(
      'EMBEDDED_POSTGRES',
      `PostgreSQL cannot run as root, and there is no user "nobody" to run it as: ${text.trim()}`,
    );
  }
  return id;
}

/** Runs a command to its end as `user`. The working folder is `/`: the caller's may be closed to that user. */
export function run(command: string, args: readonly string[], user: ClusterUser | undefined): Promise<Output> {
  const options: ExecFileOptions = { ...user, cwd: '/', encoding: 'utf8' };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      const words = `${stdout}${stderr}`;
      resolve({ code, text: words === '' && error ? error.message : words });
    });
  });
}

/** Whether `user` can pass through the folder. Asked of the kernel by trying: mode bits do not tell about ACLs. */
export async function canEnter(folder: string, user: ClusterUser | undefined): Promise<boolean> {
  return (await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], user)).code === 0;
}

/** Folders outside the checkout for what the cluster user must reach; /var/tmp first, because it survives a reboot. */
export async function reachableFolders(user: ClusterUser | undefined): Promise<string[]> {
  const found: string[] = [];
  for (const folder of new Set(['/var/tmp', tmpdir(), '/tmp'])) {
    if (await canEnter(folder, user)) found.push(folder);
  }
  return found;
}
