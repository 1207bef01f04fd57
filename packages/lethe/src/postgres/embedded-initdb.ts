import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LetheError } from '../errors.ts';
import { type ClusterUser, run } from './embedded-cluster-user.ts';
import type { EmbeddedFolder } from './embedded-folder.ts';

export const superuser = 'postgres';

/**
 * Makes the cluster under another name and renames it when complete: a starter killed half-way leaves nothing that
 * looks like a cluster.
 */
export async function initialise(
  { place, clusterDir }: EmbeddedFolder,
  {
    binDir,
    user,
    password,
    durable,
  }: { binDir: string; user: ClusterUser | undefined; password: string; durable: boolean },
): Promise<void> {
  const making = `${clusterDir}.new`;
  // PostgreSQL's user must read it, so it cannot be the data folder's own password file.
  const passwordFile = join(place, 'initdb-password');
  await rm(making, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  try {
    await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
    await mkdir(making, { mode: 0o700 });
    if (user) {
      await chown(passwordFile, user.uid, user.gid);
      await chown(making, user.uid, user.gid);
    }
    const { code, text } = await run(
      join(binDir, 'initdb'),
      [
        ...['--pgdata', making, '--username', superuser, '--pwfile', passwordFile],
        ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-instructions'],
        ...(durable ? [] : ['--no-sync']),
      ],
      user,
    );
    if (code !== 0)
      throw new LetheError('EMBEDDED_POSTGRES', `initdb failed in ${making}: ${text.trim().slice(-2000)}`);
    await rename(making, clusterDir);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(making, { recursive: true, force: true });
  }
}

export async function assertVersion(clusterDir: string, version: number): Promise<void> {
  const path = join(clusterDir, 'PG_VERSION');
  if (!existsSync(path)) throw new LetheError('EMBEDDED_POSTGRES', `${clusterDir} is not a PostgreSQL cluster`);
  const found = (await readFile(path, 'utf8')).trim();
  if (found !== String(version)) {
    throw new LetheError(
      'EMBEDDED_POSTGRES',
      `${clusterDir} was made by PostgreSQL ${found}, not ${version}; use another data folder, or remove it`,
    );
  }
}
