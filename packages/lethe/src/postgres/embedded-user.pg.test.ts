import { lstatSync } from 'node:fs';
import { chmod, chown, cp, lstat, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { removeWhenWeDie } from '../testing/remove-when-we-die.ts';
import { starterProcess } from '../testing/starter-process.ts';
import { testFolder } from '../testing/test-folder.ts';
import { postgresVersion } from '../testing/vitest-database.ts';
import { type EmbeddedPostgres, startEmbedded } from './embedded.ts';
import { packageName, usableBinaries } from './embedded-binaries.ts';
import { canEnter, clusterUser, run } from './embedded-cluster-user.ts';

const version = postgresVersion();
const settings = { fsync: 'off' };
const isRoot = process.getuid?.() === 0;
const nobody = isRoot ? await clusterUser('/nowhere') : undefined;
/** A checkout under root's closed home: no other user can run anything of it. */
const checkoutIsOpen =
  nobody !== undefined &&
  (await canEnter(import.meta.dirname, nobody)) &&
  (await canEnter(dirname(process.execPath), nobody));
const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function newFolder(mode: number): Promise<string> {
  const folder = await testFolder();
  const release = removeWhenWeDie(join(folder, 'postgres'));
  cleanUp.push(async () => {
    await rm(folder, { recursive: true, force: true });
    release();
  });
  await chmod(folder, mode);
  return folder;
}

/** A copy of the installed package without the links that npm cannot carry. */
async function unpackedPackage(to: string): Promise<void> {
  const resolved = createRequire(import.meta.url).resolve(packageName(version));
  const options = { recursive: true, filter: (path: string) => !lstatSync(path).isSymbolicLink() };
  await cp(dirname(dirname(resolved)), to, options);
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, version, settings });
  cleanUp.push(() => server.stop('immediate'));
  return server;
}

async function query(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe.runIf(isRoot)('as root', () => {
  test('the server runs as another user, who alone can read the cluster', async () => {
    const server = await start(join(await newFolder(0o755), 'postgres'));
    const { uid, mode } = await stat(server.clusterDir);
    expect(uid).toBe(nobody?.uid);
    expect(mode & 0o777).toBe(0o700);
    expect((await stat(`/proc/${server.pid}`)).uid).toBe(uid);
  });

  test('a folder the server cannot reach keeps its cluster elsewhere, and finds it again', async () => {
    const dataDir = join(await newFolder(0o700), 'postgres');
    const first = await start(dataDir);
    cleanUp.push(() => rm(dirname(first.clusterDir), { recursive: true, force: true }));
    expect(first.clusterDir.startsWith(dataDir)).toBe(false);
    await query(first.url, 'CREATE TABLE kept (n int)');
    expect(await start(dataDir)).toMatchObject({ reused: true, pid: first.pid });
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([]);
    await second.stop();
    await rm(dirname(first.clusterDir), { recursive: true });
    await expect(start(dataDir)).rejects.toMatchObject({ message: expect.stringContaining('which is gone') });
  });

  test('a cluster whose folder was closed afterwards is refused with the reason', async () => {
    const folder = await newFolder(0o755);
    const server = await start(join(folder, 'postgres'));
    await server.stop();
    await chmod(folder, 0o700);
    await expect(start(server.dataDir)).rejects.toMatchObject({ message: expect.stringContaining('no longer reach') });
  });

  test('a package the server cannot reach, its links not made, is copied to a folder it can', async () => {
    const closed = join(await newFolder(0o700), 'package');
    await unpackedPackage(closed);
    const binDir = await usableBinaries(closed, nobody);
    expect(binDir.startsWith(closed)).toBe(false);
    expect((await run(join(binDir, 'postgres'), ['--version'], nobody)).text).toContain(`(PostgreSQL) ${version}.`);
    expect(await usableBinaries(closed, nobody)).toBe(binDir);
  });

  test.runIf(checkoutIsOpen)('a cluster that a plain user made is run as that user', async () => {
    const folder = await newFolder(0o700);
    await chown(folder, nobody?.uid ?? 0, nobody?.gid ?? 0);
    const dataDir = join(folder, 'postgres');
    const starter = await starterProcess({ dataDir, version, settings }, nobody);
    await starter.end('SIGKILL');
    expect(starter.server.clusterDir).toBe(join(dataDir, 'cluster'));
    const reused = await start(dataDir);
    expect(reused).toMatchObject({ reused: true, pid: starter.server.pid });
    await reused.stop();
    await start(dataDir);
    // And the plain user gets back in after root has been there.
    const again = await starterProcess({ dataDir, version, settings }, nobody);
    await again.end('SIGKILL');
    expect(again.server.reused).toBe(true);
  });
});

test('a package as npm unpacks it gets its library links at the first start', async () => {
  const packageDir = join(await newFolder(0o755), 'package');
  await unpackedPackage(packageDir);
  const user = await clusterUser('/nowhere');
  expect(await usableBinaries(packageDir, user)).toBe(join(packageDir, 'native', 'bin'));
  expect((await lstat(join(packageDir, 'native', 'lib', 'libpq.so.5'))).isSymbolicLink()).toBe(true);
});
