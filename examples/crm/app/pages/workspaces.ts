import { type Html, html } from '../html.ts';
import type { Session } from '../sessions.ts';
import type { Subject } from '../subjects.ts';
import { page } from './page.ts';

type Listed = Omit<Subject, 'path' | 'timeZone'>;

export const workspacesPage = (session: Session, subjects: readonly Listed[]): Html =>
  page({
    title: 'Workspaces',
    session,
    body: html`<ul>${subjects.filter(({ kind }) => kind === 'workspace').map(link)}</ul>
  <h2>Accounts you can manage</h2>
  <ul>${subjects.filter(({ kind }) => kind === 'account').map(link)}</ul>`,
  });

const link = ({ kind, id, name, role }: Listed): Html =>
  html`<li><a href="/${kind}s/${id}${kind === 'account' && '/settings'}">${name}</a> (${role})</li>`;
