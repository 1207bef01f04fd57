import type { Answer, Context, SetCookie } from '../route.ts';
import { type Html, html } from './html.ts';

export interface Page {
  /** Of the window and of the one heading: it names the state. */
  readonly title: string;
  readonly body: Html | readonly Html[];
}

export type About = Pick<Context, 'settings' | 'development'>;

/** A whole page: works without scripts, in the width of a telephone, and read aloud. */
export function pageText({ title, body }: Page, { settings, development }: About): string {
  const { brand, contact } = settings;
  return `<!doctype html>\n${
    html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${brand}</title>
<link rel="stylesheet" href="/assets/lethe.css">
</head>
<body>
${development === null ? null : developmentBanner}
<header><p class="brand">${brand}</p></header>
<main>
<h1>${title}</h1>
${body}
</main>
<footer><p><a href="/">All pages</a> · <a href="/status">Status of a request</a>${contactWords(contact)}</p></footer>
</body>
</html>
`.text
  }`;
}

const contactWords = (contact: string | null): Html | null =>
  contact === null ? null : html` · Questions: ${contact}`;

const developmentBanner = html`<p class="development" role="note"><strong>Development.</strong> Mail goes to <a href="/dev/mailbox">this mailbox</a>, time can be moved at <a href="/dev/clock">this clock</a>. Nothing here is real.</p>`;

/** The page as an answer. */
export function pageAnswer(
  page: Page,
  about: About,
  more: { readonly status?: number; readonly cookies?: readonly SetCookie[] } = {},
): Answer {
  return { text: pageText(page, about), type: 'text/html; charset=utf-8', ...more };
}

/** To a clean address, with GET. */
export const redirect = (location: string, cookies: readonly SetCookie[] = []): Answer => ({
  status: 303,
  text: '',
  type: 'text/plain; charset=utf-8',
  headers: { location },
  cookies,
});
