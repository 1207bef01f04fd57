import { type Duration, describeDuration, isShorter } from './duration.ts';
import type { SubjectGrace, SubjectPolicy } from './policy.ts';
import type { Place } from './problem.ts';
import { object, oneOf, optional, type Read } from './read.ts';
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
  if (remind === null || (wait !== null && isShorter(remind, wait))) return;
  // Noted at the wait: where that is wrong itself, what stands in for it is not to be measured.
  at.field('for').problem({
    expected: `a wait longer than the reminder of ${describeDuration(remind)} before its end, in any month`,
    found: wait === null ? 'nothing' : describeDuration(wait),
    write: 'a longer wait, or a reminder nearer to its end',
  });
}

export function explainGrace({ kind, grace }: SubjectPolicy): string {
  if (grace.for === null) return 'It is due at once; there is no time to change minds.';
  const access = grace.access === 'open' ? 'stays open' : 'is restricted';
  return `It is due ${describeDuration(grace.for)} later; until then it can be cancelled, and the ${kind} ${access}.`;
}
