/** Why an event cannot happen now, in words for the person who caused it. A refusal changes nothing. */
const texts = {
  ENDED: 'This request has ended; make a new one.',
  NOT_NOW: 'The request is not at the point where this can happen.',
  ALREADY_RUNNING: 'The deletion has already begun.',
  TOO_LATE: 'The deletion has begun and can no longer be cancelled.',
  HELD: 'A hold forbids this until it is released.',
  PROOF_NOT_ACCEPTED: 'This is not one of the ways to prove that you may ask for this deletion.',
  ROLE_NOT_ALLOWED: 'Your role does not allow this.',
  REASON_MISSING: 'Give a reason.',
  TOO_MANY_TRIES: 'Too many wrong tries. Ask for a new message and use that one.',
  TOKEN_NOT_SENT: 'No such message was sent.',
  TOKEN_SUPERSEDED: 'A newer message was sent; use the link or code in that one.',
  EXPIRED: 'The time for this is over. Nothing was deleted; ask for the deletion again.',
  CANCELLED: 'The deletion was cancelled. Nothing was deleted; ask for it again if you want it.',
  APPROVAL_NOT_NEEDED: 'No approval is asked for.',
  APPROVER_IS_REQUESTER: 'Somebody other than the requester has to approve, with a sign-in of their own.',
  DIGEST_CHANGED: 'The plan has changed since; look at it again and approve that one.',
  HOLD_UNKNOWN: 'No such hold is on this request.',
  NOT_MET: 'This is not in the way of the request.',
  NOT_DUE: 'The grace period is not over.',
  TARGET_UNKNOWN: 'The request has no such target.',
  TARGET_NOT_STARTED: 'The target has not been begun.',
  TARGET_NOT_ENDED: 'The target has not ended.',
  STOPPED: 'The request was told to stop; nothing more is begun.',
  NOT_A_BULK: 'Only a bulk deletion can be stopped.',
  RESTORE_NOT_OPEN: 'There is nothing left to restore.',
  RESTORE_OPEN: 'It can still be restored.',
  RESTORE_NOT_OVER: 'The time to restore is not over.',
  NO_TARGETS: 'The request names nothing to delete.',
  TARGET_TWICE: 'The request names the same target twice.',
  TIME_ZONE_UNKNOWN: 'The time zone is not one of the IANA names.',
  RANGE_INVALID: 'A range is made of whole days, the first not after the last.',
  COUNT_INVALID: 'Give a whole number that is not negative.',
  SUBJECT_GONE: 'It is deleted.',
} as const;

export type RefusalCode = keyof typeof texts;

export interface Refusal {
  readonly is: 'refused';
  readonly code: RefusalCode;
  readonly text: string;
}

export const refusal = (code: RefusalCode): Refusal => ({ is: 'refused', code, text: texts[code] });
