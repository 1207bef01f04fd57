import { cleanText, shorten } from './clean-text.ts';
import { htmlOf } from './letter-html.ts';
import { textOf } from './letter-text.ts';
import type { Content } from './message.ts';

/** A message before it has a form. Text and HTML are made of the same blocks, so they say the same. */
export interface Letter {
  readonly subject: string;
  /** The state, in a few words. */
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly is: 'says'; readonly text: string }
  | { readonly is: 'list'; readonly title: string; readonly items: readonly string[] }
  | { readonly is: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly is: 'link'; readonly label: string; readonly url: string }
  | { readonly is: 'code'; readonly label: string; readonly code: string };

export const says = (...texts: readonly string[]): Block => ({ is: 'says', text: texts.join(' ') });

/** Nothing, where there is nothing to list. */
export const list = (title: string, items: readonly string[]): readonly Block[] =>
  items.length === 0 ? [] : [{ is: 'list', title, items }];

/** Nothing, where no such link was given. */
export const link = (label: string, url: string | undefined): readonly Block[] =>
  url === undefined ? [] : [{ is: 'link', label, url: checked(url) }];

export const code = (label: string, given: string | null): readonly Block[] =>
  given === null ? [] : [{ is: 'code', label, code: cleanText(given) }];

/** Longer subjects are cut off in lists of messages, and the date with them. */
const longestSubject = 100;

export const contentOf = (letter: Letter): Content => ({
  subject: shorten(letter.subject, longestSubject),
  text: textOf(letter),
  html: htmlOf(letter),
});

/** Links are ours. One that is none would be a `javascript:` or a broken line, so it is never sent. */
function checked(url: string): string {
  if (!/^https?:\/\/[\x21-\x7E]+$/.test(url) || !URL.canParse(url)) throw new Error('bug: a link is no http address');
  return url;
}
