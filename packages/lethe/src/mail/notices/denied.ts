import { type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { inSubject, nothingWasDeleted, subjectWords, whyYou } from '../phrases.ts';

export function denied(facts: NoticeFacts): Letter {
  const what = `a request to delete ${subjectWords(facts)}`;
  return {
    subject: `Deletion of ${inSubject(facts)}: somebody says it was not them`,
    title: 'The request was cancelled',
    blocks: [
      says(
        facts.to === 'owner'
          ? `We asked somebody to confirm ${what}. They say that they did not make it.`
          : `We were told from this mailbox that it did not make ${what}.`,
        `So the request is cancelled. ${nothingWasDeleted}`,
      ),
      says('Somebody else may be using this person’s sign-in.'),
      says('Please change the password, sign out all other sessions, and look at who has access.'),
      ...whyYou(facts),
    ],
  };
}
