import { type Html, html } from '../html.ts';
import { alert, page } from './page.ts';

export interface SignInFacts {
  readonly problem: string | null;
  readonly email: string;
  /** The page that was wanted, a path of ours. */
  readonly to: string;
}

export const signInPage = ({ problem, email, to }: SignInFacts): Html =>
  page({
    title: 'Sign in',
    session: null,
    body: html`${alert(problem)}
  <form method="post" action="/sign-in">
    <input type="hidden" name="to" value="${to}">
    <label>E-mail address <input type="email" name="email" autocomplete="username" required value="${email}"></label>
    <label>Password <input type="password" name="password" autocomplete="current-password" required></label>
    <button>Sign in</button>
  </form>`,
  });
