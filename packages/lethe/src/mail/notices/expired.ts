import { type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, capital, inSubject, nothingWasDeleted, subjectWords } from '../phrases.ts';

export function expired(facts: NoticeFacts): Letter {
  const { endedAt } = facts.dates;
  const when = endedAt === undefined ? '' : ` on ${at(endedAt, facts)}`;
  return {
    subject: `The request to delete ${inSubject(facts)} has expired`,
    title: 'The request has expired',
    blocks: [
      says(`The request to delete ${subjectWords(facts)} expired${when}: a step was not done in time.`),
      says(nothingWasDeleted, `${capital(subjectWords(facts))} is as it was before the request.`),
      says('If you still want it to be deleted, please ask again.'),
    ],
  };
}
