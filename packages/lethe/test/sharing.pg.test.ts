import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { help } from '../src/engine/help.ts';
import { carryOut } from '../src/engine/run.ts';
import { LetheError } from '../src/errors.ts';
import { placeHold, releaseHold } from '../src/postgres/holds.ts';
import { openLethe } from '../src/service/lethe.ts';
import { runWorker } from '../src/service/worker.ts';
import { letheWorker } from './lethe-worker.ts';
import { shopConfig, shopTemplate } from './shop/database.ts';
import { type ShopCase, shopCase } from './shop/shop-case.ts';
import { undisturbed, violations, type Whole } from './shop/whole.ts';

const admin = { url: inject('postgresUrl') };
const template = shopTemplate({ shops: 2, customers: 10_000, visits: 10_000 });
let whole: Whole;

beforeAll(async () => {
  await using shop = await shopCase({ admin, template: await template });
  whole = await undisturbed(shop);
}, 60_000);

/** A worker in this process: what it did, and how to end it. */
async function inProcess(shop: ShopCase) {
  const { url, dataDir } = shop;
  const lethe = await openLethe({
    config: shopConfig,
    databaseUrl: url,
    env: { LETHE_DATA_DIR: dataDir },
    cwd: dataDir,
  });
  const stop = new AbortController();
  const did = { batches: 0, rows: 0 };
  const observer = {
    batch: ({ rows }: { rows: number }) => {
      did.batches += 1;
      did.rows += rows;
    },
  };
  const said: string[] = [];
  const log = (_: string, message: string): void => void said.push(message);
  const ended = runWorker(lethe, { signal: stop.signal, observer, log });
  const end = async (): Promise<string> => {
    stop.abort();
    return ended;
  };
  onTestFinished(async () => {
    await end();
    await lethe[Symbol.asyncDispose]();
  });
  return {
    did,
    said,
    end,
    batches: (n: number) => expect.poll(() => did.batches, { timeout: 20_000 }).toBeGreaterThanOrEqual(n),
  };
}

/** A run that nobody is at yet. */
async function recorded(shop: ShopCase): Promise<string> {
  await shop.worker(shop.subject, 'apply.recorded').ended;
  return shop.run();
}

async function untilState(shop: ShopCase, run: string, state: string): Promise<void> {
  await expect.poll(async () => (await shop.lethe.control.load(run)).state, { timeout: 40_000 }).toBe(state);
}

async function batchesStored({ client }: ShopCase): Promise<number> {
  const { rows } = await client.query<{ n: number }>('select count(distinct batch)::int as n from lethe.receipts');
  return rows[0]?.n ?? 0;
}

test('two workers share a large run, and each row is counted once', async () => {
  await using shop = await shopCase({ admin, template: await template });
  const run = await recorded(shop);
  const first = await inProcess(shop);
  await first.batches(2);
  const second = await inProcess(shop);
  await untilState(shop, run, 'completed');
  expect(second.did.batches).toBeGreaterThan(2);
  expect(await violations(shop, whole)).toEqual([]);
  // One of them led all the time; the other never claimed the run.
  expect((await shop.lethe.control.load(run)).epoch).toBe(1);
  expect(await second.end()).toBe('drained');
}, 60_000);

test('a lead that is killed is replaced by its helper, whose open batch of the old epoch does not count twice', async () => {
  await using shop = await shopCase({ admin, template: await template });
  const run = await recorded(shop);
  const lead = letheWorker(shop, 'batch.written:14');
  const leading = async (): Promise<boolean> => (await shop.lethe.control.load(run)).epoch > 0;
  await expect.poll(leading, { timeout: 20_000 }).toBe(true);
  const helper = await inProcess(shop);
  expect((await lead.ended).signal).toBe('SIGKILL');
  const begun = performance.now();
  await untilState(shop, run, 'completed');
  expect(helper.did.batches).toBeGreaterThan(0);
  expect((await shop.lethe.control.load(run)).epoch).toBe(2);
  expect(performance.now() - begun).toBeLessThan(20_000);
  expect(await violations(shop, whole)).toEqual([]);
}, 60_000);

test('a helper that is killed leaves its rows to the lead', async () => {
  // On a busy machine the lead may be through before the helper has come to its second batch.
  for (let tries = 1; ; tries += 1) {
    expect(tries, 'the helper never came to help').toBeLessThan(8);
    if (await isHelperKilled()) return;
  }
}, 240_000);

/** One run with a helper that dies at its second batch. False: it was not needed so often, or was to lead. */
async function isHelperKilled(): Promise<boolean> {
  await using shop = await shopCase({ admin, template: await template });
  const run = await recorded(shop);
  const { database, wakes } = shop.lethe;
  const invite = (id: string): Promise<void> => database.transaction((client) => wakes.run(client, id));
  const engine = { ...(await shop.lethe.engine()), invite };
  await using helper = letheWorker(shop, 'batch.written:2');
  await helper.ready;
  const result = await carryOut(engine, run, new AbortController().signal).catch((error: unknown) => {
    if (error instanceof LetheError && error.code === 'SUBJECT_BUSY') return null;
    throw error;
  });
  if (result === null) return false;
  expect(result.status).toBe('completed');
  expect(await violations(shop, whole)).toEqual([]);
  if (helper.process.signalCode === null) return false;
  expect(helper.process.signalCode).toBe('SIGKILL');
  expect((await shop.lethe.control.load(run)).epoch).toBe(1);
  return true;
}

test('a hold stops lead and helper alike, and its answer is exact', async () => {
  await using shop = await shopCase({ admin, template: await template });
  const run = await recorded(shop);
  const workers = [await inProcess(shop)];
  await workers[0]?.batches(1);
  workers.push(await inProcess(shop));
  await workers[1]?.batches(1);
  const { database, wakes } = shop.lethe;
  const hold = { scope: shop.subject, reason: 'matter 7', owner: 'legal', reviewOn: '2999-01-01' };
  const placed = await placeHold(database, hold, wakes);
  const batches = await batchesStored(shop);
  await sleep(1_000);
  expect(await batchesStored(shop)).toBe(batches);
  const { rows } = await shop.client.query(
    'select coalesce(sum(deleted + updated - inserted), 0)::int as gone from lethe.receipts',
  );
  expect(placed.runs).toEqual([{ run, rowsGone: rows[0]?.gone }]);
  await untilState(shop, run, 'held');
  await releaseHold(database, { hold: placed.hold, reason: 'settled' }, wakes);
  await untilState(shop, run, 'completed');
  expect(await violations(shop, whole)).toEqual([]);
}, 60_000);

test('helpers that come and go at any moment, past the end of steps too, disturb nothing', async () => {
  await using shop = await shopCase({ admin, template: await template });
  const run = await recorded(shop);
  const engine = await shop.lethe.engine();
  let helped = 0;
  const batch = (): void => {
    helped += 1;
  };
  const helping = { ...engine, observer: { batch } };
  const never = new AbortController();
  const leading = carryOut(engine, run, never.signal);
  let over = false;
  void leading.finally(() => {
    over = true;
  });
  const ends = new Map<string, number>();
  await Promise.all(
    [1, 2].map(async (seed) => {
      for (let turn = 0; !over; turn += 1) {
        const end = await help(helping, run, { signal: never.signal, sliceMs: 5 + ((turn * 37 + seed * 11) % 90) });
        ends.set(end, (ends.get(end) ?? 0) + 1);
        await sleep(5);
      }
    }),
  );
  expect((await leading).status).toBe('completed');
  expect(helped).toBeGreaterThan(5);
  expect(ends.get('slice over')).toBeGreaterThan(3);
  expect(ends.get('nothing to share')).toBeGreaterThan(3);
  expect(await violations(shop, whole)).toEqual([]);
}, 60_000);
