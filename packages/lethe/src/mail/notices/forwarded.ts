import { cleanText } from '../clean-text.ts';
import { type Block, type Letter, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, inSubject, kindWords, subjectWords } from '../phrases.ts';

export function forwarded(facts: NoticeFacts): Letter {
  return facts.to === 'controller' ? toController(facts) : toRequester(facts);
}

function toRequester(facts: NoticeFacts): Letter {
  const { endedAt } = facts.dates;
  const when = endedAt === undefined ? '' : ` on ${at(endedAt, facts)}`;
  return {
    subject: `Your request to delete ${inSubject(facts)} was passed on`,
    title: 'Your request was passed on',
    blocks: [
      says(`Your request to delete ${subjectWords(facts)} went to ${controller(facts)}${when}.`),
      says('They decide about this data, and they will answer you.', 'We deleted nothing.'),
    ],
  };
}

/** Another company: it is told what the person gave for it, and no name or address of ours beside that. */
function toController(facts: NoticeFacts): Letter {
  const { receivedAt, completeDueAt } = facts.dates;
  const given: Block[] =
    facts.passedOn.length === 0
      ? []
      : [{ is: 'facts', rows: facts.passedOn.map(([label, value]) => [cleanText(label), cleanText(value)]) }];
  return {
    subject: `A request for deletion for you: ${cleanText(facts.request)}`,
    title: 'A request for deletion for you to answer',
    blocks: [
      says(`We received a request for deletion (${kindWords(facts.kind)}) about data you decide about.`),
      ...given,
      ...(receivedAt === undefined ? [] : [says(`It reached us on ${at(receivedAt, facts)}.`)]),
      ...(completeDueAt === undefined ? [] : [says(`We count its time limit to ${at(completeDueAt, facts)}.`)]),
      says('Please answer the person yourselves. We delete nothing until you tell us to.'),
    ],
  };
}

const controller = ({ controllerName }: NoticeFacts): string =>
  controllerName === null ? 'those who decide about this data' : cleanText(controllerName);
