import { describe, expect, it } from 'vitest';
import { dateWords, dayWords } from './date-words.ts';

describe('dateWords', () => {
  it.each([
    ['Europe/Berlin', '2026-11-29T13:05:00Z', 'Sunday 29 November 2026, 14:05 (Europe/Berlin, UTC+1)'],
    ['Europe/Berlin', '2026-07-01T22:30:00Z', 'Thursday 2 July 2026, 00:30 (Europe/Berlin, UTC+2)'],
    ['UTC', '2026-11-29T00:00:00Z', 'Sunday 29 November 2026, 00:00 (UTC)'],
    ['Asia/Kolkata', '2026-11-29T13:05:00Z', 'Sunday 29 November 2026, 18:35 (Asia/Kolkata, UTC+5:30)'],
    ['America/St_Johns', '2026-11-29T13:05:00Z', 'Sunday 29 November 2026, 09:35 (America/St_Johns, UTC-3:30)'],
    ['Pacific/Kiritimati', '2026-12-31T11:00:00Z', 'Friday 1 January 2027, 01:00 (Pacific/Kiritimati, UTC+14)'],
    ['America/Los_Angeles', '2026-11-29T13:05:00Z', 'Sunday 29 November 2026, 05:05 (America/Los_Angeles, UTC-8)'],
    ['Europe/London', '2026-11-29T13:05:00Z', 'Sunday 29 November 2026, 13:05 (Europe/London, UTC+0)'],
  ])('in %s, %s is %s', (zone, at, words) => {
    expect(dateWords(Date.parse(at), zone)).toBe(words);
  });

  it('tells the two hours apart that the clock shows twice', () => {
    expect(dateWords(Date.parse('2026-10-25T00:30:00Z'), 'Europe/Berlin')).toContain('02:30 (Europe/Berlin, UTC+2)');
    expect(dateWords(Date.parse('2026-10-25T01:30:00Z'), 'Europe/Berlin')).toContain('02:30 (Europe/Berlin, UTC+1)');
  });

  it.each(['Nowhere/City', '', '+02:00', '__proto__'])('names UTC where the zone is %j', (zone) => {
    expect(dateWords(Date.parse('2026-11-29T13:05:00Z'), zone)).toBe('Sunday 29 November 2026, 13:05 (UTC)');
  });

  it('refuses a moment that is none', () => {
    expect(() => dateWords(Number.NaN, 'UTC')).toThrow(RangeError);
  });
});

describe('dayWords', () => {
  it('is the day it is there', () => {
    expect(dayWords(Date.parse('2026-12-31T23:30:00Z'), 'Asia/Tokyo')).toBe('1 January 2027');
    expect(dayWords(Date.parse('2026-12-31T23:30:00Z'), 'America/New_York')).toBe('31 December 2026');
  });
});
