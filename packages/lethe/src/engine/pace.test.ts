import { expect, test } from 'vitest';
import { decideMove, type FirstPace, firstPace, type Pace, paced, restMs, tempos } from './pace.ts';
import type { Outcome } from './store.ts';

const again = (because: (Outcome & { is: 'again' })['because']): Outcome & { is: 'again' } => ({
  is: 'again',
  because,
  detail: 'app.items',
});
const first: FirstPace = { tempo: tempos.usual, cascades: false, longestTimeoutMs: 60_000 };
const pace: Pace = { ...firstPace(first), size: 64 };
const single: Pace = { ...pace, size: 1 };

test('batches grow towards the target, at most doubling, and stay below a bound', () => {
  expect(paced(pace, 64, 10).size).toBe(128);
  expect(paced(pace, 64, 90).size).toBe(64);
  expect(paced({ ...pace, size: 4_000 }, 4_000, 10).size).toBe(5_000);
});

test('a slow batch halves the next one, down to a single row', () => {
  expect(paced(pace, 64, 201).size).toBe(32);
  expect(paced(single, 1, 900).size).toBe(1);
});

test('a batch that was not full says nothing about the size', () => {
  expect(paced(pace, 10, 5).size).toBe(64);
});

test('a batch that worked ends skipping and forgets failures', () => {
  expect(paced({ ...pace, skipLocked: true, failures: 5 }, 64, 50)).toMatchObject({ skipLocked: false, failures: 0 });
});

test('a locked row is skipped first, then the batch shrinks, then the row is postponed', () => {
  const skipping = decideMove(pace, again('locked'), false);
  expect(skipping).toMatchObject({ pace: { skipLocked: true, size: 64 }, move: { do: 'go on' } });
  expect(decideMove(skipping.pace, again('locked'), false)).toMatchObject({
    pace: { size: 32 },
    move: { do: 'go on' },
  });
  expect(decideMove({ ...single, skipLocked: true }, again('locked'), false).move).toEqual({ do: 'postpone' });
});

test('a statement that took too long shrinks the batch, then drains the row and waits longer, then gives up', () => {
  expect(decideMove(pace, again('slow'), true)).toMatchObject({ pace: { size: 32 }, move: { do: 'go on' } });
  expect(decideMove(single, again('slow'), true)).toMatchObject({
    pace: { statementTimeoutMs: single.statementTimeoutMs * 4 },
    move: { do: 'drain' },
  });
  expect(decideMove(single, again('slow'), false)).toMatchObject({
    pace: { statementTimeoutMs: single.statementTimeoutMs * 4 },
    move: { do: 'go on' },
  });
  const longest = { ...single, statementTimeoutMs: 60_000 };
  expect(decideMove({ ...longest, drained: true }, again('slow'), true).move).toEqual({
    do: 'give up',
    because: 'slow',
  });
  expect(decideMove(longest, again('slow'), false).move).toEqual({ do: 'give up', because: 'slow' });
});

test('a row is drained before it is given up, however short the longest time is', () => {
  const short = { ...firstPace({ ...first, cascades: true, longestTimeoutMs: 300 }), size: 1 };
  const { pace: drained, move } = decideMove(short, again('slow'), true);
  expect(move).toEqual({ do: 'drain' });
  expect(decideMove(drained, again('slow'), true).move).toEqual({ do: 'give up', because: 'slow' });
  expect(decideMove({ ...paced(drained, 1, 10), size: 1 }, again('slow'), true).move).toEqual({ do: 'drain' });
});

test('a gentle lane begins small, makes short batches, and rests for longer than it works', () => {
  const gentle = firstPace({ ...first, tempo: tempos.gentle });
  const { targetBatchMs, slowBatchMs, rests } = tempos.gentle;
  expect(gentle.size).toBeLessThan(firstPace(first).size / 4);
  expect(paced({ ...gentle, size: 640 }, 640, targetBatchMs * 2).size).toBe(320);
  expect(paced({ ...gentle, size: 640 }, 640, slowBatchMs + 1).size).toBe(320);
  expect(restMs(gentle, 10)).toBe(10 * rests);
  expect(rests).toBeGreaterThan(1);
  expect(restMs(gentle, 60_000)).toBe(400);
  expect(restMs(pace, 90)).toBe(0);
});

test('a gentle lane does not go down to single rows where the server is far away, unless much hangs from them', () => {
  const gentle = firstPace({ ...first, tempo: tempos.gentle });
  const { slowBatchMs, leastRows } = tempos.gentle;
  expect(paced({ ...gentle, size: leastRows + 20 }, leastRows + 20, 500).size).toBe(leastRows);
  expect(paced({ ...gentle, size: 8 }, 8, 500).size).toBe(8);
  const few = leastRows / 10;
  expect(paced({ ...gentle, carries: true, size: few + 2 }, few + 2, slowBatchMs).size).toBe(few);
  expect(paced({ ...gentle, carries: true, size: 8 }, 8, slowBatchMs + 1).size).toBe(4);
});

test('rows that come late bring the earlier steps back, a bounded number of times', () => {
  expect(decideMove(pace, again('late rows'), false)).toMatchObject({
    pace: { failures: 1 },
    move: { do: 'again from the start' },
  });
  expect(decideMove({ ...pace, failures: 8 }, again('late rows'), false).move).toEqual({
    do: 'give up',
    because: 'late rows',
  });
});

test.each(['deadlock', 'serialization'] as const)(
  'a %s waits longer each time, a bounded number of times',
  (because) => {
    expect(decideMove(pace, again(because), false).move).toEqual({ do: 'wait', ms: 10 });
    expect(decideMove({ ...pace, failures: 3 }, again(because), false).move).toEqual({ do: 'wait', ms: 80 });
    expect(decideMove({ ...pace, failures: 32 }, again(because), false).move).toEqual({
      do: 'give up',
      because: 'conflict',
    });
  },
);
