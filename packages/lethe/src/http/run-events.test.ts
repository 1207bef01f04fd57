import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EventRecord, Runs, RunView } from './backend.ts';
import { eventStream } from './run-events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const view: RunView = {
  run: {
    id: 'run_1',
    request: 'req_1',
    subject: { kind: 'club', key: ['1'] },
    digest: 'd',
    outline: {
      v: 1,
      subject: { kind: 'club', key: ['1'] },
      store: 'db',
      policyHash: '',
      schemaFingerprint: '',
      steps: [],
      kept: [],
      ignored: [],
      effects: [],
      blockers: [],
      checks: [],
      findings: [],
      warnings: [],
      unfenced: [],
      insertGuard: false,
    },
    counts: { steps: [], kept: [], effects: [], blockers: [], checks: [] },
    state: 'running',
    phase: 'steps',
    attention: [],
    epoch: 1,
    createdAt: '2026-11-22T13:00:00Z',
    startedAt: null,
    finishedAt: null,
  },
  rows: { done: 0, planned: 1 },
  tables: [],
  effects: [],
  attention: [],
  certificate: null,
  lastEvent: '9',
};

const event = (id: string): EventRecord => ({ id, at: '2026-11-22T13:00:00Z', type: 'x', run: 'run_1', data: {} });

/** A run whose next event is awaited; `tell` brings it, null ends the run. */
function runs() {
  let next = Promise.withResolvers<EventRecord | null>();
  const asked: string[] = [];
  const never = async (): Promise<never> => {
    throw new Error('not in this test');
  };
  const all: Runs = {
    load: async () => view,
    async *watch(_caller, _id, after) {
      asked.push(after);
      for (;;) {
        const told = await next.promise;
        next = Promise.withResolvers();
        if (told === null) return;
        yield told;
      }
    },
    pause: never,
    resume: never,
    waive: never,
  };
  return { all, asked, tell: (told: EventRecord | null) => next.resolve(told) };
}

const caller = { is: 'person', actor: '1', credential: null, signedInAt: null, methods: [] } as const;

function streamOf(from: Runs, after: string | null, signal = new AbortController().signal) {
  return eventStream({ runs: from, caller, run: 'run_1', view, after, signal });
}

const idIn = (text: unknown): string => /^id: (\d+)$/m.exec(String(text))?.[1] ?? '';

it('says every ten seconds that it is still there, and loses no event over it', async () => {
  const { all, tell } = runs();
  const stream = streamOf(all, null);
  expect(idIn((await stream.next()).value)).toBe('9');
  for (let silence = 0; silence < 3; silence += 1) {
    const next = stream.next();
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await next).value).toBe(': still here\n\n');
  }
  const next = stream.next();
  tell(event('10'));
  expect(idIn((await next).value)).toBe('10');
  const last = stream.next();
  tell(null);
  expect((await last).value).toMatch(/^event: end\nid: 10\n/);
  expect((await stream.next()).done).toBe(true);
});

it('follows from the event that was named, and its snapshot does not run ahead of it', async () => {
  const { all, asked, tell } = runs();
  const stream = streamOf(all, '4');
  expect(idIn((await stream.next()).value)).toBe('4');
  const next = stream.next();
  tell(event('5'));
  await next;
  expect(asked).toEqual(['4']);
});

it('whoever hung up is told of no end', async () => {
  const { all, tell } = runs();
  const gone = new AbortController();
  const stream = streamOf(all, null, gone.signal);
  await stream.next();
  const next = stream.next();
  gone.abort();
  tell(null);
  expect(await next).toEqual({ done: true, value: undefined });
});
