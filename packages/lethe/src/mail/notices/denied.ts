import { type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { inSubject, nothingWasDeleted, subjectWords, whyYou } from '../phrases.ts';

export function denied(facts: NoticeFacts): Letter {
  return {
    subject: `Deletion of ${inSubject(facts)}: somebody says it was not them`,
    title: 'The request was cancelled',
    blocks: [
      says(`Somebody who got our message says that they did not ask us to delete ${subjectWords(facts)}.`),
      says(`So the request is cancelled. ${nothingWasDeleted}`),
      says('Somebody else may be using this person’s sign-in.'),
      says('Please change the password, sign out all other sessions, and look at who has access.'),
      ...whyYou(facts),
    ],
  };
}
