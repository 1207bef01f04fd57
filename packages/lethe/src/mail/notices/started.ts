import { type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, capital, inSubject, stays, subjectWords, whyYou } from '../phrases.ts';

export function started(facts: NoticeFacts): Letter {
  const { startedAt } = facts.dates;
  const when = startedAt === undefined ? '' : ` on ${at(startedAt, facts)}`;
  return {
    subject: `Deletion of ${inSubject(facts)} has started`,
    title: 'Deletion has started',
    blocks: [
      says(`${capital(subjectWords(facts))} is being deleted. This started${when}.`),
      says('It cannot be cancelled any more. Access is restricted while it runs.'),
      ...stays('What stays, and why', facts),
      says('You will get a message when it is done.'),
      ...whyYou(facts),
    ],
  };
}
