import { type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, cancelling, capital, day, inSubject, needed, nothingDeleted, subjectWords, whyYou } from '../phrases.ts';
import { untilThen } from './scheduled.ts';

export function reminder(facts: NoticeFacts): Letter {
  const dueAt = needed(facts.dates.dueAt, 'dueAt');
  return {
    subject: `Reminder: ${inSubject(facts)} will be deleted on ${day(dueAt, facts)}`,
    title: 'Reminder: deletion is scheduled',
    blocks: [
      says(`${capital(subjectWords(facts))} will be deleted on ${at(dueAt, facts)}.`, nothingDeleted),
      ...untilThen(facts),
      ...cancelling(facts),
      ...whyYou(facts),
    ],
  };
}
