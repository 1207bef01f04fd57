import { cleanText } from '../clean-text.ts';
import { type Block, code, type Letter, link, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, denying, exportsNeeded, inSubject, needed, stays, subjectWords, toSettle } from '../phrases.ts';

export function confirmation(facts: NoticeFacts): Letter {
  const { links, dates } = facts;
  if (links.confirm === undefined && facts.code === null) throw new Error('bug: confirmation needs a link or a code');
  return {
    subject: `Confirm: schedule deletion of ${inSubject(facts)}`,
    title: 'Confirm that the deletion is to be scheduled',
    blocks: [
      says(`${asker(facts)} to delete ${subjectWords(facts)}.`, 'Nothing has been deleted or scheduled yet.'),
      ...link('Look at it and confirm', links.confirm),
      ...code('Code', facts.code),
      says(`Expires ${at(needed(dates.deadlineAt, 'deadlineAt'), facts)}. If nobody confirms, nothing happens.`),
      whatConfirmingDoes(facts),
      ...toSettle('warn', 'To settle before', facts),
      ...exportsNeeded(facts),
      ...stays('What stays, and why', facts),
      ...link('Cancel deletion', links.cancel),
      says('You did not ask for this? Then do not confirm, and tell us.'),
      ...denying(facts),
    ],
  };
}

const asker = ({ askedBy }: NoticeFacts): string =>
  askedBy === null ? 'You asked us' : `${cleanText(askedBy)} asked us`;

function whatConfirmingDoes(facts: NoticeFacts): Block {
  if (facts.grace === 'none')
    return says('There is no waiting period: deletion starts when you confirm, and from then on cannot be cancelled.');
  const until = at(needed(facts.dates.dueAt, 'dueAt'), facts);
  return says(
    `Confirming starts a waiting period. If you confirm now, it lasts until ${until}; nothing is deleted before.`,
    'Until then you can cancel the deletion at any time.',
    facts.grace === 'open' ? 'Everything can be used as before until then.' : 'Access is restricted until then.',
  );
}
