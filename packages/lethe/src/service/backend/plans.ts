import { LetheError } from '../../errors.ts';
import type { Plans, StoredPlan } from '../../http/backend.ts';
import { newId } from '../../ids.ts';
import { formatSubject } from '../../planner/subject.ts';
import { firstMaker } from '../../postgres/api-keys.ts';
import { type KeptPlan, keepPlan, planUnknown, readPlan, subjectOfPlan } from '../../postgres/plans-store.ts';
import { lockRequest, mustTellRequest, refused } from '../../postgres/requests.ts';
import { scoped } from '../../postgres/scoped.ts';
import { refusal } from '../../requests/refusal.ts';
import type { Request } from '../../requests/request.ts';
import { makePlan } from '../make-plan.ts';
import { planChanges } from '../plan-changes.ts';
import { locate } from '../subject-path.ts';
import type { Client, Ground } from './ground.ts';
import { loadRecord } from './request-record.ts';
import { askingRoles, requireKey, type Standing, standingOnRequest, standingOnSubject } from './standing.ts';

export function plansOf(ground: Ground): Plans {
  const { lethe } = ground;
  return {
    async make(caller, of, { store }) {
      const request = 'request' in of ? of.request : null;
      const written =
        'subject' in of ? of.subject : (await standingOnRequest(lethe, caller, of.request, 'plan:read')).subject;
      // Whoever asked for it may look at its plan without the role that they have lost since.
      const located =
        request === null
          ? (await standingOnSubject(lethe, caller, written, { scope: 'plan:read', roles: askingRoles })).located
          : await locate(lethe, written);
      const { plan } = await makePlan(lethe, located.subject);
      if (!store) return storedOf({ id: '', request, madeAt: await lethe.control.now(), plan });
      const id = newId('plan');
      const { path: scopes } = located;
      return storedOf(await lethe.database.transaction((client) => keepPlan(client, { id, request, scopes, plan })));
    },
    async load(caller, id) {
      const { scope } = await standingOnPlan(ground, caller, id);
      return storedOf(await scoped(lethe.database, scope, (reader) => readPlan(reader, id)));
    },
    async approve(caller, id, digest) {
      const key = requireKey(caller, 'plan:approve');
      const looked = await scoped(lethe.database, key.tenant, (reader) => readPlan(reader, id));
      const { request } = looked;
      if (request === null) throw new LetheError('REQUEST_REFUSED', 'this plan is of no request; nothing waits for it');
      const { plan: now } = await makePlan(lethe, looked.plan.outline.subject);
      const changed = looked.plan.digest === digest ? planChanges(looked.plan, now) : ['another plan was looked at'];
      if (changed.length > 0)
        throw new LetheError('PLAN_STALE', 'the plan of now is another one', { details: { changed } });
      await lethe.database.transaction(async (client) => {
        const locked = await lockRequest(client, request);
        const { approval } = locked;
        if (await isFirstPerson(client, locked, key.id)) throw refused(request, refusal('APPROVER_IS_REQUESTER'));
        // The plan has changed since an approval was asked for: what is approved is what would be carried out now.
        if (approval !== null && approval.digest !== digest)
          await mustTellRequest(client, lethe.wakes, request, { type: 'approval needed', digest });
        const given = { type: 'approval given', digest, by: key.id, credential: key.id } as const;
        await mustTellRequest(client, lethe.wakes, request, given);
      });
      return loadRecord(ground, request, key.tenant);
    },
  };
}

/**
 * F55: whoever entered the request, or decided that it is proven, is one person of the two that are needed, whichever of
 * the keys they made they come with.
 */
async function isFirstPerson(client: Client, { requester, proofs }: Request, approver: string): Promise<boolean> {
  const own = await firstMaker(client, approver);
  const decided = proofs.flatMap((proof) => (proof.kind === 'operator decision' ? [proof.operator] : []));
  const entered = requester.channel === 'operator' && requester.credential !== null ? [requester.credential] : [];
  for (const key of new Set([...entered, ...decided])) if ((await firstMaker(client, key)) === own) return true;
  return false;
}

const storedOf = ({ plan, ...rest }: KeptPlan): StoredPlan => ({ ...rest, subject: plan.outline.subject, plan });

/** Whoever may ask for the deletion of its subject may read it. */
async function standingOnPlan(
  { lethe }: Ground,
  caller: Parameters<Plans['load']>[0],
  id: string,
): Promise<Pick<Standing, 'scope'>> {
  if (caller.is === 'key') {
    requireKey(caller, 'plan:read');
    return { scope: caller.tenant };
  }
  const subject = formatSubject(await lethe.database.use((client) => subjectOfPlan(client, id)));
  const may = { scope: 'plan:read', roles: askingRoles } as const;
  return standingOnSubject(lethe, caller, subject, may).catch((error: unknown) => {
    throw error instanceof LetheError && error.code === 'SUBJECT_UNKNOWN' ? planUnknown(id) : error;
  });
}
