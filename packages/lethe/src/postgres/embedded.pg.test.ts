import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { removeWhenWeDie } from '../testing/remove-when-we-die.ts';
import { starterProcess } from '../testing/starter-process.ts';
import { testFolder } from '../testing/test-folder.ts';
import { postgresVersion } from '../testing/vitest-database.ts';
import { type EmbeddedOptions, type EmbeddedPostgres, startEmbedded } from './embedded.ts';
import { clusterUser } from './embedded-cluster-user.ts';
import { processRuns, readPostmaster } from './embedded-postmaster.ts';

const version = postgresVersion();
const quick = { fsync: 'off' };
const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function newFolder(): Promise<string> {
  const folder = await testFolder();
  const release = removeWhenWeDie(folder);
  cleanUp.push(async () => {
    await rm(folder, { recursive: true, force: true });
    release();
  });
  return folder;
}

async function start(dataDir: string, options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, version, settings: quick, ...options });
  cleanUp.push(() => server.stop('immediate'));
  return server;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function query(url: string, sql: string): Promise<unknown> {
  const client = await connect(url);
  try {
    const { rows } = await client.query<{ value: unknown }>(sql);
    return rows[0]?.value;
  } finally {
    await client.end();
  }
}

test('a fresh folder becomes a server of the version asked for, and a second start is warm', async () => {
  const dataDir = await newFolder();
  const began = performance.now();
  const first = await start(dataDir, { settings: {} });
  const freshMs = performance.now() - began;
  expect(first.reused).toBe(false);
  expect(await query(first.url, `SELECT current_setting('server_version_num')::int / 10000 AS value`)).toBe(version);
  expect(await query(first.url, `SELECT current_setting('fsync') || current_database() AS value`)).toBe('onlethe');
  await first.stop();
  expect(await processRuns(first.pid)).toBe(false);

  const again = performance.now();
  const second = await start(dataDir, { settings: {} });
  const warmMs = performance.now() - again;
  expect(second.url).toBe(first.url);
  process.stdout.write(`PostgreSQL ${version}: fresh ${Math.round(freshMs)} ms, warm ${Math.round(warmMs)} ms\n`);
});

test('it listens on loopback, asks for the password, and keeps that to its owner', async () => {
  const server = await start(await newFolder());
  const settings = `SELECT current_setting('listen_addresses') || '|' || current_setting('unix_socket_directories') AS value`;
  expect(await query(server.url, settings)).toBe('127.0.0.1|');
  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  await expect(connect(wrong.href)).rejects.toMatchObject({ code: '28P01' });
  for (const name of ['password', 'url', 'server.log']) {
    expect((await stat(join(server.dataDir, name))).mode & 0o777).toBe(0o600);
  }
  expect((await readFile(join(server.dataDir, 'url'), 'utf8')).trim()).toBe(server.url);
});

test('values of a failed statement stay out of the server log', async () => {
  const server = await start(await newFolder());
  await query(server.url, 'CREATE TABLE person (email text PRIMARY KEY)');
  const insert = `INSERT INTO person VALUES ('ada@planted.test')`;
  await query(server.url, insert);
  await expect(query(server.url, insert)).rejects.toMatchObject({ code: '23505' });
  await expect(query(server.url, `SELECT 'ada@planted.test'::int`)).rejects.toMatchObject({ code: '22P02' });
  expect(await readFile(server.logFile, 'utf8')).not.toContain('planted');
});

test('the server outlives Ctrl-C and the kill of its process group, and the next start takes it over', async () => {
  const dataDir = await newFolder();
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    const starter = await starterProcess({ dataDir, version, settings: quick });
    await starter.end(signal);
    expect(await processRuns(starter.server.pid)).toBe(true);
    const server = await start(dataDir);
    expect(server).toMatchObject({ reused: true, pid: starter.server.pid, url: starter.server.url });
  }
});

test('two processes that start an empty folder at once share one server', async () => {
  const dataDir = await newFolder();
  const starters = await Promise.all([
    starterProcess({ dataDir, version, settings: quick }),
    starterProcess({ dataDir, version, settings: quick }),
  ]);
  for (const starter of starters) await starter.end('SIGKILL');
  const server = await start(dataDir);
  expect(server.reused).toBe(true);
  expect(starters.map((starter) => starter.server.pid)).toEqual([server.pid, server.pid]);
  expect(starters.map((starter) => starter.server.reused).toSorted()).toEqual([false, true]);
});

test('a process id in postmaster.pid that now belongs to another program does not keep the server from starting', async () => {
  const dataDir = await newFolder();
  const server = await start(dataDir);
  const pidFile = join(server.clusterDir, 'postmaster.pid');
  const [, ...rest] = (await readFile(pidFile, 'utf8')).split('\n');
  await server.stop('immediate');
  // As the server's own user: PostgreSQL disregards processes of others.
  const other = spawn('sleep', ['60'], { ...(await clusterUser(server.clusterDir)), cwd: '/', stdio: 'ignore' });
  cleanUp.push(async () => other.kill());
  await writeFile(pidFile, [other.pid, ...rest].join('\n'));
  const again = await start(dataDir);
  expect(again.reused).toBe(false);
  expect(await query(again.url, 'SELECT 1 AS value')).toBe(1);
  expect(other.exitCode).toBe(null);
});

test('after the postmaster alone is killed, the start waits for the backend that still writes', async () => {
  const dataDir = await newFolder();
  const server = await start(dataDir);
  await query(server.url, 'CREATE TABLE kept (n int)');
  const client = await connect(server.url);
  const busy = client.query('INSERT INTO kept SELECT count(*) FROM generate_series(1, 3000000)').catch(() => undefined);
  await expect
    .poll(() =>
      query(
        server.url,
        `SELECT count(*)::int AS value FROM pg_stat_activity WHERE query LIKE 'INSERT%' AND state = 'active'`,
      ),
    )
    .toBe(1);
  process.kill(server.pid, 'SIGKILL');
  const again = await start(dataDir);
  await busy;
  expect(await query(again.url, 'SELECT n AS value FROM kept')).toBe(3000000);
});

test('the last port is used again, unless somebody else has it', async () => {
  const dataDir = await newFolder();
  const first = await start(dataDir);
  await first.stop();
  const taker = createServer().listen(first.port, '127.0.0.1');
  await once(taker, 'listening');
  cleanUp.push(async () => taker.close());
  const second = await start(dataDir);
  expect(second.port).not.toBe(first.port);
  expect(await query(second.url, 'SELECT 1 AS value')).toBe(1);
});

test('what a starter killed half-way leaves behind is made good', async () => {
  const dataDir = await newFolder();
  await mkdir(join(dataDir, 'cluster.new'), { recursive: true });
  await writeFile(join(dataDir, 'cluster.new', 'PG_VERSION'), 'half');
  const server = await start(dataDir);
  const maintenance = server.url.replace(/lethe$/, 'postgres');
  await query(maintenance, 'DROP DATABASE lethe');
  await server.stop();
  expect(await query((await start(dataDir)).url, 'SELECT current_database() AS value')).toBe('lethe');
});

test('a start that fails says why, in the words of the server', async () => {
  const starting = start(await newFolder(), { settings: { ...quick, shared_buffers: 'plenty' } });
  await expect(starting).rejects.toMatchObject({
    code: 'EMBEDDED_POSTGRES',
    message: expect.stringContaining('shared_buffers'),
  });
});

test('a folder of another PostgreSQL version is refused and stays as it is', async () => {
  const dataDir = await newFolder();
  const server = await start(dataDir);
  const other = version === 18 ? 15 : 18;
  await expect(startEmbedded({ dataDir, version: other })).rejects.toMatchObject({
    code: 'EMBEDDED_POSTGRES',
    message: expect.stringContaining(`made by PostgreSQL ${version}`),
  });
  expect(await processRuns(server.pid)).toBe(true);
});

test('a start that is aborted leaves no server', async () => {
  const dataDir = await newFolder();
  await (await start(dataDir)).stop();
  for (const afterMs of [0, 20, 40, 60]) {
    const outcome = await start(dataDir, { signal: AbortSignal.timeout(afterMs) }).catch((cause: Error) => cause.name);
    if (typeof outcome !== 'string') await outcome.stop();
    else expect(outcome).toBe('TimeoutError');
    expect(await readPostmaster(join(dataDir, 'cluster'))).toBe(undefined);
  }
});
