import { type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, cancelling, exportsNeeded, inSubject, nothingDeleted, subjectWords, toSettle } from '../phrases.ts';

export function warned(facts: NoticeFacts): Letter {
  const { dueAt } = facts.dates;
  const until = dueAt === undefined ? 'before the deletion starts' : `before ${at(dueAt, facts)}`;
  return {
    subject: `Please look at this before ${inSubject(facts)} is deleted`,
    title: 'Something to settle before the deletion',
    blocks: [
      says(`This is about your request to delete ${subjectWords(facts)}.`, nothingDeleted),
      ...toSettle('warn', 'To settle before', facts),
      ...exportsNeeded(facts),
      says(
        `The deletion goes on without it. To settle it, do so ${until}. An amount that is open stays owed after the deletion.`,
      ),
      ...cancelling(facts),
    ],
  };
}
