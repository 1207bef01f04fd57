import pg from 'pg';
import type { Act, BatchLimits, Writer } from '../../src/engine/store.ts';
import { openDatabase } from '../../src/postgres/connection.ts';
import { postgresControl } from '../../src/postgres/control.ts';
import { postgresStore } from '../../src/postgres/store.ts';
import { openLethe } from '../../src/service/lethe.ts';
import { makePlan } from '../../src/service/make-plan.ts';
import { type Admin, createDatabase, templateDatabase } from '../../src/testing/database.ts';
import { shopConfig, shopTemplate } from '../shop/database.ts';

/** One shop a try, all with the same rows; two databases' worth of connections, one for each side. */
export type RaceTrack = Awaited<ReturnType<typeof raceTrack>>;

/** A run of one shop, ready for its first batch. */
export interface Lap {
  readonly run: string;
  readonly scope: string;
  readonly writer: Writer;
  readonly act: Act;
}

export const limits: BatchLimits = { size: 4, skipLocked: false, lockTimeoutMs: 5_000, statementTimeoutMs: 5_000 };
const proof = 'database credentials';
const nobody = async (): Promise<void> => undefined;
/** Who would be woken looks by itself. */
export const wakes = { run: nobody, request: nobody, notice: nobody };

export async function raceTrack(admin: Admin, shops: number) {
  const template = await shopTemplate({ shops, customers: 6, visits: 1 });
  const database = await createDatabase(admin, await templateDatabase(admin, template));
  const { url } = database;
  const lethe = await openLethe({ config: shopConfig, databaseUrl: url, env: {}, cwd: '/' });
  const { plan } = await makePlan(lethe, { kind: 'gone-open', key: ['1'] });
  const [left, right] = [openDatabase({ url, label: 'left' }), openDatabase({ url, label: 'right' })];
  const control = postgresControl({ url, database: left, wakes });
  const store = postgresStore({ database: left, schemas: ['app'] });
  const client = new pg.Client(url);
  await client.connect();
  const [step] = plan.outline.steps.filter((candidate) => candidate.table === 'app.customers');
  if (step === undefined) throw new Error('no step for customers');
  const act = { step, effects: [] };

  /** Records a run of the shop, as queued and in the hands of epoch 1. */
  async function record(shop: number): Promise<Lap> {
    const scope = `gone-open:${shop}`;
    const run = `run_${shop}`;
    const outline = { ...plan.outline, subject: { kind: 'gone-open', key: [String(shop)] } };
    const { digest, counts } = plan;
    await control.record({ run, request: `req_${shop}`, proof, digest, outline, counts, scopes: [scope] });
    await client.query('update lethe.runs set epoch = 1 where id = $1', [run]);
    return { run, scope, writer: { run, epoch: 1 }, act: { ...act, outline } };
  }

  /** The same, started and with its worklist filled. */
  async function started(shop: number): Promise<Lap> {
    const lap = await record(shop);
    await control.start(lap.writer);
    await store.fill(lap.writer, lap.act);
    return lap;
  }

  /** Rows of the run's receipts, or of one epoch's. */
  async function counted(run: string): Promise<number> {
    const { rows } = await client.query<{ n: string }>(
      'select coalesce(sum(deleted), 0) as n from lethe.receipts where run = $1',
      [run],
    );
    return Number(rows[0]?.n);
  }

  /** Customers that have gone, with their orders and lines. */
  async function gone(shop: number): Promise<number> {
    const { rows } = await client.query<{ n: string }>(
      `select 6 * 16 - (select count(*) from app.customers c where shop_id = $1)
         - (select count(*) from app.orders o join app.customers c on c.id = customer_id where shop_id = $1)
         - (select count(*) from app.order_lines l join app.orders o on o.id = order_id
            join app.customers c on c.id = customer_id where shop_id = $1) as n`,
      [shop],
    );
    return Number(rows[0]?.n);
  }

  return {
    url,
    plan,
    left,
    right,
    control,
    store,
    client,
    record,
    started,
    counted,
    gone,
    async [Symbol.asyncDispose]() {
      await Promise.all([lethe[Symbol.asyncDispose](), left.close(), right.close(), client.end()]);
      await database.drop();
    },
  };
}
