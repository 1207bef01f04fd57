import { z } from 'zod';
import { errorCodes, LetheError } from '../../errors.ts';
import { problemKinds } from '../problem-table.ts';
import { everyone, type Route, route } from '../route.ts';
import { html } from './html.ts';
import { linkRoutes } from './link.ts';
import { pageAnswer } from './page.ts';
import { requestFormRoutes } from './request-form.ts';
import { statusRoutes } from './status.ts';
import { stylesheet } from './stylesheet.ts';

const nothing = z.object({});
const base = {
  surface: 'page',
  method: 'GET',
  may: everyone,
  params: nothing,
  query: nothing,
  body: nothing,
  answers: {},
} as const;

const index = route({
  ...base,
  operation: 'showIndex',
  path: '/',
  summary: 'What is here.',
  handle: async ({ context }) =>
    pageAnswer(
      {
        title: 'Deleting your data',
        body: html`<ul>
<li><a href="/request">Ask for a deletion</a> without signing in</li>
<li><a href="/status">Status of a request</a>, with the code in your message</li>
<li><a href="/openapi.json">The API</a>, for programs</li>
</ul>`,
      },
      context,
    ),
});

const problem = route({
  ...base,
  operation: 'showProblem',
  path: '/problems/:code',
  summary: 'What a problem means, and what to do.',
  params: z.object({ code: z.string().max(100) }),
  async handle({ context, params }) {
    const code = errorCodes.find((each) => each === params.code);
    if (code === undefined) throw new LetheError('ROUTE_UNKNOWN', 'There is no such problem.');
    const { title, status } = problemKinds[code];
    const { next, retryable } = new LetheError(code, title);
    const body = html`<dl>
<dt>Code</dt><dd>${code}</dd>
<dt>Status</dt><dd>${status}</dd>
<dt>What to do</dt><dd>${next}</dd>
<dt>Try the same call again</dt><dd>${retryable ? 'yes, it may succeed later' : 'no, something has to change first'}</dd>
</dl>`;
    return pageAnswer({ title, body }, context);
  },
});

const styles = route({
  ...base,
  operation: 'readStylesheet',
  path: '/assets/lethe.css',
  summary: 'How pages look.',
  handle: async () => ({
    text: stylesheet,
    type: 'text/css; charset=utf-8',
    headers: { 'cache-control': 'public, max-age=3600' },
  }),
});

export const pageRoutes: readonly Route[] = [
  index,
  ...requestFormRoutes,
  ...linkRoutes,
  ...statusRoutes,
  problem,
  styles,
];
