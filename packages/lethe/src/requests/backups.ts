import type { Duration } from '../policy/duration.ts';
import { describeDuration } from '../policy/duration.ts';
import type { RequestEvent } from './event.ts';
import { momentAfter } from './grace.ts';
import type { Backups, Moment, Now, Request } from './request.ts';

/**
 * Copies made before the rows went hold them still. The one made last is the last to go: as long after as copies are
 * kept, in UTC, as whoever makes them counts.
 */
export const backupsAfter = (end: Moment, keptFor: Duration): Backups => ({
  keptFor,
  until: momentAfter(end, keptFor, 'UTC'),
  goneAt: null,
});

/** When the last copy is gone; null: nothing is waited for, or a hold forbids that anything ends. */
export function backupsDueAt({ state, backups = null, holds }: Request): Moment | null {
  return state !== 'completed' || backups === null || backups.goneAt !== null || holds.length > 0
    ? null
    : backups.until;
}

/** Nobody looks into the backups: what speaks for it is the rotation that the configuration states, and the event says so. */
export function backupsExpired(request: Request, now: Now): RequestEvent<'residual expired'> | null {
  const due = backupsDueAt(request);
  if (due === null || now.lethe < due || !request.backups) return null;
  const proof = `stated by the configuration: backup copies are kept for ${describeDuration(request.backups.keptFor)}`;
  return { type: 'residual expired', left: request.residualsLeft - 1, of: 'backups', proof };
}
