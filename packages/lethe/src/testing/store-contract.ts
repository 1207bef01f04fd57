import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Act, BatchLimits, Outcome, Store, Writer } from '../engine/store.ts';
import type { Outline } from '../planner/plan.ts';

/**
 * A store under test: a fresh one for each claim, holding two tenants, `1` and `2`, in this shape:
 *
 *     tenants: id
 *     items: id, tenant_id! -> tenants cascade, label
 *     parts: id, item_id! -> items cascade, tenant_id! (10 items a tenant, 3 parts an item)
 *     labels: id, tenant_id! -> tenants cascade, name (5 a tenant)
 *
 * `outline` is the plan that deletes tenant 1: labels, items taking their parts along, and last the tenant.
 */
export interface StoreUnderTest {
  readonly store: Store;
  readonly writer: Writer;
  readonly outline: Outline;
  /** Rows of a table that belong to a tenant. */
  rows(table: string, tenant: '1' | '2'): Promise<number>;
  /** What the product does meanwhile. */
  addItem(tenant: '1' | '2'): Promise<void>;
  addForeignPart(): Promise<void>;
  /** Another session keeps one item of tenant 1 locked while `body` runs. */
  whileLocked(body: () => Promise<void>): Promise<void>;
  close(by: 'hold' | 'pause' | 'kill switch' | 'epoch'): Promise<void>;
  end(): Promise<void>;
}

async function eventually(claim: () => Promise<void>, { withinMs }: { withinMs: number }): Promise<void> {
  for (const giveUpAt = Date.now() + withinMs; ; await sleep(20)) {
    try {
      return await claim();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
  }
}

export interface StoreClaim {
  readonly claim: string;
  prove(): Promise<void>;
}

/** What every store must hold, as claims for any test runner: `for (const c of …) test(c.claim, c.prove)`. */
export function storeContract(make: () => Promise<StoreUnderTest>): readonly StoreClaim[] {
  return Object.entries(claims).map(([claim, prove]) => ({
    claim,
    prove: async () => {
      const given = await make();
      try {
        await prove(given);
      } finally {
        await given.end();
      }
    },
  }));
}

const limits: BatchLimits = { size: 100, skipLocked: false, lockTimeoutMs: 100, statementTimeoutMs: 2_000 };

const claims: Readonly<Record<string, (given: StoreUnderTest) => Promise<void>>> = {
  'counts exactly the rows of the subject': async ({ store, outline }) => {
    const counts = await store.count(outline);
    assert.deepEqual(
      outline.steps.map(({ table }, at) => [table, counts.steps[at]] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      [
        ['app.items', 10],
        ['app.labels', 5],
        ['app.parts', 30],
        ['app.tenants', 1],
      ],
    );
  },

  'fills the worklist with every row of the step, once, however often it is asked': async ({
    store,
    writer,
    outline,
  }) => {
    const act = actOn(outline, 'app.items');
    assert.equal(done(await store.fill(writer, act)).rows, 10);
    assert.equal(done(await store.fill(writer, act)).rows, 10);
    assert.equal(done(await store.batch(writer, act, limits)).rows, 10);
    assert.deepEqual(await store.batch(writer, act, limits), { is: 'empty', waiting: 0 });
  },

  'deletes at most so many rows in a batch, and what hangs from them': async (given) => {
    const { store, writer, outline, rows } = given;
    const act = actOn(outline, 'app.items');
    await store.fill(writer, act);
    assert.equal(done(await store.batch(writer, act, { ...limits, size: 4 })).rows, 4);
    assert.equal(await rows('app.items', '1'), 6);
    assert.equal(await rows('app.parts', '1'), 18);
  },

  'writes a receipt of all that was written, cascades included': async ({ store, writer, outline }) => {
    const act = actOn(outline, 'app.items');
    await store.fill(writer, act);
    const { writes } = done(await store.batch(writer, act, limits));
    assert.deepEqual(
      writes.toSorted((a, b) => (a.table < b.table ? -1 : 1)),
      [
        { table: 'app.items', inserted: 0, updated: 0, deleted: 10 },
        { table: 'app.parts', inserted: 0, updated: 0, deleted: 30 },
      ],
    );
  },

  'never touches another tenant': async (given) => {
    await runAll(given);
    assert.equal(await given.rows('app.items', '2'), 10);
    assert.equal(await given.rows('app.parts', '2'), 30);
    assert.equal(await given.rows('app.tenants', '2'), 1);
  },

  'rolls a batch back that would take a row of another tenant along': async (given) => {
    const { store, writer, outline, rows } = given;
    const act = actOn(outline, 'app.items');
    await store.fill(writer, act);
    await given.addForeignPart();
    const outcome = await store.batch(writer, act, limits);
    assert.equal(outcome.is === 'finding' && outcome.finding.code, 'CROSS_TENANT');
    assert.equal(await rows('app.items', '1'), 10);
  },

  'is stopped at the gate by a hold, and writes nothing': (given) => stoppedBy(given, 'hold'),
  'is stopped at the gate by a pause, and writes nothing': (given) => stoppedBy(given, 'pause'),
  'is stopped at the gate by the kill switch, and writes nothing': (given) => stoppedBy(given, 'kill switch'),
  'is stopped at the gate by a later epoch, and writes nothing': (given) => stoppedBy(given, 'epoch'),

  'says that a row is locked instead of waiting for it': async (given) => {
    const { store, writer, outline } = given;
    const act = actOn(outline, 'app.items');
    await store.fill(writer, act);
    await given.whileLocked(async () => {
      const outcome = await store.batch(writer, act, limits);
      assert.equal(outcome.is === 'again' && outcome.because, 'locked');
    });
  },

  'leaves locked rows for a later turn when told to': async (given) => {
    const { store, writer, outline, rows } = given;
    const act = actOn(outline, 'app.items');
    await store.fill(writer, act);
    await given.whileLocked(async () => {
      assert.equal(done(await store.batch(writer, act, { ...limits, skipLocked: true })).rows, 9);
    });
    assert.equal(await rows('app.items', '1'), 1);
    const waiting = await store.batch(writer, act, limits);
    assert.equal(waiting.is === 'empty' ? waiting.waiting : waiting.is === 'done' && waiting.rows, 1);
  },

  'puts rows behind the others, and says how often it has': async ({ store, writer, outline }) => {
    const act = actOn(outline, 'app.items');
    await store.fill(writer, act);
    assert.equal(done(await store.postpone(writer, act, 2, 60_000)).rows, 1);
    assert.equal(done(await store.batch(writer, act, limits)).rows, 8);
    assert.deepEqual(await store.batch(writer, act, limits), { is: 'empty', waiting: 2 });
  },

  'puts what hangs from a row before it': async (given) => {
    const { store, writer, outline, rows } = given;
    const act = actOn(outline, 'app.items');
    await store.fill(writer, act);
    assert.equal(done(await store.drain(writer, act)).rows, 3);
    assert.equal(done(await store.batch(writer, act, limits)).rows, 3);
    assert.equal(await rows('app.parts', '1'), 27);
    assert.equal(await rows('app.items', '1'), 10);
  },

  'lets the fence pass when older transactions have ended': async ({ store, writer }) => {
    done(await store.noteFence(writer));
    // Transactions of other databases in the same cluster count as well, so it may take a while.
    const passed = async (): Promise<void> => assert.equal(await store.fencePassed(writer), true);
    await eventually(passed, { withinMs: 60_000 });
  },

  'finds rows that came after the last batch, and the last transaction takes them along': async (given) => {
    const { store, writer, outline, rows } = given;
    await runSteps(given);
    await given.addItem('1');
    const left = await store.remaining(outline);
    assert.deepEqual(
      left.filter((entry) => entry.rows > 0).map(({ step }) => step.table),
      ['app.items', 'app.tenants'],
    );
    done(await store.finish(writer, outline));
    assert.equal(await rows('app.items', '1'), 0);
    assert.equal(await rows('app.tenants', '1'), 0);
  },

  'has nothing left after the last transaction, and can repeat it': async (given) => {
    await runAll(given);
    const left = await given.store.remaining(given.outline);
    assert.equal(
      left.every(({ rows }) => rows === 0),
      true,
    );
    assert.equal(done(await given.store.finish(given.writer, given.outline)).rows, 0);
  },
};

async function stoppedBy(given: StoreUnderTest, by: 'hold' | 'pause' | 'kill switch' | 'epoch'): Promise<void> {
  const { store, writer, outline, rows } = given;
  const act = actOn(outline, 'app.items');
  await store.fill(writer, act);
  await given.close(by);
  assert.deepEqual(await store.batch(writer, act, limits), { is: 'stopped', by });
  assert.deepEqual(await store.finish(writer, outline), { is: 'stopped', by });
  assert.equal(await rows('app.items', '1'), 10);
  assert.equal(await rows('app.tenants', '1'), 1);
}

async function runSteps({ store, writer, outline }: StoreUnderTest): Promise<void> {
  for (const step of outline.steps.filter((candidate) => !candidate.root)) {
    const act = { outline, step, effects: [] };
    await store.fill(writer, act);
    while ((await store.batch(writer, act, limits)).is === 'done');
  }
}

async function runAll(given: StoreUnderTest): Promise<void> {
  await runSteps(given);
  done(await given.store.noteFence(given.writer));
  done(await given.store.finish(given.writer, given.outline));
}

function actOn(outline: Outline, table: string): Act {
  const step = outline.steps.find((candidate) => candidate.table === table);
  assert(step !== undefined, `the outline has a step for ${table}`);
  return { outline, step, effects: [] };
}

function done(outcome: Outcome): Outcome & { is: 'done' } {
  assert(outcome.is === 'done', `expected done, got ${JSON.stringify(outcome)}`);
  return outcome;
}
