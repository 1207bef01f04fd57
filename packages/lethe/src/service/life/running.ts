import { queuedRuns, requestNow } from '../../postgres/request-now.ts';
import { tellRequest } from '../../postgres/requests.ts';
import type { Request, TargetOutcome } from '../../requests/request.ts';
import { targetName } from '../../requests/target.ts';
import type { Life } from './life-context.ts';

/** Its runs are others' work. What a wider request took along has ended when that one is completed. */
export async function lookAtRunning(life: Life, request: Request): Promise<void> {
  const { database, wakes } = life.lethe;
  if (request.overlap?.is === 'absorbed') return endAbsorbed(life, request, request.overlap.request);
  await database.transaction(async (client) => {
    for (const run of await queuedRuns(client, request.id)) await wakes.run(client, run);
  });
}

async function endAbsorbed({ lethe }: Life, request: Request, by: string): Promise<void> {
  const { database, wakes } = lethe;
  const { outcome } = (await database.use((client) => requestNow(client, by))).request;
  if (outcome === null) return;
  await database.transaction(async (client) => {
    for (const target of request.targets.filter(({ state }) => state !== 'ended')) {
      const ended: TargetOutcome = outcome;
      // What stays of it is counted where it was deleted.
      const event = { type: 'target ended', target: targetName(target), outcome: ended, residuals: 0 } as const;
      await tellRequest(client, wakes, request.id, event);
    }
  });
}
