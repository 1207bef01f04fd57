import { cleanText } from '../clean-text.ts';
import { type Block, type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import {
  at,
  cancelling,
  capital,
  day,
  exportsNeeded,
  inSubject,
  needed,
  nothingDeleted,
  stays,
  subjectWords,
  toSettle,
  whyYou,
} from '../phrases.ts';

export function scheduled(facts: NoticeFacts): Letter {
  const dueAt = needed(facts.dates.dueAt, 'dueAt');
  const asked = facts.askedBy === null ? [] : [says(`Asked for by: ${cleanText(facts.askedBy)}.`)];
  return {
    subject: `${capital(inSubject(facts))} will be deleted on ${day(dueAt, facts)}`,
    title: 'Deletion is scheduled',
    blocks: [
      says(`${capital(subjectWords(facts))} will be deleted on ${at(dueAt, facts)}.`, nothingDeleted),
      ...asked,
      ...untilThen(facts),
      ...cancelling(facts),
      ...whyYou(facts),
    ],
  };
}

/** What holds until the end of grace, the same in the first message and the reminder. */
export const untilThen = (facts: NoticeFacts): readonly Block[] => [
  ...(facts.grace === 'none'
    ? [says('There is no waiting period: it starts as soon as it can.')]
    : [
        says(
          facts.grace === 'open' ? 'Until then everything can be used as before.' : 'Until then access is restricted.',
          'Export now what you want to keep. You can cancel the deletion until it starts.',
        ),
      ]),
  ...exportsNeeded(facts),
  ...toSettle('warn', 'To settle before', facts),
  ...stays('What stays, and why', facts),
];
