import { LetheError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { keepAddresses, keepName } from '../../postgres/addresses.ts';
import { requestNow } from '../../postgres/request-now.ts';
import { mustTellRequest } from '../../postgres/requests.ts';
import { type PlannedRun, startRequest } from '../../postgres/start-request.ts';
import type { RequestEvent } from '../../requests/event.ts';
import type { Request } from '../../requests/request.ts';
import { targetName } from '../../requests/target.ts';
import { authorityNow } from './authority.ts';
import type { Life } from './life-context.ts';
import { type Obstacles, obstaclesOf, type TargetPlan, tellObstacles } from './obstacles.ts';
import { recordPolicyChanges } from './policy-of-today.ts';
import { captureAddresses } from './requester.ts';

/**
 * A request that is due: plans again, tells what is in the way, reads the role again, and goes over the point of no
 * return, or does not; that is decided at once, under all the locks.
 */
export async function startDue(life: Life, looked: Request): Promise<void> {
  const found = await obstaclesOf(life, looked, 'tried');
  await tellObstacles(life, looked, found);
  const there = found.plans.flatMap(({ target, plan }) => (plan === null ? [] : [target]));
  const { request } = await life.lethe.database.use((client) => requestNow(client, looked.id));
  if (request.state !== 'scheduled') return;
  await start(life, request, found, await authorityNow(life, request, there));
}

async function start(
  life: Life,
  request: Request,
  found: Obstacles,
  authority: RequestEvent<'start'>['authority'],
): Promise<void> {
  const { database, wakes } = life.lethe;
  const { addresses, name, eraseAt } = await captureAddresses(life, request);
  const runs = found.plans.flatMap(plannedRun);
  try {
    await database.transaction(async (client) => {
      const started = await startRequest(client, wakes, { request: request.id, digest: found.digest, authority, runs });
      if (started.is !== 'transition' || started.request.state !== 'running') return;
      await recordPolicyChanges(life.lethe, client, request);
      await keepAddresses(client, request.id, addresses, eraseAt);
      if (name !== null) await keepName(client, request.id, name, eraseAt);
      if (started.request.overlap !== null) return;
      for (const target of found.plans.flatMap(({ target: each, plan }) => (plan === null ? [targetName(each)] : []))) {
        const event = { type: 'target ended', target, outcome: 'nothing_held', residuals: 0 } as const;
        await mustTellRequest(client, wakes, request.id, event);
      }
    });
  } catch (error) {
    if (!(error instanceof LetheError) || !waitsQuietly.includes(error.code)) throw error;
    life.log('info', `${request.id}: not started yet`, { request: request.id, code: error.code });
  }
}

/** Nothing failed: it is not its turn, or a hold came after the plan. A tick names it again, and then plans again. */
const waitsQuietly: readonly string[] = ['KILL_SWITCH', 'SUBJECT_BUSY', 'PLAN_STALE'];

function plannedRun({ target, plan }: TargetPlan): readonly PlannedRun[] {
  if (plan === null) return [];
  const { digest, outline, counts } = plan;
  return [{ run: newId('run'), digest, outline, counts, scopes: target.path.toReversed() }];
}
