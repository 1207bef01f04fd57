import type { Moment } from '../requests/request.ts';
import { cleanText } from './clean-text.ts';
import { dateWords, dayWords } from './date-words.ts';
import { type Block, link, list, says } from './letter.ts';
import type { NoticeFacts, RecipientRole, ResidualFact } from './notice-facts.ts';

export const nothingDeleted = 'Nothing has been deleted yet.';
export const nothingWasDeleted = 'Nothing was deleted.';

/** `the account “Acme GmbH”`. */
export function subjectWords({ kind, shownName }: NoticeFacts, longest = 120): string {
  const name = cleanText(shownName ?? '', longest);
  return name === '' ? `the ${kindWords(kind)}` : `the ${kindWords(kind)} “${name}”`;
}

/** As much of the name as leaves room for state and date in a subject. */
export const inSubject = (facts: NoticeFacts): string => subjectWords(facts, 32);

export const kindWords = (kind: string): string => cleanText(kind, 24);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const count = (rows: number): string => rows.toLocaleString('en-US');

export const records = (rows: number): string => `${count(rows)} ${rows === 1 ? 'record' : 'records'}`;

export const at = (moment: Moment, { timeZone }: NoticeFacts): string => dateWords(moment, timeZone);

export const day = (moment: Moment, { timeZone }: NoticeFacts): string => dayWords(moment, timeZone);

/** A date without which the message would say nothing; that it is there is the caller's to see to. */
export function needed(moment: Moment | undefined, what: string): Moment {
  if (moment === undefined) throw new Error(`bug: the message needs ${what}`);
  return moment;
}

/** The one order of lists of data: the most first, so that a list that is cut loses the least. */
export const largestFirst = <Item extends { readonly rows: number | null }>(items: readonly Item[]): readonly Item[] =>
  [...items].sort((one, other) => (other.rows ?? -1) - (one.rows ?? -1));

/** What remains on purpose, each with its reason and end. */
export const stays = (title: string, facts: NoticeFacts): readonly Block[] => [
  ...list(
    title,
    largestFirst(facts.residuals).map((residual) => residualWords(residual, facts)),
  ),
  ...(facts.backupsUntil === null
    ? []
    : [says(`Backup copies age out by ${day(facts.backupsUntil, facts)}${whenDone(facts)}.`)]),
];

const whenDone = ({ outcome }: NoticeFacts): string =>
  outcome === null ? ', unless something delays the deletion' : '';

function residualWords({ what, rows, reason, until }: ResidualFact, facts: NoticeFacts): string {
  const how = rows === null ? 'not counted yet' : records(rows);
  const end = until === null ? 'kept, end not known yet' : `kept until ${day(until, facts)}`;
  return `${cleanText(what)}: ${how}, ${end} (${cleanText(reason)})`;
}

/** What the requester has to settle, in the words of each blocker. */
export const toSettle = (level: 'warn' | 'block', title: string, { blockers }: NoticeFacts): readonly Block[] =>
  list(
    title,
    blockers.filter((each) => each.level === level).map(({ message }) => cleanText(message, 500)),
  );

export const exportsNeeded = (facts: NoticeFacts): readonly Block[] => [
  ...(facts.exportsNeeded.length === 0
    ? []
    : [
        says(
          `${facts.to === 'owner' ? 'Whoever asked says that they' : 'You said that you'} still need exports of ${facts.exportsNeeded.map((each) => cleanText(each)).join(', ')}.`,
        ),
      ]),
  ...link('Export data', facts.links.export),
];

/** The way out, and what to do when it was somebody else. */
export const cancelling = (facts: NoticeFacts): readonly Block[] => [
  ...link('Cancel deletion', facts.links.cancel),
  ...link('It was not me', facts.links.deny),
];

/** One page may have both. Its address twice, under two names, would look like two things. */
export function denying({ links }: NoticeFacts): readonly Block[] {
  const { deny, prove, confirm } = links;
  return deny !== undefined && (deny === prove || deny === confirm)
    ? [says('To say so, open the same link and choose “It was not me”. That ends the request.')]
    : link('It was not me', deny);
}

/** Of every message: what it is about, where to look, who answers. */
export const closing = (facts: NoticeFacts): readonly Block[] => [
  // By this link one sees the request as its requester does.
  ...(isPerson(facts.to) ? link('See the status', facts.links.status) : []),
  ...(facts.contact === null || isStaff(facts.to) ? [] : [says(`Questions: ${cleanText(facts.contact)}.`)]),
  says(`${cleanText(facts.brand)}. Reference: ${cleanText(facts.request)}. This message was sent by a program.`),
];

export const whyYou = (facts: NoticeFacts): readonly Block[] =>
  facts.to === 'owner'
    ? [says(`You are told because you are an owner or administrator of ${subjectWords(facts)}.`)]
    : [];

/** Of the product's own people, whose data it may be. */
export const isPerson = (to: RecipientRole): boolean => to === 'requester' || to === 'owner';

const isStaff = (to: RecipientRole): boolean => to === 'operator' || to === 'approver';
