import { Temporal } from 'temporal-polyfill';
import type { Subject } from '../planner/plan.ts';
import { formatSubject } from '../planner/subject.ts';
import { clocksOf } from './clocks.ts';
import { notices, type Transition } from './decision.ts';
import { frozen } from './frozen.ts';
import { isTimeZone } from './grace.ts';
import { type Refusal, type RefusalCode, refusal } from './refusal.ts';
import type { DayRange, Now, Request, Target } from './request.ts';
import { targetName } from './target.ts';

export interface Wish {
  readonly id: string;
  readonly kind: string;
  readonly targets: readonly WishedTarget[];
  readonly bulk: boolean;
  readonly requester: Request['requester'];
  readonly policy: Request['policy'];
  readonly timeZone: string;
}

export interface WishedTarget {
  readonly subject: Subject;
  /** The subjects it lies in, widest first: the account and the workspace of a contact. */
  readonly within: readonly Subject[];
  readonly range: DayRange | null;
}

/** The first event of every life. */
export function receive(wish: Wish, now: Now): Transition | Refusal {
  const wrong = whyNot(wish);
  const [first, ...rest] = wish.targets.map(targetOf);
  if (wrong !== null || first === undefined) return refusal(wrong ?? 'NO_TARGETS');
  const request: Request = frozen({
    ...blank,
    ...wish,
    targets: [first, ...rest],
    receivedAt: now.lethe,
    ...clocksOf(wish.policy.clocks, now.lethe, wish.timeZone),
  });
  return {
    is: 'transition',
    request,
    fact: {
      type: 'received',
      from: null,
      to: request.state,
      at: now.lethe,
      data: { targets: request.targets.map(targetName), channel: wish.requester.channel },
    },
    wake: ['identify'],
    notify: notices('received', 'requester'),
    voids: [],
  };
}

const blank = {
  state: 'received',
  acknowledgedAt: null,
  proofs: [],
  proofFailures: 0,
  verifyDeadlineAt: null,
  confirmation: null,
  blockers: [],
  findings: [],
  approval: null,
  blocked: null,
  holds: [],
  resume: null,
  dueAt: null,
  remindAt: null,
  remindedAt: null,
  overlap: null,
  digest: null,
  stopAskedAt: null,
  attention: [],
  outcome: null,
  residualsLeft: 0,
} as const;

function targetOf({ subject, within, range }: WishedTarget): Target {
  const own = formatSubject(subject);
  const [widest, ...others] = within.map(formatSubject);
  return {
    subject,
    path: widest === undefined ? [own] : [widest, ...others, own],
    range,
    state: 'waiting',
    outcome: null,
    restore: null,
  };
}

function whyNot({ targets, timeZone }: Wish): RefusalCode | null {
  if (!isTimeZone(timeZone)) return 'TIME_ZONE_UNKNOWN';
  if (!targets.every(({ range }) => range === null || isRange(range))) return 'RANGE_INVALID';
  return new Set(targets.map(targetName)).size < targets.length ? 'TARGET_TWICE' : null;
}

/** S2: whole days only; an hour in it makes it no day. */
const isRange = ({ from, to }: DayRange): boolean => isDay(from) && isDay(to) && from <= to;

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}
