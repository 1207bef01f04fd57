import type { PublicForms } from '../../http/backend.ts';
import { spineReason } from '../../planner/residuals.ts';
import { formatSubject } from '../../planner/subject.ts';
import { requestByStatus } from '../../postgres/request-by-status.ts';
import { seeRuns } from '../../postgres/run-view.ts';
import { scoped } from '../../postgres/scoped.ts';
import { recordWish } from '../../postgres/wishes.ts';
import { residualsOf } from './evidence.ts';
import type { Ground } from './ground.ts';

/** In words for people, who know of no rows. */
const emptied = 'emptied records that what is kept refers to';

/** For people who are not signed in. */
export function formsOf({ lethe, secrets }: Ground): PublicForms {
  const { database, loaded, wakes } = lethe;
  return {
    wish: async (written) => void (await database.transaction((client) => recordWish(client, wakes, written))),
    kinds: () =>
      loaded.store.config.people === null
        ? []
        : Object.values(loaded.config.subjects)
            .filter(({ members, request }) => members !== null && request.by.length > 0)
            .filter(({ request }) => request.proof.some(({ kind }) => kind === 'mailbox'))
            .map(({ kind }) => kind),
    async status(code) {
      const request = await database.use((client) => requestByStatus(client, secrets.hashStatus(code)));
      if (request === null) return null;
      const { id, state, kind, receivedAt, dueAt, completeDueAt, outcome } = request;
      const scope = formatSubject(request.targets[0].subject);
      const runs = await scoped(database, scope, (reader) => seeRuns(reader, { request: id, subject: null }));
      // By reason only: which tables there are is nobody's business.
      const residuals = runs
        .flatMap(residualsOf)
        .map(({ reason, until }) => ({ reason: reason === spineReason ? emptied : reason, until }));
      const { backups = null } = request;
      if (backups !== null && backups.goneAt === null)
        residuals.push({ reason: 'backup copies, which age out', until: new Date(backups.until).toISOString() });
      const each = new Map(residuals.map((residual) => [JSON.stringify(residual), residual]));
      return { state, kind, receivedAt, dueAt, completeDueAt, outcome, residuals: [...each.values()] };
    },
  };
}
