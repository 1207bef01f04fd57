import { z } from 'zod';
import { dateWords } from '../../mail/date-words.ts';
import type { State } from '../../requests/state.ts';
import type { PublicStatus } from '../backend.ts';
import { presentPublicStatus } from '../present/public-status.ts';
import { everyone, type Route, route, type SetCookie } from '../route.ts';
import { type Html, html } from './html.ts';
import { type Page, pageAnswer, redirect } from './page.ts';
import { formToken, newFormSecret, requireFormToken, requireOwnForm } from './same-site.ts';

const codeCookieName = 'lethe_status';
const formCookieName = 'lethe_status_form';
const nothing = z.object({});
const base = { surface: 'page', may: everyone, query: nothing, answers: {} } as const;

const cookie = (name: string, value: string): SetCookie => ({ name, value, path: '/status', maxAgeSeconds: 3600 });

/** Written in groups of five for people; stored without. */
const plain = (code: string): string => code.replaceAll(/[\s-]/gu, '');
const isCode = (code: string): boolean => /^\w{1,200}$/u.test(code);

const arrive = route({
  ...base,
  operation: 'arriveByStatusCode',
  method: 'GET',
  path: '/status/:code',
  summary: 'From a link with the code to an address without it.',
  params: z.object({ code: z.string().max(2000) }),
  body: nothing,
  secretPath: true,
  async handle({ params }) {
    const code = plain(params.code);
    return redirect('/status', [cookie(codeCookieName, isCode(code) ? code : 'unknown')]);
  },
});

const show = route({
  ...base,
  operation: 'showStatus',
  method: 'GET',
  path: '/status',
  summary: 'How far a request is, in words.',
  params: nothing,
  body: nothing,
  async handle({ context, cookies }) {
    const code = cookies[codeCookieName];
    const secret = cookies[formCookieName] ?? newFormSecret();
    const found = code === undefined || !isCode(code) ? null : await context.backend.forms.status(code);
    const unknown = code !== undefined && found === null;
    const body = [
      ...(found === null ? [] : [statusBody(found)]),
      ...(unknown
        ? [html`<p class="error" role="alert">No request has this code. Check it; it is in the message.</p>`]
        : []),
      codeForm(formToken(secret)),
    ];
    const page: Page = { title: found === null ? 'Status of a request' : titles[found.state], body };
    return pageAnswer(page, context, {
      status: unknown ? 404 : 200,
      cookies: [cookie(formCookieName, secret)],
    });
  },
});

const look = route({
  ...base,
  operation: 'askForStatus',
  method: 'POST',
  path: '/status',
  summary: 'Look a request up by its code.',
  params: nothing,
  body: z.object({ form: z.string().max(200), code: z.string().max(400) }),
  async handle(call) {
    requireOwnForm(call);
    requireFormToken(call.cookies[formCookieName] ?? '', call.body.form);
    const code = plain(call.body.code);
    return redirect('/status', [cookie(codeCookieName, isCode(code) ? code : 'unknown')]);
  },
});

const titles: Readonly<Record<State, string>> = {
  received: 'Your request was received',
  verifying: 'We are verifying your request',
  confirming: 'Your request waits to be confirmed',
  blocked: 'Something is in the way of your request',
  scheduled: 'Deletion is scheduled',
  held: 'We are required to keep some data for now',
  running: 'The deletion is being carried out',
  completed: 'The deletion is done',
  closed: 'The deletion is done, and nothing is left',
  cancelled: 'The deletion was cancelled',
  expired: 'The request ran out',
  refused: 'The request was refused',
  forwarded: 'The request was passed on',
};

function statusBody(status: PublicStatus): Html {
  const date = (moment: number): string => dateWords(moment, 'UTC');
  return html`<p>${presentPublicStatus(status).next}</p>
<dl>
<dt>Received</dt><dd>${date(status.receivedAt)}</dd>
${status.dueAt === null ? null : html`<dt>Begins</dt><dd>${date(status.dueAt)}</dd>`}
<dt>Done by</dt><dd>${date(status.completeDueAt)} at the latest</dd>
</dl>
${status.residuals.length === 0 ? null : html`<h2>What is kept</h2><ul>${status.residuals.map(residualItem)}</ul>`}`;
}

const residualItem = ({ reason, until }: PublicStatus['residuals'][number]): Html =>
  html`<li>${reason}: ${until === null ? 'no end is known yet' : `until ${until.slice(0, 10)}`}</li>`;

const codeForm = (form: string): Html =>
  html`<h2>Look a request up</h2>
<form method="post" action="/status">
<input type="hidden" name="form" value="${form}">
<label for="code">The code in your message</label>
<input type="text" id="code" name="code" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="400" required>
<button>Show status</button>
</form>`;

export const statusRoutes: readonly Route[] = [arrive, show, look];
