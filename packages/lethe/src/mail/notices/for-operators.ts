import type { AttentionCode } from '../../requests/request.ts';
import { cleanText } from '../clean-text.ts';
import { type Block, type Letter, link, list, says } from '../letter.ts';
import type { MessageName, NoticeDates, NoticeFacts } from '../notice-facts.ts';
import { at, count, kindWords } from '../phrases.ts';

/** What happened, and what an operator or approver can do now. */
const words: Readonly<Record<MessageName, readonly [state: string, next: string]>> = {
  received: ['received', 'Nothing to do: the requester is being verified.'],
  proof: ['waiting for proof', 'Nothing to do: the requester has a link and a code.'],
  confirmation: ['waiting for confirmation', 'Nothing to do: the requester has a link and a code.'],
  warned: ['warned', 'Nothing to do: the requester was told. The deletion goes on.'],
  blocked: ['blocked', 'Settle what is listed and is ours. The clock runs on.'],
  'approval needed': [
    'approval needed',
    'Somebody other than the requester reads the plan, then approves or refuses it.',
  ],
  scheduled: ['scheduled', 'Nothing to do: it starts by itself.'],
  reminder: ['reminder sent', 'Nothing to do: it starts by itself.'],
  started: ['started', 'Nothing to do. It cannot be cancelled any more.'],
  completed: ['completed', 'See to what was not settled before, such as an amount that stays owed.'],
  cancelled: ['cancelled', 'Nothing to do.'],
  denied: ['denied', 'Somebody says it was not them. Look at who made the request, and for other requests of theirs.'],
  expired: ['expired', 'Nothing to do: a step was not done in time.'],
  refused: ['refused', 'Nothing to do: the requester was told the reason.'],
  forwarded: ['forwarded', 'Nothing to do: the controller answers the person.'],
  held: ['held', 'Nothing is deleted until the hold is released. The clock runs on.'],
  released: ['released', 'Nothing to do: it goes on where it was.'],
  attention: ['attention', 'Look at what is listed. The clock runs on.'],
  absorbed: ['absorbed', 'Nothing to do: a wider request takes its rows along.'],
  closed: ['closed', 'Nothing to do: the last of what was kept is gone.'],
};

const attentionWords: Readonly<Record<AttentionCode, string>> = {
  NOTICE_BOUNCED: 'a message could not be delivered. Reach the requester another way, or correct the address.',
  RUN_FAILED: 'the run stopped. Read its finding, repair it, resume the run.',
  EFFECT_FAILED: 'another system did not do its part. Repair it and resume, or waive it with a reason.',
  OVERDUE: 'the time limit has passed. Say why, and finish it.',
  HOLD_REVIEW_DUE:
    'the review date of a hold has come. Look whether it is still needed, then release it or place a new one.',
};

/** Ids and codes only. Operators' mailboxes are copied, searched and kept, so no person or tenant is named there. */
export function forOperators(name: MessageName, facts: NoticeFacts): Letter {
  const [state, next] = words[name];
  return {
    subject: `${cleanText(facts.request)}: ${state}`,
    title: `Request ${cleanText(facts.request)}: ${state}`,
    blocks: [
      { is: 'facts', rows: factRows(facts) },
      ...lists(facts),
      says(`Next: ${next}`),
      ...link('Open the request', facts.links.review),
    ],
  };
}

const dateLabels: Readonly<Record<keyof NoticeDates, string>> = {
  receivedAt: 'Received',
  ackDueAt: 'To be acknowledged by',
  completeDueAt: 'To be completed by',
  deadlineAt: 'Waits until',
  dueAt: 'Deletion due',
  startedAt: 'Started',
  endedAt: 'Ended',
};

const dateNames = Object.keys(dateLabels) as readonly (keyof NoticeDates)[];

function factRows(facts: NoticeFacts): readonly (readonly [string, string])[] {
  const dates = dateNames.flatMap((name) => {
    const moment = facts.dates[name];
    return moment === undefined ? [] : [[dateLabels[name], at(moment, facts)] as const];
  });
  const ids = { 'Part of': facts.absorbedBy, Certificate: facts.certificate, Plan: facts.approval?.digest ?? null };
  const rows = facts.approval?.rows ?? facts.rowsDeleted;
  return [
    ['Kind', kindWords(facts.kind)],
    ...dates,
    ...Object.entries(ids).flatMap(([label, id]) => (id === null ? [] : [[label, cleanText(id)] as const])),
    ...(rows === null ? [] : [['Rows', count(rows)] as const]),
  ];
}

const lists = (facts: NoticeFacts): readonly Block[] => [
  ...list(
    'Needs attention',
    facts.attention.map((code) => `${code}: ${attentionWords[code]}`),
  ),
  ...list(
    'Blockers',
    facts.blockers.map(({ name, level }) => `${cleanText(name)} (${level})`),
  ),
  ...list(
    'Findings',
    facts.findings.map(({ code, table }) => (table === '' ? code : `${code} in ${cleanText(table)}`)),
  ),
  ...list(
    'Holds',
    facts.holds.map(({ id, reviewAt }) =>
      reviewAt === null ? cleanText(id) : `${cleanText(id)}, to be reviewed on ${at(reviewAt, facts)}`,
    ),
  ),
];
