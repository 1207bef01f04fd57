import { z } from 'zod';
import { publicRequest } from '../../wire/public-request.ts';
import { everyone, type Route, route, type SetCookie } from '../route.ts';
import { publicWords } from '../routes/public.ts';
import { type Html, html } from './html.ts';
import { type Page, pageAnswer } from './page.ts';
import { formToken, newFormSecret, requireFormToken, requireOwnForm } from './same-site.ts';

const cookieName = 'lethe_form';
const nothing = z.object({});
const base = {
  surface: 'page',
  path: '/request',
  may: everyone,
  params: nothing,
  query: nothing,
  answers: {},
} as const;

const secretCookie = (value: string): SetCookie => ({ name: cookieName, value, path: '/request', maxAgeSeconds: 3600 });

const show = route({
  ...base,
  operation: 'showRequestForm',
  method: 'GET',
  summary: 'Ask for a deletion without being signed in.',
  body: nothing,
  async handle({ context, cookies }) {
    const secret = cookies[cookieName] ?? newFormSecret();
    const page = formPage(context.backend.forms.kinds(), { form: formToken(secret), written: {}, wrong: [] });
    return pageAnswer(page, context, { cookies: [secretCookie(secret)] });
  },
});

const field = z.string().max(2000).default('');

const send = route({
  ...base,
  operation: 'sendRequestForm',
  method: 'POST',
  summary: 'Ask for a deletion without being signed in. The answer is the same for everyone.',
  body: z.object({
    form: field,
    address: field,
    kind: field,
    named: field,
    exportsNeeded: z.literal('yes').optional(),
  }),
  async handle(call) {
    requireOwnForm(call);
    const secret = call.cookies[cookieName] ?? '';
    requireFormToken(secret, call.body.form);
    const { exportsNeeded, form, ...written } = call.body;
    const read = publicRequest.safeParse({
      ...written,
      address: written.address.trim(),
      exportsNeeded: exportsNeeded === 'yes',
    });
    const { backend } = call.context;
    if (!read.success) {
      const wrong = read.error.issues.map(({ path }) => String(path[0]));
      return pageAnswer(formPage(backend.forms.kinds(), { form, written, wrong }), call.context, { status: 422 });
    }
    await backend.forms.wish(read.data);
    return pageAnswer(thanks, call.context, { status: 202 });
  },
});

const thanks: Page = {
  title: 'Look into your mailbox',
  body: html`<p>${publicWords}</p><p>The message has a link. Open it and do what its page says. If no message comes, check the address and ask again.</p>`,
};

interface Filled {
  readonly form: string;
  readonly written: Readonly<Record<string, string>>;
  /** Fields that have to be looked at again. */
  readonly wrong: readonly string[];
}

function formPage(kinds: readonly string[], filled: Filled): Page {
  const title = 'Ask for a deletion';
  if (kinds.length === 0)
    return { title, body: html`<p>Deletions are not asked for here. Sign in and ask for them in the settings.</p>` };
  return { title, body: [checklist, fieldsOf(kinds, filled)] };
}

const checklist = html`<p>You can ask here without signing in. We then write to your mailbox to see that it is you. Nothing is deleted before you have opened the link in that message and said yes there.</p>
<h2>Before you ask</h2>
<ul>
<li>Export what you still need.</li>
<li>Disconnect integrations that would go on writing.</li>
<li>Be sure what is to be deleted.</li>
<li>Use the address of somebody whose role may ask for it: nobody else is written to.</li>
</ul>`;

const labels: Readonly<Record<string, string>> = {
  address: 'Write your e-mail address as it is in the account.',
  kind: 'Choose what is to be deleted.',
  named: 'Write the address name (handle) or key of what is to be deleted. What people call it is not looked for.',
};

function fieldsOf(kinds: readonly string[], { form, written, wrong }: Filled): Html {
  const about = (name: string): Html | null =>
    wrong.includes(name) ? html` aria-invalid="true" aria-describedby="wrong-${name}"` : null;
  const said = (name: string): Html | null =>
    wrong.includes(name)
      ? html`<p class="error" id="wrong-${name}">${labels[name] ?? 'Look at this again.'}</p>`
      : null;
  return html`<h2>Your request</h2>
${wrong.length === 0 ? null : html`<p class="error" role="alert">Something is missing. Nothing was sent.</p>`}
<form method="post" action="/request">
<input type="hidden" name="form" value="${form}">
<label for="address">Your e-mail address</label>${said('address')}
<input type="email" id="address" name="address" autocomplete="email" maxlength="320" required value="${written['address'] ?? ''}"${about('address')}>
<label for="kind">What is to be deleted</label>${said('kind')}
<select id="kind" name="kind" required${about('kind')}>
${kinds.map((kind) => html`<option value="${kind}"${written['kind'] === kind ? html` selected` : null}>${kind}</option>`)}
</select>
<label for="named">Its address name (handle) or key</label>${said('named')}
<input type="text" id="named" name="named" maxlength="200" required value="${written['named'] ?? ''}"${about('named')}>
<p><label class="inline"><input type="checkbox" name="exportsNeeded" value="yes"> There are exports I still need</label></p>
<button>Ask for the deletion</button>
</form>`;
}

export const requestFormRoutes: readonly Route[] = [show, send];
