import { Temporal } from 'temporal-polyfill';
import { isTimeZone } from '../requests/grace.ts';
import type { Moment } from '../requests/request.ts';

/** `Sunday 29 November 2026, 14:05 (Europe/Berlin, UTC+1)`. A zone that is none is shown, and named, as UTC. */
export function dateWords(at: Moment, timeZone: string): string {
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
  const part = partsOf(at, zone);
  const day = `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`;
  return `${day}, ${part('hour')}:${part('minute')} (${zoneWords(at, zone)})`;
}

/** `29 November 2026`, the day it is there. For subjects, and for dates that are whole days. */
export function dayWords(at: Moment, timeZone: string): string {
  const part = partsOf(at, isTimeZone(timeZone) ? timeZone : 'UTC');
  return `${part('day')} ${part('month')} ${part('year')}`;
}

/** Put together here: how a locale joins the parts changes with the version of its data. */
function partsOf(at: Moment, timeZone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return (type) => parts.get(type) ?? '';
}

function zoneWords(at: Moment, zone: string): string {
  if (zone === 'UTC') return 'UTC';
  const { offset } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const short = offset.replace(/^([+-])0/, '$1').replace(/:00(:00)?$/, '');
  return `${zone}, UTC${short}`;
}
