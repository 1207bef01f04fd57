import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Outline } from '../planner/plan.ts';
import { type EffectRun, PermanentError } from '../policy/effect.ts';
import { openDatabase } from '../postgres/connection.ts';
import { postgresControl } from '../postgres/control.ts';
import { migrate } from '../postgres/migrate.ts';
import { retryFailed } from '../postgres/outbox.ts';
import { startVendor, type Vendor } from '../testing/vendor.ts';
import { vendorEffect } from '../testing/vendor-effect.ts';
import { testDatabase } from '../testing/vitest-database.ts';
import type { Lease } from './control.ts';
import { type Delivery, deliver } from './deliver.ts';

const { url } = await testDatabase();
const database = openDatabase({ url, label: 'deliver test', connections: 10 });
const nobody = async (): Promise<void> => undefined;
const wakes = { run: nobody, request: nobody, notice: nobody };
const control = postgresControl({ url, database, wakes });
const client = new pg.Client({ connectionString: url });
const effect = 'release-numbers@1';

beforeAll(async () => {
  await client.connect();
  await migrate(database);
});

afterAll(async () => {
  await client.end();
  await database.close();
});

interface Case {
  readonly vendor: Vendor;
  readonly lease: Lease;
  readonly deliver: (rest?: Partial<Delivery>) => ReturnType<typeof deliver>;
  readonly rows: () => Promise<OutboxRow[]>;
}

interface OutboxRow {
  readonly row_values: { number: string } | null;
  readonly state: string;
  readonly attempts: number;
  readonly last_error: string | null;
}

let runs = 0;

/** A run of its own, with one entry in the outbox for each number, and a vendor. */
async function caseOf(...numbers: string[]): Promise<Case> {
  runs += 1;
  const id = `run_${runs}`;
  await control.record({
    ...{ run: id, request: `req_${runs}`, proof: 'test', digest: 'd', scopes: [`workspace:${runs}`] },
    outline: outlineOf(String(runs)),
    counts: { steps: [], kept: [], effects: [], blockers: [], checks: [] },
  });
  const vendor = await startVendor();
  const lease = await control.claim(id);
  await control.start(lease.writer);
  await client.query(
    `insert into lethe.outbox (run, effect, version, idempotency_key, row_values)
       select $1, 'release-numbers', 1, $1 || ':' || n, jsonb_build_object('number', n) from unnest($2::text[]) n`,
    [id, numbers],
  );
  onTestFinished(async () => {
    await lease[Symbol.asyncDispose]();
    await vendor[Symbol.asyncDispose]();
  });
  return {
    vendor,
    lease,
    deliver: (rest = {}) =>
      deliver({
        ...{ control, writer: lease.writer, effects: [effect], waitsMs: [5, 5, 5] },
        runs: new Map([[effect, vendorEffect(vendor.url)]]),
        signal: new AbortController().signal,
        ...rest,
      }),
    rows: async () => {
      const text = 'select row_values, state, attempts, last_error from lethe.outbox where run = $1 order by id';
      return (await client.query<OutboxRow>(text, [id])).rows;
    },
  };
}

function outlineOf(key: string): Outline {
  return {
    ...{ v: 1, subject: { kind: 'workspace', key: [key] }, store: 'main', policyHash: '', schemaFingerprint: '' },
    ...{ steps: [], kept: [], ignored: [], effects: [], blockers: [], checks: [], findings: [], warnings: [] },
    ...{ unfenced: [], insertGuard: false },
  };
}

const runningWith = (run: EffectRun): Partial<Delivery> => ({ runs: new Map([[effect, run]]) });
const ended = (state: string, attempts = 1, last_error: string | null = null) => ({
  row_values: null,
  state,
  attempts,
  last_error,
});

test('an effect that works ends done, and its values are cleared', async () => {
  const { vendor, deliver, rows } = await caseOf('+4930111111');
  expect(await deliver()).toBeNull();
  expect(await rows()).toEqual([ended('done')]);
  expect(vendor.released()).toEqual(new Map([['numbers/+4930111111', 1]]));
});

test('a vendor that fails twice and then works is asked three times with one key', async () => {
  const { vendor, deliver, rows } = await caseOf('+4930111111');
  vendor.behave('fails', { times: 2 });
  await deliver();
  expect(await rows()).toEqual([ended('done', 3)]);
  expect(vendor.calls().map(({ status }) => status)).toEqual([500, 500, 200]);
  expect(new Set(vendor.calls().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

test('F74: a vendor that works and is never heard is asked again with the same key, and works once', async () => {
  const { vendor, deliver, rows } = await caseOf('+4930111111', '+4930222222');
  vendor.behave('works unseen', { times: 2, resource: 'numbers/+4930111111' });
  await deliver();
  expect(await rows()).toEqual([ended('done', 3), ended('done')]);
  expect(vendor.released()).toEqual(
    new Map([
      ['numbers/+4930111111', 1],
      ['numbers/+4930222222', 1],
    ]),
  );
  expect(vendor.calls().filter(({ repeated }) => repeated)).toHaveLength(1);
});

test('F74: a vendor that hangs is given up after the time limit and asked again', async () => {
  const { vendor, deliver, rows } = await caseOf('+4930111111');
  vendor.behave('hangs', { times: 1 });
  await deliver({ timeoutMs: 100 });
  expect(await rows()).toEqual([ended('done', 2)]);
  expect(vendor.calls().map(({ status }) => status)).toEqual([null, 200]);
});

test('F74: what the vendor does not know any more ends already', async () => {
  const { vendor, deliver, rows } = await caseOf('+4930111111');
  vendor.behave('gone');
  await deliver();
  expect(await rows()).toEqual([ended('already')]);
});

test('F75: an answer that proves nothing ends unverifiable', async () => {
  const { vendor, deliver, rows } = await caseOf('+4930111111');
  vendor.behave('only says so');
  const release = vendorEffect(vendor.url);
  await deliver(
    runningWith(async (values, context) => ((await release(values, context)) === 'done' ? 'unverifiable' : 'already')),
  );
  expect(await rows()).toEqual([ended('unverifiable')]);
  expect(vendor.released().size).toBe(0);
});

test('F76: a vendor that asks for patience is left alone for that long', async () => {
  const { vendor, deliver, rows } = await caseOf('+4930111111');
  vendor.behave('too many', { times: 1, retryAfterSeconds: 1 });
  await deliver();
  const [first, second] = vendor.calls();
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
  expect(await rows()).toEqual([ended('done', 2)]);
});

test('F76: patience has an end: no vendor puts an effect off for more than an hour', async () => {
  const { deliver } = await caseOf('+4930111111', '+4930222222');
  const stopping = new AbortController();
  const waits = [Number.MAX_VALUE, Number.NaN];
  const run: EffectRun = async () => {
    const retryAfterMs = waits.shift();
    if (waits.length === 0) setTimeout(() => stopping.abort(), 100);
    throw Object.assign(new Error(), { retryAfterMs });
  };
  await deliver({ ...runningWith(run), waitsMs: [7_200_000], signal: stopping.signal });
  const { rows } = await client.query(
    `select round(extract(epoch from next_attempt_at - lethe.now()) / 60)::int as minutes from lethe.outbox where run = $1 order by 1`,
    [`run_${runs}`],
  );
  expect(rows).toEqual([{ minutes: 60 }, { minutes: 120 }]);
});

test('F76: a vendor that fails for good leaves the effect failed, with its values, until it is tried again', async () => {
  const { vendor, lease, deliver, rows } = await caseOf('+4930111111', '+4930222222');
  vendor.behave('fails', { resource: 'numbers/+4930111111' });
  await deliver();
  const failed = {
    row_values: { number: '+4930111111' },
    state: 'failed',
    attempts: 4,
    last_error: 'VendorRefusal 500',
  };
  expect(await rows()).toEqual([failed, ended('done')]);
  await deliver();
  expect(await rows()).toEqual([failed, ended('done')]);
  expect(vendor.calls()).toHaveLength(5);
  vendor.recover();
  await database.use((client) => retryFailed(client, lease.writer.run));
  await deliver();
  expect((await rows()).map(({ state, row_values }) => [state, row_values])).toEqual([
    ['done', null],
    ['done', null],
  ]);
  expect(vendor.released().get('numbers/+4930111111')).toBe(1);
});

test('F76: a vendor that refuses connections is asked again when it is back', async () => {
  const { vendor, deliver, rows } = await caseOf('+4930111111');
  await vendor.stop();
  const delivered = deliver({ waitsMs: [300, 300] });
  await expect.poll(async () => (await rows())[0]?.last_error).toBe('TypeError ECONNREFUSED');
  await vendor.start();
  await delivered;
  expect(vendor.released()).toEqual(new Map([['numbers/+4930111111', 1]]));
});

test('a permanent error is not tried again, and the values stay for a person to decide', async () => {
  const { vendor, deliver, rows } = await caseOf('+4930111111');
  await deliver(runningWith(() => Promise.reject(new PermanentError('contract ended'))));
  const failed = { row_values: { number: '+4930111111' }, state: 'failed', attempts: 1, last_error: 'PermanentError' };
  expect(await rows()).toEqual([failed]);
  expect(vendor.calls()).toEqual([]);
});

test('an effect that throws at once, or answers nothing known, is a failed effect and not a failed worker', async () => {
  const throwing = await caseOf('+4930111111');
  await throwing.deliver({
    ...runningWith(() => {
      throw new RangeError('+4930111111');
    }),
    waitsMs: [],
  });
  expect(await throwing.rows()).toMatchObject([{ state: 'failed', last_error: 'RangeError' }]);
  const careless = await caseOf('+4930111111');
  // What a configuration without types may do.
  const nothing: unknown = async () => undefined;
  await careless.deliver(runningWith(nothing as EffectRun));
  expect(await careless.rows()).toMatchObject([{ state: 'failed', attempts: 1, last_error: 'InvalidOutcome' }]);
});

test('an effect that does not heed its signal is given up all the same', async () => {
  const { deliver, rows } = await caseOf('+4930111111');
  await deliver({ ...runningWith(() => new Promise(() => undefined)), waitsMs: [5], timeoutMs: 30 });
  expect(await rows()).toMatchObject([{ state: 'failed', attempts: 2, last_error: 'TimeoutError' }]);
});

test('nothing of a row stands in the error that is kept of its effect', async () => {
  const { deliver, rows } = await caseOf('+4930111111');
  const telling = Object.assign(new Error('+4930111111 of Jane'), {
    name: 'Jane Doe',
    status: 'Jane',
    code: 'jane@x.test',
  });
  await deliver({ ...runningWith(() => Promise.reject(telling)), waitsMs: [] });
  expect((await rows())[0]?.last_error).toBe('Error');
});

test('five hundred effects, of which every seventh fails once, are each carried out once', async () => {
  const numbers = Array.from({ length: 500 }, (_, at) => `n${at}`);
  const { vendor, deliver, rows } = await caseOf(...numbers);
  for (let at = 0; at < 500; at += 7)
    vendor.behave(at % 2 === 0 ? 'fails' : 'works unseen', { resource: `numbers/n${at}`, times: 1 });
  await deliver();
  expect((await rows()).every(({ state, row_values }) => state === 'done' && row_values === null)).toBe(true);
  expect(vendor.released()).toEqual(new Map(numbers.map((number) => [`numbers/${number}`, 1])));
  expect(vendor.calls()).toHaveLength(500 + 72);
});

test('a worker told to end in the middle leaves what it has not done pending and intact, and another finishes it', async () => {
  const numbers = Array.from({ length: 60 }, (_, at) => `n${at}`);
  const { vendor, deliver, rows } = await caseOf(...numbers);
  vendor.behave('hangs', { resource: 'numbers/n20', times: 1 });
  const stopping = new AbortController();
  const delivered = deliver({ signal: stopping.signal });
  await expect.poll(() => vendor.calls().some(({ status }) => status === null)).toBe(true);
  stopping.abort();
  await delivered;
  const open = (await rows()).filter(({ state }) => state !== 'done');
  expect(open.length).toBeGreaterThanOrEqual(60 - 24);
  expect(open).toContainEqual({ row_values: { number: 'n20' }, state: 'pending', attempts: 0, last_error: null });
  expect(open.every(({ state, row_values }) => state === 'pending' && row_values !== null)).toBe(true);
  await deliver();
  expect((await rows()).every(({ state }) => state === 'done')).toBe(true);
  expect([...vendor.released().values()].every((times) => times === 1)).toBe(true);
  expect(vendor.released().size).toBe(60);
});

test('a worker whose run was taken over ends no effect', async () => {
  const { vendor, lease, deliver, rows } = await caseOf('+4930111111');
  const release = vendorEffect(vendor.url);
  const result = await deliver(
    runningWith(async (values, context) => {
      await client.query('update lethe.runs set epoch = epoch + 1 where id = $1', [lease.writer.run]);
      return release(values, context);
    }),
  ).catch((error: unknown) => error);
  expect(result).toMatchObject({ code: 'EPOCH_STALE' });
  expect(await rows()).toMatchObject([{ state: 'pending', row_values: { number: '+4930111111' } }]);
  expect(await deliver()).toBe('epoch');
  expect(vendor.calls()).toHaveLength(1);
});

test('an effect of which the configuration has no code is refused before anything is called', async () => {
  const { vendor, deliver } = await caseOf('+4930111111');
  await expect(deliver({ effects: ['unknown@3'] })).rejects.toMatchObject({ code: 'EFFECT_UNKNOWN' });
  expect(vendor.calls()).toEqual([]);
});
