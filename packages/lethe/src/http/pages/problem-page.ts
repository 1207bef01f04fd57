import type { Problem } from '../../wire/problem.ts';
import { html } from './html.ts';
import { type About, pageText } from './page.ts';

/** A problem, where pages are asked for. What is ours to mend is not explained to whoever opened a link. */
export function problemPage(problem: Problem, about: About): string {
  const { title, body } = problem.status >= 500 ? ofOurs(problem) : ofTheirs(problem);
  return pageText({ title, body }, about);
}

const ofTheirs = ({ title, detail, next, errors }: Problem) => ({
  title,
  body: [
    html`<p class="error" role="alert">${detail}</p>`,
    ...(errors.length === 0
      ? []
      : [html`<ul>${errors.map((each) => html`<li>${each.pointer.slice(1)}: ${each.detail}</li>`)}</ul>`]),
    html`<p>${next}</p>`,
  ],
});

const ofOurs = ({ instance }: Problem) => ({
  title: 'This does not work at the moment',
  body: [
    html`<p class="error" role="alert">Something on our side failed. Nothing was changed.</p>`,
    html`<p>Try again in a few minutes. If it stays so, tell us this reference:</p>`,
    html`<p class="hint">${instance}</p>`,
  ],
});
