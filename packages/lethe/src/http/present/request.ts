import { formatSubject } from '../../planner/subject.ts';
import type { Confirmation, Request, Target } from '../../requests/request.ts';
import { hasStarted, stateBeneath } from '../../requests/request.ts';
import { stateFacts } from '../../requests/state.ts';
import type { RequestShape } from '../../wire/request.ts';
import type { RequestRecord } from '../backend.ts';
import { isoOf, isoOrNull } from './moment.ts';
import { snake } from './names.ts';
import { nextWords } from './next-words.ts';

export function presentRequest(record: RequestRecord): RequestShape {
  const { request, subject, name, runs, certificates } = record;
  return {
    id: request.id,
    subject,
    name,
    kind: request.kind,
    state: request.state,
    waitsOn: snake(stateFacts[request.state].waitsOn),
    channel: snake(request.requester.channel),
    requester: request.requester.actor,
    timeZone: request.timeZone,
    ...datesOf(request),
    proofs: request.proofs.map(({ kind, at }) => ({ kind: snake(kind), at: isoOf(at) })),
    acceptedProofs: request.policy.proof.map((parts) => parts.map(snake)),
    confirmation: request.confirmation === null ? null : presentConfirmation(request, request.confirmation),
    ...obstaclesOf(record),
    holds: request.holds.length,
    overlap: request.overlap,
    attention: request.attention.map(({ code, since }) => ({ code, since: isoOf(since) })),
    access: request.policy.grace.access,
    policyChanged: [...record.policyChanged],
    outcome: request.outcome,
    residualsLeft: request.residualsLeft,
    targets: request.targets.map(presentTarget),
    runs: [...runs],
    certificates: [...certificates],
    cancellable: isCancellable(request),
    next: nextWords(request),
  };
}

const datesOf = (request: Request) => ({
  receivedAt: isoOf(request.receivedAt),
  ackDueAt: isoOrNull(request.ackDueAt),
  acknowledgedAt: isoOrNull(request.acknowledgedAt),
  completeDueAt: isoOf(request.completeDueAt),
  verifyDueAt: isoOrNull(request.verifyDeadlineAt),
  dueAt: isoOrNull(request.dueAt),
  remindAt: isoOrNull(request.remindAt),
});

const obstaclesOf = ({ request, blockerMessages }: RequestRecord) => ({
  blockers: request.blockers.map(({ blocker, level, since }) => ({
    name: blocker,
    level,
    message: blockerMessages[blocker] ?? null,
    since: isoOf(since),
  })),
  findings: request.findings.map(({ code, table }) => ({ code, table: table === '' ? null : table })),
  approval:
    request.approval === null
      ? null
      : {
          digest: request.approval.digest,
          given:
            request.approval.given === null
              ? null
              : {
                  by: request.approval.given.by,
                  at: isoOf(request.approval.given.at),
                  expiresAt: isoOf(request.approval.given.expiresAt),
                },
        },
  blocked:
    request.blocked === null ? null : { resume: request.blocked.resume, deadlineAt: isoOf(request.blocked.deadlineAt) },
});

const presentConfirmation = ({ policy }: Request, given: Confirmation): RequestShape['confirmation'] => ({
  by: policy.confirm?.by ?? 'mail',
  expiresAt: isoOf(given.deadlineAt),
  sentTimes: given.generation,
  wrongTries: given.failures,
  confirmedAt: isoOrNull(given.confirmedAt),
});

const presentTarget = ({ subject, path, range, state, outcome, restore }: Target) => ({
  subject: formatSubject(subject),
  path: [...path],
  range,
  state,
  outcome,
  restore: restore === null ? null : { state: restore.state, openUntil: isoOf(restore.openUntil) },
});

const cancellableStates: readonly string[] = ['received', 'verifying', 'confirming', 'blocked', 'scheduled'];

/** Until the point of no return; under a hold too. */
export const isCancellable = (request: Request): boolean =>
  !hasStarted(request) && cancellableStates.includes(stateBeneath(request));
