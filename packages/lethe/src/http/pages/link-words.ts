import { dateWords } from '../../mail/date-words.ts';
import type { LinkView } from '../backend.ts';
import { type Html, html } from './html.ts';
import type { Page } from './page.ts';

const nothingYet = 'Nothing has been deleted.';

/** `“Acme Support”`, or kind:key where people have no name for it. */
export const linkName = ({ name, subject }: LinkView): string => name ?? subject ?? 'this';

export const dueWords = ({ dueAt, timeZone }: LinkView): string | null =>
  dueAt === null ? null : dateWords(dueAt, timeZone);

/** What the button would do, with its date. */
export const wouldBeDueWords = ({ wouldBeDueAt, timeZone }: LinkView): string | null =>
  wouldBeDueAt === null ? null : dateWords(wouldBeDueAt, timeZone);

const paragraphs = (...texts: readonly (string | null)[]): Html[] =>
  texts.filter((text) => text !== null).map((text) => html`<p>${text}</p>`);

type Closed = Exclude<LinkView['is'], 'open'>;

/** A link that can no longer be used says why, and what to do instead. */
export const closedPages: Readonly<Record<Closed, (view: LinkView) => Page>> = {
  used: (view) => usedPage(view),
  superseded: () => ({
    title: 'A newer message was sent',
    body: paragraphs('This link was replaced. Use the link in the newest message.', nothingYet),
  }),
  expired: () => ({
    title: 'This link has expired',
    body: paragraphs(`The time to use it is over. ${nothingYet}`, 'Ask for the deletion again if you still want it.'),
  }),
  cancelled: (view) => ({
    title: 'The deletion was cancelled',
    body: paragraphs(`“${linkName(view)}” stays. ${nothingYet}`, 'Ask for the deletion again if you want it.'),
  }),
  done: (view) => ({
    title: 'The deletion is done',
    body: paragraphs(`The deletion of “${linkName(view)}” has begun or is done. It can no longer be cancelled.`),
  }),
  held: (view) => ({
    title: 'We are required to keep some data for now',
    body: paragraphs(
      `“${linkName(view)}” cannot be deleted at the moment. The request goes on by itself when that ends.`,
      nothingYet,
    ),
  }),
  unknown: () => ({
    title: 'This link is not known',
    body: paragraphs(
      'It may have been cut off on its way. Open the whole link from the message again.',
      'If that does not help, ask for a new message.',
    ),
  }),
};

function usedPage(view: LinkView): Page {
  if (view.state === 'cancelled') return closedPages.cancelled(view);
  const due = dueWords(view);
  // Where there is no second step, the proof has done it.
  if (view.state === 'scheduled')
    return {
      title: 'Deletion is scheduled',
      body: paragraphs(
        due === null ? 'The deletion is about to begin.' : `“${linkName(view)}” will be deleted on ${due}.`,
        accessWords(view),
        'Until then it can be cancelled: with the link in the message, or where you asked for it.',
      ),
    };
  return {
    title: 'This link was used',
    body: paragraphs('What it was for is done.', stateWords(view)),
  };
}

/** Of the time until it begins; null: as before. */
const accessWords = ({ access }: LinkView): string | null =>
  access === 'restricted' ? 'Until then access is restricted.' : null;

function stateWords({ state }: LinkView): string | null {
  if (state === 'confirming') return 'Next comes a message with a link to confirm the deletion.';
  return state === 'blocked' ? 'Something is in the way of the deletion; it is in a message.' : null;
}
