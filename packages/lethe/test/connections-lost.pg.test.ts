import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, test } from 'vitest';
import { ownCluster } from '../src/testing/cluster.ts';
import { droppingProxy } from '../src/testing/dropping-proxy.ts';
import { seeded } from '../src/testing/random.ts';
import { postgresVersion } from '../src/testing/vitest-database.ts';
import { shopTemplate } from './shop/database.ts';
import { type ShopCase, shopCase } from './shop/shop-case.ts';
import { undisturbed, violations, type Whole } from './shop/whole.ts';

const admin = { url: inject('postgresUrl') };
const template = shopTemplate({ customers: 2_000, visits: 3_000 });

describe('a run whose connections are lost', () => {
  test('completes, exactly counted, when the server ends its sessions again and again', async () => {
    const whole = await wholeOf();
    const random = seeded(7);
    let ended = 0;
    while (ended < 20) ended += await endedUnder(await shopCase({ admin, template: await template }), random, whole);
  }, 180_000);

  test('completes, exactly counted, when the answers to its COMMITs never come', async () => {
    const whole = await wholeOf();
    await using shop = await shopCase({ admin, template: await template });
    // Recorded and left: that the run is there is not what may be lost here.
    await shop.apply(AbortSignal.abort());
    const random = seeded(11);
    let commits = 0;
    await using proxy = await droppingProxy(shop.url, () => {
      commits += 1;
      return commits > 1 && random() < 0.2;
    });
    await using through = await shop.through(proxy.url);
    const { status, findings } = await through.resume(await shop.run());
    expect({ status, findings }).toEqual({ status: 'completed', findings: [] });
    expect(proxy.dropped()).toBeGreaterThanOrEqual(10);
    expect(await violations(shop, whole)).toEqual([]);
  }, 180_000);
});

// Recovery is the same on every version, and a cluster of its own takes seconds.
describe.runIf(postgresVersion() === 18)('a cluster that dies under a run', () => {
  test('is waited for when one of its processes is killed and all sessions are reset', async () => {
    await using cluster = await ownCluster({ version: postgresVersion() });
    const own = { url: cluster.url };
    await using twin = await shopCase({ admin: own, template: await template });
    const whole = await undisturbed(twin);
    await using shop = await shopCase({ admin: own, template: await template });
    const applied = shop.apply();
    const pid = await backendOf(shop);
    process.kill(pid, 'SIGKILL');
    const { status, findings } = await applied;
    expect({ status, findings }).toEqual({ status: 'completed', findings: [] });
    await shop.reconnect();
    expect(await violations(shop, whole)).toEqual([]);
  }, 180_000);

  test('is gone on with after all its processes were killed and it was started again', async () => {
    await using cluster = await ownCluster({ version: postgresVersion() });
    const own = { url: cluster.url };
    await using twin = await shopCase({ admin: own, template: await template });
    const whole = await undisturbed(twin);
    await using shop = await shopCase({ admin: own, template: await template });
    const applied = shop.apply();
    await backendOf(shop);
    await cluster.killAll();
    await sleep(500);
    await cluster.restart();
    const { status, findings } = await applied;
    expect({ status, findings }).toEqual({ status: 'completed', findings: [] });
    await shop.reconnect();
    expect(await violations(shop, whole)).toEqual([]);
  }, 180_000);
});

/** Applies while sessions are ended, not more of them than a worker has patience for. Answers how many were. */
async function endedUnder(made: ShopCase, random: () => number, whole: Whole): Promise<number> {
  await using shop = made;
  let ended = 0;
  let over = false;
  const applied = shop.apply().finally(() => {
    over = true;
  });
  while (!over && ended < 25) {
    await sleep(20 + random() * 100);
    if (!over) ended += await endOne(shop, random());
  }
  const { status, findings } = await applied;
  expect({ status, findings }).toEqual({ status: 'completed', findings: [] });
  expect(await violations(shop, whole)).toEqual([]);
  return ended;
}

async function wholeOf() {
  await using shop = await shopCase({ admin, template: await template });
  return await undisturbed(shop);
}

/** Ends one of the sessions that work for the run, its lease's included. Answers how many there were to end. */
async function endOne({ client }: ShopCase, random: number): Promise<number> {
  const { rowCount } = await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and starts_with(application_name, 'lethe:run_')
       order by pid offset floor($1::float8 * (select count(*) from pg_stat_activity
         where datname = current_database() and starts_with(application_name, 'lethe:run_'))) limit 1`,
    [random],
  );
  return rowCount ?? 0;
}

/** A backend that is in the middle of a batch. */
async function backendOf({ client }: ShopCase): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and starts_with(application_name, 'lethe:run_')
         and state <> 'idle' and exists (select from lethe.receipts)`,
    );
    const [row] = rows;
    if (row !== undefined) return row.pid;
  }
}
