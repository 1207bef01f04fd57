import type { Problem } from '../../wire/problem.ts';
import type { HttpSettings } from '../http-settings.ts';
import { html } from './html.ts';
import { pageText } from './page.ts';

/** A problem, where pages are asked for. */
export function problemPage(
  { title, detail, next, errors, instance, status }: Problem,
  settings: HttpSettings,
): string {
  const body = [
    html`<p class="error" role="alert">${detail}</p>`,
    ...(errors.length === 0
      ? []
      : [html`<ul>${errors.map((each) => html`<li>${each.pointer.slice(1)}: ${each.detail}</li>`)}</ul>`]),
    html`<p>${next}</p>`,
    ...(status >= 500 ? [html`<p class="hint">${instance}</p>`] : []),
  ];
  return pageText({ title, body }, { settings, development: null });
}
