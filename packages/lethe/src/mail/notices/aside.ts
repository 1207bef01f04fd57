import { type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { inSubject, subjectWords } from '../phrases.ts';

/**
 * What operators are told of the other side, should a person be told at all. Of a hold nothing but that there is one:
 * whose matter it is, is nobody's business.
 */
export const held = (facts: NoticeFacts): Letter =>
  brief(facts, 'is on hold', 'We are required to keep some data for now.', 'It goes on when that has ended.');

export const released = (facts: NoticeFacts): Letter =>
  brief(facts, 'goes on', 'We are no longer required to keep the data.', 'You need not ask again.');

export const attention = (facts: NoticeFacts): Letter =>
  brief(facts, 'takes longer', 'Something needs our attention first.', 'You need not do anything.');

export const approvalNeeded = (facts: NoticeFacts): Letter =>
  brief(facts, 'waits for us', 'A second person here has to agree first.', 'You need not do anything.');

export const closed = (facts: NoticeFacts): Letter =>
  brief(facts, 'is complete', 'What was kept for a while is gone now too.', 'This was our last message about it.');

function brief(facts: NoticeFacts, state: string, ...sentences: readonly string[]): Letter {
  return {
    subject: `Deletion of ${inSubject(facts)} ${state}`,
    title: `Deletion ${state}`,
    blocks: [says(`This is about the deletion of ${subjectWords(facts)}.`), says(...sentences)],
  };
}
