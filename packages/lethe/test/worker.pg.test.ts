import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { carryOutRun } from '../src/service/apply.ts';
import { advanceClock } from '../src/testing/clock.ts';
import { shopConfig, shopTemplate } from './shop/database.ts';
import { type ShopCase, shopCase } from './shop/shop-case.ts';

const bin = fileURLToPath(new URL('../bin/lethe.mjs', import.meta.url));
const admin = { url: inject('postgresUrl') };
const template = await shopTemplate({ customers: 30, visits: 40 });

/** `lethe worker` beside the case, ended with SIGTERM. */
async function withWorker(given: ShopCase, body: (worker: ChildProcess) => Promise<void>): Promise<number | null> {
  const worker = spawn(process.execPath, [bin, 'worker', '--config', shopConfig, '--database', given.url], {
    env: { ...process.env, LETHE_DATA_DIR: given.dataDir },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(worker, 'close');
  try {
    await once(worker.stderr ?? worker, 'data');
    await body(worker);
  } finally {
    worker.kill('SIGTERM');
  }
  await closed;
  return worker.exitCode;
}

async function untilCompleted(given: ShopCase, run: string): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if ((await given.lethe.control.load(run)).state === 'completed') return;
    await sleep(100);
  }
  throw new Error(`${run} did not complete: ${(await given.lethe.control.load(run)).state}`);
}

test('a worker is woken by the transaction that records a run, and carries it out', async () => {
  await using given = await shopCase({ admin, template });
  // The process that recorded the run dies before it does anything with it.
  await given.worker(given.subject, 'apply.recorded').ended;
  const run = await given.run();
  expect((await given.lethe.control.load(run)).state).toBe('queued');
  const code = await withWorker(given, () => untilCompleted(given, run));
  expect(code).toBe(0);
  expect(await given.lethe.control.certificate(run)).not.toBeNull();
});

test('a process whose run a worker has taken follows it to the end instead of failing', async () => {
  await using given = await shopCase({ admin, template });
  await given.worker(given.subject, 'apply.recorded').ended;
  const run = await given.run();
  // A living worker has the run: its lease is held here, and given back behind the other's first look.
  const lease = await given.lethe.control.claim(run);
  const following = carryOutRun(given.lethe, run, { signal: new AbortController().signal });
  await sleep(4_000);
  await lease[Symbol.asyncDispose]();
  const second = carryOutRun(given.lethe, run, { signal: new AbortController().signal });
  expect((await second).status).toBe('completed');
  expect((await following).status).toBe('completed');
  // Who waited may look at a run that is over, and does nothing more.
  const { rows } = await given.client.query(
    `select type from lethe.events where run = $1 and type in ('run.started', 'run.completed')`,
    [run],
  );
  expect(rows.map(({ type }) => type)).toEqual(['run.started', 'run.completed']);
});

test('jobs hold the id of a run or of a request and nothing else', async () => {
  await using given = await shopCase({ admin, template });
  await given.worker(given.subject, 'apply.recorded').ended;
  const { rows } = await given.client.query<{ data: object }>('select data from lethe_jobs.job order by name desc');
  const { rows: requests } = await given.client.query<{ request: string }>('select id as request from lethe.requests');
  expect(rows.map(({ data }) => data)).toEqual([{ run: await given.run() }, ...requests]);
});

test('F31 a worker whose clock is far behind the database’s certifies by the database’s', async () => {
  await using given = await shopCase({ admin, template });
  await advanceClock(given.url, 86_400_000);
  const { status, certificate } = await given.apply();
  expect(status).toBe('completed');
  const { issued }: { issued: string } = JSON.parse(certificate?.note.split('\n', 1)[0] ?? '');
  expect(Date.parse(issued) - Date.now()).toBeGreaterThan(86_000_000);
});
