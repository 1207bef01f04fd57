import { type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, cancelling, exportsNeeded, inSubject, nothingDeleted, subjectWords, toSettle } from '../phrases.ts';

export function blocked(facts: NoticeFacts): Letter {
  const { deadlineAt } = facts.dates;
  const ours = !facts.blockers.some(({ level }) => level === 'block') && facts.exportsNeeded.length === 0;
  return {
    subject: `Deletion of ${inSubject(facts)} is waiting${ours ? '' : ' for you'}`,
    title: 'The deletion cannot go on yet',
    blocks: [
      says(`Your request to delete ${subjectWords(facts)} is waiting.`, nothingDeleted),
      ...toSettle('block', 'What is in the way', facts),
      ...toSettle('warn', 'Also to settle', facts),
      ...exportsNeeded(facts),
      says(
        ours
          ? 'We have something to check on our side. You need not do anything.'
          : 'When this is settled, the deletion goes on by itself. You need not ask again.',
      ),
      ...(deadlineAt === undefined
        ? []
        : [says(`If it is not settled by ${at(deadlineAt, facts)}, the request ends and nothing is deleted.`)]),
      ...cancelling(facts),
    ],
  };
}
