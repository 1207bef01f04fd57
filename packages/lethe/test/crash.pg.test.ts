import { beforeAll, describe, expect, inject, test } from 'vitest';
import { type FaultPoint, runFaultPoints } from '../src/fault-point.ts';
import { shopTemplate } from './shop/database.ts';
import { type ShopCase, shopCase } from './shop/shop-case.ts';
import { undisturbed, violations, type Whole } from './shop/whole.ts';

// A process start each is most of the time: the older PostgreSQL differs in nothing that a crash meets.
const onNewest = inject('postgresVersion') === 18;
const admin = { url: inject('postgresUrl') };
const template = shopTemplate({ customers: 60, visits: 100 });

/** Passed once in a life: who goes on starts behind them. Its own second death is as early as there is. */
const passedOnce: readonly FaultPoint[] = ['apply.recorded', 'root.committed', 'run.completed'];

/** Not the first one: batches that delete. Passes begin and commit too, but write nothing and have no receipt. */
const later: Partial<Record<FaultPoint, number>> = {
  'step.filled': 4,
  'batch.begun': 8,
  'batch.written': 5,
  'batch.receipted': 6,
  'batch.committed': 17,
  'effect.recorded': 3,
};

describe.runIf(onNewest)('a worker killed at', () => {
  let whole: Whole;

  beforeAll(async () => {
    await using shop = await shopCase({ admin, template: await template });
    whole = await undisturbed(shop);
  });

  for (const point of runFaultPoints) {
    test.concurrent(`${point} leaves what an undisturbed run leaves`, async () => {
      await using shop = await shopCase({ admin, template: await template });
      await killedAt(shop, shop.subject, `${point}:${later[point] ?? 1}`);
      await goesOn(shop, whole);
    });

    test.concurrent(`${point}, and its follower there too, leaves what an undisturbed run leaves`, async () => {
      await using shop = await shopCase({ admin, template: await template });
      await killedAt(shop, shop.subject, point);
      await killedAt(shop, await shop.run(), passedOnce.includes(point) ? 'run.claimed' : point);
      await goesOn(shop, whole);
    });
  }

  test('and a row too many, a receipt too few or an effect twice would be seen', async () => {
    await using shop = await shopCase({ admin, template: await template });
    await undisturbed(shop);
    expect(await violations(shop, whole)).toEqual([]);
    const wrongs = [
      "insert into app.people values (1000, 'Left over')",
      'delete from lethe.receipts where no = (select max(no) from lethe.receipts)',
      "insert into lethe.events (run, type) select id, 'run.root_done' from lethe.runs",
      'update lethe.certificates set note = replace(note, \'"run"\', \'"rum"\')',
    ];
    for (const [at, wrong] of wrongs.entries()) {
      await shop.client.query(wrong);
      expect((await violations(shop, whole)).length, wrong).toBeGreaterThan(at);
    }
  });
});

async function killedAt(shop: ShopCase, target: string, fault: string): Promise<void> {
  const worker = shop.worker(target, fault);
  expect(await worker.ended, `${fault} is reached: ${JSON.stringify(worker.said.at(-1))}`).toBe('SIGKILL');
}

async function goesOn(shop: ShopCase, whole: Whole): Promise<void> {
  const { status, findings } = await shop.resume(await shop.run());
  expect({ status, findings }).toEqual({ status: 'completed', findings: [] });
  expect(await violations(shop, whole)).toEqual([]);
}
