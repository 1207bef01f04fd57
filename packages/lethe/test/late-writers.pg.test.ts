import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, inject, test } from 'vitest';
import { verifyCertificate } from '../src/verify/certificate.ts';
import { shopTemplate } from './shop/database.ts';
import { type ShopCase, type ShopKind, shopCase } from './shop/shop-case.ts';

const admin = { url: inject('postgresUrl') };
const template = shopTemplate({ customers: 300, visits: 500 });

/** One way each in which a row for the shop can come: its number, and the statement that inserts it. */
const paths: Readonly<Record<string, string>> = {
  'by a foreign key to the shop': 'insert into app.customers values ($1, 1, $2)',
  'by a path to the shop': `insert into app.orders select $1, c.id, 1 from app.customers c where c.shop_id = 1 and $2 <> '' limit 1`,
  'by two steps of a path': `insert into app.order_lines select o.id, $1::bigint, $2 from app.orders o join app.customers c on c.id = o.customer_id
    where c.shop_id = 1 limit 1`,
  'to a row of its own table': `insert into app.notes select $1, 1, max(id), $2 from app.notes where shop_id = 1`,
  'by a tenant column without a foreign key': `insert into app.visits values ($1, 1, '2025-03-01', $2)`,
  'by an update that moves it here': `update app.visits set shop_id = 1, page = $2 where shop_id = 2 and id in
    (select id from app.visits where shop_id = 2 and $1::bigint > 0 limit 1)`,
};

/** Writes so long as it is let, each statement a transaction of its own; what is refused is refused. */
function lateWriter(url: string, path: string, at: number) {
  let stopped = false;
  let written = 0;
  let refused = 0;
  const ended = (async () => {
    const client = new pg.Client(url);
    await client.connect();
    for (let id = 1_000_000 * (at + 1); !stopped; id += 1) {
      try {
        written += (await client.query(path, [id, 'late'])).rowCount ?? 0;
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error;
        refused += 1;
      }
      await sleep(3);
    }
    await client.end();
  })();
  return {
    counts: () => ({ written, refused }),
    async stop() {
      stopped = true;
      await ended;
    },
  };
}

const kinds: readonly ShopKind[] = ['kept-guarded', 'kept-open', 'gone-guarded', 'gone-open'];

describe('writers that never stop leave nothing behind, or the run is not complete:', () => {
  test.each(kinds)(
    '%s',
    async (kind) => {
      await using shop = await shopCase({ admin, template: await template, kind });
      const writers = Object.values(paths).map((path, at) => lateWriter(shop.url, path, at));
      // In a transaction that began before the run, and in one whose snapshot knows nothing of it.
      const [old, blind] = [
        await openTransaction(shop, 'read committed'),
        await openTransaction(shop, 'repeatable read'),
      ];
      const applied = shop.apply();
      await sleep(400);
      for (const client of [old, blind]) await insertAndCommit(client);
      const { status, findings } = await applied;
      await sleep(100);
      await Promise.all(writers.map((writer) => writer.stop()));
      const written = writers.map((writer) => writer.counts().written);
      expect(Math.min(...written), `each writer wrote: ${written}`).toBeGreaterThan(0);
      if (status === 'completed') {
        const declared = await unfenced(shop);
        const later = Object.keys(await ownRows(shop));
        expect(
          later.filter((table) => !declared.includes(table)),
          'what comes later is declared',
        ).toEqual([]);
      } else {
        expect({ status, codes: [...new Set(findings.map(({ code }) => code))] }).toEqual({
          status: 'failed',
          codes: ['LATE_ROWS'],
        });
        await completesOnceTheyStop(shop);
      }
      if (kind.endsWith('guarded')) expect(status).toBe('completed');
    },
    90_000,
  );
});

async function completesOnceTheyStop(shop: ShopCase): Promise<void> {
  const { status, findings } = await shop.resume(await shop.run());
  expect({ status, findings }).toEqual({ status: 'completed', findings: [] });
  expect(await ownRows(shop)).toEqual({});
}

async function openTransaction({ url }: ShopCase, isolation: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`begin isolation level ${isolation}`);
  await client.query('select count(*) from app.shops');
  return client;
}

async function insertAndCommit(client: pg.Client): Promise<void> {
  const id = 90_000_000 + Math.floor(performance.now() * 1000);
  for (const insert of [
    `insert into app.visits values (${id}, 1, '2025-04-01', 'late')`,
    `insert into app.customers values (${id}, 1, 'late')`,
  ]) {
    await client.query('savepoint one');
    await client.query(insert).catch(async (error: unknown) => {
      if (!(error instanceof pg.DatabaseError)) throw error;
      await client.query('rollback to savepoint one');
    });
  }
  await client.query('commit');
  await client.end();
}

/** Tables in which rows of the shop stand that no policy keeps. */
async function ownRows({ client, subject }: ShopCase): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  const keeps = subject.startsWith('kept');
  const own: Readonly<Record<string, string>> = {
    'app.customers': 'shop_id = 1',
    'app.notes': 'shop_id = 1',
    'app.visits': 'shop_id = 1',
    'app.tokens': 'shop_id = 1',
    'app.numbers': 'shop_id = 1',
    'app.orders': 'customer_id in (select id from app.customers where shop_id = 1)',
    'app.order_lines':
      'order_id in (select o.id from app.orders o join app.customers c on c.id = o.customer_id where c.shop_id = 1)',
    ...(keeps ? {} : { 'app.shops': 'id = 1', 'app.invoices': 'shop_id = 1', 'app.audit': 'shop_id = 1' }),
  };
  for (const [table, where] of Object.entries(own)) {
    const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`);
    const n = rows[0]?.n ?? 0;
    if (n > 0) found[table] = n;
  }
  return found;
}

async function unfenced({ client, lethe }: ShopCase): Promise<string[]> {
  const { rows } = await client.query<{ note: string }>('select note from lethe.certificates');
  const { vkey } = await lethe.signingKey();
  const verified = verifyCertificate({ file: rows[0]?.note ?? '', keys: [vkey] });
  if (!verified.ok) throw new Error(verified.message);
  return verified.certificate.verification.unfenced.map(({ table }) => table);
}
