import { expect, inject, onTestFinished, test } from 'vitest';
import { patientEffectWaitsMs } from '../src/engine/deliver.ts';
import { PermanentError } from '../src/index.ts';
import { pauseRun } from '../src/postgres/pause.ts';
import { failedEffects, waiveEffects } from '../src/postgres/waive.ts';
import { runWorker } from '../src/service/worker.ts';
import { advanceClock } from '../src/testing/clock.ts';
import { verifyCertificate } from '../src/verify/certificate.ts';
import { shopTemplate } from './shop/database.ts';
import { type ShopCase, shopCase } from './shop/shop-case.ts';

const admin = { url: inject('postgresUrl') };
const template = await shopTemplate({ customers: 5, visits: 5 });
const numbers = 'release-numbers@1';
const by = 'op_7';
const reason = 'the vendor has shut down';

/** A shop whose six numbers nobody takes back. */
function shopWithout(failure: () => Error): Promise<ShopCase> {
  return shopCase({
    admin,
    template,
    engine: (engine) => ({
      ...engine,
      effectWaitsMs: [1, 1],
      effects: new Map([...engine.effects, [numbers, () => Promise.reject(failure())]]),
    }),
  });
}

const gone = (): Error => new PermanentError('contract ended');

async function failedRun(shop: ShopCase): Promise<string> {
  const { status, findings } = await shop.apply();
  expect(status).toBe('failed');
  expect(findings).toMatchObject([{ code: 'EFFECT_FAILED' }]);
  return shop.run();
}

async function outbox({ client }: ShopCase): Promise<unknown[]> {
  const { rows } = await client.query(
    `select state, waived, count(*)::int as rows, count(row_values)::int as with_values from lethe.outbox
       where effect = 'release-numbers' group by 1, 2 order by 1, 2`,
  );
  return rows;
}

async function certified(shop: ShopCase, run: string) {
  const { note = '' } = (await shop.lethe.control.certificate(run)) ?? {};
  const verified = verifyCertificate({ file: note, keys: [(await shop.lethe.signingKey()).vkey] });
  if (!verified.ok) throw new Error(verified.message);
  return verified.certificate.effects.find(({ name }) => name === 'release-numbers');
}

test('F79: as long as one token could not be revoked, every row and value that it needs is still there, and no number is released', async () => {
  await using shop = await shopCase({
    admin,
    template,
    engine: (engine) => ({
      ...engine,
      effectWaitsMs: [1, 1],
      effects: new Map([...engine.effects, ['revoke-tokens@1', () => Promise.reject(gone())]]),
    }),
  });
  const rows = async (): Promise<unknown> =>
    (
      await shop.client.query(
        `select (select count(*)::int from app.tokens) as tokens, (select count(*)::int from app.numbers) as numbers,
           (select count(*)::int from app.visits) as visits`,
      )
    ).rows;
  const before = await rows();
  await failedRun(shop);
  expect(await rows()).toEqual(before);
  const { rows: kept } = await shop.client.query(
    'select effect, state, count(*)::int as rows, count(row_values)::int as with_values from lethe.outbox group by 1, 2',
  );
  expect(kept).toEqual([{ effect: 'revoke-tokens', state: 'failed', rows: 3, with_values: 3 }]);
});

test('a waived effect lets the run complete, and the certificate says how many, why and by whom', async () => {
  await using shop = await shopWithout(gone);
  const run = await failedRun(shop);
  const { database, wakes } = shop.lethe;
  const waived = await waiveEffects(database, { run, effect: 'release-numbers', reason: ` ${reason} `, by }, wakes);
  expect(waived).toEqual({ waived: 6, resumed: true });
  expect(await outbox(shop)).toEqual([{ state: 'waived', waived: { reason, by }, rows: 6, with_values: 0 }]);
  expect(await shop.lethe.control.load(run)).toMatchObject({ state: 'queued', attention: [] });
  const { rows } = await shop.client.query("select run, data from lethe.events where type = 'effect.waived'");
  expect(rows).toEqual([{ run, data: { effect: numbers, items: 6, by } }]);
  expect((await shop.resume(run)).status).toBe('completed');
  expect(await certified(shop, run)).toMatchObject({ items: 6, done: 0, waived: [{ items: 6, reason, by }] });
});

test('entries waived for other reasons are other lines of the certificate', async () => {
  await using shop = await shopWithout(gone);
  const run = await failedRun(shop);
  const { database, wakes } = shop.lethe;
  const [first, ...others] = await database.use((client) => failedEffects(client, run));
  expect(others).toHaveLength(5);
  expect(first).toMatchObject({ effect: 'release-numbers', attempts: 1, error: 'PermanentError', nextAttemptAt: null });
  const entry = first?.entry ?? '';
  await waiveEffects(database, { run, effect: numbers, entry, reason: 'given back by hand', by }, wakes);
  // The others are open still, so the run fails again and says so.
  expect((await shop.resume(run)).findings[0]?.message).toContain('5 rows');
  await waiveEffects(database, { run, effect: numbers, reason, by }, wakes);
  expect((await shop.resume(run)).status).toBe('completed');
  expect((await certified(shop, run))?.waived).toEqual([
    { items: 1, reason: 'given back by hand', by },
    { items: 5, reason, by },
  ]);
});

test('a waiver without a reason, with a novel, or for nothing that failed is refused, and changes nothing', async () => {
  await using shop = await shopWithout(gone);
  const run = await failedRun(shop);
  const { database, wakes } = shop.lethe;
  const before = await outbox(shop);
  const refused = (given: object, code: string, message: RegExp) =>
    expect(waiveEffects(database, { run, effect: numbers, reason, by, ...given }, wakes)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  await refused({ reason: '' }, 'WAIVER_INVALID', /needs a reason/u);
  await refused({ reason: ' \n ' }, 'WAIVER_INVALID', /needs a reason/u);
  await refused({ reason: 'x'.repeat(501) }, 'WAIVER_INVALID', /longer than 500/u);
  await refused({ effect: 'release-number' }, 'WAIVER_INVALID', /has no effect release-number/u);
  await refused({ effect: '%' }, 'WAIVER_INVALID', /has no effect %/u);
  await refused({ entry: '999999' }, 'WAIVER_INVALID', /has no entry 999999/u);
  await refused({ entry: "1' or true --" }, 'WAIVER_INVALID', /has no entry/u);
  await refused({ effect: 'revoke-tokens@1' }, 'WAIVER_INVALID', /has not failed/u);
  await refused({ run: 'run_x' }, 'RUN_UNKNOWN', /there is no run/u);
  expect(await outbox(shop)).toEqual(before);
  expect(await shop.lethe.control.load(run)).toMatchObject({ state: 'failed' });
  await waiveEffects(database, { run, effect: numbers, reason: 'x'.repeat(500), by }, wakes);
  await shop.resume(run);
  await refused({}, 'RUN_STATE', /is completed/u);
});

test('a waiver leaves a paused run paused', async () => {
  await using shop = await shopWithout(gone);
  const run = await failedRun(shop);
  const { database, wakes } = shop.lethe;
  await shop.client.query("update lethe.runs set state = 'running'");
  await pauseRun(database, run);
  expect(await waiveEffects(database, { run, effect: numbers, reason, by }, wakes)).toMatchObject({ resumed: false });
  expect(await shop.lethe.control.load(run)).toMatchObject({ state: 'paused' });
});

test('F76: a vendor that is down for days is asked by the schedule, without a worker waiting for it; then the run fails', async () => {
  await using shop = await shopWithout(() => Object.assign(new Error('down'), { status: 503 }));
  await shop.worker(shop.subject, 'apply.recorded').ended;
  const run = await shop.run();
  const stop = new AbortController();
  const ended = runWorker(shop.lethe, { signal: stop.signal, log: () => undefined });
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  const attempts = async (): Promise<number> => {
    const { rows } = await shop.client.query<{ n: number }>(
      "select coalesce(min(attempts), 0)::int as n from lethe.outbox where effect = 'release-numbers'",
    );
    return rows[0]?.n ?? 0;
  };
  for (const [index, waitMs] of patientEffectWaitsMs.entries()) {
    await expect.poll(attempts, { timeout: 10_000 }).toBe(index + 1);
    // Nobody holds the run while it waits.
    await expect
      .poll(async () => (await shop.client.query('select from lethe.runs where lease_until is null')).rowCount)
      .toBe(1);
    expect(await shop.lethe.control.load(run)).toMatchObject({ state: 'running', phase: 'effects after' });
    await advanceClock(shop.url, waitMs);
  }
  await expect.poll(async () => (await shop.lethe.control.load(run)).state, { timeout: 10_000 }).toBe('failed');
  expect(await attempts()).toBe(patientEffectWaitsMs.length + 1);
  expect((await shop.lethe.control.load(run)).attention).toMatchObject([{ code: 'EFFECT_FAILED' }]);
  const { rows } = await shop.client.query('select state from lethe.requests');
  expect(rows).toEqual([{ state: 'running' }]);
}, 60_000);

test('an effect that waits for its next attempt can be given up, unless a worker is at it', async () => {
  await using shop = await shopWithout(() => new Error('down'));
  const run = await failedRun(shop);
  const { database, wakes } = shop.lethe;
  await shop.client.query(
    "update lethe.outbox set state = 'pending', next_attempt_at = lethe.now() + interval '5 h' where state = 'failed'",
  );
  await shop.client.query("update lethe.runs set state = 'running', lease_until = lethe.now() + interval '10 s'");
  const waiver = { run, effect: numbers, reason, by };
  await expect(waiveEffects(database, waiver, wakes)).rejects.toThrow(/is being carried out.*pause it first/u);
  await shop.client.query('update lethe.runs set lease_until = null');
  expect(await waiveEffects(database, waiver, wakes)).toEqual({ waived: 6, resumed: true });
});
