import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { carryOut } from '../src/engine/run.ts';
import { labelOf } from '../src/postgres/claim.ts';
import { shopTemplate } from './shop/database.ts';
import { type ShopCase, shopCase } from './shop/shop-case.ts';
import { undisturbed, violations, type Whole } from './shop/whole.ts';

const admin = { url: inject('postgresUrl') };
const template = shopTemplate({ customers: 1_000, visits: 1_000 });

describe('a take-over', () => {
  let whole: Whole;

  beforeAll(async () => {
    await using shop = await shopCase({ admin, template: await template });
    whole = await undisturbed(shop);
  });

  test('F34: of a worker that was suspended past its lease leaves it nothing to write when it wakes', async () => {
    await using shop = await shopCase({ admin, template: await template });
    const worker = shop.worker(shop.subject);
    onTestFinished(() => void worker.process.kill('SIGKILL'));
    await worker.until('batch');
    worker.process.kill('SIGSTOP');
    await leaseOver(shop);
    const { status } = await shop.resume(await shop.run());
    expect(status).toBe('completed');
    expect(await violations(shop, whole)).toEqual([]);
    const events = await eventCount(shop);
    worker.process.kill('SIGCONT');
    await worker.ended;
    expect(worker.said.at(-1)).toEqual({ error: 'EPOCH_STALE' });
    expect(await violations(shop, whole)).toEqual([]);
    expect(await eventCount(shop)).toBe(events);
  }, 60_000);

  test('is refused while the worker lives', async () => {
    await using shop = await shopCase({ admin, template: await template });
    const worker = shop.worker(shop.subject);
    onTestFinished(() => void worker.process.kill('SIGKILL'));
    await worker.until('batch');
    worker.process.kill('SIGSTOP');
    await expect(shop.lethe.control.claim(await shop.run())).rejects.toMatchObject({ code: 'SUBJECT_BUSY' });
    worker.process.kill('SIGCONT');
    await worker.ended;
    expect(worker.said.at(-1)).toMatchObject({ result: 'completed' });
    expect(await violations(shop, whole)).toEqual([]);
  }, 60_000);

  test('ends a backend that has outlived its worker and would still commit', async () => {
    await using shop = await shopCase({ admin, template: await template });
    await shop.apply(AbortSignal.abort());
    const run = await shop.run();
    const zombie = new pg.Client({ connectionString: shop.url, application_name: labelOf(run, 1) });
    zombie.on('error', () => undefined);
    await zombie.connect();
    await zombie.query('begin');
    await zombie.query('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [`lethe:run:${run}`]);
    await zombie.query("delete from app.people where name = 'Person 2'");
    const { status } = await shop.resume(run);
    expect(status).toBe('completed');
    await expect(zombie.query('commit')).rejects.toThrow();
    expect(await violations(shop, whole)).toEqual([]);
  });

  test("finds what an earlier worker has in hand in Lethe's own tables as well", async () => {
    await using shop = await shopCase({ admin, template: await template });
    await shop.apply(AbortSignal.abort());
    const run = await shop.run();
    const { control, database } = shop.lethe;
    const { epoch } = await control.load(run);
    await shop.client.query('begin; select from lethe.runs for update');
    const stuck = control.enter({ run, epoch }, 'start');
    const label = labelOf(run, epoch);
    await expect
      .poll(() =>
        database.use((client) => client.query('select from pg_stat_activity where application_name = $1', [label])),
      )
      .toMatchObject({ rowCount: 1 });
    await shop.client.query('rollback');
    await stuck;
  });

  test('by two workers at once leaves the run to one of them', async () => {
    await using shop = await shopCase({ admin, template: await template });
    await shop.apply(AbortSignal.abort());
    const run = await shop.run();
    const engine = await shop.lethe.engine();
    const { signal } = new AbortController();
    const ends = await Promise.all(
      [0, 1].map(() => carryOut(engine, run, signal).then(({ status }) => status, codeOf)),
    );
    expect(ends.toSorted()).toEqual([expect.stringMatching(/SUBJECT_BUSY|completed/), expect.any(String)]);
    expect(ends.filter((end) => end === 'completed')).toHaveLength(1);
    expect(await violations(shop, whole)).toEqual([]);
  }, 60_000);
});

describe('a worker that was stopped by a gate which has opened again', () => {
  test('goes on, for nobody would wake it', async () => {
    await using shop = await shopCase({ admin, template: await template });
    await shop.apply(AbortSignal.abort());
    const run = await shop.run();
    const { control } = shop.lethe;
    const { epoch } = await control.load(run);
    for (const by of ['hold', 'pause', 'kill switch'] as const)
      expect(await control.stop({ run, epoch }, by)).toBe(false);
    expect(await control.load(run)).toMatchObject({ state: 'queued' });
  });
});

/** As if the time of the lease had passed: the clock that tests may set. */
async function leaseOver({ client }: ShopCase): Promise<void> {
  await sleep(50);
  await client.query("update lethe.clock set ahead = '20 s'");
}

async function eventCount({ client }: ShopCase): Promise<number> {
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from lethe.events');
  return rows[0]?.n ?? 0;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}
