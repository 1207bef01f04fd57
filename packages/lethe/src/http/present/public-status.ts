import type { PublicStatusShape } from '../../wire/public-request.ts';
import type { PublicStatus } from '../backend.ts';
import { isoOf, isoOrNull } from './moment.ts';
import { nextWords } from './next-words.ts';

export const presentPublicStatus = (status: PublicStatus): PublicStatusShape => ({
  state: status.state,
  kind: status.kind,
  receivedAt: isoOf(status.receivedAt),
  dueAt: isoOrNull(status.dueAt),
  completeDueAt: isoOf(status.completeDueAt),
  outcome: status.outcome,
  residuals: status.residuals.map((residual) => ({ ...residual })),
  next: nextWords({
    ...status,
    residualsLeft: status.residuals.length,
    // Until when proof and confirmation can be given is said to the requester, not to whoever holds the code.
    verifyDeadlineAt: null,
    confirmation: null,
    blocked: null,
    policy: { confirm: null },
  }),
});
