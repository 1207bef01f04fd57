import { type Duration, describeDuration, isShorter } from './duration.ts';
import type { SubjectGrace, SubjectPolicy } from './policy.ts';
import type { Place } from './problem.ts';
import { object, oneOf, optional, type Read, refuse } from './read.ts';
import { waitLike } from './wait.ts';

export interface GraceWritten {
  /** How long minds can be changed; without it, due at once. */
  readonly for?: Duration;
  /** What the subject's people can do in the meantime: all, or nothing. */
  readonly access?: 'open' | 'restricted';
  /** How long before the end they are reminded. */
  readonly remind?: Duration;
}

export const noGrace: SubjectGrace = Object.freeze({ for: null, access: 'open', remind: null });

const readWritten = object<SubjectGrace>(
  { expected: 'a grace period', write: "grace: { for: days(7), access: 'open', remind: days(1) }" },
  {
    for: optional<Duration | null>(waitLike('days(7)'), noGrace.for),
    access: optional<'open' | 'restricted'>(oneOf('open', 'restricted'), noGrace.access),
    remind: optional<Duration | null>(waitLike('days(1)'), noGrace.remind),
  },
);

export const readGrace: Read<SubjectGrace> = (value, at) => {
  const grace = readWritten(value, at);
  refuseReminderOutside(grace, at);
  return grace;
};

/** A reminder that would have to come before the wait begins would never come, and nobody would know. */
function refuseReminderOutside({ for: wait, remind }: SubjectGrace, at: Place): void {
  if (remind === null) return;
  if (wait === null) refuse(undefined, at.field('for'), { expected: 'the wait whose end is told', write: 'days(7)' });
  // Below a time that is wrong itself stands a stand-in: nothing is measured by it.
  else if (!isShorter(remind, wait))
    at.field('remind').problem({
      expected: `a time shorter than the wait of ${describeDuration(wait)}, in any month`,
      found: describeDuration(remind),
      write: 'a shorter time, such as days(1)',
    });
}

export function explainGrace({ kind, grace }: SubjectPolicy): string {
  if (grace.for === null) return 'It is due at once; there is no time to change minds.';
  const access = grace.access === 'open' ? 'stays open' : 'is restricted';
  return `It is due ${describeDuration(grace.for)} later; until then it can be cancelled, and the ${kind} ${access}.`;
}
