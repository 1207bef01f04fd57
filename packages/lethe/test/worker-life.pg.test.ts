import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, onTestFinished, test } from 'vitest';
import { runWorker, type WorkerOptions } from '../src/service/worker.ts';
import { letheWorker } from './lethe-worker.ts';
import { shopTemplate } from './shop/database.ts';
import { type ShopCase, shopCase } from './shop/shop-case.ts';
import { undisturbed, violations } from './shop/whole.ts';

const admin = { url: inject('postgresUrl') };
const small = await shopTemplate({ customers: 30, visits: 40 });
const large = shopTemplate({ shops: 2, customers: 10_000, visits: 10_000 });

interface Said {
  readonly level: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A worker on the case's own Lethe, told to end with the test. */
async function working({ lethe }: ShopCase, options: Partial<WorkerOptions> = {}) {
  const stop = new AbortController();
  const said: Said[] = [];
  const log: WorkerOptions['log'] = (level, message, facts) => void said.push({ level, message, facts });
  const ready = Promise.withResolvers<void>();
  const ended = runWorker(lethe, { signal: stop.signal, log, onReady: ready.resolve, ...options });
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  await ready.promise;
  const end = async (): Promise<string> => {
    stop.abort();
    return ended;
  };
  return { said, end };
}

async function recorded(shop: ShopCase): Promise<string> {
  await shop.worker(shop.subject, 'apply.recorded').ended;
  return shop.run();
}

const stateOf = async (shop: ShopCase, run: string): Promise<string> => (await shop.lethe.control.load(run)).state;

test('requests and notices are handed out while a long run is under way', async () => {
  await using shop = await shopCase({ admin, template: await large });
  const run = await recorded(shop);
  // Its own row is locked, so that the run is under way for as long as we look.
  await shop.client.query('begin; select from app.shops where id = 1 for key share');
  const told: string[] = [];
  const during: string[] = [];
  const { database, wakes } = shop.lethe;
  let woken = false;
  await working(shop, {
    observer: {
      batch: () => {
        if (woken) return;
        woken = true;
        void database.transaction(async (client) => {
          await wakes.request(client, 'req_a');
          await wakes.notice(client, 'notice_a');
        });
      },
    },
    onRequest: async (id) => {
      if (id === 'req_a') during.push(await stateOf(shop, run));
      told.push(id);
    },
    onNotice: async (id) => {
      during.push(await stateOf(shop, run));
      told.push(id);
    },
  });
  await expect.poll(() => told, { timeout: 20_000 }).toEqual(expect.arrayContaining(['req_a', 'notice_a']));
  expect(during).toEqual(['running', 'running']);
  await shop.client.query('rollback');
}, 60_000);

test('a handler that fails is told of without its words, tried again, and the job keeps only the kind of error', async () => {
  await using shop = await shopCase({ admin, template: small });
  let calls = 0;
  const { said } = await working(shop, {
    onNotice: async () => {
      calls += 1;
      if (calls < 3) throw new TypeError('no mailbox erika@example.test');
    },
  });
  await shop.lethe.database.transaction((client) => shop.lethe.wakes.notice(client, 'notice_b'));
  await expect.poll(() => calls, { timeout: 15_000 }).toBe(3);
  const failures = said.filter(({ level }) => level === 'error');
  expect(failures).toHaveLength(2);
  expect(failures[0]).toMatchObject({ message: 'notice_b: failed, and is tried again', facts: { code: 'TypeError' } });
  expect(JSON.stringify(said)).not.toContain('erika');
  const { rows } = await shop.client.query(
    "select coalesce(output::text, '') as output from lethe_jobs.job where name = 'notice'",
  );
  expect(JSON.stringify(rows)).not.toContain('erika');
});

test('a run whose job was lost is named again by the tick', async () => {
  await using shop = await shopCase({ admin, template: small });
  const run = await recorded(shop);
  await shop.client.query('delete from lethe_jobs.job');
  await working(shop);
  await expect.poll(() => stateOf(shop, run), { timeout: 10_000 }).toBe('completed');
});

test('ticks follow each other, one at a time, and go on when one fails', async () => {
  await using shop = await shopCase({ admin, template: small });
  let ticks = 0;
  let atOnce = 0;
  const { said } = await working(shop, {
    tick: async () => {
      ticks += 1;
      atOnce += 1;
      await sleep(300);
      expect(atOnce).toBe(1);
      atOnce -= 1;
      if (ticks === 1) throw new Error('nobody answers');
    },
  });
  await expect.poll(() => ticks, { timeout: 10_000 }).toBeGreaterThan(2);
  expect(said.map(({ message }) => message)).toEqual(['a tick failed; the next one tries again', 'ticking again']);
});

test('told to end, a worker finishes the batch in hand and hands the run on within ten seconds', async () => {
  await using shop = await shopCase({ admin, template: await large });
  await using undisturbedShop = await shopCase({ admin, template: await large });
  const whole = await undisturbed(undisturbedShop);
  const run = await recorded(shop);
  const worker = letheWorker(shop);
  await expect
    .poll(async () => (await shop.client.query('select from lethe.receipts')).rowCount, {
      timeout: 15_000,
      interval: 20,
    })
    .toBeGreaterThan(10);
  const begun = performance.now();
  worker.process.kill('SIGTERM');
  expect(await worker.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(await stateOf(shop, run)).toBe('running');
  const { rows } = await shop.client.query(
    "select count(*)::int as jobs from lethe_jobs.job where name = 'run' and singleton_key = $1 and state = 'created'",
    [run],
  );
  expect(rows).toEqual([{ jobs: 1 }]);
  await working(shop);
  await expect.poll(() => stateOf(shop, run), { timeout: 20_000 }).toBe('completed');
  expect(await violations(shop, whole)).toEqual([]);
}, 60_000);

test('a pass that does not end in time is abandoned: the worker is gone within ten seconds, and another one goes on', async () => {
  await using shop = await shopCase({ admin, template: small });
  await using undisturbedShop = await shopCase({ admin, template: small });
  const whole = await undisturbed(undisturbedShop);
  const run = await recorded(shop);
  await shop.client.query('begin; lock table app.customers');
  const worker = letheWorker(shop);
  const waits = `select from pg_stat_activity where datname = current_database()
    and wait_event_type = 'Lock' and application_name like 'lethe:run%'`;
  const { database } = shop.lethe;
  const waiting = async () => (await database.use((client) => client.query(waits))).rowCount;
  await expect.poll(waiting, { timeout: 15_000 }).toBe(1);
  const begun = performance.now();
  worker.process.kill('SIGTERM');
  expect(await worker.ended).toEqual({ code: 130, signal: null });
  expect(performance.now() - begun).toBeLessThan(10_000);
  await shop.client.query('rollback');
  await working(shop);
  await expect.poll(() => stateOf(shop, run), { timeout: 20_000 }).toBe('completed');
  expect(await violations(shop, whole)).toEqual([]);
}, 60_000);

test("F29: a jump of the database's clock stops a worker; it begins nothing until the clock is right again", async () => {
  await using shop = await shopCase({ admin, template: small });
  // A monotonic clock of the test's own: as if the database's had jumped, and later been corrected.
  let skewMs = 0;
  let ticks = 0;
  const monotonicMs = (): number => performance.now() + skewMs;
  const { said } = await working(shop, {
    monotonicMs,
    tick: async () => {
      ticks += 1;
    },
  });
  await expect.poll(() => ticks, { timeout: 5_000 }).toBeGreaterThan(0);
  skewMs -= 3_600_000;
  await expect.poll(() => said.length, { timeout: 5_000 }).toBe(1);
  const ticked = ticks;
  expect(said[0]?.message).toMatch(/jumped forwards by (3600|359\d) s .* restart the worker/u);
  const run = await recorded(shop);
  await sleep(2_500);
  expect(await stateOf(shop, run)).toBe('queued');
  expect(ticks).toBe(ticked);
  const { rows } = await shop.client.query(
    "select data ->> 'direction' as direction from lethe.events where type = 'clock.jumped'",
  );
  expect(rows).toEqual([{ direction: 'forwards' }]);
  skewMs += 3_600_000;
  await sleep(1_500);
  expect(await stateOf(shop, run)).toBe('queued');
  // The minute in which it has to stay right.
  skewMs += 61_000;
  await expect.poll(() => stateOf(shop, run), { timeout: 10_000 }).toBe('completed');
  expect(said.map(({ message }) => message)).toContain("the database's clock is right again; going on");
}, 60_000);

test('a clock that is set back is told of, and work goes on', async () => {
  await using shop = await shopCase({ admin, template: small });
  let skewMs = 0;
  const { said } = await working(shop, { monotonicMs: () => performance.now() + skewMs });
  await sleep(1_500);
  skewMs += 3_600_000;
  await expect.poll(() => said.length, { timeout: 5_000 }).toBe(1);
  expect(said[0]?.message).toMatch(/was set back by (3600|359\d) s/u);
  const run = await recorded(shop);
  await expect.poll(() => stateOf(shop, run), { timeout: 10_000 }).toBe('completed');
});
