import { z } from 'zod';
import { LetheError } from '../../errors.ts';
import type { LinkView } from '../backend.ts';
import { type Answer, type Context, everyone, type RawCall, type Route, route, type SetCookie } from '../route.ts';
import { type Html, html } from './html.ts';
import { closedPages, dueWords, linkName, wouldBeDueWords } from './link-words.ts';
import { type Page, pageAnswer, redirect } from './page.ts';
import { formToken, requireFormToken, requireOwnForm } from './same-site.ts';

const cookieName = 'lethe_link';
const nothing = z.object({});
const base = { surface: 'page', may: everyone, query: nothing, answers: {} } as const;

const tokenCookie = (value: string | null): SetCookie => ({
  name: cookieName,
  value,
  path: '/link',
  maxAgeSeconds: 30 * 60,
});

/** Scanners open every link, and more than once: this looks at nothing and changes nothing. */
const arrive = route({
  ...base,
  operation: 'arriveByLink',
  method: 'GET',
  path: '/link/:token',
  summary: 'From a mailed link to an address that tells nobody its token.',
  params: z.object({ token: z.string().max(2000) }),
  body: nothing,
  secretPath: true,
  handle: async ({ params }) => redirect('/link', [tokenCookie(isToken(params.token) ? params.token : null)]),
});

const isToken = (text: string): boolean => /^[\w.~-]{1,500}$/u.test(text);

function tokenOf({ cookies }: Pick<RawCall, 'cookies'>): string | null {
  const token = cookies[cookieName] ?? '';
  return isToken(token) ? token : null;
}

const show = route({
  ...base,
  operation: 'showLink',
  method: 'GET',
  path: '/link',
  summary: 'What a mailed link is for, and whether it still is.',
  params: nothing,
  body: nothing,
  async handle(call) {
    const token = tokenOf(call);
    if (token === null) return pageAnswer(noLink, call.context, { status: 404 });
    const view = await call.context.backend.links.read(token);
    return viewAnswer(view, { token, context: call.context, wrong: null });
  },
});

const noLink: Page = {
  title: 'Open the link in the message again',
  body: html`<p>This page was open for too long, or was opened without the link. Nothing has been deleted.</p>`,
};

const actions = ['prove', 'confirm', 'deny', 'cancel'] as const;
type Action = (typeof actions)[number];

/** The one a link of each purpose is for, and what a person can say instead of it. */
const offered: Readonly<Record<LinkView['purpose'], readonly Action[]>> = {
  proof: ['prove', 'deny'],
  confirmation: ['confirm', 'deny'],
  cancel: ['cancel'],
  unknown: [],
};

const use = route({
  ...base,
  operation: 'useLink',
  method: 'POST',
  path: '/link',
  summary: 'The human step: what the page of a link asks for.',
  params: nothing,
  body: z.object({
    form: z.string().max(200),
    action: z.enum(actions),
    typed: z.string().max(500).default(''),
  }),
  async handle(call) {
    requireOwnForm(call);
    const token = tokenOf(call);
    if (token === null) return pageAnswer(noLink, call.context, { status: 404 });
    requireFormToken(token, call.body.form);
    const { links } = call.context.backend;
    const typed = call.body.typed.normalize('NFKC').trim();
    const { action } = call.body;
    const before = await links.read(token);
    const shown = { token, context: call.context };
    // A script that sends the form without typing gets no further than this.
    const idle = (action === 'prove' || action === 'confirm') && typed === '';
    if (!offered[before.purpose].includes(action) || (before.is !== 'open' && !mayDeny(before, action)))
      return viewAnswer(before, { ...shown, wrong: null });
    if (idle) return viewAnswer(before, { ...shown, wrong: `Type ${linkName(before)} into the field.` });
    return outcomeOf({ before, shown, run: () => links.use(token, action, typed) });
  },
});

/** That it was not them can be said as long as anything is to come of it, whatever became of the link. */
const mayDeny = ({ is }: LinkView, action: Action): boolean => action === 'deny' && deniable.includes(is);
const deniable: readonly LinkView['is'][] = ['open', 'used', 'superseded', 'expired', 'held'];

interface Use {
  readonly before: LinkView;
  readonly shown: Omit<Shown, 'wrong'>;
  run(): Promise<LinkView>;
}

async function outcomeOf({ before, shown, run }: Use): Promise<Answer> {
  try {
    const after = await run();
    const wrong =
      after.is === 'open' ? `That is not what was asked for. Type ${linkName(after)} into the field.` : null;
    return viewAnswer(after, { ...shown, wrong });
  } catch (error) {
    if (!(error instanceof LetheError) || !saidOnPage.includes(error.code)) throw error;
    const { text } = error.details;
    return viewAnswer(before, { ...shown, wrong: typeof text === 'string' ? text : error.message });
  }
}

/** Errors of whoever fills the form in; anything else is a page of its own. */
const saidOnPage: readonly string[] = ['CONFIRM_MISMATCH', 'REQUEST_REFUSED', 'INPUT_INVALID', 'TOO_OFTEN'];

interface Shown {
  readonly token: string;
  readonly context: Context;
  /** What was wrong with what was sent. */
  readonly wrong: string | null;
}

function viewAnswer(view: LinkView, { token, context, wrong }: Shown): Answer {
  if (view.is !== 'open') {
    const { title, body } = closedPages[view.is](view);
    const deny = offered[view.purpose].includes('deny') && deniable.includes(view.is);
    const more = deny ? [denyForm({ form: formToken(token), wrong })] : [];
    return pageAnswer({ title, body: [body, more].flat() }, context, { status: view.is === 'unknown' ? 404 : 200 });
  }
  const page = openPage(view, { form: formToken(token), wrong });
  return pageAnswer(page, context, { status: wrong === null ? 200 : 422 });
}

interface Form {
  readonly form: string;
  readonly wrong: string | null;
}

function openPage(view: LinkView, form: Form): Page {
  switch (view.purpose) {
    case 'confirmation':
      return { title: `Schedule deletion of “${linkName(view)}”?`, body: confirmBody(view, form) };
    case 'proof':
      return view.afterProof === 'scheduled'
        ? { title: `Schedule deletion of “${linkName(view)}”?`, body: schedulingProofBody(view, form) }
        : { title: `Was it you who asked to delete “${linkName(view)}”?`, body: proofBody(view, form) };
    case 'cancel':
      return { title: `Cancel deletion of “${linkName(view)}”?`, body: cancelBody(view, form) };
    case 'unknown':
      return closedPages.unknown(view);
  }
}

const alertOf = ({ wrong }: Form): Html | null =>
  wrong === null ? null : html`<p class="error" role="alert" id="wrong">${wrong}</p>`;

function confirmBody(view: LinkView, form: Form): Html[] {
  const due = wouldBeDueWords(view);
  const when =
    due === null
      ? 'The deletion begins as soon as you schedule it.'
      : `If you schedule it now, it will be deleted on ${due}: ${view.grace} from now.`;
  return [
    alertOf(form) ?? html``,
    html`<p><strong>${linkName(view)}</strong> and what is in it will be deleted. ${when}</p>
<p>${due === null ? null : 'Until then it can be cancelled: with a link that is mailed, or where you asked for it. '}Nothing has been deleted yet.</p>`,
    typedForm(view, form, {
      action: 'confirm',
      purpose: 'to schedule deletion',
      button: 'Schedule deletion',
      danger: true,
    }),
    denyForm(form),
  ];
}

const proofBody = (view: LinkView, form: Form): Html[] => [
  alertOf(form) ?? html``,
  html`<p>Somebody asked to delete <strong>${linkName(view)}</strong> and gave this mailbox. Nothing has been deleted yet, and saying yes deletes nothing: it only shows that this mailbox is yours.</p>`,
  typedForm(view, form, { action: 'prove', purpose: 'to go on', button: 'Yes, it was me', danger: false }),
  denyForm(form),
];

/** There is no second step, so all of it is said here. */
function schedulingProofBody(view: LinkView, form: Form): Html[] {
  const due = wouldBeDueWords(view);
  const access = view.access === 'restricted' ? 'access is restricted' : 'everything can be used as before';
  return [
    alertOf(form) ?? html``,
    html`<p>Somebody asked to delete <strong>${linkName(view)}</strong> and gave this mailbox. Nothing has been deleted yet.</p>
<p>${
      due === null
        ? 'Saying yes schedules the deletion, and it begins at once.'
        : `Saying yes schedules the deletion for ${due}: ${view.grace} from now. Until then ${access} and it can be cancelled.`
    }</p>`,
    typedForm(view, form, {
      action: 'prove',
      purpose: 'to schedule deletion',
      button: 'Schedule deletion',
      danger: true,
    }),
    denyForm(form),
  ];
}

function cancelBody(view: LinkView, form: Form): Html[] {
  const due = dueWords(view);
  return [
    alertOf(form) ?? html``,
    html`<p>${due === null ? 'Its deletion was asked for.' : `It is to be deleted on ${due}.`} Cancelling keeps everything as it is.</p>`,
    buttonForm(form, { action: 'cancel', button: 'Cancel deletion' }),
  ];
}

interface Asked {
  readonly action: Action;
  readonly purpose: string;
  readonly button: string;
  readonly danger: boolean;
}

const typedForm = (view: LinkView, { form, wrong }: Form, { action, purpose, button, danger }: Asked): Html =>
  html`<form method="post" action="/link">
<input type="hidden" name="form" value="${form}"><input type="hidden" name="action" value="${action}">
<label for="typed">Type ${linkName(view)} ${purpose}</label>
<input type="text" id="typed" name="typed" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="500" required${wrong === null ? null : html` aria-invalid="true" aria-describedby="wrong"`}>
<button${danger ? html` class="danger"` : null}>${button}</button>
</form>`;

const buttonForm = ({ form }: Form, { action, button }: Pick<Asked, 'action' | 'button'>): Html =>
  html`<form method="post" action="/link">
<input type="hidden" name="form" value="${form}"><input type="hidden" name="action" value="${action}">
<button>${button}</button>
</form>`;

const denyForm = (form: Form): Html =>
  html`<h2>You did not ask for this?</h2>
<p>Then say so. The request ends, and nothing is deleted.</p>
${buttonForm(form, { action: 'deny', button: 'It was not me' })}`;

export const linkRoutes: readonly Route[] = [arrive, show, use];
