import { formatSubject } from '../planner/subject.ts';
import { backupsAfter } from './backups.ts';
import { change, type Notice, notices, same } from './decision.ts';
import type { RequestEvent } from './event.ts';
import type { Now, Outcome, Request, Target, TargetOutcome } from './request.ts';
import { ended, type Row, type Rule } from './row.ts';

/** `source:7`, or with its days `source:7 2026-01-01..2026-01-31`: one name for one target of a request. */
export function targetName({ subject, range }: Pick<Target, 'subject' | 'range'>): string {
  const name = formatSubject(subject);
  return range === null ? name : `${name} ${range.from}..${range.to}`;
}

export function findTarget({ targets }: Request, name: string): Target | null {
  return targets.find((each) => targetName(each) === name) ?? null;
}

export function withTarget(request: Request, target: Target, fields: Partial<Target>): Request {
  const replace = (each: Target): Target => (each === target ? { ...target, ...fields } : each);
  const [first, ...rest] = request.targets;
  return { ...request, targets: [replace(first), ...rest.map(replace)] };
}

const whileRunning = <Type extends 'target started' | 'target ended'>(rule: Rule<Type>): Row<Type> => ({
  received: 'NOT_NOW',
  verifying: 'NOT_NOW',
  confirming: 'NOT_NOW',
  blocked: 'NOT_NOW',
  scheduled: 'NOT_NOW',
  held: 'HELD',
  running: rule,
  completed: 'NOT_NOW',
  ...ended,
});

export const targetStarted: Row<'target started'> = whileRunning((request, event) => {
  const target = findTarget(request, event.target);
  if (target === null) return 'TARGET_UNKNOWN';
  if (target.state !== 'waiting') return same(request);
  return request.stopAskedAt === null ? change(withTarget(request, target, { state: 'running' }), {}) : 'STOPPED';
});

export const targetEnded: Row<'target ended'> = whileRunning((request, event, now) => {
  const { target: name, outcome, residuals } = event;
  const target = findTarget(request, name);
  if (target === null) return 'TARGET_UNKNOWN';
  if (target.state === 'ended') return target.outcome === outcome ? same(request) : 'NOT_NOW';
  if (!Number.isInteger(residuals) || residuals < 0) return 'COUNT_INVALID';
  if (target.state === 'waiting' && !mayEndUnbegun(request, outcome)) return 'TARGET_NOT_STARTED';
  const copies = copiesAfter(request, event, now);
  const next = { ...withTarget(request, target, { state: 'ended', outcome }), ...copies };
  const residualsLeft = request.residualsLeft + residuals + (copies.backups && !request.backups ? 1 : 0);
  if (next.targets.some(({ state }) => state !== 'ended')) return change(next, { residualsLeft });
  const total = outcomeOf(next.targets.map((each) => each.outcome));
  return change(
    next,
    { state: 'completed', outcome: total, attention: [], residualsLeft },
    { notify: [...notices('completed', 'requester', 'owners'), ...unsettled(request)], data: { total } },
  );
});

/** Copies are one residual, however many targets: those of the last to end are the last to go. */
function copiesAfter({ backups }: Request, { backupsKeptFor }: RequestEvent<'target ended'>, now: Now) {
  if (backupsKeptFor !== undefined) return { backups: backupsAfter(now.lethe, backupsKeptFor) };
  return backups === undefined ? {} : { backups };
}

/** T7: whoever has to ask for what was left unsettled, such as money that is owed, is one of ours. */
const unsettled = ({ blockers }: Request): readonly Notice[] =>
  blockers.length === 0 ? [] : notices('completed', 'operators');

/** Nothing was there, another request's run took it along, or it was told to stop before its turn. */
function mayEndUnbegun({ overlap, stopAskedAt }: Request, outcome: TargetOutcome): boolean {
  if (outcome === 'stopped') return stopAskedAt !== null;
  return outcome === 'nothing_held' || overlap?.is === 'absorbed';
}

function outcomeOf(outcomes: readonly (TargetOutcome | null)[]): Outcome {
  if (outcomes.every((each) => each === 'nothing_held')) return 'nothing_held';
  return outcomes.every((each) => each === 'all' || each === 'nothing_held') ? 'all' : 'partial';
}

/** The worker ends it between two batches; what is gone is gone. */
const halt: Rule<'stop'> = (request, _event, now) => {
  if (!request.bulk) return 'NOT_A_BULK';
  return request.stopAskedAt === null ? change(request, { stopAskedAt: now.lethe }, { wake: ['run'] }) : same(request);
};

export const stop: Row<'stop'> = {
  received: 'NOT_NOW',
  verifying: 'NOT_NOW',
  confirming: 'NOT_NOW',
  blocked: 'NOT_NOW',
  scheduled: 'NOT_NOW',
  held: (request, event, now) => (request.digest === null ? 'NOT_NOW' : halt(request, event, now)),
  running: halt,
  completed: 'NOT_NOW',
  ...ended,
};
