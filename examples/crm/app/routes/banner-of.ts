import type { Access } from '../access.ts';
import { type Crm, openRequest } from '../crm.ts';
import type { Html } from '../html.ts';
import { banner } from '../pages/banner.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../sessions.ts';
import type { Subject } from '../subjects.ts';

export async function bannerOf(
  crm: Crm,
  session: Session,
  { subject, access }: { readonly subject: Subject; readonly access: Access },
): Promise<Html | null> {
  const dueAt = access === 'scheduled' ? await dueDate(crm, session, subject) : null;
  return banner({ subject, access, dueAt });
}

/** Of the workspace, or of the account around it. The page is shown without the date rather than not at all. */
async function dueDate(crm: Crm, session: Session, { path }: Subject): Promise<Date | null> {
  for (const subject of path.toReversed()) {
    try {
      const request = await openRequest(crm, session, subject);
      if (request?.dueAt) return request.dueAt;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Not theirs to know is no fault; anything else is one worth a line.
      if (error.status >= 500) crm.report(error);
    }
  }
  return null;
}
