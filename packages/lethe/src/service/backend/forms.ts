import type { PublicForms } from '../../http/backend.ts';
import { newId } from '../../ids.ts';
import { formatSubject } from '../../planner/subject.ts';
import { findByStatus, keepWish } from '../../postgres/public-form.ts';
import { seeRuns } from '../../postgres/run-view.ts';
import { scoped } from '../../postgres/scoped.ts';
import { residualsOf } from './evidence.ts';
import type { Ground } from './ground.ts';

/** For people who are not signed in. */
export function formsOf({ lethe, secrets }: Ground): PublicForms {
  const { database, loaded } = lethe;
  return {
    wish: (written) => database.transaction((client) => keepWish(client, { id: newId('wish'), ...written })),
    kinds: () =>
      loaded.store.config.people === null
        ? []
        : Object.values(loaded.config.subjects)
            .filter(({ members, request }) => members !== null && request.by.length > 0)
            .filter(({ request }) => request.proof.some(({ kind }) => kind === 'mailbox'))
            .map(({ kind }) => kind),
    async status(code) {
      const request = await database.use((client) => findByStatus(client, secrets.hashStatus(code)));
      if (request === null) return null;
      const { id, state, kind, receivedAt, dueAt, completeDueAt, outcome } = request;
      const scope = formatSubject(request.targets[0].subject);
      const runs = await scoped(database, scope, (reader) => seeRuns(reader, { request: id, subject: null }));
      // By reason only: which tables there are is nobody's business.
      const residuals = runs.flatMap(residualsOf).map(({ reason, until }) => ({ reason, until }));
      const each = new Map(residuals.map((residual) => [JSON.stringify(residual), residual]));
      return { state, kind, receivedAt, dueAt, completeDueAt, outcome, residuals: [...each.values()] };
    },
  };
}
