import type { Access } from '../access.ts';
import { type Html, html } from '../html.ts';
import type { DeletionRequest } from '../lethe-client.ts';
import type { Session } from '../sessions.ts';
import type { Subject } from '../subjects.ts';
import { alert, formToken, page } from './page.ts';
import { stateInWords } from './request-state.ts';

export interface SettingsFacts {
  readonly session: Session;
  readonly subject: Subject;
  readonly access: Access;
  readonly banner: Html | null;
  /** The one under way; what Lethe said instead, where it said something else. */
  readonly request: DeletionRequest | null;
  readonly problem: string | null;
  readonly owners: readonly string[];
  readonly askPassword: boolean;
}

export const settingsPage = (facts: SettingsFacts): Html => {
  const { session, subject, banner, problem } = facts;
  const title = subject.kind === 'account' ? 'Settings: General' : 'Workspace settings';
  return page({
    title,
    session,
    subject,
    banner,
    body: html`${alert(problem)} ${requestCard(facts)} ${deactivateCard(facts)} ${deleteCard(facts)}`,
  });
};

export const settingsPath = ({ kind, id }: Pick<Subject, 'kind' | 'id'>): string => `/${kind}s/${id}/settings`;

/** Who may ask by the policy; Lethe reads the roles itself and has the last word. */
export const mayAsk = ({ kind, role }: Subject): boolean =>
  role === 'owner' || (kind === 'workspace' && role === 'admin');

function requestCard(facts: SettingsFacts): Html | null {
  const { request, session, subject } = facts;
  if (request === null) return null;
  const cancel = html`<form method="post" action="${settingsPath(subject)}/cancel" class="row">
    ${formToken(session)}<input type="hidden" name="request" value="${request.id}">
    <button>Cancel deletion</button> <a class="button" href="#export">Export data</a>
  </form>`;
  return html`<section>
  <h2>Deletion of this ${subject.kind}</h2>
  <p role="status">${stateInWords(request, subject.timeZone)}</p>
  <ul>${request.messages.map((message) => html`<li>${message}</li>`)}</ul>
  ${mayAsk(subject) && request.wantsSession && proveForm(facts, request)}
  ${request.cancellable && cancel}
</section>`;
}

const proveForm = ({ session, subject, askPassword }: SettingsFacts, { id }: DeletionRequest): Html =>
  html`<form method="post" action="${settingsPath(subject)}/prove">
    ${formToken(session)}<input type="hidden" name="request" value="${id}">
    ${askPassword && passwordField}
    <button>Confirm it is you</button>
  </form>`;

export const passwordField = html`<label>Your password, since you signed in more than ten minutes ago
    <input type="password" name="password" autocomplete="current-password" required></label>`;

function deactivateCard({ access, session, subject, owners }: SettingsFacts): Html {
  const verb = access === 'deactivated' ? 'reactivate' : 'deactivate';
  const label = `${verb === 'reactivate' ? 'Reactivate' : 'Deactivate'} ${subject.kind}`;
  const form = html`<form method="post" action="${settingsPath(subject)}/${verb}">
    ${formToken(session)}<button>${label}</button>
  </form>`;
  return html`<section>
  <h2>${label}</h2>
  <p>Deactivating pauses all changes and keeps all data. It can be reactivated at any time.</p>
  ${subject.role === 'owner' ? form : askThem('Only an owner can do this.', owners)}
</section>`;
}

function deleteCard({ request, subject, owners }: SettingsFacts): Html {
  const review = html`<p><a class="button" href="${settingsPath(subject)}/delete">Review what will be deleted</a></p>`;
  const who =
    subject.kind === 'account' ? 'Only an owner can ask for this.' : 'Only owners and admins can ask for this.';
  return html`<section id="export">
  <h2>Delete ${subject.kind}</h2>
  <p>Deletes this ${subject.kind} and everything in it. You see first what goes, and can cancel until it starts.</p>
  ${mayAsk(subject) ? request === null && review : askThem(who, owners)}
  ${subject.role !== 'member' && exportLinks(subject)}
</section>`;
}

const askThem = (rule: string, owners: readonly string[]): Html => html`<p>${rule} Ask ${owners.join(' or ')}.</p>`;

export function exportLinks(subject: Pick<Subject, 'kind' | 'id'>): Html {
  const link = (what: string, format: string): Html =>
    html`<a href="/${subject.kind}s/${subject.id}/export/${what}.${format}">${format.toUpperCase()}</a>`;
  const row = (what: string): Html => html`<li>Export ${what}: ${link(what, 'csv')} · ${link(what, 'json')}</li>`;
  return html`<ul>${['contacts', 'conversations', 'invoices'].map(row)}</ul>`;
}
