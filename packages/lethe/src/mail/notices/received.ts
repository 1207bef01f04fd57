import { type Letter, link, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, inSubject, nothingDeleted, subjectWords } from '../phrases.ts';

export function received(facts: NoticeFacts): Letter {
  const { receivedAt, completeDueAt } = facts.dates;
  const when = receivedAt === undefined ? '' : ` on ${at(receivedAt, facts)}`;
  return {
    subject: `We received your request to delete ${inSubject(facts)}`,
    title: 'We received your request',
    blocks: [
      says(`We received your request to delete ${subjectWords(facts)}${when}.`, nothingDeleted),
      says(
        facts.proven
          ? 'You have shown that you may ask for this.'
          : 'First we check that it comes from somebody who may ask for this.',
      ),
      ...(completeDueAt === undefined ? [] : [says(`You will have our answer by ${at(completeDueAt, facts)}.`)]),
      ...link('Cancel deletion', facts.links.cancel),
    ],
  };
}
