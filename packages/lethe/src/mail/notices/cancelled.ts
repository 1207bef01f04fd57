import { cleanText } from '../clean-text.ts';
import { type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, capital, inSubject, nothingWasDeleted, subjectWords, whyYou } from '../phrases.ts';

export function cancelled(facts: NoticeFacts): Letter {
  const { endedAt } = facts.dates;
  const when = endedAt === undefined ? '' : ` on ${at(endedAt, facts)}`;
  return {
    subject: `Deletion of ${inSubject(facts)} is cancelled`,
    title: 'Deletion is cancelled',
    blocks: [
      ...(facts.absorbedBy === null
        ? [
            says(`The deletion of ${subjectWords(facts)} was cancelled${when}.`, nothingWasDeleted),
            says(`${capital(subjectWords(facts))} is as it was before the request.`),
          ]
        : [
            says(`This request to delete ${subjectWords(facts)} was cancelled${when}.`),
            says(
              `It lies in a wider deletion that has started and goes on: ${cleanText(facts.absorbedBy)}.`,
              'Its data is deleted there.',
            ),
          ]),
      ...whyYou(facts),
    ],
  };
}
