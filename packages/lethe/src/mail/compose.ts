import { contentOf, type Letter } from './letter.ts';
import type { Content } from './message.ts';
import type { MessageName, NoticeFacts } from './notice-facts.ts';
import { absorbed } from './notices/absorbed.ts';
import { approvalNeeded, attention, closed, held, released } from './notices/aside.ts';
import { blocked } from './notices/blocked.ts';
import { cancelled } from './notices/cancelled.ts';
import { completed } from './notices/completed.ts';
import { confirmation } from './notices/confirmation.ts';
import { denied } from './notices/denied.ts';
import { expired } from './notices/expired.ts';
import { forOperators } from './notices/for-operators.ts';
import { forwarded } from './notices/forwarded.ts';
import { proof } from './notices/proof.ts';
import { received } from './notices/received.ts';
import { refused } from './notices/refused.ts';
import { reminder } from './notices/reminder.ts';
import { scheduled } from './notices/scheduled.ts';
import { started } from './notices/started.ts';
import { warned } from './notices/warned.ts';
import { closing, isPerson } from './phrases.ts';

type Composer = (facts: NoticeFacts) => Letter;

/** One that is left out does not compile. */
const forPeople: Readonly<Record<MessageName, Composer>> = {
  received,
  proof,
  confirmation,
  warned,
  blocked,
  'approval needed': approvalNeeded,
  scheduled,
  reminder,
  started,
  completed,
  cancelled,
  denied,
  expired,
  refused,
  forwarded,
  held,
  released,
  attention,
  absorbed,
  closed,
};

export const messageNames = Object.keys(forPeople) as readonly MessageName[];

/** What the message says to the one it is for. Pure: the same facts give the same words. */
export function compose(name: MessageName, facts: NoticeFacts): Content {
  const letter = letterOf(name, facts);
  return contentOf({ ...letter, blocks: [...letter.blocks, ...closing(facts)] });
}

function letterOf(name: MessageName, facts: NoticeFacts): Letter {
  if (isPerson(facts.to)) return forPeople[name](facts);
  // A controller is another company: of anything but what was passed on to it, it learns ids alone.
  return facts.to === 'controller' && name === 'forwarded' ? forwarded(facts) : forOperators(name, facts);
}
