import { type Block, code, type Letter, link, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, denying, kindWords, needed, nothingDeleted } from '../phrases.ts';

/** Whose mailbox this is has not been shown yet, so it is told no name: only what kind of thing it is about. */
export function proof(facts: NoticeFacts): Letter {
  const { links, dates, kind } = facts;
  if (links.prove === undefined && facts.code === null) throw new Error('bug: proof needs a link or a code');
  return {
    subject: 'Please show that this mailbox is yours',
    title: 'Please show that this mailbox is yours',
    blocks: [
      says(`Somebody gave this address in a request for deletion (${kindWords(kind)}).`, nothingDeleted),
      ...ifItWasYou(facts),
      ...code('Code', facts.code),
      says(`Expires ${at(needed(dates.deadlineAt, 'deadlineAt'), facts)}.`),
      says('If it was not you, you need not do anything. Without this step nothing happens.'),
      ...denying(facts),
    ],
  };
}

/** What is not said here would come as a surprise: without a second step, the proof is what starts it all. */
function ifItWasYou(facts: NoticeFacts): readonly Block[] {
  const { links, kind, afterProof } = facts;
  if (afterProof === 'confirmation')
    return [
      says('If it was you, open the link or enter the code. This only shows that you can read this mailbox.'),
      ...link('Show that this mailbox is yours', links.prove),
    ];
  return [
    says(
      'If it was you, open the link or enter the code. It shows that this mailbox is yours, and ' +
        `schedules the deletion of the ${kindWords(kind)}: no second message asks for it. ${beginning(facts)}`,
    ),
    ...link('Show that this mailbox is yours, and schedule deletion', links.prove),
  ];
}

function beginning({ grace, graceFor }: NoticeFacts): string {
  if (grace === 'none' || graceFor === null) return 'The deletion then begins at once, and can no longer be cancelled.';
  const access = grace === 'restricted' ? 'access is restricted' : 'everything can be used as before';
  return `The deletion then begins ${graceFor} later. Until it does, ${access}, and it can be cancelled.`;
}
