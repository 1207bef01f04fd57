import { sleep } from '../../engine/sleep.ts';
import { LetheError } from '../../errors.ts';
import type { Caller, EventRecord, Runs, RunView, Scope } from '../../http/backend.ts';
import { pauseRun, unpauseRun } from '../../postgres/pause.ts';
import { runUnknown } from '../../postgres/run-record.ts';
import { eventsOfRun, requestOf, type SeenRun, seeRun } from '../../postgres/run-view.ts';
import { scoped } from '../../postgres/scoped.ts';
import { waiveEffects } from '../../postgres/waive.ts';
import { outcomesOf } from '../outcome.ts';
import type { Ground } from './ground.ts';
import { requireKey, requireScope, standingOnRequest } from './standing.ts';

const lookEveryMs = 300;
const eventsAtOnce = 200;

export function runsOf(ground: Ground): Runs {
  const { lethe } = ground;
  const { database, wakes } = lethe;
  const view = async (id: string, scope: string | null): Promise<RunView> =>
    viewOf(await scoped(database, scope, (reader) => seeRun(reader, id)));
  /** Of operators. That the run is one they may see is found out first. */
  const operate = async (caller: Caller, id: string, what: (by: string) => Promise<unknown>): Promise<RunView> => {
    const key = requireKey(caller, 'run:write');
    await view(id, key.tenant);
    await what(key.id);
    return view(id, key.tenant);
  };
  return {
    load: async (caller, id) => view(id, await scopeOf(ground, caller, id, 'run:read')),
    watch: (caller, id, after, signal) => watch(ground, { caller, id, after, signal }),
    pause: (caller, id) => operate(caller, id, () => pauseRun(database, id)),
    resume: (caller, id) => operate(caller, id, () => unpauseRun(database, id, wakes)),
    waive: (caller, id, { effect, reason }) =>
      operate(caller, id, (by) => waiveEffects(database, { run: id, effect, reason, by }, wakes)),
  };
}

/** A run is seen by whoever may see the request that it is of. */
async function scopeOf({ lethe }: Ground, caller: Caller, id: string, scope: Scope): Promise<string | null> {
  if (caller.is === 'key') {
    requireScope(caller, scope);
    return caller.tenant;
  }
  const request = await lethe.database.use((client) => requestOf(client, { run: id }));
  if (request === null) throw runUnknown(id);
  const standing = standingOnRequest(lethe, caller, request, scope);
  return (await standing.catch(asRun(id))).scope;
}

const asRun =
  (id: string) =>
  (error: unknown): never => {
    throw error instanceof LetheError && error.code === 'REQUEST_UNKNOWN' ? runUnknown(id) : error;
  };

interface Watch {
  readonly caller: Caller;
  readonly id: string;
  readonly after: string;
  readonly signal: AbortSignal;
}

/** Looks again and again: who may see it was asked once, when the watching began. */
async function* watch(ground: Ground, { caller, id, after, signal }: Watch): AsyncGenerator<EventRecord> {
  const scope = await scopeOf(ground, caller, id, 'run:read');
  let last = after;
  while (!signal.aborted) {
    const { events, ended } = await scoped(ground.lethe.database, scope, (reader) =>
      eventsOfRun(reader, { id, after: last, limit: eventsAtOnce }),
    );
    for (const event of events) {
      yield event;
      last = event.id;
    }
    if (events.length === eventsAtOnce) continue;
    if (ended) return;
    await sleep(lookEveryMs, signal);
  }
}

function viewOf({ run, receipts, effects, certificate, lastEvent }: SeenRun): RunView {
  // Only what is written is progress; what is kept or ignored was done before it began.
  const steps = outcomesOf(run, receipts, run.counts).slice(0, run.outline.steps.length);
  const tables = steps.map(({ table, rows, planned }, at) => ({
    table,
    kind: run.outline.steps[at]?.kind ?? 'delete',
    done: rows,
    planned,
  }));
  const sum = (of: (table: (typeof tables)[number]) => number): number =>
    tables.reduce((total, table) => total + of(table), 0);
  return {
    run,
    rows: { done: sum(({ done }) => done), planned: sum(({ planned }) => planned) },
    tables,
    effects,
    attention: run.attention,
    certificate,
    lastEvent,
  };
}
