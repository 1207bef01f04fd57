import { backupsDueAt } from './backups.ts';
import type { Moment, Request } from './request.ts';

/** When time alone will change something, so that a tick has to look; null: only an event moves the request on. */
export function nextMoment(request: Request): Moment | null {
  switch (request.state) {
    case 'verifying':
      return request.verifyDeadlineAt;
    case 'confirming':
      return request.confirmation?.deadlineAt ?? null;
    case 'blocked':
      return request.blocked?.deadlineAt ?? null;
    case 'scheduled':
      return earliest(request.remindedAt === null ? request.remindAt : null, request.dueAt);
    case 'completed':
      return request.residualsLeft === 0 && request.holds.length === 0 ? request.receivedAt : backupsDueAt(request);
    default:
      return null;
  }
}

/** One that is overdue asks for a person, once. */
export function overdueAt(request: Request): Moment | null {
  const ended = request.state === 'completed' || request.outcome !== null;
  return ended || request.attention.some(({ code }) => code === 'OVERDUE') ? null : request.completeDueAt;
}

function earliest(...moments: readonly (Moment | null)[]): Moment | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.min(...known);
}
