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
