import { type Duration, readDuration } from './duration.ts';
import type { Read } from './read.ts';

/** A wait in the life of a request, at most a year: what is longer is no wait but a refusal. */
export const waitLike = (example: string): Read<Duration> =>
  readDuration({ units: ['minutes', 'hours', 'days', 'calendarDays', 'months'], mostYears: 1, example });

/** How long what was sent or shown counts. In exact time: the clock it is measured by knows no calendar. */
export const validityLike = (example: string): Read<Duration> =>
  readDuration({ units: ['minutes', 'hours', 'days'], mostYears: 1, example });
