import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { expect, test } from 'vitest';
import { LetheError } from '../src/errors.ts';
import { ownCluster } from '../src/testing/cluster.ts';
import { postgresVersion } from '../src/testing/vitest-database.ts';
import { smallWorlds } from './small-world.ts';

const run = promisify(execFile);

interface SmallDisk extends AsyncDisposable {
  readonly folder: string;
  fill(): Promise<void>;
  free(): Promise<void>;
}

/** A file system of its own in memory. Null where this user may not mount one. */
async function smallDisk(megabytes: number): Promise<SmallDisk | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const mounted = await mkdtemp(join(tmpdir(), 'lethe-disk-'));
  await chmod(mounted, 0o755);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'lethe-test', mounted]);
  } catch {
    await rm(mounted, { recursive: true });
    return null;
  }
  const folder = join(mounted, 'tables');
  await mkdir(folder);
  await chmod(folder, 0o777);
  const ballast = join(mounted, 'ballast');
  return {
    folder,
    fill: async () => {
      const full: unknown = await writeFile(ballast, Buffer.alloc(megabytes * 2 ** 20)).catch(
        (error: unknown) => error,
      );
      expect(full).toMatchObject({ code: 'ENOSPC' });
    },
    free: () => rm(ballast),
    async [Symbol.asyncDispose]() {
      await run('umount', ['--lazy', mounted]);
      await rm(mounted, { recursive: true });
    },
  };
}

const disk = await smallDisk(48);

test('a run that meets a full disk stops, and goes on when there is room', async (context) => {
  if (disk === null) context.skip('a file system can be mounted by root on Linux only, and not in every container');
  else await onSmallDisk(disk);
}, 60_000);

async function onSmallDisk(disk: SmallDisk): Promise<void> {
  await using _ = disk;
  await using cluster = await ownCluster({ version: postgresVersion() });
  const admin = new pg.Client(cluster.url);
  await admin.connect();
  // PostgreSQL refuses a folder that is not its own.
  const { rows } = await admin.query<{ pid: number }>('select pg_backend_pid() as pid');
  const { stdout } = await run('stat', ['-c', '%U', `/proc/${rows[0]?.pid}`]);
  await run('chown', [stdout.trim(), disk.folder]);
  await admin.query(`create tablespace small location '${disk.folder}'`);
  await admin.query('create database crowded tablespace small');
  await admin.end();

  const url = Object.assign(new URL(cluster.url), { pathname: '/crowded' }).href;
  await using worlds = await smallWorlds(url);
  await using world = await worlds.open({
    sql: `
      create table app.teams (id bigint primary key);
      create table app.things (id bigint primary key, team_id bigint not null references app.teams on delete cascade);
      create index on app.things (team_id);
      insert into app.teams values (1), (2);
      insert into app.things select id, id % 2 + 1 from generate_series(1, 60000) id;
      analyze app.things;`,
  });
  const state = await world.apply('steps');
  expect(state).toMatchObject({ status: 'paused', verified: false });

  await disk.fill();
  const error: unknown = await world.resume(state.run ?? '').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LetheError);
  expect(error).toMatchObject({ code: 'DISK_FULL', retryable: true, details: { run: state.run } });
  expect(await world.count('app.teams')).toBe(2);

  await disk.free();
  expect(await world.resume(state.run ?? '')).toMatchObject({ status: 'completed', rows: 30_001, verified: true });
  expect([await world.count('app.teams'), await world.count('app.things')]).toEqual([1, 30_000]);
}
