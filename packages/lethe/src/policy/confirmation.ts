import { type Duration, describeDuration } from './duration.ts';
import type { SecondStep } from './policy.ts';
import { object, oneOf, type Read, required } from './read.ts';
import { validityLike } from './wait.ts';

interface Validity {
  readonly expiresIn: Duration;
}

/** Confirmed by a link or code that is sent to the person who asks. */
export const emailLink = ({ expiresIn }: Validity): SecondStep => ({ by: 'mail', expiresIn });

/** Confirmed by typing what the subject is called. */
export const typedName = ({ expiresIn }: Validity): SecondStep => ({ by: 'typed', expiresIn });

export const readConfirmation: Read<SecondStep> = object<SecondStep>(
  { expected: 'emailLink(…) or typedName(…)', write: 'confirm: emailLink({ expiresIn: hours(24) })' },
  { by: required(oneOf('mail', 'typed')), expiresIn: required(validityLike('hours(24)')) },
);

export function explainConfirmation(confirm: SecondStep | null, kind: string): string {
  if (confirm === null) return 'No second step confirms it.';
  const time = describeDuration(confirm.expiresIn);
  return confirm.by === 'mail'
    ? `Then it is confirmed by a link or code sent to the person who asks, good for ${time}.`
    : `Then it is confirmed by typing the name of the ${kind}, within ${time}.`;
}
