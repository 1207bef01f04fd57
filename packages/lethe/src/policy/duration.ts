import { inWords, type Place } from './problem.ts';
import type { Read } from './read.ts';
import { isPlainObject } from './snapshot.ts';

/** A length of time that cannot be mistaken for a number. Hours and days are exact (24 h); the others follow a calendar. */
export interface Duration {
  readonly unit: 'minutes' | 'hours' | 'days' | 'calendarDays' | 'months' | 'years';
  readonly count: number;
}

const durationOf =
  (unit: Duration['unit']) =>
  (count: number): Duration =>
    Object.freeze({ unit, count });

export const minutes = durationOf('minutes');
export const hours = durationOf('hours');
export const days = durationOf('days');
/** Whole days in the tenant's time zone, safe across daylight saving. */
export const calendarDays = durationOf('calendarDays');
export const months = durationOf('months');
export const years = durationOf('years');

const mostOf: Readonly<Record<Duration['unit'], number>> = {
  minutes: 366 * 24 * 60,
  hours: 366 * 24,
  days: 366,
  calendarDays: 366,
  months: 12,
  years: 1,
};

interface Bounds {
  readonly units: readonly [Duration['unit'], ...Duration['unit'][]];
  readonly mostYears: number;
  readonly example: string;
}

/** A whole number of one of the units: at least one, and at most `mostYears`. */
export function readDuration(bounds: Bounds): Read<Duration> {
  return (value, at) => {
    const given = isPlainObject(value) ? value : {};
    const unit = bounds.units.find((each) => each === given['unit']);
    const count = given['count'];
    const most = unit === undefined ? 0 : mostOf[unit] * bounds.mostYears;
    const whole = typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= most;
    if (unit !== undefined && whole && Object.keys(given).length === 2) return Object.freeze({ unit, count });
    refuse(value, at, bounds, unit === undefined ? null : `${unit}(…) of a whole number from 1 to ${most}`);
    return { unit: bounds.units[0], count: 1 };
  };
}

function refuse(value: unknown, at: Place, bounds: Bounds, expected: string | null): void {
  const called = isPlainObject(value) && typeof value['unit'] === 'string' && Object.keys(value).length === 2;
  at.problem({
    expected: expected ?? `a time in ${bounds.units.join(', ')}`,
    found: called ? `${value['unit']}(${inWords(value['count'])})` : inWords(value),
    write: bounds.example,
  });
}

const hoursOf: Readonly<Record<Duration['unit'], { readonly least: number; readonly most: number }>> = {
  minutes: { least: 1 / 60, most: 1 / 60 },
  hours: { least: 1, most: 1 },
  days: { least: 24, most: 24 },
  calendarDays: { least: 24, most: 24 },
  months: { least: 28 * 24, most: 31 * 24 },
  years: { least: 365 * 24, most: 366 * 24 },
};

/** Whatever the calendar says; but for the hour of daylight saving, which moves both. */
export function isShorter(one: Duration, other: Duration): boolean {
  if (one.unit === other.unit) return one.count < other.count;
  return one.count * hoursOf[one.unit].most < other.count * hoursOf[other.unit].least;
}

/** `7 years`, `1 month`, `30 calendar days`. */
export function describeDuration({ unit, count }: Duration): string {
  const words = unit === 'calendarDays' ? 'calendar days' : unit;
  return `${count} ${count === 1 ? words.slice(0, -1) : words}`;
}
