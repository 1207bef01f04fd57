import { type Access, closed } from '../access.ts';
import { type Html, html } from '../html.ts';
import type { Subject } from '../subjects.ts';
import { dateIn } from './date.ts';

export interface BannerFacts {
  readonly subject: Subject;
  readonly access: Access;
  /** Null where Lethe would not say to this person, or could not be reached. */
  readonly dueAt: Date | null;
}

/** On every page of the subject: whoever works there should not learn of a deletion from its being gone. */
export function banner({ subject, access, dueAt }: BannerFacts): Html | null {
  const settings = `/${subject.kind}s/${subject.id}/settings`;
  switch (access) {
    case 'active':
      return null;
    case 'scheduled': {
      const when = dueAt === null ? '' : ` for ${dateIn(subject.timeZone, dueAt)}`;
      const text = html`Deletion scheduled${when}. Everything can be used until then.`;
      if (subject.role === 'member') return html`<p class="banner">${text} Ask an owner to export or cancel.</p>`;
      return html`<p class="banner">${text} <a href="${settings}">Cancel deletion or export data</a></p>`;
    }
    case 'deactivated':
    case 'restricted':
    case 'gone':
      return html`<p class="banner">${closed[access]} <a href="${settings}">See how things stand</a></p>`;
  }
}
