import { describe, expect, it } from 'vitest';
import { calendarDays, type Duration, days, hours, minutes, months, years } from '../policy/duration.ts';
import { clocksOf } from './clocks.ts';
import { dueAt, isTimeZone, momentAfter, momentBefore } from './grace.ts';

const moment = (text: string): number => Date.parse(text);
const text = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

describe('the end of a wait', () => {
  it.each([
    ['minutes are exact', minutes(90), 'UTC', '2026-03-01T23:00:00Z', '2026-03-02T00:30:00Z'],
    [
      'hours are exact across daylight saving',
      hours(24),
      'Europe/Berlin',
      '2026-03-28T11:00:00Z',
      '2026-03-29T11:00:00Z',
    ],
    [
      'days are 24 hours across daylight saving',
      days(1),
      'Europe/Berlin',
      '2026-03-28T11:00:00Z',
      '2026-03-29T11:00:00Z',
    ],
    [
      'a calendar day in spring has 23 hours',
      calendarDays(1),
      'Europe/Berlin',
      '2026-03-28T11:00:00Z',
      '2026-03-29T10:00:00Z',
    ],
    [
      'a calendar day in autumn has 25 hours',
      calendarDays(1),
      'Europe/Berlin',
      '2026-10-24T10:00:00Z',
      '2026-10-25T11:00:00Z',
    ],
    [
      'an hour that is skipped becomes the one after it',
      calendarDays(1),
      'Europe/Berlin',
      '2026-03-28T01:30:00Z',
      '2026-03-29T01:30:00Z',
    ],
    [
      'an hour that comes twice is the first',
      calendarDays(1),
      'Europe/Berlin',
      '2026-10-24T00:30:00Z',
      '2026-10-25T00:30:00Z',
    ],
    [
      'a skip of half an hour is one too',
      calendarDays(1),
      'Australia/Lord_Howe',
      '2026-10-02T15:45:00Z',
      '2026-10-03T15:45:00Z',
    ],
    [
      'a calendar day is that of the time zone',
      calendarDays(5),
      'Pacific/Auckland',
      '2026-09-24T12:00:00Z',
      '2026-09-29T11:00:00Z',
    ],
    [
      'a day the time zone left out becomes the next',
      calendarDays(1),
      'Pacific/Apia',
      '2011-12-29T12:00:00Z',
      '2011-12-30T12:00:00Z',
    ],
    ['31 January and one month is 28 February', months(1), 'UTC', '2027-01-31T09:00:00Z', '2027-02-28T09:00:00Z'],
    [
      '31 January and one month is 29 February in a leap year',
      months(1),
      'UTC',
      '2028-01-31T09:00:00Z',
      '2028-02-29T09:00:00Z',
    ],
    ['29 February and one year is 28 February', years(1), 'UTC', '2028-02-29T09:00:00Z', '2029-02-28T09:00:00Z'],
    ['a month can end a year', months(1), 'UTC', '2026-12-31T23:59:59Z', '2027-01-31T23:59:59Z'],
    [
      'the month is that of the time zone',
      months(1),
      'America/New_York',
      '2026-02-01T03:00:00Z',
      '2026-03-01T03:00:00Z',
    ],
  ] as const)('F32: %s', (_, duration, timeZone, from, until) => {
    expect(text(momentAfter(moment(from), duration, timeZone))).toBe(until);
  });

  it('is never before the calendar says, and keeps milliseconds', () => {
    const from = moment('2026-03-01T00:00:00.123Z');
    expect(momentAfter(from, months(1), 'UTC')).toBe(moment('2026-04-01T00:00:00.123Z'));
  });

  it('of no grace is now', () => {
    expect(dueAt(5, null, 'UTC')).toBe(5);
    expect(dueAt(5, hours(1), 'UTC')).toBe(3_600_005);
  });

  it('can be counted backwards', () => {
    expect(text(momentBefore(moment('2026-03-29T10:00:00Z'), calendarDays(1), 'Europe/Berlin'))).toBe(
      '2026-03-28T11:00:00Z',
    );
    expect(momentBefore(3_600_005, hours(1), 'UTC')).toBe(5);
  });

  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['+02:00', false],
    ['Europe/Nowhere', false],
    ['', false],
  ])('knows whether %j is a time zone', (name, known) => {
    expect(isTimeZone(name)).toBe(known);
  });
});

describe('legal clocks', () => {
  const clock = (completeWithin: Duration, acknowledgeWithin: Duration | null = null) => ({
    acknowledgeWithin,
    completeWithin,
  });
  it.each([
    ['2026-03-05', months(1), '2026-04-05'],
    ['2026-08-31', months(1), '2026-09-30'],
    ['2027-01-31', months(1), '2027-02-28'],
    ['2028-01-31', months(1), '2028-02-29'],
    ['2026-11-21', months(3), '2027-02-21'],
    ['2026-11-25', months(1), '2026-12-25'],
    ['2026-11-21', days(45), '2027-01-05'],
    ['2026-11-21', days(90), '2027-02-19'],
  ])('F32: received on %s, one runs to the day', (received, within, due) => {
    const dates = clocksOf([clock(within)], moment(`${received}T12:00:00Z`), 'UTC');
    expect(text(dates.completeDueAt).slice(0, 10)).toBe(due);
    expect(dates.ackDueAt).toBeNull();
  });

  it('of several the earliest counts, for each of both dates', () => {
    const clocks = [clock(days(45), days(10)), clock(months(1)), clock(days(60), days(7))] as const;
    expect(clocksOf([...clocks], 0, 'UTC')).toEqual({ ackDueAt: 7 * 86_400_000, completeDueAt: 31 * 86_400_000 });
  });
});
