import { type Html, html } from '../html.ts';
import type { Session } from '../sessions.ts';
import type { Subject } from '../subjects.ts';

export interface Page {
  readonly title: string;
  readonly session: Session | null;
  /** Where in the product this is, for the navigation. */
  readonly subject?: Pick<Subject, 'kind' | 'id' | 'name'> | undefined;
  readonly banner?: Html | null;
  readonly body: Html;
}

export function page({ title, session, subject, banner = null, body }: Page): Html {
  const place = subject === undefined ? '' : ` · ${subject.name}`;
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}${place} · Sample CRM</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
  ${session === null ? html`<span>Sample CRM</span>` : html`<a href="/workspaces">Workspaces</a>`}
  ${subject !== undefined && navigation(subject)}
  ${session !== null && signOutForm(session)}
</header>
<main>
  ${banner}
  <h1>${title}</h1>
  ${body}
</main>
</body>
</html>
`;
}

function navigation({ kind, id, name }: Pick<Subject, 'kind' | 'id' | 'name'>): Html {
  const settings = html`<a href="/${kind}s/${id}/settings">Settings</a>`;
  if (kind === 'account') return html`<strong>${name}</strong> ${settings}`;
  return html`<strong>${name}</strong>
  <a href="/workspaces/${id}">Contacts</a>
  <a href="/workspaces/${id}/conversations">Conversations</a>
  <a href="/workspaces/${id}/campaigns">Campaigns</a>
  ${settings}`;
}

const signOutForm = (session: Session): Html => html`<form method="post" action="/sign-out" class="row">
    ${formToken(session)}<span>${session.user.email}</span> <button>Sign out</button>
  </form>`;

export const formToken = (session: Session): Html =>
  html`<input type="hidden" name="formToken" value="${session.formToken}">`;

export const alert = (text: string | null): Html | null => (text === null ? null : html`<p role="alert">${text}</p>`);
