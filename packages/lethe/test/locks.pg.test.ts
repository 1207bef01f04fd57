import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { placeHold, releaseHold } from '../src/postgres/holds.ts';
import { engageKillSwitch, liftKillSwitch } from '../src/postgres/pause.ts';
import { shopTemplate } from './shop/database.ts';
import { type ShopCase, shopCase } from './shop/shop-case.ts';
import { undisturbed, violations } from './shop/whole.ts';

const admin = { url: inject('postgresUrl') };
const template = shopTemplate({ customers: 600, visits: 600 });

describe('rows that another session has locked', () => {
  test.each([
    ['rows in the midst of a table', 'select from app.visits where shop_id = 1 and id % 7 = 0 for update'],
    ['children of a cascade', 'select from app.order_lines where order_id % 11 = 0 for update'],
    ["the subject's own row", 'select from app.shops where id = 1 for key share'],
  ])(
    'for 3 s are waited for: %s',
    async (_what, lock) => {
      const whole = await wholeOf();
      await using shop = await shopCase({ admin, template: await template });
      const locker = await holding(shop, lock);
      const applied = shop.apply();
      await sleep(3_000);
      await locker.query('rollback');
      const { status, findings } = await applied;
      expect({ status, findings }).toEqual({ status: 'completed', findings: [] });
      expect(await violations(shop, whole)).toEqual([]);
    },
    60_000,
  );

  test.each([
    ['app.visits', 'select from app.visits where shop_id = 1 and id % 7 = 0 for update'],
    ['app.customers', 'select from app.order_lines where order_id = 1 for update'],
  ])(
    'for good are a finding, and all others have gone: %s',
    async (table, lock) => {
      const whole = await wholeOf();
      const engine = { lockTurns: 2 };
      await using shop = await shopCase({
        admin,
        template: await template,
        engine: (usual) => ({ ...usual, ...engine }),
      });
      const locker = await holding(shop, lock);
      const { status, findings, verified, certificate } = await shop.apply();
      expect({ status, verified, certificate }).toEqual({ status: 'failed', verified: false, certificate: null });
      expect(findings).toMatchObject([{ code: 'LOCKED_ROWS', table }]);
      await locker.query('rollback');
      expect((await shop.resume(await shop.run())).status).toBe('completed');
      expect(await violations(shop, whole)).toEqual([]);
    },
    60_000,
  );
});

describe("the subject's own row", () => {
  test('locked for good when all else has gone is a finding', async () => {
    const whole = await wholeOf();
    const engine = { lockTurns: 2 };
    await using shop = await shopCase({
      admin,
      template: await template,
      engine: (usual) => ({ ...usual, ...engine }),
    });
    // Only behind the fence: a transaction that is older is waited for there.
    const locker = await holding(shop, 'select');
    const lock = (phase: string): void => {
      if (phase === 'sweep') void locker.query('select from app.shops where id = 1 for key share');
    };
    const { status, findings } = await shop.apply(undefined, { phase: lock });
    expect({ status, findings }).toMatchObject({
      status: 'failed',
      findings: [{ code: 'LOCKED_ROWS', table: 'app.shops' }],
    });
    await locker.query('rollback');
    expect((await shop.resume(await shop.run())).status).toBe('completed');
    expect(await violations(shop, whole)).toEqual([]);
  }, 60_000);
});

describe('a batch that loses against another session', () => {
  test('by a deadlock or a serialization failure is repeated and counted once', async () => {
    const whole = await wholeOf();
    await using shop = await shopCase({ admin, template: await template });
    // The server's own way to fail some statements: a trigger that raises what a deadlock raises.
    await shop.client.query(`
      create sequence app.tries;
      create function app.lose() returns trigger language plpgsql as $$
        declare turn bigint := nextval('app.tries');
        begin
          if turn in (3, 9, 10, 40) then raise exception 'lost' using errcode = 'deadlock_detected'; end if;
          if turn in (5, 20) then raise exception 'lost' using errcode = 'serialization_failure'; end if;
          return old;
        end $$;
      create trigger lose before delete on app.visits for each row execute function app.lose();`);
    const { status, findings } = await shop.apply();
    expect({ status, findings }).toEqual({ status: 'completed', findings: [] });
    expect(await violations(shop, whole)).toEqual([]);
    const { rows } = await shop.client.query<{ n: number }>('select last_value::int as n from app.tries');
    expect(rows[0]?.n).toBeGreaterThan(600);
  }, 60_000);
});

describe.runIf(inject('postgresVersion') === 18)('a cascade that is too large for one statement', () => {
  test('is drained from below, in batches that others need not wait for', async () => {
    const engine = { longestStatementMs: 600 };
    await using shop = await shopCase({
      admin,
      template: await template,
      kind: 'gone-open',
      engine: (usual) => ({ ...usual, ...engine }),
    });
    // One customer with 240,000 rows below it.
    await shop.client.query(`
      set session_replication_role = replica;
      insert into app.orders select 1000000 + id, 1, id from generate_series(1, 40000) as id;
      insert into app.order_lines select 1000000 + id, line, 'x' from generate_series(1, 40000) as id, generate_series(1, 5) as line;
      analyze app.orders, app.order_lines;`);
    const batches: { table: string; ms: number }[] = [];
    const { status, findings } = await shop.apply(undefined, { batch: (batch) => void batches.push(batch) });
    expect({ status, findings }).toEqual({ status: 'completed', findings: [] });
    const { rows } = await shop.client.query<{ n: number; lines: number }>(
      `select (select count(*)::int from app.orders where id > 1000000) as n,
         (select sum(deleted)::int from lethe.receipts where relation = 'app.order_lines') as lines`,
    );
    expect(rows).toEqual([{ n: 0, lines: 200_000 + 600 * 12 }]);
    expect(Math.max(...batches.map(({ ms }) => ms))).toBeLessThan(2_000);
  }, 120_000);
});

describe('while a run is under way', () => {
  test('the kill switch has stopped everything within 5 s, a hold too, and both runs go on', async () => {
    const whole = await wholeOf();
    await using shop = await shopCase({ admin, template: await template });
    // An old transaction keeps the run at its fence, where no batch would see the switch.
    const old = await holding(shop, "insert into app.people values (90001, 'x')");
    const first = shop.apply();
    await reached(shop, 'fence');
    const begun = performance.now();
    await engageKillSwitch(shop.lethe.database, 'test');
    expect((await first).status).toBe('paused');
    expect(performance.now() - begun).toBeLessThan(5_000);
    await liftKillSwitch(shop.lethe.database, async () => undefined);
    await old.query('rollback');

    const second = shop.resume(await shop.run());
    const placed = performance.now();
    const hold = { scope: shop.subject, reason: 'court', owner: 'legal', reviewOn: '2099-01-01' };
    const { hold: placedHold, runs } = await placeHold(shop.lethe.database, hold, shop.lethe.wakes);
    const { status } = await second;
    expect(performance.now() - placed).toBeLessThan(5_000);
    expect(['held', 'completed']).toContain(status);
    if (status === 'held') {
      expect(runs).toHaveLength(1);
      await releaseHold(shop.lethe.database, { hold: placedHold, reason: 'settled' }, shop.lethe.wakes);
      expect((await shop.resume(await shop.run())).status).toBe('completed');
    }
    expect(await violations(shop, whole)).toEqual([]);
  }, 60_000);
});

async function wholeOf() {
  await using shop = await shopCase({ admin, template: await template });
  return await undisturbed(shop);
}

/** A session in a transaction that holds the locks of a statement. */
async function holding({ url }: ShopCase, lock: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  onTestFinished(() => client.end());
  client.on('error', () => undefined);
  await client.query('begin');
  await client.query(lock);
  return client;
}

async function reached({ client }: ShopCase, phase: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query('select from lethe.runs where phase = $1', [phase]);
    if (rows.length > 0) return;
    await sleep(20);
  }
}
