import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDays, type Duration, days, hours, months, years } from './duration.ts';
import { describeRetention, untilOf } from './retention.ts';

const retention = (time: Duration, rest: { from?: string; endOf?: 'year' | 'month' } = {}) => ({
  for: time,
  from: rest.from ?? null,
  endOf: rest.endOf ?? null,
  because: 'tax law',
});
const at = (from: string | null, deletedAt = '2026-05-10T12:00:00Z') => ({ from, deletedAt });

describe('the last day on which a row is kept', () => {
  it.each([
    ['31 January and one month is 28 February', months(1), '2026-01-31', '2026-02-28'],
    ['31 January and one month is 29 February in a leap year', months(1), '2028-01-31', '2028-02-29'],
    ['31 March and one month is 30 April', months(1), '2026-03-31', '2026-04-30'],
    ['29 February and one year is 28 February', years(1), '2028-02-29', '2029-02-28'],
    ['29 February and four years is 29 February', years(4), '2028-02-29', '2032-02-29'],
    ['29 February 2096 and four years is 28 February, for 2100 is no leap year', years(4), '2096-02-29', '2100-02-28'],
    ['28 February and one day is 29 February in a leap year', days(1), '2028-02-28', '2028-02-29'],
    ['calendar days are days', calendarDays(30), '2026-01-01', '2026-01-31'],
    ['an hour before midnight and two hours is the next day', hours(2), '2026-01-01T23:00:00Z', '2026-01-02'],
    ['an instant is the day it is in UTC, later', days(1), '2026-12-31T20:00:00-05:00', '2027-01-02'],
    ['an instant is the day it is in UTC, earlier', days(1), '2026-01-01T01:00:00+02:00', '2026-01-01'],
    ['the short offset PostgreSQL prints is read', days(1), '2026-01-01 01:00:00+02', '2026-01-01'],
    ['a timestamp without time zone is taken as UTC', days(1), '2026-01-01T23:59:59.999999', '2026-01-02'],
  ])('%s', (_claim, time, from, until) => {
    expect(untilOf(retention(time, { from: 'at' }), at(from))).toBe(until);
  });

  it.each([
    ['the end of a year is 31 December', 'year', '2026-02-03', '2033-12-31'],
    ['31 December is its own end of the year', 'year', '2026-12-31', '2033-12-31'],
    ['1 January is carried to the end of its year', 'year', '2026-01-01', '2033-12-31'],
    ['the end of a month of 31 days is the 31st', 'month', '2026-03-01', '2033-03-31'],
    ['the end of a month of 30 days is the 30th', 'month', '2026-04-30', '2033-04-30'],
    ['the end of February is the 28th', 'month', '2026-02-01', '2033-02-28'],
    ['the end of February is the 29th in a leap year', 'month', '2025-02-01', '2032-02-29'],
  ] as const)('%s', (_claim, endOf, from, until) => {
    expect(untilOf(retention(years(7), { from: 'at', endOf }), at(from))).toBe(until);
  });

  it('counts from the deletion where the policy names no column', () => {
    expect(untilOf(retention(months(12)), at('2001-01-01'))).toBe('2027-05-10');
  });

  it('counts from the deletion where the row has no date, or one before all time', () => {
    expect(untilOf(retention(months(12), { from: 'at' }), at(null))).toBe('2027-05-10');
    expect(untilOf(retention(months(12), { from: 'at' }), at('-infinity'))).toBe('2027-05-10');
    expect(untilOf(retention(months(12), { from: 'at' }), at('0044-03-15T00:00:00+00:00 BC'))).toBe('2027-05-10');
  });

  it('is none where the date is infinity, if the policy counts from it', () => {
    expect(untilOf(retention(months(12), { from: 'at' }), at('infinity'))).toBeNull();
    expect(untilOf(retention(months(12)), at('infinity'))).toBe('2027-05-10');
  });

  it('is none where it would lie beyond the year 9999', () => {
    expect(untilOf(retention(years(7), { from: 'at' }), at('9992-12-31'))).toBe('9999-12-31');
    expect(untilOf(retention(years(7), { from: 'at' }), at('9993-01-01'))).toBeNull();
    expect(untilOf(retention(years(7), { from: 'at' }), at('20206-01-01T00:00:00+00:00'))).toBeNull();
  });

  it('throws for what is no date, instead of keeping a row by accident', () => {
    expect(() => untilOf(retention(years(7), { from: 'at' }), at('soon'))).toThrow(RangeError);
  });

  const day = fc
    .date({ min: new Date('1970-01-01'), max: new Date('2200-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const time = fc.oneof(
    fc.integer({ min: 1, max: 36_600 }).map(days),
    fc.integer({ min: 1, max: 1200 }).map(months),
    fc.integer({ min: 1, max: 100 }).map(years),
  );

  it('is never before the start, and a later start never ends earlier', () => {
    fc.assert(
      fc.property(day, day, time, fc.constantFrom('year', 'month', undefined), (one, other, length, endOf) => {
        const policy = retention(length, { from: 'at', ...(endOf === undefined ? {} : { endOf }) });
        const [early, late] = [one, other].toSorted() as [string, string];
        const [first, second] = [untilOf(policy, at(early)), untilOf(policy, at(late))];
        return first !== null && second !== null && first > early && first <= second;
      }),
    );
  });
});

describe('a retention in words', () => {
  it('says for how long, from what, to which end and why', () => {
    expect(describeRetention(retention(years(7), { from: 'issued_at', endOf: 'year' }))).toBe(
      'for 7 years from issued_at, to the end of that year, because tax law',
    );
    expect(describeRetention(retention(months(1)))).toBe('for 1 month from the deletion, because tax law');
    expect(describeRetention(retention(calendarDays(30)))).toBe(
      'for 30 calendar days from the deletion, because tax law',
    );
  });
});
