import assert from 'node:assert/strict';
import type { Journal, JournalEntry, JournalFacts } from '../evidence/journal.ts';

/** A journal under test: one empty record, which can be opened more than once. */
export interface JournalUnderTest {
  open(): Promise<Journal>;
  end(): Promise<void>;
}

export interface JournalClaim {
  readonly claim: string;
  prove(): Promise<void>;
}

/** What every journal must hold, as claims for any test runner: `for (const c of …) test(c.claim, c.prove)`. */
export function journalContract(make: () => Promise<JournalUnderTest>): readonly JournalClaim[] {
  return Object.entries(claims).map(([claim, prove]) => ({
    claim,
    prove: async () => {
      const journal = await make();
      try {
        await prove(journal);
      } finally {
        await journal.end();
      }
    },
  }));
}

const claims: Readonly<Record<string, (journal: JournalUnderTest) => Promise<void>>> = {
  'has no entries at first': async ({ open }) => {
    assert.deepEqual(await all(await open()), []);
  },

  'gives back what was written, ordered by run, each intent before its done': async ({ open }) => {
    const journal = await open();
    const [b, a] = [factsOf('run_b'), factsOf('run_a')];
    const later = { ...b, at: '2026-03-01T13:00:00.000Z' };
    await journal.intent(b);
    await journal.done(later);
    await journal.intent(a);
    assert.deepEqual(await all(journal), [entry('intent', a), entry('intent', b), entry('done', later)]);
  },

  'keeps its entries for whoever opens it next': async ({ open }) => {
    await (await open()).intent(factsOf('run_1'));
    const again = await open();
    assert.deepEqual(await all(again), [entry('intent', factsOf('run_1'))]);
    await again.done(factsOf('run_1'));
    assert.equal((await all(again)).length, 2);
  },

  'takes the same entry again without a change, and the first time stands': async ({ open }) => {
    const journal = await open();
    const later = { ...factsOf('run_1'), at: '2027-01-01T00:00:00.000Z' };
    await journal.intent(factsOf('run_1'));
    await journal.intent(factsOf('run_1'));
    await journal.intent(later);
    await journal.done(factsOf('run_1'));
    await journal.done(later);
    assert.deepEqual(await all(journal), [entry('intent', factsOf('run_1')), entry('done', factsOf('run_1'))]);
  },

  'refuses another subject or plan under the same run and keeps the first': async ({ open }) => {
    const journal = await open();
    await journal.intent(factsOf('run_1'));
    for (const other of others(factsOf('run_1'))) {
      await refuses(journal.intent(other));
      await refuses(journal.done(other));
    }
    await journal.done(factsOf('run_1'));
    for (const other of others(factsOf('run_1'))) await refuses(journal.done(other));
    assert.deepEqual(await all(journal), [entry('intent', factsOf('run_1')), entry('done', factsOf('run_1'))]);
  },

  'refuses a done without its intent': async ({ open }) => {
    const journal = await open();
    await journal.intent(factsOf('run_1'));
    await refuses(journal.done(factsOf('run_2')));
    assert.equal((await all(journal)).length, 1);
  },

  'makes one entry of the same written at once from many sides': async ({ open }) => {
    const journals = await Promise.all(Array.from({ length: 10 }, open));
    await Promise.all(journals.map((journal) => journal.intent(factsOf('run_1'))));
    await Promise.all(journals.map((journal) => journal.done(factsOf('run_1'))));
    assert.equal((await all(await open())).length, 2);
  },

  'lets one of several different entries written at once win, and tells all others': async ({ open }) => {
    const journals = await Promise.all(Array.from({ length: 10 }, open));
    const wishes = journals.map((_, index) => ({ ...factsOf('run_1'), plan: `${index}`.repeat(64) }));
    const outcomes = await Promise.allSettled(journals.map((journal, index) => journal.intent(at(wishes, index))));
    const winners = wishes.filter((_, index) => at(outcomes, index).status === 'fulfilled');
    assert.equal(winners.length, 1);
    assert.deepEqual(await all(await open()), [entry('intent', at(winners, 0))]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') assertConflict(outcome.reason);
  },

  'refuses entries of another form, such as a run that would name another place': async ({ open }) => {
    const journal = await open();
    const good = factsOf('run_1');
    const subject = { ...good.subject, hmac: 'user:7' };
    const bad = [
      { ...good, run: 'run_/../x' },
      { ...good, run: '' },
      { ...good, at: 'now' },
      { ...good, subject },
    ];
    for (const facts of bad) await assert.rejects(journal.intent(facts), TypeError);
    assert.deepEqual(await all(journal), []);
  },

  'takes entries while it is read': async ({ open }) => {
    const journal = await open();
    await journal.intent(factsOf('run_1'));
    await journal.intent(factsOf('run_2'));
    const seen: string[] = [];
    for await (const { run } of journal.entries()) {
      seen.push(run);
      await journal.done(factsOf(run));
    }
    assert.ok(seen.includes('run_1') && seen.includes('run_2'));
    assert.equal((await all(journal)).length, 4);
  },
};

function factsOf(run: string): JournalFacts {
  return {
    run,
    subject: { kind: 'workspace', hmac: 'ab'.repeat(32), hmacKey: '0123abcd' },
    plan: 'cd'.repeat(32),
    at: '2026-03-01T12:00:00.000Z',
  };
}

function others(facts: JournalFacts): readonly JournalFacts[] {
  return [
    { ...facts, plan: 'ef'.repeat(32) },
    { ...facts, subject: { ...facts.subject, kind: 'user' } },
    { ...facts, subject: { ...facts.subject, hmac: 'cd'.repeat(32) } },
    { ...facts, subject: { ...facts.subject, hmacKey: '89ef0123' } },
  ];
}

function entry(kind: JournalEntry['entry'], facts: JournalFacts): JournalEntry {
  return { v: 1, entry: kind, ...facts };
}

async function all(journal: Journal): Promise<JournalEntry[]> {
  return Array.fromAsync(journal.entries());
}

async function refuses(write: Promise<void>): Promise<void> {
  await assert.rejects(write, (error) => {
    assertConflict(error);
    return true;
  });
}

function assertConflict(error: unknown): void {
  assert.equal(error instanceof Error && 'code' in error ? error.code : error, 'JOURNAL_CONFLICT');
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  assert.ok(item !== undefined);
  return item;
}
