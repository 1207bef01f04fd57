import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { processRuns } from '../postgres/embedded-postmaster.ts';
import { ownCluster } from './cluster.ts';
import { childrenOf } from './process-children.ts';
import { postgresVersion } from './vitest-database.ts';

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function numbers(url: string): Promise<number[]> {
  const client = await connect(url);
  const { rows } = await client.query<{ n: number }>('SELECT n FROM kept ORDER BY n');
  await client.end();
  return rows.map((row) => row.n);
}

test('killAll ends every process at once, and after restart only what was committed is there', async () => {
  await using cluster = await ownCluster({ version: postgresVersion() });
  const client = await connect(cluster.url);
  await client.query('CREATE TABLE kept (n int)');
  await client.query('INSERT INTO kept VALUES (1)');
  // Left alone, the backend finishes this and commits it although its postmaster is gone.
  const running = client.query(
    'INSERT INTO kept SELECT 2 FROM (SELECT count(*) FROM generate_series(1, 3000000)) AS busy',
  );
  const refused = expect(running).rejects.toThrow();
  await sleep(100);
  const { pid } = cluster;
  const children = await childrenOf(pid);
  expect(children.length).toBeGreaterThan(3);

  await cluster.killAll();
  await refused;
  for (const process of [pid, ...children]) expect(await processRuns(process)).toBe(false);

  await sleep(1000);
  await cluster.restart();
  expect(cluster.pid).not.toBe(pid);
  expect(await numbers(cluster.url)).toEqual([1]);
});

test('a cluster that is disposed of leaves no process and no folder', async () => {
  const cluster = await ownCluster({ version: postgresVersion() });
  await cluster[Symbol.asyncDispose]();
  expect(await processRuns(cluster.pid)).toBe(false);
  expect(existsSync(dirname(cluster.clusterDir))).toBe(false);
});

test('a cluster whose test process is killed goes too', async () => {
  const script = `
    import { ownCluster } from ${JSON.stringify(new URL('./cluster.ts', import.meta.url).href)};
    const { pid, clusterDir } = await ownCluster({ version: ${postgresVersion()} });
    console.log(JSON.stringify({ pid, clusterDir }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line]: unknown[] = await once(child.stdout, 'data');
  const { pid, clusterDir }: { pid: number; clusterDir: string } = JSON.parse(String(line));
  expect(await processRuns(pid)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => existsSync(dirname(clusterDir)), { timeout: 10_000 }).toBe(false);
  expect(await processRuns(pid)).toBe(false);
});
