import { type Html, html } from '../html.ts';
import type { Inventory } from '../inventory.ts';
import type { Session } from '../sessions.ts';
import type { Subject } from '../subjects.ts';
import { alert, formToken, page } from './page.ts';
import { exportLinks, passwordField, settingsPath } from './settings.ts';

export interface ReviewFacts {
  readonly session: Session;
  readonly subject: Subject;
  readonly banner: Html | null;
  readonly inventory: Inventory;
  readonly askPassword: boolean;
  /** The same when this form is sent twice. */
  readonly once: string;
  readonly problem: string | null;
}

/** What to know and settle before asking: scope, exports, integrations, money, and who asks. */
export const reviewPage = (facts: ReviewFacts): Html => {
  const { session, subject, banner, problem } = facts;
  return page({
    title: `Review before you delete ${subject.name}`,
    session,
    subject,
    banner,
    body: html`${alert(problem)}
  <p>You are signed in as ${session.user.email}, ${subject.role} of ${subject.name}. Messages about the deletion go to
  this address: make sure that you can read them.</p>
  ${scope(facts)} ${exportsFirst(facts)} ${integrations(facts)} ${billing(facts)} ${askForm(facts)}`,
  });
};

const number = (count: number): string => new Intl.NumberFormat('en-GB').format(count);

function scope({ subject, inventory }: ReviewFacts): Html {
  const { workspaces, contacts, conversations, messages } = inventory;
  const names = workspaces.map(({ name }) => html`<li>${name}</li>`);
  const what =
    subject.kind === 'account'
      ? html`<p>The whole account, with ${number(workspaces.length)} workspaces:</p><ul>${names}</ul>`
      : html`<p>This one workspace. The account and its other workspaces stay.</p>`;
  return html`<section>
  <h2>Will be deleted</h2>
  ${what}
  <table>
    <tbody>
      <tr><th scope="row">Contacts</th><td>${number(contacts)}</td></tr>
      <tr><th scope="row">Conversations</th><td>${number(conversations)}</td></tr>
      <tr><th scope="row">Messages</th><td>${number(messages)}</td></tr>
    </tbody>
  </table>
  <p>These are counted now; what is added before the deletion starts goes too.</p>
</section>`;
}

const exportsFirst = ({ subject }: ReviewFacts): Html => html`<section>
  <h2>Export first</h2>
  <p>Afterwards there is nothing left to export.</p>
  ${exportLinks(subject)}
</section>`;

function integrations({ inventory }: ReviewFacts): Html {
  const { channels, signInConnections, apiTokens, phoneNumbers, runningCampaigns, automations } = inventory;
  return html`<section>
  <h2>Disconnect</h2>
  <p>What is still connected ends when the deletion starts. Disconnect yourself what others rely on:</p>
  <ul>
    <li>${number(channels)} channels and ${number(phoneNumbers)} telephone numbers: numbers go back to the provider</li>
    <li>${number(signInConnections)} sign-in connections</li>
    <li>${number(apiTokens)} API tokens</li>
    <li>${number(runningCampaigns)} running campaigns and ${number(automations)} automations</li>
  </ul>
</section>`;
}

function billing({ inventory }: ReviewFacts): Html {
  const { invoices, openInvoices } = inventory;
  return html`<section>
  <h2>Billing</h2>
  <p>${number(openInvoices)} of ${number(invoices)} invoices are unpaid. Invoices and payments stay for as long as tax
  law asks, and what is owed for past use stays owed.</p>
</section>`;
}

function askForm({ subject, session, askPassword, once }: ReviewFacts): Html {
  return html`<section>
  <h2>Ask for deletion</h2>
  <form method="post" action="${settingsPath(subject)}/delete">
    ${formToken(session)}<input type="hidden" name="once" value="${once}">
    <label><input type="checkbox" name="exportsNeeded" value="yes"> I still need exports before anything is deleted</label>
    ${askPassword && passwordField}
    <p class="row"><a class="button" href="${settingsPath(subject)}">Keep my ${subject.kind}</a>
    <button class="final">Delete ${subject.kind}</button></p>
  </form>
</section>`;
}
