import { cleanText } from '../clean-text.ts';
import { type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { capital, inSubject, subjectWords } from '../phrases.ts';

export function absorbed(facts: NoticeFacts): Letter {
  const wider = facts.absorbedBy === null ? 'a wider deletion' : `a wider deletion (${cleanText(facts.absorbedBy)})`;
  return {
    subject: `${capital(inSubject(facts))} is deleted with a wider deletion`,
    title: 'A wider deletion has started',
    blocks: [
      says(`${capital(subjectWords(facts))} lies in ${wider}. That one has started.`),
      says('The data you asked us to delete is deleted there. You need not do anything.'),
    ],
  };
}
