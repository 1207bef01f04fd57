import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LetheError } from '../errors.ts';
import { type ClusterUser, canEnter, reachableFolders } from './embedded-cluster-user.ts';

/**
 * What lies in a data folder:
 *   cluster/           the cluster, mode 0700, owned by the user PostgreSQL runs as
 *   cluster-elsewhere  in its place when that user cannot reach the data folder: the path of the folder that holds it
 *   password           of the superuser, mode 0600
 *   url                of the last start, password included, mode 0600
 *   server.log         what the server said
 *   start.lock         held while somebody starts it
 */
export interface EmbeddedFolder {
  readonly dataDir: string;
  /** The folder that holds `cluster/`: the data folder, or the one its pointer names. */
  readonly place: string;
  readonly clusterDir: string;
  readonly logFile: string;
}

const pointerName = 'cluster-elsewhere';

export async function openDataDir(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  // As root the cluster belongs to another user, who must pass through; what is secret inside has a mode of its own.
  await chmod(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700).catch((cause: unknown) => {
    throw new LetheError('EMBEDDED_POSTGRES', `the data folder ${dataDir} belongs to another user`, { cause });
  });
  return realpath(dataDir);
}

export async function embeddedFolder(dataDir: string): Promise<EmbeddedFolder> {
  const pointer = join(dataDir, pointerName);
  if (!existsSync(pointer)) return folderAt(dataDir, dataDir);
  const folder = folderAt(dataDir, (await readFile(pointer, 'utf8')).trim());
  if (existsSync(folder.clusterDir)) return folder;
  throw new LetheError(
    'EMBEDDED_POSTGRES',
    `the cluster of ${dataDir} was kept in ${folder.place}, which is gone; remove ${pointer} to begin with an empty one`,
  );
}

function folderAt(dataDir: string, place: string): EmbeddedFolder {
  return { dataDir, place, clusterDir: join(place, 'cluster'), logFile: join(dataDir, 'server.log') };
}

/**
 * Where a new cluster goes: the data folder when `user` can reach it. If not (root in a checkout under its closed
 * home), opening the parents would expose them, so the cluster goes to a folder outside, and finishNewPlace leaves a
 * pointer. The random name cannot be taken before us, and no two checkouts share it.
 */
export async function newPlace(dataDir: string, user: ClusterUser | undefined): Promise<EmbeddedFolder> {
  if (await canEnter(dataDir, user)) return folderAt(dataDir, dataDir);
  const [outside] = await reachableFolders(user);
  if (outside === undefined) {
    throw new LetheError(
      'EMBEDDED_POSTGRES',
      `the user PostgreSQL runs as can reach neither ${dataDir} nor a temporary folder`,
    );
  }
  const place = await realpath(await mkdtemp(join(outside, 'lethe-cluster-')));
  await chmod(place, 0o711);
  return folderAt(dataDir, place);
}

/** Last, and atomic: a pointer always names a complete cluster. */
export async function finishNewPlace({ dataDir, place }: EmbeddedFolder): Promise<void> {
  if (place === dataDir) return;
  const pointer = join(dataDir, pointerName);
  await writeFile(`${pointer}.new`, `${place}\n`, { mode: 0o600 });
  await rename(`${pointer}.new`, pointer);
}

export async function newPassword(dataDir: string): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await writePrivate(join(dataDir, 'password'), password);
  return password;
}

export async function readPassword(dataDir: string): Promise<string> {
  const path = join(dataDir, 'password');
  return (
    await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new LetheError(
        'EMBEDDED_POSTGRES',
        `cannot read ${path}, without which the cluster beside it does not open`,
        { cause },
      );
    })
  ).trim();
}

export async function writeUrl(dataDir: string, url: string): Promise<void> {
  await writePrivate(join(dataDir, 'url'), url);
}

/** Tried again at the next start, so that a URL given to another tool stays right where it can. */
export async function lastPort(dataDir: string): Promise<number | undefined> {
  const path = join(dataDir, 'url');
  if (!existsSync(path)) return undefined;
  const text = await readFile(path, 'utf8');
  return URL.canParse(text) ? Number(new URL(text).port) : undefined;
}

async function writePrivate(path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, `${text}\n`, { mode: 0o600, flag: 'wx' });
}

/** After `sudo`, root's files in a plain user's data folder would lock that user out of the next start. */
export async function giveToOwner(dataDir: string): Promise<void> {
  const owner = await stat(dataDir);
  if (process.getuid?.() !== 0 || owner.uid === 0) return;
  for (const name of ['password', 'url', 'server.log', 'start.lock', pointerName]) {
    const path = join(dataDir, name);
    if (existsSync(path)) await chown(path, owner.uid, owner.gid);
  }
}
