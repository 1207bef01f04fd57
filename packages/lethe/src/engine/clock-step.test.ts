import { describe, expect, test } from 'vitest';
import { type ClockReading, type ClockWatch, clockStep, startClockWatch, watchClock } from './clock-step.ts';

const secondMs = 1_000;
const yearMs = 365 * 86_400 * secondMs;
const noon: ClockReading = { databaseMs: Date.UTC(2026, 0, 31, 12), monotonicMs: 5_000_000 };

/** So much later, with the database's clock so far off. */
const later = (from: ClockReading, passedMs: number, offMs = 0): ClockReading => ({
  databaseMs: from.databaseMs + passedMs + offMs,
  monotonicMs: from.monotonicMs + passedMs,
});

describe('a step of the clock', () => {
  test.each([
    ['a second passes', 1_000, 0, 'steady'],
    ['time stands still', 0, 0, 'steady'],
    ['the clock is corrected by two seconds', 1_000, 2_000, 'steady'],
    ['the clock gains exactly the tolerance', 1_000, 60_000, 'steady'],
    ['the clock gains a millisecond more', 1_000, 60_001, 'jumped'],
    ['the clock loses exactly the tolerance', 1_000, -60_000, 'steady'],
    ['the clock loses a millisecond more', 1_000, -60_001, 'set back'],
    ['the clock jumps by a day', 1_000, 86_400_000, 'jumped'],
    ['the clock jumps by twenty years', 1_000, 20 * yearMs, 'jumped'],
    ['the clock is set back by twenty years', 1_000, -20 * yearMs, 'set back'],
    ['the worker was suspended for an hour, and both went on', 3_600_000, 0, 'steady'],
    ['the worker was suspended for a year, and both went on', yearMs, 0, 'steady'],
    ['the worker was suspended for an hour, and the clock jumped meanwhile', 3_600_000, 120_000, 'jumped'],
  ] as const)('when %s', (_, passedMs, offMs, step) => {
    expect(clockStep(noon, later(noon, passedMs, offMs))).toBe(step);
  });
});

/** The news of a row of readings, a second apart, each so far off. */
function news(offs: readonly number[]): (string | null)[] {
  let watch: ClockWatch = startClockWatch(noon);
  return offs.map((offMs, index) => {
    const looked = watchClock(watch, later(noon, (index + 1) * secondMs, offMs));
    watch = looked.watch;
    return looked.news;
  });
}

describe('watching the clock', () => {
  test('tells a jump once, and stops for as long as the clock stays ahead', () => {
    const ahead = Array<number>(3_600).fill(yearMs);
    expect(news([0, 0, ...ahead]).filter((one) => one !== null)).toEqual(['jumped']);
  });

  test('goes on when the clock has been right again for a minute, not before', () => {
    const offs = [yearMs, yearMs, ...Array<number>(61).fill(0)];
    const told = news(offs);
    expect(told.indexOf('jumped')).toBe(0);
    expect(told.indexOf('agrees again')).toBe(2 + 60);
    expect(told.filter((one) => one !== null)).toHaveLength(2);
  });

  test('begins the minute anew when the clock goes off once more', () => {
    const offs = [yearMs, ...Array<number>(59).fill(0), yearMs, ...Array<number>(61).fill(0)];
    expect(news(offs).indexOf('agrees again')).toBe(1 + 59 + 1 + 60);
  });

  test('tells of a clock that is set back, and does not stop', () => {
    let watch = startClockWatch(noon);
    const looked = watchClock(watch, later(noon, secondMs, -yearMs));
    expect(looked).toMatchObject({ news: 'set back', watch: { stopped: null } });
    watch = looked.watch;
    expect(watchClock(watch, later(watch.good, secondMs))).toMatchObject({ news: null, watch: { stopped: null } });
  });

  test('takes a clock that is set forwards again, after it was set back, for a jump', () => {
    const back = watchClock(startClockWatch(noon), later(noon, secondMs, -yearMs)).watch;
    expect(watchClock(back, later(noon, 2 * secondMs))).toMatchObject({ news: 'jumped' });
  });

  test('of a thousand jumps of seconds to years none is worked by', () => {
    let watch = startClockWatch(noon);
    let [offMs, workedByMs, random] = [0, 0, 42];
    for (let second = 1; second <= 20_000; second += 1) {
      random = (random * 48_271) % 2_147_483_647;
      if (second % 20 === 0) offMs = Math.round((random / 2_147_483_647 - 0.5) * 2 * 10 ** (3 + (random % 9)));
      if (second % 400 < 100) offMs = workedByMs;
      watch = watchClock(watch, later(noon, second * secondMs, offMs)).watch;
      if (watch.stopped !== null) continue;
      expect(offMs - workedByMs).toBeLessThanOrEqual(60_000);
      workedByMs = offMs;
    }
  });
});
