import { type Duration, days, describeDuration } from './duration.ts';
import type { SubjectApproval } from './policy.ts';
import { integer, object, optional, type Read, truth } from './read.ts';
import { waitLike } from './wait.ts';

export interface ApprovalWritten {
  /** No deletion without a second person. */
  readonly always?: boolean;
  /** None that deletes or changes more rows than this. */
  readonly aboveRows?: number;
  /** How long an approval counts. */
  readonly expiresIn?: Duration;
}

export const noApproval: SubjectApproval = Object.freeze({ always: false, aboveRows: null, expiresIn: days(7) });

const readRows = integer(
  { expected: 'a whole number of rows, from 1', write: 'aboveRows: 1_000_000' },
  1,
  Number.MAX_SAFE_INTEGER,
);

export const readApproval: Read<SubjectApproval> = object<SubjectApproval>(
  { expected: 'when a second person has to agree', write: 'approval: { aboveRows: 1_000_000 }' },
  {
    always: optional(truth, noApproval.always),
    aboveRows: optional<number | null>(readRows, noApproval.aboveRows),
    expiresIn: optional(waitLike('days(7)'), noApproval.expiresIn),
  },
);

export function explainApproval({ always, aboveRows, expiresIn }: SubjectApproval): string {
  if (!always && aboveRows === null) return 'It needs no second person by itself.';
  const when = always || aboveRows === null ? 'always' : `above ${aboveRows} rows`;
  return `A second person has to approve it ${when}; an approval counts for ${describeDuration(expiresIn)}.`;
}
