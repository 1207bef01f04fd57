import { type Html, html } from '../html.ts';
import type { Campaign, Contact, Conversation, Thread } from '../inbox.ts';
import type { Session } from '../sessions.ts';
import { formToken } from './page.ts';

export const contactsBody = (session: Session, workspace: string, contacts: readonly Contact[]): Html => html`
  <section>
    <h2>Add a contact</h2>
    <form method="post" action="/workspaces/${workspace}/contacts">
      ${formToken(session)}
      <label>Name <input name="fullName" required maxlength="200"></label>
      <label>E-mail address, if known <input type="email" name="email" maxlength="200"></label>
      <button>Add contact</button>
    </form>
  </section>
  <table>
    <thead><tr><th scope="col">Name</th><th scope="col">E-mail address</th></tr></thead>
    <tbody>${contacts.map(({ fullName, email }) => html`<tr><td>${fullName}</td><td>${email}</td></tr>`)}</tbody>
  </table>`;

export const conversationsBody = (workspace: string, conversations: readonly Conversation[]): Html => html`
  <table>
    <thead><tr><th scope="col">Subject</th><th scope="col">With</th><th scope="col">State</th></tr></thead>
    <tbody>${conversations.map(
      ({ id, subject, contact, status }) =>
        html`<tr><td><a href="/workspaces/${workspace}/conversations/${id}">${subject ?? 'No subject'}</a></td><td>${contact}</td><td>${status}</td></tr>`,
    )}</tbody>
  </table>`;

export const threadBody = (session: Session, workspace: string, { id, contact, messages }: Thread): Html => html`
  <p>With ${contact}</p>
  <ol>${messages.map(({ direction, body }) => html`<li><b>${direction === 'in' ? contact : 'We'}:</b> ${body}</li>`)}</ol>
  <form method="post" action="/workspaces/${workspace}/conversations/${id}/messages">
    ${formToken(session)}
    <label>Answer <textarea name="body" required rows="4" maxlength="10000"></textarea></label>
    <button>Send message</button>
  </form>`;

export const campaignsBody = (campaigns: readonly Campaign[]): Html => html`
  <table>
    <thead><tr><th scope="col">Campaign</th><th scope="col">State</th></tr></thead>
    <tbody>${campaigns.map(({ name, status }) => html`<tr><td>${name}</td><td>${status}</td></tr>`)}</tbody>
  </table>`;
