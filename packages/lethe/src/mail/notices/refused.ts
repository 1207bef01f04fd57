import type { RefuseReason } from '../../requests/event.ts';
import { cleanText } from '../clean-text.ts';
import { type Block, type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, inSubject, nothingWasDeleted, subjectWords } from '../phrases.ts';

const because: Readonly<Record<RefuseReason, string>> = {
  'not verified': 'We could not verify that the request comes from the person it names.',
  'not entitled': 'The person who asked may not ask for this deletion.',
  unfounded: 'The request has no ground that we can act on.',
  repeated: 'It repeats a request that we have answered or are working on.',
  'must be kept': 'We are required to keep this data.',
};

export function refused(facts: NoticeFacts): Letter {
  return {
    subject: `Your request to delete ${inSubject(facts)} was refused`,
    title: 'Your request was refused',
    blocks: [
      says(`We will not delete ${subjectWords(facts)} on this request. ${nothingWasDeleted}`),
      ...reason(facts),
      ...clock(facts),
      says('If you think this is wrong, tell us why.', 'You can also complain to a data protection authority.'),
    ],
  };
}

function reason({ refusal }: NoticeFacts): readonly Block[] {
  if (refusal === null) throw new Error('bug: a refusal needs its reason');
  const { repeats, explanation } = refusal;
  return [
    says(`Reason: ${because[refusal.reason]}`),
    ...(repeats === null ? [] : [says(`The other request: ${cleanText(repeats)}.`)]),
    ...(explanation === null ? [] : [says(cleanText(explanation, 1_000))]),
  ];
}

function clock(facts: NoticeFacts): readonly Block[] {
  const { receivedAt, ackDueAt, completeDueAt, endedAt } = facts.dates;
  const dates = { Received: receivedAt, 'To be acknowledged by': ackDueAt, 'To be answered by': completeDueAt };
  const rows = Object.entries({ ...dates, Refused: endedAt }).flatMap(([label, moment]) =>
    moment === undefined ? [] : [[label, at(moment, facts)] as const],
  );
  return rows.length === 0 ? [] : [{ is: 'facts', rows }];
}
