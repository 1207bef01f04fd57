import { Temporal } from 'temporal-polyfill';
import type { Duration } from '../policy/duration.ts';
import type { Moment } from './request.ts';

/**
 * The moment a duration later. Minutes, hours and days (24 h) are exact. Calendar days, months and years keep the hour
 * on the clock of the time zone: where daylight saving skips that hour it is the one after the gap, where the hour comes
 * twice it is the first. A day the month does not have becomes its last.
 */
export function momentAfter(from: Moment, duration: Duration, timeZone: string): Moment {
  return move(from, duration, timeZone, 1);
}

/** The moment a duration earlier, counted the same way. */
export function momentBefore(until: Moment, duration: Duration, timeZone: string): Moment {
  return move(until, duration, timeZone, -1);
}

/** End of grace; null: none, so it is due at once. */
export function dueAt(from: Moment, grace: Duration | null, timeZone: string): Moment {
  return grace === null ? from : momentAfter(from, grace, timeZone);
}

const exactMs = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

function move(from: Moment, { unit, count }: Duration, timeZone: string, sign: 1 | -1): Moment {
  if (unit === 'minutes' || unit === 'hours' || unit === 'days') return from + sign * count * exactMs[unit];
  const wanted = { [unit === 'calendarDays' ? 'days' : unit]: sign * count };
  return zoned(from, timeZone).add(wanted, { overflow: 'constrain' }).epochMilliseconds;
}

const zoned = (at: Moment, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

/** A name of the IANA database. A bare offset is none: it knows no daylight saving. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return zoned(0, name).timeZoneId !== '';
  } catch {
    return false;
  }
}
