import { type Duration, days, describeDuration, isShorter } from './duration.ts';
import type { Deadline, SubjectPolicy } from './policy.ts';
import { list, object, optional, type Read, required } from './read.ts';
import { waitLike } from './wait.ts';

export interface DeadlineWritten {
  /** From receipt until the requester is told that it has come in. */
  readonly acknowledge?: Duration;
  /** From receipt until all of it is done. */
  readonly complete: Duration;
}

type Deadlines = SubjectPolicy['deadlines'];

const complete30: Deadline = Object.freeze({ acknowledge: null, complete: days(30) });

/** What European law gives at first; where no law sets a time, waiting longer has to be written down. */
export const usualDeadlines: Deadlines = Object.freeze([complete30]);

const readWritten = object<Deadline>(
  { expected: 'a legal deadline', write: '{ acknowledge: days(7), complete: days(30) }' },
  {
    acknowledge: optional<Duration | null>(waitLike('days(7)'), null),
    complete: required(waitLike('days(30)')),
  },
);

const readDeadline: Read<Deadline> = (value, at) => {
  const deadline = readWritten(value, at);
  const { acknowledge, complete } = deadline;
  if (acknowledge !== null && isShorter(complete, acknowledge)) {
    at.field('complete').problem({
      expected: `at least the time to acknowledge, ${describeDuration(acknowledge)}`,
      found: describeDuration(complete),
      write: 'the longer of the two here',
    });
  }
  return deadline;
};

const readAll = list(
  { expected: 'at least one deadline', write: 'deadlines: [{ acknowledge: days(7), complete: days(30) }]' },
  readDeadline,
  1,
);

export const readDeadlines: Read<Deadlines> = (value, at) => {
  const [first, ...rest] = readAll(value, at);
  return first === undefined ? usualDeadlines : Object.freeze([first, ...rest] as const);
};

export function explainDeadlines(deadlines: Deadlines): string[] {
  return deadlines.map(({ acknowledge, complete }) => {
    const told = acknowledge === null ? '' : `is acknowledged within ${describeDuration(acknowledge)} and `;
    return `A request ${told}is complete within ${describeDuration(complete)} of its receipt.`;
  });
}
