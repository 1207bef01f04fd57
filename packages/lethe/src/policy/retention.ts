import { Temporal } from 'temporal-polyfill';
import { valueType } from '../schema/comparison.ts';
import type { Column, Table } from '../schema/graph.ts';
import { type Duration, describeDuration, readDuration } from './duration.ts';
import { findColumn } from './lookup.ts';
import { readColumn, readReason } from './names.ts';
import type { Retention } from './policy.ts';
import type { Place } from './problem.ts';
import { object, oneOf, optional, type Read, required } from './read.ts';

/** As it is written: `keep({ for: years(7), from: 'issued_at', endOf: 'year', because: 'tax law' })`. */
export interface RetentionWritten<Columns extends string = string> {
  readonly for: Duration;
  /** A date or timestamp column of the row to count from; without it, from the deletion. */
  readonly from?: Columns;
  /** To the last day of the year or month the time ends in. */
  readonly endOf?: 'year' | 'month';
  readonly because: string;
}

// An end is a day, and to keep something for longer than a lifetime is to keep it for good, which needs other words.
const readKeepingTime = readDuration({
  units: ['days', 'calendarDays', 'months', 'years'],
  mostYears: 100,
  example: 'years(7)',
});

export const retentionFields = {
  for: required(readKeepingTime),
  from: optional<string | null>(readColumn, null),
  endOf: optional<'year' | 'month' | null>(oneOf('year', 'month'), null),
  because: required(readReason),
};

export const readRetention: Read<Retention> = object<Retention>(
  { expected: 'a time and a reason', write: "{ for: months(12), from: 'created_at', because: 'security' }" },
  retentionFields,
);

export function checkRetention(retention: Retention, table: Table, at: Place): void {
  if (retention.from === null) return;
  const column = findColumn(table, retention.from, at.field('from'));
  if (column === null || isDated(column)) return;
  const dated = table.columns.filter(isDated).map((each) => `'${each.name}'`);
  at.field('from').problem({
    expected: 'a column of type date or timestamp',
    found: `${JSON.stringify(column.name)} of type ${column.type}`,
    write: dated.length === 0 ? 'nothing: remove it, to count from the deletion' : dated.join(' or '),
  });
}

export function describeRetention(retention: Retention): string {
  const from = retention.from === null ? 'from the deletion' : `from ${retention.from}`;
  const end = retention.endOf === null ? '' : `, to the end of that ${retention.endOf}`;
  return `for ${describeDuration(retention.for)} ${from}${end}, because ${retention.because}`;
}

export const isDated = (column: Column): boolean => /^(date|timestamp)\b/.test(valueType(column));

/**
 * The last day (UTC) on which a row is kept; null when there is none, because its date is `infinity` or beyond year 9999.
 * A row whose date is NULL, or before our era, counts from the deletion: the later start, so never too short. Dates are
 * read as PostgreSQL writes them in JSON or text.
 */
export function untilOf(retention: Retention, row: { from: string | null; deletedAt: string }): string | null {
  const from = retention.from === null ? null : row.from;
  if (from !== null && /^(infinity$|\d{5,}-)/.test(from)) return null;
  const start = utcTime(from === null || /^-infinity$| BC$/.test(from) ? row.deletedAt : from);
  const { unit, count } = retention.for;
  // 31 January and one month is the last day of February: the calendar's answer, not an error.
  const end = start.add({ [unit === 'calendarDays' ? 'days' : unit]: count }, { overflow: 'constrain' }).toPlainDate();
  const last = lastDayOf(end, retention.endOf);
  return last.year > 9999 ? null : last.toString();
}

// The day is decided in UTC, so that the same row has the same end wherever the run happens.
function utcTime(text: string): Temporal.PlainDateTime {
  if (/[zZ]$|[+-]\d\d(:?\d\d)?$/.test(text.slice(10)))
    return Temporal.Instant.from(text).toZonedDateTimeISO('UTC').toPlainDateTime();
  return Temporal.PlainDateTime.from(text);
}

function lastDayOf(day: Temporal.PlainDate, period: Retention['endOf']): Temporal.PlainDate {
  if (period === null) return day;
  const lastMonth = period === 'year' ? day.with({ month: 12 }) : day;
  return lastMonth.with({ day: 31 }, { overflow: 'constrain' });
}
