import { noApproval } from './approval.ts';
import { usualDeadlines } from './deadlines.ts';
import { days } from './duration.ts';
import { noGrace } from './grace.ts';
import type { SubjectPolicy } from './policy.ts';
import { nobodyAsks } from './request.ts';

/** What a policy that says nothing about the life of a request comes to. */
export const plainLife = {
  name: null,
  handle: null,
  timeZone: null,
  within: null,
  request: nobodyAsks,
  grace: noGrace,
  approval: noApproval,
  deadlines: usualDeadlines,
  clear: days(30),
  deactivate: { by: [] },
} as const satisfies Partial<SubjectPolicy>;
